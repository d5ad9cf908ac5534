"""A chart in a sentence, for those who don't see it."""

from __future__ import annotations

from storelink.domain.metric import AddsUp, Unit
from storelink.web.app_page import Chart
from storelink.web.moments import day
from storelink.web.numbers import exact
from storelink.web.view import View


def chart_words(chart: Chart, view: View) -> str:
    """What is drawn, its total where it has one, its highest place, and how to read it."""
    range_words = f"{day(view.days.first)} to {day(view.days.last)}"
    said = [f"{chart.metric.name} per {chart.step.value}, {range_words}."]
    known = [(value, place) for value, place in zip(chart.now, chart.on, strict=True)
             if value is not None]  # fmt: skip
    if not known:
        return f"{said[0]} The store has given no figure for it."
    if chart.metric.adds_up is AddsUp.EVERYWHERE and chart.metric.unit is not Unit.RATE:
        total = sum((value for value, _ in known), 0 * known[0][0])
        said.append(f"{exact(total, chart.metric, chart.currency)} in total.")
    top, place = max(known)
    said.append(f"Highest on {day(place)}, {exact(top, chart.metric, chart.currency)}.")
    said.append("Use the arrow keys to read single places.")
    return " ".join(said)
