"""The facts of an account, out of its rows, and the status that follows from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db.models import prefetch_related_objects
from django.utils import timezone

from storelink.domain.errors import ErrorKind
from storelink.domain.status import Facts, Shown, Trouble, status
from storelink.domain.waiting import waiting_words
from storelink.integrations.models import Credential, Integration, Issue
from storelink.integrations.report_totals import ReportTotals, report_totals
from storelink.providers.contract import PENDING_UNTIL, Provider
from storelink.providers.registry import providers


def status_of(integration: Integration, now: datetime | None = None) -> Shown:
    """How one account stands."""
    return statuses([integration], now)[integration.pk]


def statuses(
    integrations: Iterable[Integration],
    now: datetime | None = None,
    known: Mapping[int, ReportTotals] | None = None,
) -> Mapping[int, Shown]:
    """How each account stands, by its id: three queries however many there are, of which those
    whose answers are at hand (prefetched, or `known` by `report_totals`) are not asked again."""
    found = list(integrations)
    prefetch_related_objects(found, "credentials", "issues")
    reports = report_totals(one.pk for one in found) if known is None else known
    known_providers = {provider.key: provider for provider in providers()}
    moment = now or timezone.now()
    return {
        one.pk: status(
            _facts(one, reports.get(one.pk, _NOTHING), known_providers.get(one.provider), moment)
        )
        for one in found
    }


_NOTHING = ReportTotals()


def _facts(
    one: Integration, reports: ReportTotals, provider: Provider | None, now: datetime
) -> Facts:
    store = provider.name if provider is not None else "The store"
    credentials = list(one.credentials.all())
    working = [c for c in credentials if c.refused_at is None]
    refused = None if working else max(credentials, key=_refused_at, default=None)
    return Facts(
        now=now,
        store=store,
        connected_at=one.connected_at,
        is_paused=one.paused_at is not None,
        has_credential=bool(credentials),
        refused_at=refused.refused_at if refused else None,
        refused_reason=refused.refused_reason if refused else "",
        refused_sentence=refused.refused_sentence if refused else "",
        verified_until=_verified_until(working, now),
        pending_until=_pending_until(working),
        troubles=(
            *_troubles(
                [i for i in one.issues.all() if i.solved_at is None], reports, _needed(provider)
            ),
            *_over_beside_others(working, store, now),
        ),
        reports_total=reports.reports_total,
        reports_in=_reports_in(one, reports),
        awaits_choice=one.awaits_choice,
        is_first_sync_over=one.first_synced_at is not None,
        has_data=reports.with_data > 0,
        failures_in_a_row=reports.failures_in_a_row,
        waiting=waiting_words(
            one.waiting or reports.waiting,
            one.waiting_until if one.waiting else reports.next_check_at,
            now,
        ),
        own_trouble=one.own_sentence,
        last_success_at=reports.checked_at,
        data_to=reports.complete_to,
        late_after_days=_late_after_days(provider),
    )


_PATIENCE_DAYS = 7
"""Stores are late now and then, and a weekend is no reason to worry anybody."""


def _late_after_days(provider: Provider | None) -> int | None:
    """The longest that its reports usually take, and some days more."""
    if provider is None:
        return None
    return max((one.lag_days for one in provider.reports), default=0) + _PATIENCE_DAYS


def _verified_until(working: Sequence[Credential], now: datetime) -> datetime | None:
    """The last end of those that work: one that is over stops the account only where no other
    credential goes on without it."""
    ends = [c.verified_until for c in working if c.verified_until is not None]
    last = max(ends, default=None)
    goes_on = len(ends) < len(working)
    return None if last is not None and last <= now and goes_on else last


def _over_beside_others(
    working: Sequence[Credential], store: str, now: datetime
) -> tuple[Trouble, ...]:
    """A sign-in that is over beside a key that works is told, and stops only what needs it."""
    over = [c for c in working if c.verified_until is not None and c.verified_until <= now]
    if not over or len(over) == len(working):
        return ()
    sentence = (
        f"One of its sign-ins at {store} is over: verify it to bring in what only it can read."
    )
    return (
        Trouble(ErrorKind.NEEDS_VERIFICATION, sentence, "session_over", is_whole_account=False),
    )


def _pending_until(working: Sequence[Credential]) -> datetime | None:
    """The last of their ends, where every one of them is waited for."""
    told = [credential.facts.get(PENDING_UNTIL) for credential in working]
    ends = [datetime.fromisoformat(end) for end in told if isinstance(end, str)]
    return max(ends) if ends and len(ends) == len(told) else None


def _reports_in(one: Integration, reports: ReportTotals) -> int:
    """A first sync ends for all reports at once, after months of history: until then a person
    wants to know what there is to look at."""
    return reports.reports_in if one.first_synced_at else reports.with_data


def _refused_at(credential: Credential) -> float:
    return credential.refused_at.timestamp() if credential.refused_at else 0.0


def _troubles(
    issues: Sequence[Issue], reports: ReportTotals, needed: frozenset[str]
) -> tuple[Trouble, ...]:
    """A permission that one report lacks, while others come in, is told in the account's panel;
    it makes the account red only where somebody is to give it."""
    return tuple(
        Trouble(
            ErrorKind(i.kind),
            i.sentence,
            i.reason,
            i.missing,
            is_whole_account=not _is_partial(i, reports),
            is_needed=i.was_allowed or _is_needed(i, needed),
        )
        for i in sorted(issues, key=lambda i: i.pk)
    )


def _needed(provider: Provider | None) -> frozenset[str]:
    """Keys of the reports for which the account is connected."""
    if provider is None:
        return frozenset()
    return frozenset(one.key for one in provider.reports if one.family in provider.needed)


def _is_needed(issue: Issue, needed: frozenset[str]) -> bool:
    """The rule stands at `Trouble.is_needed`."""
    key = issue.key.removeprefix("report:")
    return key != issue.key and key in needed and issue.reason not in _OF_CREDENTIALS


_OF_CREDENTIALS = frozenset({"no_credential_for_report", "key_is_individual", "vendor_missing"})
"""No right is missing: the account has no credential of the kind that the report takes."""


def _is_partial(issue: Issue, reports: ReportTotals) -> bool:
    """Of one report, while others come in; of some apps' reviews; of a list that came in part; of
    one credential, whose refusal tells the rest; of a history, beside which new days come in."""
    if issue.kind in {ErrorKind.NOT_READY, ErrorKind.INCOMPLETE}:
        return True
    if issue.key.startswith(("credential:", "history:", "reviews:")):
        return True
    return issue.key.startswith(("report:", "data:")) and reports.working > 0
