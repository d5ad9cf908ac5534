"""Chance that repeats: every number is drawn from words, so order and history never matter."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from hashlib import blake2b
from itertools import accumulate
from typing import TypeVar

T = TypeVar("T")
_SPAN = float(2**64)


def number_of(*words: object) -> int:
    """A 64-bit number that only these words decide."""
    text = "\x1f".join(map(str, words))
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


def draw(*words: object) -> float:
    """A number from 0 up to, not including, 1."""
    return number_of(*words) / _SPAN


def stream(*words: object) -> random.Random:
    """Many numbers from the same words."""
    return random.Random(number_of(*words))


def pick(items: Sequence[T], *words: object) -> T:
    """One of the items, each as likely as the others."""
    return items[int(draw(*words) * len(items))]


def split(total: int, weights: Sequence[float]) -> list[int]:
    """Share a whole number by weight; the parts add up to it exactly.

    Parts of zero are parts too. Without any weight nothing can be shared: zeros.
    """
    if not weights:
        return []
    running = list(accumulate(weights))
    if running[-1] <= 0 or total <= 0:
        return [0] * len(running)
    scale = total / running[-1]
    if math.isinf(scale):  # the weights are next to nothing: only their proportions count
        return split(total, [weight / max(weights) for weight in weights])
    edges = [int(edge * scale + 0.5) for edge in running]
    edges[-1] = total
    return [after - before for before, after in zip([0, *edges[:-1]], edges, strict=True)]
