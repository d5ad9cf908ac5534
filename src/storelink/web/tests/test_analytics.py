"""An app's page, on rows that really lie in the warehouse."""

import csv
import io
import json
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pyarrow as pa
import pytest
import time_machine

from storelink.domain.report import Kind, Version
from storelink.integrations.models import ReportState
from storelink.integrations.storage import files, warehouse
from storelink.warehouse.contract import Load
from storelink.web.tests.test_headers import INLINE

TYPES = {
    Kind.TEXT: pa.string(), Kind.COUNT: pa.int64(), Kind.AMOUNT: pa.decimal128(18, 6),
    Kind.RATE: pa.float64(), Kind.DATE: pa.date32(),
}  # fmt: skip
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
LAST = NOW.date() - timedelta(days=3)
GAP = LAST - timedelta(days=5)


@pytest.fixture(autouse=True)
def _one_day():
    with time_machine.travel(NOW):
        yield


@pytest.fixture(autouse=True)
def _fresh_storage():
    files.cache_clear()
    warehouse.cache_clear()
    yield
    files.cache_clear()
    warehouse.cache_clear()


def load(integration, report, rows, processed_on):
    names = {"app_id": pa.string(), "date": pa.date32()}
    names |= {column.name: TYPES[column.kind] for column in report.columns}
    batch = pa.RecordBatch.from_pylist(
        [dict.fromkeys(names) | row for row in rows], schema=pa.schema(list(names.items()))
    )
    version = Version(int(f"{processed_on:%Y%m%d}") * 10, processed_on)
    warehouse().replace(Load(integration.pk, report, version, [batch]))
    ReportState.objects.filter(integration=integration, report=report.key).update(complete_to=LAST)


def downloads(app, day, territory, count, kind="First-time download"):
    return {
        "app_id": app.store_id,
        "date": day,
        "territory": territory,
        "counts": count,
        "download_type": kind,
        "source_type": "App Store search",
    }


@pytest.fixture
def report(provider):
    return next(m for m in provider.measures if m.metric == "total_downloads").report


@pytest.fixture
def filled(integration, app, provider, report):
    """28 days of downloads and the 28 before, one day missing: 10 a day from one country, 2 from
    another; half as many before."""
    days = [LAST - timedelta(days=n) for n in range(56)]
    rows = []
    for number, day in enumerate(days):
        if day != GAP:
            rows += [downloads(app, day, "US", 10 if number < 28 else 5),
                     downloads(app, day, "DE", 2 if number < 28 else 1)]  # fmt: skip
    load(integration, provider.report(report), rows, LAST + timedelta(days=2))
    return app


def found(pattern, text):
    match = re.search(pattern, text)
    assert match is not None
    return match[1]


def series(text):
    return json.loads(found(r'<script id="series" type="application/json">(.*?)</script>', text))


def page(app, query=""):
    return f"/analytics/{app.pk}/?metric=total_downloads{query}"


def test_the_key_number_is_the_sum_of_the_last_28_complete_days(filled, alice, as_, markup):
    text = markup(as_(alice).get(page(filled)))
    chosen = text.split('class="figure"', 1)[1:][0]
    assert 'title="324"' in text, "27 days of 12"
    assert "92.9%" in text, "27 × 12 against 28 × 6"
    assert chosen


def test_a_missing_day_is_a_gap_and_never_a_zero(filled, alice, as_, markup):
    text = markup(as_(alice).get(page(filled)))
    drawn = series(text)
    place = drawn["days"].index(GAP.isoformat())
    assert drawn["now"][place] is None
    assert 0 not in drawn["now"]
    assert "1 day without a figure" in text
    assert "no figure</td>" in text


def test_days_that_the_store_can_still_change_are_marked(
    filled, provider, report, alice, as_, markup
):
    drawn = series(markup(as_(alice).get(page(filled))))
    settles = provider.report(report).settles_after_days
    processed = LAST + timedelta(days=2)
    expected = [
        processed < date.fromisoformat(day) + timedelta(days=settles) for day in drawn["days"]
    ]
    expected[drawn["days"].index(GAP.isoformat())] = False
    assert drawn["provisional"] == expected


def test_the_period_before_lies_beside_it(filled, alice, as_, markup):
    drawn = series(markup(as_(alice).get(page(filled))))
    assert drawn["before"] == [6] * 28
    assert drawn["before_days"][-1] == (LAST - timedelta(days=28)).isoformat()


def test_without_earlier_days_no_change_is_told(filled, alice, as_, markup):
    text = markup(as_(alice).get(page(filled, "&range=90")))
    tile = text.split('aria-current="true"', 1)[1]
    assert series(text)["before"] == [None] * 90
    assert "from " not in tile.split("</nav>", 1)[0]


def test_the_breakdown_shares_the_number_out(filled, alice, as_, markup):
    text = markup(as_(alice).get(page(filled, "&by=territory")))
    table = text.split('class="breakdown"', 1)[1].split("</table>", 1)[0]
    assert re.findall(r'data-region="(\w+)"', table) == ["US", "DE"]
    assert re.findall(r'class="right numeric">([\d,]+)<', table) == ["270", "54"]
    assert '<rect width="20.0"' in table


