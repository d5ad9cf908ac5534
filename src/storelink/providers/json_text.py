"""JSON from outside, read within bounds: a short text can become very many objects."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from storelink.domain.bounds import DEFAULT_BOUNDS, Bounds
from storelink.domain.errors import PAGE_INSTEAD, Busy, NotUnderstood, Unexpected
from storelink.providers.redaction import redact


class PageTooLarge(NotUnderstood):
    """An answer that is larger than the bounds: it was not looked at."""


_VALUE_MARKS: Final = (b",", b":", b"[", b"{")
NOT_JSON: Final[tuple[type[Exception], ...]] = (ValueError, RecursionError, ArithmeticError)
"""What Python raises for a text that is none: the last for a number beyond all exponents."""


def plain_json(content: bytes, **options: Any) -> Any:
    """What an answer says; None where it is no JSON, or so wide that it would fill memory."""
    if _values_in(content) > DEFAULT_BOUNDS.page_values:
        return None
    try:
        return json.loads(content, **options)
    except NOT_JSON:
        return None


def answer_json(content: bytes, where: str, store: str) -> Any:
    """What a store’s answer says. Busy where no data came: a web page, nothing, or half an answer;
    it says nothing about the account. Unexpected where it is wider than any answer."""
    said = plain_json(content)
    if said is not None:
        return said
    shown = redact(content[:300].decode("utf-8", "replace"))
    if _values_in(content) > DEFAULT_BOUNDS.page_values:
        raise Unexpected(
            f"{store} sent an answer that is wider than any answer. It was not read.",
            detail=f"{where}: {shown}",
            reason="answer_unknown",
        )
    raise Busy(
        f"{store} sent a page, or nothing, where data was expected. That passes; Storelink tries "
        "again by itself.",
        detail=f"{where}: {shown}",
        reason=PAGE_INSTEAD,
    )


def load_json(content: bytes, file: str, bounds: Bounds, **options: Any) -> Any:
    """What the text says. NotUnderstood where it is none, or larger than an answer may be;
    `options` are those of `json.loads`."""
    if len(content) > bounds.page_bytes:
        raise PageTooLarge(
            f"is larger than any page of an answer ({bounds.page_bytes >> 20:,} MiB). It was not "
            "read. STORELINK_PAGE_MIB allows more",
            file=file,
        )
    if _values_in(content) > bounds.page_values:
        raise PageTooLarge(
            f"holds more values than any page of an answer ({bounds.page_values:,}). It was not "
            "read. STORELINK_PAGE_VALUES allows more",
            file=file,
        )
    try:
        return json.loads(content, **options)
    except NOT_JSON:
        raise NotUnderstood("is no JSON. Fetch it again", file=file) from None


def page_of(path: Path, bounds: Bounds) -> bytes:
    """The content of a kept answer, one byte more than it may have at most: a larger one is then
    refused by `load_json`."""
    with path.open("rb") as file:
        return file.read(bounds.page_bytes + 1)


def _values_in(content: bytes) -> int:
    return sum(content.count(mark) for mark in _VALUE_MARKS)
