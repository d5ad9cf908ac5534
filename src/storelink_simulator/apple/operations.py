"""What an operation of the API is, and what a handler is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Request, Response

from storelink_simulator.apple import errors
from storelink_simulator.apple.keys import Key
from storelink_simulator.apple.roles import Access
from storelink_simulator.service import Call
from storelink_simulator.stage import Scene

JSON_ONLY = ("application/json",)
GZIP = ("application/a-gzip", "application/gzip", "application/octet-stream")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A query parameter: a comma list, of certain words if `choices` names them."""

    name: str
    choices: frozenset[str] | None = None
    is_required: bool = False
    is_single: bool = False
    most: int | None = None
    """The largest number, where it is a size."""

    def read(self, text: str) -> tuple[str, ...]:
        """The values. Raises Problem where Apple would answer 400."""
        values = tuple(value.strip() for value in text.split(","))
        if not all(values) or (self.is_single and len(values) > 1):
            raise errors.parameter_invalid(
                self.name, f"'{text}' is not a valid value for the filter '{self.name}'."
            )
        if self.most is not None:
            self._check_size(values[0], self.most)
        for value in values:
            if self.choices is not None and value not in self.choices:
                raise errors.parameter_invalid(
                    self.name, f"'{value}' is not a valid value for the parameter '{self.name}'."
                )
        return values

    def _check_size(self, text: str, most: int) -> None:
        if not text.isascii() or not text.isdecimal() or not 1 <= int(text[:9]) <= most:
            raise errors.parameter_invalid(
                self.name,
                f"'{text}' is not a valid value for '{self.name}'. "
                f"The limit must be an integer between 1 and {most}.",
            )


def parameter(
    name: str, *choices: str, is_required: bool = False, is_single: bool = False
) -> Parameter:
    """A parameter; without choices every text is a value."""
    return Parameter(name, frozenset(choices) or None, is_required, is_single)


def limit(name: str = "limit") -> Parameter:
    """The size of a page, or of an included list."""
    return Parameter(name, None, is_required=False, is_single=True)


@dataclass(frozen=True, slots=True)
class Ask:
    """A call that came through the door: who asks, for what, when (in simulated time)."""

    call: Call
    key: Key
    role: str
    scene: Scene
    now: datetime
    ids: Mapping[str, str]
    values: Mapping[str, tuple[str, ...]]
    offered: frozenset[str] | None = None
    """The paths that answer GET, by which links are chosen; None: every link is written."""
    to_many: frozenset[str] = frozenset()
    """The relationships of the asked objects that hold lists."""

    @property
    def request(self) -> Request:
        """The HTTP request."""
        return self.call.request

    def one(self, name: str) -> str | None:
        """The first value of a parameter."""
        values = self.values.get(name)
        return values[0] if values else None

    def many(self, name: str) -> tuple[str, ...] | None:
        """All values of a parameter; None where it was not given."""
        return self.values.get(name)


@dataclass(frozen=True, slots=True)
class Operation:
    """One method on one path, with whom it is open to and what may be asked."""

    method: str
    path: str
    access: Access
    handle: Callable[[Ask], Response]
    parameters: tuple[Parameter, ...] = ()
    produces: tuple[str, ...] = JSON_ONLY

    @property
    def is_list(self) -> bool:
        """Whether it answers page by page."""
        return any(one.name == "limit" for one in self.parameters)

    @property
    def to_many(self) -> frozenset[str]:
        """The relationships that hold lists: those of which a number can be included."""
        sizes = (one.name for one in self.parameters if one.name.startswith("limit["))
        return frozenset(name.removeprefix("limit[").removesuffix("]") for name in sizes)


def read_values(
    given: MultiDict[str, str], known: Iterable[Parameter]
) -> dict[str, tuple[str, ...]]:
    """All parameters of a request. Raises Problem for unknown, repeated, bad and missing ones."""
    by_name = {one.name: one for one in known}
    if "limit" in by_name:
        by_name["cursor"] = Parameter("cursor", is_single=True)
    values: dict[str, tuple[str, ...]] = {}
    for name, texts in given.lists():
        if name not in by_name:
            raise errors.parameter_illegal(name)
        if len(texts) > 1:
            raise errors.parameter_invalid(
                name, f"The parameter '{name}' was given more than once; separate by commas."
            )
        values[name] = by_name[name].read(texts[0])
    for one in by_name.values():
        if one.is_required and one.name not in values:
            raise errors.parameter_required(one.name)
    return values
