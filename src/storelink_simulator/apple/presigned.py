"""Addresses of files that look like, and behave like, presigned ones of an object store.

They hold for 300 seconds of simulated time, need no other authentication, and refuse one.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

LIFETIME_SECONDS = 300
_STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class AddressRefused(Exception):
    """The store's own error code and text; `status` is the HTTP one."""

    status: int
    code: str
    message: str


def sign(seed: int, path: str, version: str, moment: datetime) -> str:
    """The query string that opens a path from a moment on."""
    stamp = moment.astimezone(UTC).strftime(_STAMP)
    scope = f"{stamp[:8]}/us-west-2/s3/aws4_request"
    pairs = [
        ("versionId", version),
        ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"),
        ("X-Amz-Credential", f"SIMULATED{seed:011d}/{scope}"),
        ("X-Amz-Date", stamp),
        ("X-Amz-Expires", str(LIFETIME_SECONDS)),
        ("X-Amz-SignedHeaders", "host"),
    ]
    query = urlencode(pairs)
    return f"{query}&X-Amz-Signature={_signature(seed, path, query)}"


def check(
    seed: int, path: str, query: MultiDict[str, str], now: datetime, *, has_other_auth: bool
) -> str:
    """The version that a signed address names. Raises AddressRefused."""
    if has_other_auth:
        raise AddressRefused(
            400,
            "InvalidArgument",
            "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, "
            "Signature query string parameter or the Authorization header should be specified",
        )
    stamp, version = query.get("X-Amz-Date", ""), query.get("versionId", "")
    given = query.get("X-Amz-Signature", "")
    if not given:
        raise AddressRefused(403, "AccessDenied", "Access Denied")
    moment = _moment(stamp)
    expected = sign(seed, path, version, moment).rpartition("=")[2]
    if not hmac.compare_digest(expected, given):
        raise AddressRefused(
            403,
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided.",
        )
    if now >= moment + timedelta(seconds=LIFETIME_SECONDS):
        raise AddressRefused(403, "AccessDenied", "Request has expired")
    return version


def _moment(stamp: str) -> datetime:
    try:
        return datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)
    except ValueError as error:
        raise AddressRefused(
            400, "AuthorizationQueryParametersError", "X-Amz-Date must be in the ISO8601 format"
        ) from error


def _signature(seed: int, path: str, query: str) -> str:
    text = f"GET\n{path}\n{query}".encode()
    return hmac.new(f"files/{seed}".encode(), text, hashlib.sha256).hexdigest()
