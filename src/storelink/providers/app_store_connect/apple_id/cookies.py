"""Cookies of two hosts that one sign-in needs, with what their host said of them.

A jar of the library would quote and forget in its own ways: the cookie that makes this machine a
trusted one holds an equals sign, and Apple takes it in double quotes only. Hosts are logical ones
(`idmsa.apple.com`), so that a simulator on one address keeps apart what Apple keeps apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from storelink.providers.contract import Json
from storelink.providers.waiting import http_date

TRUST_PREFIX: Final = "DES"
"""What the names of the cookies begin with that make this machine a trusted one."""
_MOST: Final = 100
_MOST_CHARACTERS: Final = 8192
_LONGEST: Final = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a request goes: the host that Apple calls it, and the one that it is reached at."""

    host: str
    address: str
    path: str
    is_private: bool = True
    """True where nobody on the way can listen: encrypted, or within this machine."""


def place_of(host: str, url: str) -> Place:
    """The place that an address leads to, at what Apple calls `host`."""
    parts = urlsplit(url)
    address = parts.hostname or ""
    is_here = address in {"127.0.0.1", "::1", "localhost"}
    return Place(host, address, parts.path, parts.scheme == "https" or is_here)


@dataclass(frozen=True, slots=True)
class Cookie:
    """One cookie. Never shows its value."""

    name: str
    value: str = field(repr=False)
    domain: str
    """Without a dot before it."""
    path: str = "/"
    is_host_only: bool = True
    is_secure: bool = False
    expires_at: str = ""
    """ISO, UTC; empty: until the browser would be closed."""

    def goes_to(self, place: Place, now: datetime) -> bool:
        """True where it is to be sent. Both hosts are looked at: see the top of the file."""
        may_go = place.is_private or not self.is_secure
        is_meant = _is_below(place.path, self.path) and self._knows(place)
        return self.is_alive(now) and may_go and is_meant

    def is_alive(self, now: datetime) -> bool:
        """True until its time is over."""
        return not self.expires_at or datetime.fromisoformat(self.expires_at) > now

    def _knows(self, place: Place) -> bool:
        if self.is_host_only:
            return self.domain in {place.host, place.address}
        return _is_within(place.host, self.domain) or _is_within(place.address, self.domain)

    @property
    def pair(self) -> str:
        """As it stands in a request."""
        quoted = f'"{self.value}"' if self.name.startswith(TRUST_PREFIX) else self.value
        return f"{self.name}={quoted}"


@dataclass
class Jar:
    """The cookies of one sign-in."""

    cookies: tuple[Cookie, ...] = field(default=(), repr=False)

    def learn(self, headers: Iterable[str], place: Place) -> None:
        """Take in the `Set-Cookie` headers of an answer. What is no cookie, or belongs to
        somebody else, is left out."""
        now = datetime.now(UTC)
        for header in headers:
            cookie = _read(header, place, now)
            if cookie is None:
                continue
            kept = [one for one in self.cookies if _key(one) != _key(cookie)]
            if cookie.is_alive(now):
                kept.append(cookie)
            self.cookies = tuple(kept[-_MOST:])

    def header(self, place: Place) -> str:
        """What stands in `Cookie`; empty where nothing is to be sent."""
        now = datetime.now(UTC)
        return "; ".join(cookie.pair for cookie in self.cookies if cookie.goes_to(place, now))

    def trusted_until(self) -> datetime | None:
        """When this machine stops being a trusted one; None where it is none."""
        now = datetime.now(UTC)
        ends = [
            datetime.fromisoformat(cookie.expires_at)
            for cookie in self.cookies
            if cookie.name.startswith(TRUST_PREFIX) and cookie.expires_at and cookie.is_alive(now)
        ]
        return max(ends, default=None)

    def forget_trust(self) -> None:
        """Be a machine that Apple does not know."""
        self.cookies = tuple(one for one in self.cookies if not one.name.startswith(TRUST_PREFIX))

    def of_trust(self) -> Jar:
        """Only what makes this machine a trusted one."""
        return Jar(tuple(one for one in self.cookies if one.name.startswith(TRUST_PREFIX)))

    def to_json(self) -> list[Json]:
        """For a sealed state or the vault."""
        return [dict(asdict(cookie)) for cookie in self.cookies]


def jar_of(said: object) -> Jar:
    """The jar that `to_json` wrote."""
    entries = said if isinstance(said, list) else []
    return Jar(tuple(Cookie(**entry) for entry in entries if isinstance(entry, dict)))


def _key(cookie: Cookie) -> tuple[str, str, str]:
    return cookie.name, cookie.domain, cookie.path


def _read(header: str, place: Place, now: datetime) -> Cookie | None:
    if len(header) > _MOST_CHARACTERS or not (header.isprintable() and header.isascii()):
        return None
    first, *rest = header.split(";")
    name, has_value, value = first.partition("=")
    name, value = name.strip(), value.strip()
    if not has_value or not name or " " in name or "," in name:
        return None
    said = dict(_attributes(rest))
    domain = said.get("domain", "").lower().lstrip(".")
    if domain and not any(_is_within(host, domain) for host in (place.host, place.address)):
        return None
    path = said.get("path", "")
    return Cookie(
        name,
        value[1:-1] if name.startswith(TRUST_PREFIX) and value[:1] == value[-1:] == '"' else value,
        domain or place.address,
        path if path.startswith("/") else "/",
        not domain,
        "secure" in said,
        _end(said, now),
    )


def _attributes(parts: Iterable[str]) -> Iterator[tuple[str, str]]:
    for part in parts:
        name, _, value = part.partition("=")
        yield name.strip().lower(), value.strip().strip('"')


def _end(said: Mapping[str, str], now: datetime) -> str:
    age = said.get("max-age", "")
    if age.lstrip("-").isdecimal():
        seconds = max(-1, min(int(age[:12]), int(_LONGEST.total_seconds())))
        return (now + timedelta(seconds=seconds)).isoformat()
    until = http_date(said.get("expires", ""))
    return min(until, now + _LONGEST).astimezone(UTC).isoformat() if until else ""


def _is_within(host: str, domain: str) -> bool:
    return host == domain or ("." in domain and host.endswith("." + domain))


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")
