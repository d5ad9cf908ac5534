import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client, RequestFactory

from storelink.domain.errors import BadInput, NotAllowed, VaultError
from storelink.warehouse.errors import QueryFailed, StorageFailed
from storelink.web import errors


def test_an_unknown_address_says_what_to_do(db):
    answer = Client().get("/nothing-here")
    assert answer.status_code == 404
    assert "There is nothing at this address" in answer.content.decode()


def test_a_broken_page_shows_a_reference_and_no_secret(alice, as_, monkeypatch):
    def broken(*_args):
        raise RuntimeError("the password is hunter2")

    monkeypatch.setattr("storelink.web.pages.start.may", broken)
    answer = as_(alice).get("/start/")
    assert answer.status_code == 500
    text = answer.content.decode()
    assert "Reference " in text
    assert "hunter2" not in text
    assert "Traceback" not in text


@pytest.mark.parametrize(
    ("error", "status"), [(NotAllowed("Ask Alice."), 403), (BadInput("Not a day."), 400)]
)
def test_a_verb_s_refusal_is_shown_in_its_own_words(error, status):
    middleware = errors.PlainErrors(lambda _request: HttpResponse())
    answer = middleware.process_exception(RequestFactory().get("/"), error)
    assert answer is not None
    assert answer.status_code == status
    assert error.sentence in answer.content.decode()


@pytest.mark.parametrize("kind", [QueryFailed, StorageFailed])
def test_figures_that_cannot_be_read_are_told_with_a_reference(kind):
    middleware = errors.PlainErrors(lambda _request: HttpResponse())
    error = kind("The figures cannot be read now. Nothing is lost.", detail="duckdb: a secret path")
    answer = middleware.process_exception(RequestFactory().get("/"), error)
    assert answer is not None
    assert answer.status_code == 503
    text = answer.content.decode()
    assert error.sentence in text
    assert "Reference " in text
    assert "secret path" not in text


def test_a_stored_secret_that_does_not_open_says_what_to_do():
    middleware = errors.PlainErrors(lambda _request: HttpResponse())
    answer = middleware.process_exception(RequestFactory().get("/"), VaultError("Restore it."))
    assert answer is not None
    assert answer.status_code == 409
    assert "Restore it." in answer.content.decode()


def test_other_errors_are_not_hidden():
    middleware = errors.PlainErrors(lambda _request: HttpResponse())
    assert middleware.process_exception(RequestFactory().get("/"), KeyError("x")) is None


@pytest.mark.parametrize(
    "place", ["storelink.web.pages.start.may", "storelink.web.session_age._look"]
)
def test_a_database_that_does_not_answer_is_told(alice, as_, monkeypatch, place):
    def locked(*_args):
        raise OperationalError("database is locked")

    monkeypatch.setattr(place, locked)
    answer = as_(alice).get("/start/")
    assert answer.status_code == 503
    assert "database is not answering" in answer.content.decode()
    assert int(answer.headers["Retry-After"]) > 0


def test_an_address_of_a_button_says_what_it_is(alice, as_, integration):
    answer = as_(alice).get(f"/settings/integrations/{integration.pk}/sync/")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
    assert "belongs to a button" in answer.content.decode()


def test_a_request_that_cannot_be_read_is_refused_in_words():
    answer = errors.bad_request(RequestFactory().get("/"), ValueError("x"))
    assert answer.status_code == 400
    assert "couldn’t read" in answer.content.decode()


def test_what_is_written_by_others_is_escaped():
    answer = errors.error_page(400, "T", "<script>alert(1)</script>")
    assert "<script>alert" not in answer.content.decode()
