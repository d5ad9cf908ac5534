"""The same way in where cookies name Apple's own domains, as they do at Apple's."""

import pytest

from storelink.providers.app_store_connect.apple_id.secret import web_secret_of
from storelink.providers.app_store_connect.apple_id.tests.person import TEAM, Person
from storelink.providers.app_store_connect.tests.stage import STAGE
from storelink.providers.contract import Connected
from storelink.providers.tests.play import Play
from storelink.providers.tests.simulator import simulator_process


@pytest.fixture(scope="module")
def with_domains():
    with simulator_process("--cookie-domains") as simulator:
        yield simulator


@pytest.fixture
def person(with_domains):
    with_domains.begin_anew()
    play = Play(STAGE, with_domains)
    yield Person(play, "m.okafor@brightside.example")
    play.end()


def test_password_code_and_team_lead_in(person):
    connected = person.come_in(keep_password="on")
    assert connected.name == TEAM
    domains = {cookie.domain for cookie in web_secret_of(connected.secret).jar.cookies}
    assert "apple.com" in domains
    assert "127.0.0.1" not in domains


def test_a_session_and_its_renewal_need_no_code(person):
    secret = person.come_in(keep_password="on").secret
    assert person.play.provider.open(secret, person.play.client()).apps()
    person.play.simulator.play("web_session_over")
    assert isinstance(person.verify(secret), Connected)
