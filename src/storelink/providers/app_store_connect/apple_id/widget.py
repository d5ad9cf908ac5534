"""The widget key: which of Apple's sites a sign-in is for."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qs, urlsplit

from storelink.domain.errors import Busy, Unexpected
from storelink.providers.http import PoliteClient

IDENTITY: Final = "identity"
WEB: Final = "web"
IDENTITY_HOST: Final = "idmsa.apple.com"
_KEY: Final = re.compile(r"[0-9a-zA-Z]{16,128}")
_LAST_KNOWN: Final = "e0b80c3bf78523bfe80974d320935bfa30add02e1bff88ec2166c6bd5a706c42"
"""App Store Connect's, the same in every record from 2020 to 2026."""


def widget_key(http: PoliteClient) -> str:
    """The key that App Store Connect's sign-out names, else the last one that is known.

    Asked without cookies and without following: either would end a session.
    """
    try:
        answer = http.request("HEAD", http.url(WEB, "/logout"), as_is=True)
    except (Busy, Unexpected):
        return _LAST_KNOWN
    return _key_in(answer.headers.get("Location", ""), http) or _LAST_KNOWN


def _key_in(location: str, http: PoliteClient) -> str:
    try:
        parts = urlsplit(location)
        ours = urlsplit(http.endpoints[IDENTITY])
        is_apple = (parts.scheme, parts.hostname, parts.port) == ("https", IDENTITY_HOST, None)
        is_ours = (parts.scheme, parts.netloc) == (ours.scheme, ours.netloc)
        keys = parse_qs(parts.query).get("widgetKey", [])
    except ValueError:
        return ""
    is_right = (is_apple or is_ours) and parts.path == "/appleauth/signout" and len(keys) == 1
    return keys[0] if is_right and _KEY.fullmatch(keys[0]) else ""
