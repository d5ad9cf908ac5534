"""Takes secrets out of whatever is written down: details of errors, logs, the ledger of calls."""

from __future__ import annotations

import logging
import re
from urllib.parse import urlsplit

HIDDEN = "[hidden]"

_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"-----BEGIN [A-Z ]+-----.*?(?:-----END [A-Z ]+-----|\Z)", re.DOTALL), HIDDEN),
    (re.compile(r"\beyJ[\w-]*(?:\.[\w-]*)+"), HIDDEN),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]+"), rf"\1 {HIDDEN}"),
    # Every value in the query of an address: presigned addresses are secrets as a whole.
    (re.compile(r"([?&][^\s=&#\"'<>]{1,100}=)[^\s&#\"'<>]*"), rf"\1{HIDDEN}"),
    (
        re.compile(
            r"(?i)([\"']?\b(?:[\w-]*token|[\w-]*secret|[\w-]*signature|[\w-]*credential"
            r"|password|passwd|private_?key|authorization|cookie)[\"']?\s*[:=]\s*)"
            r"(\"[^\"]*\"|'[^']*'|[^\s,;}&]+)"
        ),
        rf"\1{HIDDEN}",
    ),
)


def redact(text: str, *, limit: int = 2000) -> str:
    """The text without tokens, keys, signatures and query values, cut to `limit` characters."""
    for pattern, replacement in _PATTERNS:
        text = pattern.sub(replacement, text)
    return text if len(text) <= limit else text[:limit] + "…"


def bare_address(url: str) -> str:
    """Scheme, host and path of an address; its query, fragment and user are left out."""
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.hostname or ''}{port}{parts.path}"


class _RedactingFilter(logging.Filter):
    """httpx writes each address, with its query, at level INFO."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = redact(record.getMessage())
        record.args = ()
        return True


def keep_secrets_out_of_logs() -> None:
    """Redact what httpx logs; httpcore, which logs whole headers, speaks of warnings only."""
    logger = logging.getLogger("httpx")
    if not any(isinstance(present, _RedactingFilter) for present in logger.filters):
        logger.addFilter(_RedactingFilter())
    logging.getLogger("httpcore").setLevel(logging.WARNING)
