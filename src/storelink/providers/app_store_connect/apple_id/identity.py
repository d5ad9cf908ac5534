"""Apple's identity service: each call by its name, nothing tried again by itself."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from storelink.domain.errors import Busy, Unexpected
from storelink.providers.app_store_connect.apple_id.cookies import Jar, Place, place_of
from storelink.providers.app_store_connect.apple_id.hashcash import TooMuchWork, stamp
from storelink.providers.app_store_connect.apple_id.said import Said, said_of, text
from storelink.providers.app_store_connect.apple_id.srp import Offer, Proofs
from storelink.providers.app_store_connect.apple_id.widget import IDENTITY, IDENTITY_HOST
from storelink.providers.http import PoliteClient
from storelink.providers.waiting import retry_after

ROOT: Final = "/appleauth/auth"
APPLE_IS_BUSY: Final = (
    "Apple isn’t answering right now. Nothing is wrong with your account. We keep what you "
    "entered for 10 minutes."
)
NUMBER_UNUSABLE: Final = "-28248"
"""Comes as a failure of the server, but tells of one number."""
TRY_LATER: Final = "-22421"
_SIGN_IN: Final = "application/json, text/javascript"
_MOST_ITERATIONS: Final = 1_000_000
_MOST_SALT: Final = 1024
_MOST_HEADER: Final = 8192


@dataclass
class Identity:
    """One sign-in's way to the service. Holds what the next call must carry."""

    http: PoliteClient
    jar: Jar = field(repr=False)
    widget_key: str = field(repr=False)
    scnt: str = field(default="", repr=False)
    session_id: str = field(default="", repr=False)
    attributes: str = field(default="", repr=False)

    def company_directory(self, account: str) -> bool:
        """True where the address belongs to a company's own sign-in: no password works here.

        Not every client asks this, so an answer that says nothing is no reason to stop.
        """
        try:
            said = self._call("POST", "/federate", {"accountName": account, "rememberMe": False})
        except (Busy, Unexpected):
            return False
        kind = said.auth_type.lower()
        return said.is_fine and ("federated" in kind or said.body.get("federated") is True)

    def begin(self, account: str, public: bytes) -> tuple[Said, Offer | None, str]:
        """What the service offers for our half: the answer, the offer, and what names it.

        No offer where the service refuses; the answer then says why.
        """
        body = {"a": _text(public), "accountName": account, "protocols": ["s2k", "s2k_fo"]}
        said = self._call("POST", "/signin/init", body, accept=_SIGN_IN)
        if said.has_code(TRY_LATER):
            raise _busy(said, "init refused")
        if not said.is_fine:
            return said, None, ""
        return said, _offer(_expected(said, "POST /signin/init")), text(said.body, "c")

    def work(self) -> str:
        """The work that is asked for before a password is looked at; empty where none is."""
        path = "/signin"
        said = self._call("GET", path, params={"widgetKey": self.widget_key}, accept="*/*")
        bits = said.headers.get("X-Apple-HC-Bits", "")
        challenge = said.headers.get("X-Apple-HC-Challenge", "")
        if not bits or not challenge:
            return ""
        try:
            return stamp(int(bits[:6]), challenge[:200])
        except (ValueError, TooMuchWork) as trouble:
            raise _strange("GET /signin", f"work: {trouble}") from None

    def complete(self, account: str, ticket: str, proofs: Proofs, work: str) -> Said:
        """The one attempt with the password. Never sent twice."""
        body = {
            "accountName": account,
            "c": ticket,
            "m1": _text(proofs.m1),
            "m2": _text(proofs.m2),
            "rememberMe": False,
        }
        said = self._call(
            "POST",
            "/signin/complete",
            body,
            accept=_SIGN_IN,
            params={"isRememberMeEnabled": "false"},
            more={"X-Apple-HC": work} if work else {},
        )
        return _expected(said, "POST /signin/complete")

    def second_factor(self) -> Said:
        """The state of the second factor. Apple may send a text by itself when it is asked."""
        return _expected(self._call("GET", ""), "GET /appleauth/auth")

    def push(self) -> Said:
        """Show a code on every trusted device."""
        return self._call("PUT", "/verify/trusteddevice/securitycode")

    def send(self, phone: Mapping[str, Any]) -> Said:
        """Send a code to a number, by text or by a call."""
        return self._call("PUT", "/verify/phone", phone)

    def submit_shown(self, code: str) -> Said:
        """A code that a device showed."""
        body = {"securityCode": {"code": code}}
        return self._call("POST", "/verify/trusteddevice/securitycode", body)

    def submit_sent(self, code: str, phone: Mapping[str, Any]) -> Said:
        """A code that came by text or call."""
        body = {**phone, "securityCode": {"code": code}}
        return self._call("POST", "/verify/phone/securitycode", body)

    def trust(self) -> Said:
        """Have this machine remembered for thirty days."""
        return self._call("GET", "/2sv/trust")

    def _call(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        accept: str = "application/json",
        params: Mapping[str, str] | None = None,
        more: Mapping[str, str] | None = None,
    ) -> Said:
        url = self.http.url(IDENTITY, ROOT + path)
        place = place_of(IDENTITY_HOST, url)
        headers = {"Accept": accept, **self._headers(place), **(more or {})}
        options: dict[str, Any] = {"json": body} if body is not None else {}
        if params:
            options["params"] = params
        answer = self.http.request(method, url, as_is=True, headers=headers, **options)
        self.jar.learn(answer.headers.get_list("set-cookie"), place)
        said = said_of(answer)
        self._learn(said)
        if _is_trouble(said):
            raise _busy(said, f"{method} {ROOT}{path}")
        return said

    def _headers(self, place: Place) -> dict[str, str]:
        """Without a body there is no content type: some calls refuse it."""
        return {
            name: value
            for name, value in (
                ("X-Requested-With", "XMLHttpRequest"),
                ("X-Apple-Widget-Key", self.widget_key),
                ("scnt", self.scnt),
                ("X-Apple-ID-Session-Id", self.session_id),
                ("X-Apple-Auth-Attributes", self.attributes),
                ("Cookie", self.jar.header(place)),
            )
            if value
        }

    def _learn(self, said: Said) -> None:
        """Every answer may renew what the next call carries; the newest counts."""
        self.scnt = _carried(said, "scnt", self.scnt)
        self.session_id = _carried(said, "X-Apple-ID-Session-Id", self.session_id)
        self.attributes = _carried(said, "X-Apple-Auth-Attributes", self.attributes)


