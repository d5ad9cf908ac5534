"""A page's text without the spaces that tell nothing: where a template breaks its lines is of no
matter to a test."""

from __future__ import annotations

import re

_NEEDLESS = ((r"\s+", " "), (r"\s?>\s?", ">"), (r"\s</", "</"))


def spaceless(markup: str) -> str:
    """One space at most between words, and none at the inner edges of elements."""
    for spaces, without in _NEEDLESS:
        markup = re.sub(spaces, without, markup)
    return markup
