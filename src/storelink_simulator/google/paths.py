"""The parts of a path as they were sent: split at slashes first, decoded then."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from storelink_simulator.service import Call


def parts_below(call: Call, *roots: str) -> list[str]:
    """What stands below the first root that fits; an encoded slash stays inside its part."""
    path = urlsplit(call.request.environ.get("REQUEST_URI") or call.request.path).path
    root = next((one for one in roots if path.startswith(one)), "")
    return [unquote(part) for part in path.removeprefix(root).split("/")]
