"""Pages: `limit` from 1 to 200, and a cursor that only this simulator can read."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from werkzeug.wrappers import Response

from storelink_simulator.apple import errors
from storelink_simulator.apple.documents import Linkage, Thing, host_of, respond
from storelink_simulator.apple.operations import Ask
from storelink_simulator.drawing import number_of

Item = TypeVar("Item")
DEFAULT_LIMIT = 50
LARGEST_LIMIT = 200


def page_size(ask: Ask, name: str = "limit", largest: int = LARGEST_LIMIT) -> int:
    """How many objects a page has. Raises Problem; its text names the largest allowed."""
    text = ask.one(name)
    if text is None:
        return min(DEFAULT_LIMIT, largest)
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text[:9]) <= largest:
        raise errors.parameter_invalid(
            name,
            f"'{text}' is not a valid value for '{name}'. "
            f"The limit must be an integer between 1 and {largest}.",
        )
    return int(text)


def page(
    ask: Ask,
    items: Sequence[Item],
    thing_of: Callable[[Item], Thing | Linkage],
    included: Callable[[Sequence[Item]], Sequence[Thing]] | None = None,
) -> Response:
    """One page of a list, with links and totals. `included` is asked for this page's items."""
    size = page_size(ask)
    start = _start(ask)
    shown = items[start : start + size]
    document: dict[str, Any] = {"data": [thing_of(item).json(ask, is_asked=True) for item in shown]}
    if included is not None and ask.many("include") is not None:
        document["included"] = [thing.json(ask) for thing in included(shown)]
    links = {"self": ask.request.url}
    paging: dict[str, Any] = {"total": len(items), "limit": size}
    if start + size < len(items):
        paging["nextCursor"] = _cursor(ask, start + size)
        links["next"] = _address(ask, paging["nextCursor"])
    document["links"] = links
    document["meta"] = {"paging": paging}
    return respond(document)


def _address(ask: Ask, cursor: str) -> str:
    pairs = [(name, ",".join(values)) for name, values in ask.values.items() if name != "cursor"]
    if "limit" not in ask.values:
        pairs.append(("limit", str(DEFAULT_LIMIT)))
    query = urlencode([("cursor", cursor), *pairs], safe=",")
    return f"{host_of(ask)}{ask.request.path}?{query}"


def _cursor(ask: Ask, start: int) -> str:
    mark = number_of("cursor", ask.request.path, start) % 2**32
    return base64.urlsafe_b64encode(f"{start}.{mark:x}".encode()).decode().rstrip("=")


def _start(ask: Ask) -> int:
    cursor = ask.one("cursor")
    if cursor is None:
        return 0
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        start = int(text.split(".")[0])
    except (binascii.Error, ValueError):
        start = -1
    if start < 0 or _cursor(ask, start) != cursor:
        raise errors.parameter_invalid("cursor", f"'{cursor}' is not a valid cursor.")
    return start
