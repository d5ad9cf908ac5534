"""A person's consent: the page at Google that is visited, and what it brings back.

With a proof key (PKCE) and a one-time state, so that nobody else's answer is taken for it.
Source: developers.google.com/identity/protocols/oauth2/web-server
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

from storelink.domain.errors import BadInput, NeedsVerification, StoreError
from storelink.providers.google_play.access import Consent
from storelink.providers.google_play.documents import object_of, text
from storelink.providers.google_play.oauth_client import OAuthClient
from storelink.providers.google_play.tokens import ALL_SCOPES, post_form, token_error
from storelink.providers.http import PoliteClient

ENDPOINT: Final = "consent"
_PATH: Final = "/o/oauth2/v2/auth"
CUT_SHORT: Final = "Google’s page was closed before you agreed."
_STALE: Final = "That answer is not to this question. Start the sign-in at Google once more."
_REFUSED: Final = (
    "Google did not accept the answer. Start the sign-in once more; if this repeats, check the "
    "OAuth client and its redirect address."
)
_NO_REFRESH: Final = (
    "Google gave no lasting permission. Take away Storelink’s access at "
    "myaccount.google.com/permissions, then start the sign-in once more."
)
_SCOPE_LEFT_OUT: Final = (
    "You left out some of what Storelink asked for. Start once more and leave every box ticked."
)


@dataclass(frozen=True, slots=True)
class Visit:
    """A page that was opened for somebody, and how its answer is known again."""

    state: str
    verifier: str = field(repr=False)
    return_to: str

    def to_json(self) -> dict[str, str]:
        """For the sealed state between two steps."""
        return {"state": self.state, "verifier": self.verifier, "return_to": self.return_to}


def new_visit(return_to: str) -> Visit:
    """A visit that nobody can guess."""
    return Visit(secrets.token_urlsafe(32), secrets.token_urlsafe(64), return_to)


def address_of(visit: Visit, client: OAuthClient, http: PoliteClient) -> str:
    """Where the browser goes. Nothing secret is in it."""
    digest = hashlib.sha256(visit.verifier.encode()).digest()
    query = {
        "response_type": "code",
        "client_id": client.client_id,
        "redirect_uri": visit.return_to,
        "scope": " ".join(ALL_SCOPES),
        "access_type": "offline",
        "prompt": "consent",
        "state": visit.state,
        "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
        "code_challenge_method": "S256",
    }
    return f"{http.url(ENDPOINT, _PATH)}?{urlencode(query)}"


def redeem(
    visit: Visit, client: OAuthClient, answer: Mapping[str, str], http: PoliteClient
) -> Consent:
    """What the browser brought back, turned into a lasting consent. BadInput says why not."""
    if not hmac.compare_digest(answer.get("state", "").encode(), visit.state.encode()):
        raise BadInput(_STALE)
    if answer.get("error"):
        raise BadInput(CUT_SHORT)
    form = {
        "grant_type": "authorization_code",
        "code": answer.get("code", "")[:4096],
        "redirect_uri": visit.return_to,
        "client_id": client.client_id,
        "client_secret": client.client_secret,
        "code_verifier": visit.verifier,
    }
    response = post_form(http, form)
    if not response.is_success:
        raise _meant(token_error(response))
    said = object_of(response.content, "POST /token")
    granted = text(said, "scope").split()
    if granted and not set(ALL_SCOPES) <= set(granted):
        raise BadInput(_SCOPE_LEFT_OUT)
    refresh_token = text(said, "refresh_token")
    if not refresh_token:
        raise BadInput(_NO_REFRESH)
    return Consent(client, refresh_token)


def _meant(error: StoreError) -> BadInput | StoreError:
    if not isinstance(error, NeedsVerification):
        return error
    is_client = error.reason.startswith("client_")
    return BadInput(error.sentence if is_client else _REFUSED)
