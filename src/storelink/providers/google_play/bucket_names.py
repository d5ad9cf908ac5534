"""Which bucket holds an account's files: as copied from the Play Console, or by a bare id."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote

from storelink.domain.errors import BadInput

_NUMBERED: Final = re.compile(r"pubsite_prod_(rev_)?(\d{5,40})", re.ASCII)
_BUCKET: Final = re.compile(r"pubsite_[a-z0-9][a-z0-9_.-]{1,200}")
_IN_ADDRESS: Final = re.compile(r"(?:gs://|/)?(pubsite_[a-z0-9_.-]+)(?:[/?#;].*)?$")
_DEVELOPER: Final = re.compile(r"(?:.*/developers/)?(\d{5,40})(?:[/?#].*)?", re.ASCII)
_MAX_LINES: Final = 10
_EXAMPLE: Final = "gs://pubsite_prod_rev_01234567890987654321/"
WHERE: Final = "Download reports, “Copy Cloud Storage URI”"

Choice = tuple[str, ...]
"""Names that one line can mean, the likelier first: every one that opens is used."""


def clean_buckets(typed: str) -> tuple[Choice, ...]:
    """The buckets that were named, one a line; the same one twice counts once.

    A whole address with folders gives its bucket, and after it the other one of the two names that
    Google makes of a number; an id alone gives both. BadInput where a line is none of these.
    """
    lines = [unquote(line.strip().strip("\"'<>,;")) for line in re.split(r"[\n\r]+|,\s", typed)]
    lines = [line for line in lines if line]
    if not lines:
        raise _bad(f"Copy the address from the Play Console: {WHERE}.")
    if len(lines) > _MAX_LINES:
        raise _bad(f"An account has one or two of these; more than {_MAX_LINES} can’t be right.")
    return tuple(dict.fromkeys(_choice(line) for line in lines))


def number_of(bucket: str) -> str:
    """The number in a bucket's name, by which the account is known; the name where it has none."""
    digits = re.search(r"(\d{5,})\Z", bucket)
    return digits.group(1) if digits else bucket


def twin_of(bucket: str) -> str:
    """The other bucket of the same number: some accounts have their statistics in one and their
    money in the other. Empty where the name has no number. Source:
    github.com/tamtom/play-console-cli/issues/117"""
    found = _NUMBERED.fullmatch(bucket)
    if found is None:
        return ""
    return f"pubsite_prod_{'' if found.group(1) else 'rev_'}{found.group(2)}"


def _choice(line: str) -> Choice:
    address = _IN_ADDRESS.search(line)
    if address is not None and _BUCKET.fullmatch(address.group(1).rstrip(".-")):
        name = address.group(1).rstrip(".-")
        return tuple(filter(None, (name, twin_of(name))))
    developer = _DEVELOPER.fullmatch(line)
    if developer is not None:
        number = developer.group(1)
        return f"pubsite_prod_{number}", f"pubsite_prod_rev_{number}"
    raise _bad(
        f"“{line[:60]}” is no Cloud Storage address. It looks like {_EXAMPLE}. Copy it from the "
        f"Play Console: {WHERE}."
    )


def _bad(sentence: str) -> BadInput:
    return BadInput(sentence, field="buckets")
