"""generation, ifGenerationMatch and the like: what has to hold before an object is given."""

from __future__ import annotations

import re

from werkzeug.datastructures import MultiDict

from storelink_simulator.google.bucket.stored import Stored
from storelink_simulator.google.errors import Refused

_METAGENERATION = 1
_NAMES = (
    ("ifGenerationMatch", True),
    ("ifGenerationNotMatch", False),
    ("ifMetagenerationMatch", True),
    ("ifMetagenerationNotMatch", False),
)


class NotModified(Exception):
    """304: the state is the one that the client does not want again."""


def check(args: MultiDict[str, str], stored: Stored) -> None:
    """Raises Refused (404, 412) or NotModified where a precondition does not hold."""
    wanted = _number(args, "generation")
    if wanted is not None and wanted != stored.generation:
        raise Refused(404, "notFound", f"No such object: {stored.name}")
    for name, has_to_match in _NAMES:
        told = _number(args, name)
        if told is None:
            continue
        actual = _METAGENERATION if "Meta" in name else stored.generation
        if (told == actual) is has_to_match:
            continue
        if not has_to_match:
            raise NotModified
        raise Refused(
            412,
            "conditionNotMet",
            "At least one of the pre-conditions you specified did not hold.",
            location=("header", "If-Match"),
        )


def _number(args: MultiDict[str, str], name: str) -> int | None:
    text = args.get(name)
    if text is None:
        return None
    if not re.fullmatch(r"\d{1,20}", text):
        raise Refused(400, "invalid", f"Invalid value for {name}.", location=("parameter", name))
    return int(text)