def _carried(said: Said, name: str, before: str) -> str:
    """A header that goes back as it came, if it can."""
    value = said.headers.get(name, "")
    can_go_back = 0 < len(value) <= _MOST_HEADER and value.isascii() and value.isprintable()
    return value if can_go_back else before


def _is_trouble(said: Said) -> bool:
    """The service, not the account: too many calls, a failure, a page where an answer should be."""
    if said.status == 429 or 300 <= said.status < 400:
        return True
    return said.status >= 500 and not said.has_code(NUMBER_UNUSABLE)


def _expected(said: Said, where: str) -> Said:
    """The answer, unless a page came in its place: nothing may be read out of that."""
    if said.is_fine and not said.is_json:
        raise _busy(said, f"{where}: no JSON")
    return said


def _busy(said: Said, where: str) -> Busy:
    return Busy(
        APPLE_IS_BUSY,
        wait=retry_after(said.headers),
        detail=f"{where}: {said.status} {' '.join(said.codes)}".strip(),
        reason="rate_limited" if said.status == 429 else "store_failed",
    )


def _strange(where: str, why: str) -> Unexpected:
    return Unexpected(
        "Apple’s sign-in sent an answer that Storelink doesn’t know. Nothing was tried with your "
        "password. Connect with an API key, or try again after an update.",
        detail=f"{where}: {why}",
        reason="answer_unknown",
    )


def _offer(said: Said) -> Offer:
    """Bounded, for it decides how long we work."""
    iterations = said.body.get("iteration")
    salt, public = _raw(said.body, "salt"), _raw(said.body, "b")
    protocol = text(said.body, "protocol")
    if not isinstance(iterations, int) or not 1 <= iterations <= _MOST_ITERATIONS:
        raise _strange("POST /signin/init", "iterations")
    if not 1 <= len(salt) <= _MOST_SALT or not 1 <= len(public) <= 256:
        raise _strange("POST /signin/init", "salt or b")
    return Offer(protocol, salt, iterations, public)


def _raw(body: Mapping[str, Any], name: str) -> bytes:
    try:
        return base64.b64decode(text(body, name), validate=True)
    except (ValueError, binascii.Error):
        return b""


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
