"""Pages for what went wrong, in plain words. They need neither a session nor the database."""

from __future__ import annotations

import logging
import secrets
import sys
from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse

from storelink.domain.errors import BadInput, NotAllowed, StoreError, VaultError
from storelink.web.who import SecondStepWanted

_log = logging.getLogger(__name__)
THROTTLED = "storelink_is_throttled"
"""Where a request keeps that its sign-in was refused because there were too many."""
_REST_SECONDS = 300
"""As long as the longest of `ACCOUNT_RATE_LIMITS`: after that nobody is refused any more."""
_DATABASE_SECONDS = 5


class PlainErrors:
    """Turns the product's own errors, raised by a verb, into a page with their sentence. Gives
    refusals that the libraries leave bare their status, their header and their words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        if getattr(request, THROTTLED, False):
            response.status_code = 429
        if response.status_code == 429:
            response.headers.setdefault("Retry-After", str(_REST_SECONDS))
        if response.status_code == 405 and not response.content:
            _explain(response)
        return response

    def process_exception(self, _request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, NotAllowed):
            return error_page(403, "You may not do this", error.sentence)
        if isinstance(error, BadInput):
            return error_page(400, "That can’t be used", error.sentence)
        if isinstance(error, VaultError):
            _log.error("a stored secret can't be opened: %s", type(error).__name__)
            return error_page(409, "A stored credential can’t be opened", error.sentence)
        if isinstance(error, OperationalError):
            return database_error(error)
        if isinstance(error, StoreError):
            return unavailable(error)
        if isinstance(error, SecondStepWanted):
            return HttpResponseRedirect(f"{reverse('account')}?for={error.workspace.pk}")
        return None


def error_page(status: int, title: str, sentence: str, reference: str = "") -> HttpResponse:
    """A whole page that says what happened and what to do."""
    context = {"status": status, "title": title, "sentence": sentence, "reference": reference}
    return HttpResponse(render_to_string("error.html", context), status=status)


def database_error(error: Exception) -> HttpResponse:
    """Another process holds the database, or it does not answer: that passes, and says so."""
    _log.error("the database does not answer: %s", type(error.__cause__ or error).__name__)
    response = error_page(
        503,
        "The database is not answering",
        "It was busy for several seconds, or it can’t be reached. Nothing was changed, and nothing "
        "that was collected is lost. Try again in a moment; if it stays like this, tell the person "
        "who runs this server.",
    )
    response["Retry-After"] = str(_DATABASE_SECONDS)
    return response


def unavailable(error: StoreError) -> HttpResponse:
    """A store, the data folder or the engine of the figures failed while a page was made."""
    reference = secrets.token_hex(4)
    _log.error("ref %s: %s (%s)", reference, error, error.detail, exc_info=error)
    return error_page(503, "This can’t be shown right now", error.sentence, reference)


def _explain(response: HttpResponse) -> None:
    """What somebody sees who opens the address of a button: the `Allow` header stays."""
    page = error_page(
        405,
        "This address belongs to a button",
        "Opening it changes nothing. Go to the page that has the button, and press it there.",
    )
    response.content = page.content
    response["Content-Type"] = page["Content-Type"]


def bad_request(_request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return error_page(
        400,
        "The server couldn’t read this request",
        "The address or form was incomplete or too large. Nothing was changed. "
        "Go back and try again.",
    )


def forbidden(_request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    said = str(exception) if isinstance(exception, PermissionDenied) else ""
    return error_page(
        403,
        "You may not see this",
        said
        or "Your role in this workspace doesn’t allow it. The workspace’s owner can change it.",
    )


def not_found(_request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return error_page(
        404,
        "There is nothing at this address",
        "It may have been deleted, or it belongs to a workspace that you are not in. "
        "Check the address, or start from the overview.",
    )


def server_error(_request: HttpRequest) -> HttpResponse:
    error = sys.exc_info()[1]
    if isinstance(error, OperationalError):  # In the middleware, before any page.
        return database_error(error)
    reference = secrets.token_hex(4)
    _log.error("a page failed; its reference is %s", reference)
    return error_page(
        500,
        "Something in Storelink went wrong",
        "It isn’t your doing, and nothing that was collected is lost. Try again; if it happens "
        "again, tell the person who runs this server.",
        reference,
    )


def csrf_failure(_request: HttpRequest, reason: str = "") -> HttpResponse:
    _log.warning("a form was refused: %s", reason)
    return error_page(
        403,
        "This form is too old to be sent",
        "The page was open before you signed in, or cookies are switched off. Nothing was "
        "changed. Load the page again and send it once more.",
    )