def test_a_filter_narrows_everything(filled, alice, as_, markup):
    text = markup(as_(alice).get(page(filled, "&territory=DE")))
    assert set(series(text)["now"]) == {2, None}
    assert 'title="54"' in text


def test_weeks_add_days_up_and_a_cut_week_is_still_coming_in(filled, alice, as_, markup):
    drawn = series(markup(as_(alice).get(page(filled, "&step=week"))))
    assert all(date.fromisoformat(day).weekday() == 0 for day in drawn["days"])
    assert 84 in drawn["now"]


def test_the_csv_is_exactly_the_view(filled, alice, as_):
    answer = as_(alice).get(
        f"/analytics/{filled.pk}/series.csv?metric=total_downloads&territory=US"
    )
    text = answer.content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert "tidewater-surf-forecast" in answer.headers["Content-Disposition"]
    assert len(rows) == 28
    assert {row["total_downloads"] for row in rows} == {"10", ""}
    assert next(r for r in rows if r["day"] == GAP.isoformat())["total_downloads"] == ""


def test_a_csv_holds_no_formula(integration, app, provider, report, alice, as_):
    load(integration, provider.report(report), [downloads(app, LAST, '=HYPERLINK("x")', 3)], LAST)
    answer = as_(alice).get(
        f"/analytics/{app.pk}/breakdown.csv?metric=total_downloads&by=territory"
    )
    assert "'=HYPERLINK" in answer.content.decode()


def test_a_store_s_words_cannot_break_out_of_the_page(
    integration, app, provider, report, alice, as_, markup
):
    evil = "</script><script>alert(1)</script>"
    load(integration, provider.report(report), [downloads(app, LAST, evil, 3)], LAST)
    text = markup(as_(alice).get(page(app, f"&territory={evil}")))
    assert "<script>alert" not in text
    assert INLINE.findall(text) == []


def test_a_unique_count_has_no_total_and_says_why(filled, provider, alice, as_, markup):
    unique = next(m.key for m in provider.metrics if m.adds_up == "nowhere")
    text = markup(as_(alice).get(f"/analytics/{filled.pk}/?metric={unique}"))
    assert "A unique count has no total" in text
    assert "rows are not added up" in text


def test_every_kind_of_metric_has_a_page(filled, provider, alice, as_):
    client = as_(alice)
    kinds = {(metric.unit, metric.adds_up): metric for metric in provider.metrics}
    for metric in kinds.values():
        assert client.get(f"/analytics/{filled.pk}/?metric={metric.key}").status_code == 200, metric


def test_money_is_shown_in_one_currency_at_a_time(integration, app, provider, alice, as_, markup):
    money = next(m for m in provider.measures if m.metric == "developer_proceeds")
    row = {"app_id": app.store_id, "date": LAST, money.column: 2, money.times: Decimal("1.5")}
    rows = [row | {money.currency: "EUR"}, row | {money.currency: "CHF"}]
    load(integration, provider.report(money.report), rows, LAST)
    path = f"/analytics/{app.pk}/?metric=developer_proceeds&{money.currency}"
    text = markup(as_(alice).get(f"{path}=CHF"))
    assert 'title="CHF 3.00"' in text
    assert "Only amounts in CHF are shown" in text
    assert 'title="€3.00"' in markup(as_(alice).get(f"{path}=EUR"))


def test_without_enough_earlier_days_parts_tell_no_change(filled, alice, as_, markup):
    text = markup(as_(alice).get(page(filled, "&range=90")))
    table = text.split('class="breakdown"', 1)[1].split("</table>", 1)[0]
    assert 'class="up"' not in table


def test_dates_that_cannot_be_read_are_told(filled, alice, as_, markup):
    assert "can’t be read" in markup(as_(alice).get(page(filled, "&from=yesterday")))


def test_an_app_without_figures_says_when_they_come(app, alice, as_, markup):
    assert "The first figures are on their way" in markup(as_(alice).get(f"/analytics/{app.pk}/"))


def test_a_viewer_reads_figures(filled, vera, as_, markup):
    assert 'title="324"' in markup(as_(vera).get(page(filled)))


def test_the_overview_has_each_app_with_its_course(filled, alice, as_, markup):
    text = markup(as_(alice).get("/"))
    assert "Tidewater" in text
    assert 'class="spark"' in text or 'class="over"' in text


def test_the_overview_sends_a_newcomer_to_the_start(alice, as_):
    assert as_(alice).get("/").headers["Location"] == "/start/"


def test_the_chart_is_told_in_words(filled, alice, as_, markup):
    text = markup(as_(alice).get(page(filled)))
    words = found(r'id="chart"[^>]*aria-label="([^"]+)"', text)
    assert "Total downloads per day" in words
    assert "324 in total" in words
