"""What has to be said beside figures: days that were not shared, accounts that have stopped, stored
figures that cannot be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import pyarrow as pa

from storelink.domain.period import Days, Granularity, bucket_of
from storelink.integrations.damage import Gap, gaps_of
from storelink.integrations.models import Integration, ReportState
from storelink.products.horizon import account_days, stalled
from storelink.products.limits import Limits
from storelink.products.shown_days import (
    is_cut,
    rollup_sentences,
    shared_sentence,
    stalled_sentences,
)
from storelink.providers.contract import Provider


def gaps_in(
    chosen: Provider, metrics: Sequence[str], accounts: Iterable[int], days: Days
) -> tuple[Gap, ...]:
    """Of the reports that yield these figures."""
    parts = {part for r in chosen.ratios if r.metric in metrics for part in (*r.above, r.below)}
    reports = {m.report for m in chosen.measures if m.metric in {*metrics, *parts}}
    return gaps_of(accounts, days, tuple(reports))


def with_incomplete(table: pa.Table, gaps: Sequence[Gap], step: Granularity) -> pa.Table:
    """With a column that says of each row whether stored figures are missing from it; the same
    table where there is no gap."""
    if not gaps:
        return table
    marks = [_is_incomplete(row, gaps, step) for row in table.to_pylist()]
    return table.append_column("incomplete", pa.array(marks, pa.bool_()))


def _is_incomplete(row: Mapping[str, object], gaps: Sequence[Gap], step: Granularity) -> bool:
    account, place = row.get("integration"), row.get("date")
    own = [gap for gap in gaps if account is None or gap.integration == account]
    if not isinstance(place, date):
        return bool(own)
    return any(
        gap.days.first <= place <= gap.days.last
        if step is Granularity.DAY
        else bucket_of(gap.days.first, step) <= place <= gap.days.last
        for gap in own
    )


def notes_on(
    chosen: Provider,
    metrics: Sequence[str],
    limits: Mapping[int, Limits],
    days: Days,
    *,
    step: Granularity | None = None,
) -> list[str]:
    """Sentences about the accounts whose figures are asked for; `limits` are how far each may be
    seen, `step` what a row is of, where they are split by date."""
    names = Integration.everything.in_bulk(list(limits))
    said = [
        shared_sentence(own, names[account].name)
        for account, own in sorted(limits.items())
        if account in names and is_cut(days, own)
    ]
    states = ReportState.objects.filter(integration__in=list(limits))
    reached = account_days(chosen, metrics, states)
    behind = {account: day for account, day in stalled(reached).items() if day < days.last}
    said += stalled_sentences(behind)
    if reached:
        said += [
            f"No figures of {names[account].name} have come in yet: sums are without this account."
            for account in sorted(limits.keys() - reached.keys())
            if account in names
        ]
    seen = {account: own.clipped(days) for account, own in limits.items()}
    shown = {account: own for account, own in seen.items() if own is not None}
    return said + rollup_sentences(chosen, metrics, shown, step)
