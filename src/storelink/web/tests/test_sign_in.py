import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client

from storelink.web.tests.conftest import PASSWORD
from storelink.workspaces.models import User
from storelink.workspaces.people import add_person


def sign_in(client, email, password=PASSWORD, **more):
    return client.post("/accounts/login/", {"login": email, "password": password, **more})


def test_a_person_signs_in_with_the_address_in_any_case(alice):
    assert sign_in(Client(), "Alice@Example.org").headers["Location"] == "/"


def test_a_wrong_password_and_an_unknown_address_look_the_same(alice):
    known = sign_in(Client(), "alice@example.org", "wrong password")
    unknown = sign_in(Client(), "nobody@example.org", "wrong password")
    assert said(known) == said(unknown) != ""


class CountingHasher(MD5PasswordHasher):
    """Counts how often a password is worked on: that is what takes the time."""

    algorithm = "counting"
    count = 0

    def encode(self, password, salt):
        CountingHasher.count += 1
        return super().encode(password, salt)


def test_a_wrong_password_and_an_unknown_address_take_the_same_work(alice, settings):
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    alice.set_password(PASSWORD)
    alice.save()
    dora = add_person("dora@example.org", PASSWORD)
    dora.set_unusable_password()
    dora.save()
    add_person("switched-off@example.org", PASSWORD)
    User.objects.filter(email="switched-off@example.org").update(is_active=False)
    work = []
    for who in ("alice", "nobody", "dora", "switched-off"):
        CountingHasher.count = 0
        sign_in(Client(), f"{who}@example.org", "wrong password")
        work.append(CountingHasher.count)
    assert work == [1, 1, 1, 1]


def said(answer):
    text = answer.content.decode()
    return text.split('role="alert"', 1)[1].split("</div>", 1)[0] if 'role="alert"' in text else ""


def test_guessing_is_slowed_down(alice):
    answers = [sign_in(Client(), "alice@example.org", f"guess {n}") for n in range(12)]
    assert "Too many" in answers[-1].content.decode()
    assert "_auth_user_id" not in sign_in(Client(), "alice@example.org").client.session


@pytest.mark.parametrize("headers", [{}, {"x-requested-with": "XMLHttpRequest"}])
def test_who_is_slowed_down_is_told_by_the_status_too(alice, headers):
    answers = [
        Client(headers=headers).post(
            "/accounts/login/", {"login": "alice@example.org", "password": f"guess {n}"}
        )
        for n in range(12)
    ]
    assert answers[0].status_code in {200, 400}
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert "Too many" in answers[-1].content.decode()


def test_the_limit_of_a_network_answers_with_a_status_and_a_time(alice):
    answers = [Client().post("/accounts/login/", {}) for _ in range(31)]
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_confirming_who_one_is_is_slowed_down_alike(alice, as_):
    client = as_(alice, hours_ago=2)
    answers = [
        client.post("/accounts/reauthenticate/", {"password": f"guess {n}"}) for n in range(12)
    ]
    assert answers[-1].status_code == 429
    assert "Retry-After" in answers[-1].headers


def test_who_guesses_elsewhere_does_not_lock_the_person_out(alice):
    guesser, rightful = Client(REMOTE_ADDR="192.0.2.66"), Client(REMOTE_ADDR="198.51.100.7")
    for number in range(12):
        sign_in(guesser, "alice@example.org", f"guess {number}")
    assert "_auth_user_id" not in sign_in(guesser, "alice@example.org").client.session
    assert "_auth_user_id" in sign_in(rightful, "alice@example.org").client.session


def test_nobody_is_sent_to_another_site(alice):
    answer = sign_in(Client(), "alice@example.org", next="https://evil.example/")
    assert answer.headers["Location"] == "/"


def test_signing_out_needs_a_press(alice, as_):
    client = as_(alice)
    client.get("/accounts/logout/")
    assert client.get("/start/").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/start/").headers["Location"] == "/accounts/login/?next=/start/"


@pytest.mark.parametrize(
    "path", ["/accounts/phone/change/", "/accounts/sso/signup/", "/accounts/social/"]
)
def test_what_is_not_offered_has_no_address(path, db):
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize(
    ("host", "can"),
    [("127.0.0.1:8000", False), ("[::1]:8000", False), ("[::1]", False), ("localhost:8000", True),
     ("127.0.0.1", False)],
)  # fmt: skip
def test_a_passkey_is_offered_only_where_browsers_keep_one(host, can, db, markup, settings):
    settings.ALLOWED_HOSTS = ["127.0.0.1", "[::1]", "localhost"]
    text = markup(Client().get("/accounts/login/", headers={"host": host}))
    assert ("Sign in with a passkey" in text) is can
