"""A client that other people wrote signs in: pyicloud, pointed at the simulator."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyicloud import PyiCloudService
from pyicloud.exceptions import PyiCloudAccountLockedException, PyiCloudFailedLoginException

from storelink_simulator.tests.playing import Player
from storelink_simulator.tests.signing_in import ACCOUNTANT, MANAGER, OWNER, SUPPORT, Browser


class Stranger:
    """pyicloud with its addresses set to the simulator's."""

    def __init__(self, sim: Player, folder: Path) -> None:
        address = sim.server.address

        class Service(PyiCloudService):  # type: ignore[misc]
            def _setup_endpoints(self) -> None:
                self._idmsa_endpoint = address
                self._auth_endpoint = f"{address}/appleauth/auth"
                self._home_endpoint = address
                self._setup_endpoint = f"{address}/setup/ws/1"

        self._service, self._folder = Service, folder

    def sign_in(self, apple_id: str, password: str) -> PyiCloudService:
        return self._service(apple_id, password, cookie_directory=str(self._folder))


@pytest.fixture
def stranger(sim: Player, tmp_path: Path) -> Stranger:
    return Stranger(sim, tmp_path)


@pytest.mark.parametrize("apple_id", [OWNER, MANAGER, SUPPORT, ACCOUNTANT])
def test_it_signs_in_with_password_and_code(sim: Player, stranger: Stranger, apple_id: str) -> None:
    phone = Browser(sim, apple_id)
    service = stranger.sign_in(apple_id, phone.password())
    assert service.requires_2fa
    assert service.validate_2fa_code(phone.code("sms"))
    assert service.is_trusted_session
    again = stranger.sign_in(apple_id, phone.password())
    assert not again.requires_2fa


def test_it_is_refused_with_a_wrong_password(sim: Player, stranger: Stranger) -> None:
    with pytest.raises(PyiCloudFailedLoginException):
        stranger.sign_in(OWNER, "not the password")


def test_it_is_refused_with_a_wrong_code(sim: Player, stranger: Stranger) -> None:
    phone = Browser(sim)
    service = stranger.sign_in(OWNER, phone.password())
    wrong = f"{(int(phone.code('sms')) + 1) % 10**6:06d}"
    assert not service.validate_2fa_code(wrong)
    assert not service.is_trusted_session


def test_it_takes_a_right_code_that_is_answered_with_409(sim: Player, stranger: Stranger) -> None:
    sim.play("right_code_conflict")
    phone = Browser(sim)
    service = stranger.sign_in(OWNER, phone.password())
    assert service.validate_2fa_code(phone.code("sms"))
    assert service.is_trusted_session


def test_it_recognises_a_locked_account(sim: Player, stranger: Stranger) -> None:
    sim.play("account_locked")
    with pytest.raises((PyiCloudAccountLockedException, PyiCloudFailedLoginException)):
        stranger.sign_in(OWNER, Browser(sim).password())
