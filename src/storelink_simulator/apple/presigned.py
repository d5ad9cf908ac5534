"""Addresses of files that look like, and behave like, presigned ones of an object store.

They hold for 300 seconds of simulated time, need no other authentication, and refuse one.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

LIFETIME_SECONDS = 300
_STAMP = "%Y%m%dT%H%M%SZ"
_SIGNATURE = "X-Amz-Signature"


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
    return urlencode([*pairs, (_SIGNATURE, _signature(seed, path, pairs))])


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
    if _SIGNATURE not in query:
        raise AddressRefused(403, "AccessDenied", "Access Denied")
    pairs = [pair for pair in query.items(multi=True) if pair[0] != _SIGNATURE]
    if not hmac.compare_digest(
        _signature(seed, path, pairs).encode(), query[_SIGNATURE].encode(errors="replace")
    ):
        raise AddressRefused(
            403,
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided.",
        )
    moment = datetime.strptime(query["X-Amz-Date"], _STAMP).replace(tzinfo=UTC)
    if now >= moment + timedelta(seconds=int(query["X-Amz-Expires"])):
        raise AddressRefused(403, "AccessDenied", "Request has expired")
    return query["versionId"]


def _signature(seed: int, path: str, pairs: Sequence[tuple[str, str]]) -> str:
    """Over the path and all other parameters, in whatever order they come."""
    text = f"GET\n{path}\n{urlencode(sorted(pairs))}".encode()
    return hmac.new(f"files/{seed}".encode(), text, hashlib.sha256).hexdigest()
