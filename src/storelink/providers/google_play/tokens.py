"""Access tokens: one for each scope, signed or renewed when the last one is near its end.

Google's own library signs; our own client carries, so that no call is made that nobody asked for.
Source: developers.google.com/identity/protocols/oauth2/service-account
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Lock
from typing import Final

import httpx
from google.auth import crypt, jwt

from storelink.domain.errors import Busy, StoreError, Unexpected
from storelink.providers.answers import Answer, error_for
from storelink.providers.google_play.access import Access, Consent
from storelink.providers.google_play.documents import answer_of, object_of, text, whole
from storelink.providers.google_play.refusals import TOKEN_RULES
from storelink.providers.google_play.service_key import ServiceKey
from storelink.providers.http import PoliteClient
from storelink.providers.waiting import http_date

ENDPOINT: Final = "token"
PATH: Final = "/token"
SCOPES: Final = "https://www.googleapis.com/auth/"
STORAGE: Final = f"{SCOPES}devstorage.read_only"
PUBLISHER: Final = f"{SCOPES}androidpublisher"
REPORTING: Final = f"{SCOPES}playdeveloperreporting"
ALL_SCOPES: Final = (STORAGE, PUBLISHER, REPORTING)

LIFETIME_SECONDS: Final = 3600
RENEWED_BEFORE_SECONDS: Final = 300
TOLERATED: Final = timedelta(seconds=30)
"""A difference of clocks that is not worth a correction."""
_GRANT: Final = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_LONGEST_TOKEN: Final = 16_384


@dataclass(frozen=True, slots=True)
class _Token:
    value: str = field(repr=False)
    ends_at: float


@dataclass
class Tokens:
    """One credential's tokens. Safe to share between threads."""

    access: Access
    http: PoliteClient = field(repr=False)
    clock_is_ahead_by: timedelta = timedelta(0)
    """How far this machine's clock runs ahead of Google's, as far as is known."""
    _held: dict[str, _Token] = field(default_factory=dict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def current(self, scope: str) -> str:
        """A token that holds for some minutes yet. NeedsVerification where the key or the consent
        is dead; Busy where Google does not answer."""
        with self._lock:
            held = self._held.get(scope)
            if held is None or time.monotonic() > held.ends_at - RENEWED_BEFORE_SECONDS:
                held = self._fetched(scope)
                self._held[scope] = held
            return held.value

    def forget(self, scope: str) -> None:
        """Get a new one next time."""
        with self._lock:
            self._held.pop(scope, None)

    def _fetched(self, scope: str) -> _Token:
        response = self._sent(scope)
        if not response.is_success:
            if not self._learns_clock(response):
                self.http.pause_about(0.5)
            response = self._sent(scope)  # once more: a refusal of a good key can pass
        if response.is_success:
            return _token_of(response)
        raise token_error(response)

    def _sent(self, scope: str) -> httpx.Response:
        return post_form(self.http, self._form(scope))

    def _form(self, scope: str) -> dict[str, str]:
        proof = self.access.proof
        if isinstance(proof, Consent):
            return {
                "grant_type": "refresh_token",
                "refresh_token": proof.refresh_token,
                "client_id": proof.client.client_id,
                "client_secret": proof.client.client_secret,
            }
        now = time.time() - self.clock_is_ahead_by.total_seconds()
        return {"grant_type": _GRANT, "assertion": _signed(proof, scope, int(now))}

    def _learns_clock(self, response: httpx.Response) -> bool:
        """Take Google's clock for right. True if ours was so wrong that it refused."""
        told = http_date(response.headers.get("Date", ""))
        if told is None or not _answer(response).says("reasonable timeframe"):
            return False
        ahead = timedelta(seconds=time.time() - told.timestamp())
        is_news = abs(ahead - self.clock_is_ahead_by) > TOLERATED
        self.clock_is_ahead_by = ahead
        return is_news


def post_form(http: PoliteClient, form: dict[str, str]) -> httpx.Response:
    """Ask the token endpoint; once more where it fails, which does no harm."""
    url = http.url(ENDPOINT, PATH)
    try:
        return http.request("POST", url, data=form)
    except Busy:
        http.pause(0.5)
        return http.request("POST", url, data=form)


def token_error(response: httpx.Response) -> StoreError:
    """What a refusal of the token endpoint means."""
    return error_for(_answer(response), TOKEN_RULES)


def _answer(response: httpx.Response) -> Answer:
    where = f"POST {response.request.url.path}"
    return answer_of(where, response.status_code, response.content, response.headers)


def _token_of(response: httpx.Response) -> _Token:
    said = object_of(response.content, "POST /token")
    value = text(said, "access_token")
    if not value or len(value) > _LONGEST_TOKEN or not value.isprintable():
        raise Unexpected(
            "Google sent an answer that Storelink doesn’t know.",
            detail="POST /token: no access_token",
            reason="answer_unknown",
        )
    lasts = whole(said, "expires_in") or LIFETIME_SECONDS
    return _Token(value, time.monotonic() + lasts)


def _signed(key: ServiceKey, scope: str, issued_at: int) -> str:
    signer = crypt.RSASigner.from_string(  # type: ignore[no-untyped-call]  # theirs is untyped
        key.private_key, key.key_id
    )
    claims = {
        "iss": key.email,
        "scope": scope,
        "aud": key.token_uri,
        "iat": issued_at,
        "exp": issued_at + LIFETIME_SECONDS,
    }
    token: bytes = jwt.encode(signer, claims)  # type: ignore[no-untyped-call]  # theirs is untyped
    return token.decode("ascii")
