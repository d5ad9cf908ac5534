"""The facts of an account, out of its rows, and the status that follows from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db.models import prefetch_related_objects
from django.utils import timezone

from storelink.domain.status import Facts, Shown, Trouble, status
from storelink.integrations.models import Credential, Integration, Issue, ReportState
from storelink.providers.contract import PENDING_UNTIL
from storelink.providers.registry import providers


def status_of(integration: Integration, now: datetime | None = None) -> Shown:
    """How one account stands."""
    return statuses([integration], now)[integration.pk]


def statuses(
    integrations: Iterable[Integration], now: datetime | None = None
) -> Mapping[int, Shown]:
    """How each account stands, by its id: three queries however many there are."""
    found = list(integrations)
    prefetch_related_objects(found, "credentials", "issues", "report_states")
    names = {provider.key: provider.name for provider in providers()}
    moment = now or timezone.now()
    return {
        one.pk: status(_facts(one, names.get(one.provider, "The store"), moment)) for one in found
    }


def _facts(one: Integration, store: str, now: datetime) -> Facts:
    credentials = list(one.credentials.all())
    working = [c for c in credentials if c.refused_at is None]
    refused = None if working else max(credentials, key=_refused_at, default=None)
    states = list(one.report_states.all())
    checked = [s.checked_at for s in states if s.checked_at]
    days = [s.complete_to for s in states if s.complete_to]
    return Facts(
        now=now,
        store=store,
        connected_at=one.connected_at,
        is_paused=one.paused_at is not None,
        has_credential=bool(credentials),
        refused_at=refused.refused_at if refused else None,
        refused_reason=refused.refused_reason if refused else "",
        refused_sentence=refused.refused_sentence if refused else "",
        verified_until=max((c.verified_until for c in working if c.verified_until), default=None),
        pending_until=_pending_until(working),
        troubles=_troubles([i for i in one.issues.all() if i.solved_at is None], states),
        reports_total=len(states),
        reports_in=sum(s.first_completed_at is not None for s in states),
        is_first_sync_over=one.first_synced_at is not None,
        has_data=any(s.loaded_at for s in states),
        failures_in_a_row=max((s.failures_in_a_row for s in states), default=0),
        waiting=next((s.sentence for s in states if s.outcome == "Busy"), ""),
        last_success_at=max(checked, default=None),
        data_to=max(days, default=None),
    )


def _pending_until(working: Sequence[Credential]) -> datetime | None:
    """The last of their ends, where every one of them is waited for."""
    told = [credential.facts.get(PENDING_UNTIL) for credential in working]
    ends = [datetime.fromisoformat(end) for end in told if isinstance(end, str)]
    return max(ends) if ends and len(ends) == len(told) else None


def _refused_at(credential: Credential) -> float:
    return credential.refused_at.timestamp() if credential.refused_at else 0.0


def _troubles(issues: Sequence[Issue], states: Sequence[ReportState]) -> tuple[Trouble, ...]:
    """A permission that one report lacks, while others come in, is told in the account's panel;
    it does not make the whole account red."""
    return tuple(
        Trouble(
            i.kind, i.sentence, i.reason, i.missing, is_whole_account=not _is_partial(i, states)
        )
        for i in sorted(issues, key=lambda i: i.pk)
    )


def _is_partial(issue: Issue, states: Sequence[ReportState]) -> bool:
    """Of one report, while others come in, or of one credential, whose refusal tells the rest."""
    if issue.key.startswith("credential:"):
        return True
    works = any(s.loaded_at or s.outcome in {"complete", "loading"} for s in states)
    return issue.key.startswith("report:") and works
