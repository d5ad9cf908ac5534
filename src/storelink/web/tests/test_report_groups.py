"""Reports that differ only by how they are split are one line that opens."""

from datetime import UTC, date, datetime

from storelink.domain.report import Period
from storelink.web.report_groups import in_groups
from storelink.web.report_lines import Line


def line(name, tone="yes", *, words="Up to date", complete_to=None, share=None, period=Period.DAY):
    return Line(
        key=name, name=name, about=f"Complete to {complete_to}" if complete_to else name,
        words=words, icon=tone, tone=tone, share=share,
        loaded_at=datetime(2026, 11, 25, tzinfo=UTC) if complete_to else None,
        complete_to=complete_to, period=period, is_in=tone == "yes",
    )  # fmt: skip


def test_what_stands_before_the_comma_makes_the_group():
    groups = in_groups(
        [line("Installs, by country"), line("Sales"), line("Installs, by device"),
         line("Earnings, by month")]
    )  # fmt: skip
    assert [(group.name, len(group.lines)) for group in groups] == [
        ("Installs", 2), ("Sales", 1), ("Earnings, by month", 1),
    ]  # fmt: skip


def test_nothing_is_left_out():
    lines = [line(f"{name}, {split}") for name in "abc" for split in "xyz"]
    assert [one for group in in_groups(lines) for one in group.lines] == lines


def test_what_is_wrong_is_what_the_group_says():
    [group] = in_groups(
        [line("Installs, a", complete_to=date(2026, 11, 22)),
         line("Installs, b", "info-text", words="3 of 9", share=1 / 3),
         line("Installs, c", "bad-text", words="Permission missing")]
    )  # fmt: skip
    assert (group.leading.tone, group.about, group.words) == ("bad-text", "Installs, c", "1 of 3")
    assert group.share == 1 / 3


def test_the_days_count_where_others_are_over_months_and_years():
    [group] = in_groups(
        [line("Sales, daily", complete_to=date(2026, 11, 22)),
         line("Sales, monthly", complete_to=date(2026, 10, 31), period=Period.MONTH),
         line("Sales, yearly", complete_to=date(2025, 12, 31), period=Period.YEAR)]
    )  # fmt: skip
    assert group.about == "Complete to 2026-11-22"


def test_a_group_is_complete_to_the_earliest_of_its_days():
    [group] = in_groups(
        [line("Installs, a", complete_to=date(2026, 11, 22)),
         line("Installs, b", complete_to=date(2026, 11, 20))]
    )  # fmt: skip
    assert (group.about, group.words, group.share) == ("Complete to 2026-11-20", "Up to date", None)
