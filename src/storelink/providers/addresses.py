"""Which addresses a provider may reach: its own endpoints, and named hosts for files. No other.

An address can come from a store's answer (the next page, a presigned file), so it is hostile until
it has passed here: otherwise it could lead our token, or our machine, anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Final
from urllib.parse import SplitResult, urlsplit

from storelink.domain.errors import Unexpected
from storelink.providers.redaction import redact

_PORTS: Final = {"http": 80, "https": 443}
_HOST_NAME: Final = re.compile(r"(?!-)[a-z0-9-]{1,63}(\.(?!-)[a-z0-9-]{1,63})+")


class Destination(StrEnum):
    ENDPOINT = "endpoint"
    """One of the provider's endpoints, or the simulator in its place. It may see a token."""
    DOWNLOAD = "download"
    """A host that files come from. It must never see a token."""


Origin = tuple[str, str, int]


def destination_of(
    url: str, endpoints: Iterable[str], download_hosts: Iterable[str]
) -> Destination:
    """What kind of place an address is; Unexpected if it is none that may be reached.

    `download_hosts` are endings with their dot (`.storage.example`) or whole names. They are
    reached over https alone, so that a name that somebody led to a private machine has no
    certificate to show. An address that is a number is an endpoint or nothing.
    """
    parts = _split(url)
    origin = _origin(parts)
    if origin in {_origin(_split(endpoint)) for endpoint in endpoints}:
        return Destination.ENDPOINT
    scheme, host, port = origin
    if scheme == "https" and port == 443 and _is_download_host(host, download_hosts):
        return Destination.DOWNLOAD
    raise _refused(f"{scheme}://{host}:{port} is not one of the provider's addresses")


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise _refused(f"not an address: {error}") from None
    if parts.scheme not in _PORTS or not parts.hostname:
        raise _refused(f"not a web address: {url[:80]}")
    if parts.username is not None or parts.password is not None:
        raise _refused("an address with a user in it")
    if not url.isprintable() or "\\" in url or " " in url:
        raise _refused("an address with characters that no address has")
    return parts


def _origin(parts: SplitResult) -> Origin:
    host = (parts.hostname or "").rstrip(".").lower()
    return parts.scheme, host, parts.port or _PORTS[parts.scheme]


def _is_download_host(host: str, endings: Iterable[str]) -> bool:
    if not _HOST_NAME.fullmatch(host) or host.rpartition(".")[2].isdigit():
        return False  # a number in one of its many spellings, or localhost
    return any(
        host.endswith(ending) if ending.startswith(".") else host == ending for ending in endings
    )


def _refused(why: str) -> Unexpected:
    return Unexpected(
        "The store named an address that Storelink does not open. Nothing was sent there.",
        detail=redact(why),
        reason="address_refused",
    )
