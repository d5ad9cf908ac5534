"""The cookies of Apple's two hosts: names, lifetimes, where they go.

Both hosts live at one loopback address here, where a Domain attribute would keep clients from
sending anything: by default there is none, and the path tells the hosts apart. The setting
`cookie_domains` gives them Apple's domains and Secure, for use behind a proxy with Apple's names.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import timedelta

from werkzeug.wrappers import Request, Response

from storelink_simulator.apple.identity.accounts import Account
from storelink_simulator.settings import Settings


@dataclass(frozen=True, slots=True)
class Cookie:
    """A kind of cookie. Without `lasts` it ends with the browser."""

    name: str
    domain: str
    path: str
    """Where it goes when both hosts share an address."""
    lasts: timedelta | None = None


MYACINFO = Cookie("myacinfo", "apple.com", "/")
AASP = Cookie("aasp", "idmsa.apple.com", "/appleauth")
TRUST = Cookie("DES", "idmsa.apple.com", "/appleauth", timedelta(days=30))
ITCTX = Cookie("itctx", "apple.com", "/")
DQSID = Cookie("dqsid", "appstoreconnect.apple.com", "/", timedelta(seconds=1800))
_TRUST = re.compile(r'(?:^|;)\s*(DES[0-9a-f]+)=("?)([^;"]*)\2\s*(?=;|$)')


def put(
    response: Response, cookie: Cookie, value: str, settings: Settings, *, suffix: str = ""
) -> None:
    """Set a cookie on an answer."""
    real = settings.cookie_domains
    response.set_cookie(
        cookie.name + suffix,
        value,
        max_age=cookie.lasts,
        path="/" if real else cookie.path,
        domain=cookie.domain if real else None,
        secure=real,
        httponly=True,
    )


@dataclass(frozen=True, slots=True)
class Sent:
    """A trust cookie as it came."""

    name: str
    value: str
    is_quoted: bool


def trust_cookies(request: Request) -> list[Sent]:
    """All cookies that say that this client is trusted, quoted or bare."""
    header = request.headers.get("Cookie", "")
    return [Sent(name, value, bool(quote)) for name, quote, value in _TRUST.findall(header)]


def suffix_of(account: Account) -> str:
    """What follows DES in the name of a trust cookie: the same for every client of an account."""
    return hashlib.sha256(account.apple_id.encode()).hexdigest()[:33]
