"""Readers of the environment. `NAME_FILE` names a file that holds the value, for secrets."""

from __future__ import annotations

import os
from pathlib import Path

from storelink.domain.errors import Misconfigured


def text(name: str, default: str = "") -> str:
    """The value of `name`, or the content of the file that `name_FILE` names."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise Misconfigured(
                f"{name}_FILE names {path}, which can't be read: {error.strerror}. "
                "Name a readable file, or leave the setting out."
            ) from error
    return os.environ.get(name, default)


def truth(name: str, *, default: bool) -> bool:
    """`true`, `yes`, `on`, `1` or their opposites."""
    value = text(name).strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise Misconfigured(f"{name} is “{value}”. Write true or false.")


def number(name: str, default: int, *, least: int = 0) -> int:
    """A whole number that is not below `least`."""
    value = text(name).strip()
    if not value:
        return default
    if not value.isdecimal() or int(value) < least:
        raise Misconfigured(f"{name} is “{value}”. Write a whole number from {least} up.")
    return int(value)


def words(name: str) -> list[str]:
    """A list separated by commas."""
    return [word.strip() for word in text(name).split(",") if word.strip()]
