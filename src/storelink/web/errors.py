"""Pages for what went wrong, in plain words. They need neither a session nor the database."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse

from storelink.domain.errors import BadInput, NotAllowed
from storelink.web.who import SecondStepWanted

_log = logging.getLogger(__name__)


class PlainErrors:
    """Turns the product's own errors, raised by a verb, into a page with their sentence."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_exception(self, _request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, NotAllowed):
            return error_page(403, "You may not do this", error.sentence)
        if isinstance(error, BadInput):
            return error_page(400, "That can’t be used", error.sentence)
        if isinstance(error, SecondStepWanted):
            return HttpResponseRedirect(f"{reverse('account')}?for={error.workspace.pk}")
        return None


def error_page(status: int, title: str, sentence: str, reference: str = "") -> HttpResponse:
    """A whole page that says what happened and what to do."""
    context = {"status": status, "title": title, "sentence": sentence, "reference": reference}
    return HttpResponse(render_to_string("error.html", context), status=status)


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
