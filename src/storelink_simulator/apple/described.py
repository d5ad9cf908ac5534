"""What Apple's OpenAPI file says may be asked, for the operations that are offered.

`parameters.md` holds it. A parameter that the simulator does not act on is accepted all the same:
what it would choose from is empty here, or it changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files

from storelink_simulator.apple.operations import Operation, Parameter

_LINE = re.compile(
    r"  (?P<name>[^ !]+)(?P<required>!?)(?P<words>( [^ ]+)*?)( at most (?P<most>\d+))?"
)


def completed(operation: Operation) -> Operation:
    """The operation with everything that Apple lets ask of it."""
    own = {one.name: one for one in operation.parameters}
    theirs = _table().get(f"{operation.method} {operation.path}", ())
    merged = {one.name: _merged(own.get(one.name), one) for one in theirs}
    return replace(operation, parameters=tuple({**own, **merged}.values()))


def _merged(own: Parameter | None, theirs: Parameter) -> Parameter:
    if own is None:
        return theirs
    return replace(own, choices=theirs.choices or own.choices, most=theirs.most)


@cache
def _table() -> Mapping[str, tuple[Parameter, ...]]:
    text = files(__package__).joinpath("parameters.md").read_text("utf-8")
    blocks = dict(_blocks(text.splitlines()))
    lists = {
        title: tuple(" ".join(lines).split())
        for title, lines in blocks.items()
        if title.startswith("=")
    }
    return {
        title: tuple(_parameter(line, lists) for line in lines)
        for title, lines in blocks.items()
        if not title.startswith("=")
    }


def _blocks(lines: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """Each line that is not indented, with the indented ones below it."""
    found: list[str] = []
    title = ""
    for line in lines:
        if line.startswith("  "):
            found.append(line)
        elif line and not line.startswith("#"):
            if title:
                yield title, found
            title, found = line, []
    yield title, found


def _parameter(line: str, lists: Mapping[str, tuple[str, ...]]) -> Parameter:
    found = _LINE.fullmatch(line)
    if found is None:
        raise ValueError(f"not a parameter: {line!r}")
    words = found["words"].split()
    values = lists[words[0]] if words and words[0].startswith("=") else tuple(words)
    most = int(found["most"]) if found["most"] else None
    return Parameter(
        found["name"],
        frozenset(values) or None,
        is_required=bool(found["required"]),
        is_single=most is not None or found["name"].startswith("exists["),
        most=most,
    )
