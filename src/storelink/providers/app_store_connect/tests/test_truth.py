"""Files fetched and parsed, added up by the declared measures, are the store's truth to the unit.

The whole product is held to the same by a test of its own; here nothing but the provider is in
play, so that a misreading of the protocol shows where it is.
"""

from collections import defaultdict
from decimal import Decimal
from typing import Any

import pytest

from storelink.domain.report import Grain
from storelink.providers.app_store_connect.tests.stage import STAGE
from storelink.providers.tests.play import Play
from storelink.providers.tests.simulator import TODAY

FIRST, LAST = "2026-11-16", "2026-11-18"
NEWEST = "2026-11-24"
"""Processing dates until then: every day from FIRST to LAST is complete by it."""
PAGES = {"Product page", "Store sheet"}


@pytest.fixture(scope="module")
def told(simulator, tmp_path_factory):
    """A provider in play, and report → (app, day) → the rows of the newest version."""
    simulator.begin_anew()
    play = Play(STAGE, simulator)
    try:
        yield play, _fetch_all(play, tmp_path_factory.mktemp("parts"))
    finally:
        play.end()


def _fetch_all(play, folder):
    session = play.session()
    apps = session.apps()
    found = {}
    measured = {measure.report for measure in play.provider.measures}
    for report in play.provider.reports:
        if report.key not in measured or "detailed" in report.key or "finance" in report.key:
            continue
        is_app = report.grain is Grain.APP
        offers = [
            offer.partition
            for place in ([app.id for app in apps] if is_app else [""])
            for offer in session.available(report, place, TODAY)
        ]
        last = NEWEST if is_app else LAST
        wanted = [each for each in offers if FIRST <= each.period[:10] <= last]
        found[report.key] = _newest(play, session, report, wanted, folder)
    return found


def _newest(play, session, report, partitions, folder):
    slices: dict[Any, Any] = {}
    apps = session.apps()
    for partition in partitions:
        fetched = session.fetch(report, partition, folder)
        arrived = defaultdict(list)
        for batch in play.provider.parse(report, fetched, apps):
            for row in batch.to_pylist():
                arrived[row["app_id"], row["date"].isoformat()].append(row)
        for key, its_rows in arrived.items():
            if key not in slices or slices[key][0] <= fetched.version.order:
                slices[key] = fetched.version.order, its_rows
    return {key: its_rows for key, (_, its_rows) in slices.items()}


def _sum(measure, rows):
    where = {name: {value.lower() for value in values} for name, values in measure.where.items()}
    total: defaultdict[str | None, Decimal] = defaultdict(Decimal)
    for row in rows:
        if all((row[name] or "").lower() in values for name, values in where.items()):
            factor = row[measure.times] if measure.times else 1
            total[row["currency"] if measure.times else None] += (row[measure.column] or 0) * factor
    return total


def test_every_figure_is_the_stores(told):
    play, rows = told
    measures = {m.metric: m for m in reversed(play.provider.measures) if m.report in rows}
    facts = play.simulator.get("truth", **{"from": FIRST, "to": LAST})["facts"]
    compared: defaultdict[str, int] = defaultdict(int)
    wrong = []
    for fact in facts:
        split = fact.get("by", {})
        measure = measures.get(fact["metric"])
        if measure is None or fact["metric"] == "product_page_views":
            continue
        its_rows = rows[measure.report].get((fact["app"], fact["date"]), [])
        event = split.get("event")
        ours = _sum(measure, [row for row in its_rows if event in {None, row.get("event")}])
        compared[measure.report] += 1
        if ours[split.get("currency")] != Decimal(str(fact["value"])):
            wrong.append((fact, ours))
    assert wrong == []
    assert len(compared) >= 8, compared


def test_product_page_views_are_views_of_product_pages_and_sheets(told):
    """Apple's figure leaves out views of events, version histories and privacy pages."""
    play, rows = told
    measure = next(m for m in play.provider.measures if m.metric == "product_page_views")
    facts = play.simulator.get(
        "truth", metric="product_page_views", by="page_type", **{"from": FIRST, "to": LAST}
    )["facts"]
    wanted: defaultdict[Any, Decimal] = defaultdict(Decimal)
    for fact in facts:
        if fact["by"]["page_type"] in PAGES:
            wanted[fact["app"], fact["date"]] += Decimal(str(fact["value"]))
    ours = {key: _sum(measure, its_rows)[None] for key, its_rows in rows[measure.report].items()}
    assert wanted
    assert {key: ours[key] for key in wanted} == wanted
