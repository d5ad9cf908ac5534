"""Small pictures drawn by the server: they print, need no script, and carry no style attributes
(the page's policy allows none)."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from storelink.web.numbers import Figure

_WIDTH, _TOP, _BOTTOM = 84.0, 2.0, 22.0
_SHAPES = (
    "M4 13c2-2.6 4-2.6 6 0s4 2.6 6 0M4 9.5c2-2.6 4-2.6 6 0s4 2.6 6 0",
    "M5 15C5 8 9 5 15.5 5c0 6.5-3 10.5-9.5 9.5M5 15c2-3.5 4-5.2 6.5-6.5",
    "m10 4.5 1.7 3.5 3.8.5-2.8 2.7.7 3.8-3.4-1.8-3.4 1.8.7-3.8L4.5 8.5l3.8-.5z",
    "m5 15 .6-3L13 4.8l2.2 2.2L8 14.4zM11.5 6.3l2.2 2.2",
    "M10 4.5 15.5 10 10 15.5 4.5 10z",
    "M5.5 14.5v-4M8.5 14.5v-7M11.5 14.5v-5.5M14.5 14.5v-9",
    "M10 5a5 5 0 1 1 0 10 5 5 0 0 1 0-10zM10 7.5V10l2 1.5",
)


@dataclass(frozen=True, slots=True)
class Span:
    """The lowest figure of a line, and how far the highest lies above it."""

    low: float
    height: float


def app_picture(identity: str, size: int) -> Markup:
    """A picture that tells apps apart: the same for the same app, made from its id alone."""
    seed = zlib.crc32(identity.encode())
    hue = seed % 360
    return Markup(
        '<svg class="app-icon" width="{0}" height="{0}" viewBox="0 0 20 20" aria-hidden="true">'
        '<rect width="20" height="20" fill="hsl({1} 62% 44%)"/>'
        '<path d="M0 0h20v9C14 12 6 5 0 9z" fill="hsl({2} 70% 56%)"/>'
        '<path d="{3}" fill="none" stroke="#fff" stroke-width="1.5" stroke-linecap="round" '
        'stroke-linejoin="round"/></svg>'
    ).format(size, hue, (hue + 18) % 360, _SHAPES[seed // 360 % len(_SHAPES)])


def spark(now: Sequence[Figure | None], before: Sequence[Figure | None] = ()) -> Markup:
    """A line of the days' figures, the earlier ones dashed behind it. Missing days are gaps."""
    known = [float(v) for v in (*now, *before) if v is not None]
    if not known:
        return Markup("")
    low, high = min(known), max(known)
    span = Span(low, (high - low) or 1.0)
    lines = Markup("")
    if any(v is not None for v in before):
        lines += Markup('<path class="previous" d="{}"/>').format(_path(before, span))
    lines += Markup('<path d="{}"/>').format(_path(now, span))
    last = max((i for i, v in enumerate(now) if v is not None), default=None)
    if last is not None:
        x, y = _point(last, len(now), float(now[last] or 0), span)
        lines += Markup('<circle cx="{:.1f}" cy="{:.1f}" r="2"/>').format(x, y)
    return Markup('<svg class="spark" viewBox="0 0 84 24" aria-hidden="true">{}</svg>').format(
        lines
    )


def share_bar(share: float, classes: str = "share-bar") -> Markup:
    """A bar as wide as a share of one."""
    width = max(0.0, min(1.0, share)) * 100
    return Markup(
        '<svg class="{}" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="{:.1f}" height="1"/></svg>'
    ).format(classes, width)


def _path(values: Sequence[Figure | None], span: Span) -> str:
    steps: list[str] = []
    pen_is_down = False
    for index, value in enumerate(values):
        if value is None:
            pen_is_down = False
            continue
        x, y = _point(index, len(values), float(value), span)
        steps.append(f"{'L' if pen_is_down else 'M'}{x:.1f} {y:.1f}")
        pen_is_down = True
    return "".join(steps)


def _point(index: int, count: int, value: float, span: Span) -> tuple[float, float]:
    x = _WIDTH * index / max(1, count - 1)
    return x, _BOTTOM - (_BOTTOM - _TOP) * (value - span.low) / span.height
