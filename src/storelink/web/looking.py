"""What an analytics page is about: one app, or a whole account, as a person may see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Min
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from storelink.integrations.damage import Gap
from storelink.integrations.models import Integration, ReportState
from storelink.products.horizon import page_day
from storelink.products.labels import APP_STATES
from storelink.products.limits import Limits, as_shown
from storelink.products.models import App
from storelink.products.reading import Reading
from storelink.products.shown_days import day_words, rollup_sentences, shared_sentence
from storelink.providers.contract import Provider
from storelink.providers.registry import provider as provider_of
from storelink.web.breakdown import APP
from storelink.web.currency import in_one_currency
from storelink.web.figures import Scope
from storelink.web.view import Choice, View, parse
from storelink.web.who import account_seen, app_of, reading_of


@dataclass(frozen=True, slots=True)
class Subject:
    """An app, or an account as a whole, in the words and addresses of a page."""

    name: str
    picture: str
    """What its picture is made of."""
    integration: Integration
    page: str
    series: str
    breakdown: str
    state: str
    """What is to be said of it beside its name; mostly nothing."""
    whole_account: str
    """The page of its account as a whole, where the person may see that and is not on it."""


@dataclass(frozen=True, slots=True)
class Looking:
    """A subject, looked at in a certain way by a certain person."""

    subject: Subject
    provider: Provider
    wide: Scope
    """As the address says."""
    scope: Scope
    """The same, in one currency where the chosen number needs that."""
    view: View
    choice: Choice
    states: Sequence[ReportState]
    currency: str
    has_data: bool
    shared_notes: Sequence[str]
    """That only some days were shared."""

    def told_notes(self) -> list[str]:
        """What is to be said above the figures. Asked again after these were read: reading finds
        stored figures that cannot be read."""
        gaps = (gap.sentence for gap in _gaps(self))
        days = {self.subject.integration.pk: self.view.days}
        wholes = rollup_sentences(self.provider, [self.view.metric], days, self.view.step)
        return [*self.shared_notes, *gaps, *wholes]


def look_at_app(request: HttpRequest, pk: int) -> Looking:
    """What the address asks to see. Http404 for an app of others."""
    one, workspace = app_of(request, pk)
    reading = reading_of(request, workspace)
    limits = reading.limits_of([one])[one.pk]
    is_whole = one.integration_id in reading.whole_accounts(one.integration.provider)
    subject = Subject(
        one.name, one.store_id, one.integration, *_addresses("", one.pk),
        state=APP_STATES[one.state] if one.gone_at else "",
        whole_account=reverse("account_figures", args=[one.integration_id]) if is_whole else "",
    )  # fmt: skip
    return _looked(request, reading, subject, [one], limits=limits)


def look_at_account(request: HttpRequest, pk: int) -> Looking:
    """The same of a whole account: all of its apps, and what is of no single one. Http404 where the
    person does not see it as a whole."""
    one, workspace = account_seen(request, pk)
    reading = reading_of(request, workspace)
    limits = reading.whole_accounts(one.provider)[one.pk]
    apps = list(reading.apps().filter(integration=one))
    reading.know(apps)
    subject = Subject(
        one.name, f"account {one.pk}", one, *_addresses("account_", one.pk), state="",
        whole_account="",
    )  # fmt: skip
    return _looked(request, reading, subject, apps, limits=limits, accounts=(one.pk,))


def _addresses(kind: str, pk: int) -> tuple[str, str, str]:
    page = reverse("account_figures" if kind else "app", args=[pk])
    return page, f"{page}series.csv", f"{page}breakdown.csv"


def _looked(
    request: HttpRequest,
    reading: Reading,
    subject: Subject,
    apps: Sequence[App],
    *,
    limits: Limits,
    accounts: tuple[int, ...] = (),
) -> Looking:
    provider = as_shown(provider_of(subject.integration.provider), limits)
    states = list(subject.integration.report_states.all())
    complete_to = page_day(provider, states)
    last = min(complete_to, limits.last_on or complete_to) if complete_to else None
    is_hidden = bool(last and limits.first_on and limits.first_on > last)
    choice = _choice(subject.integration, provider, None if is_hidden else last, limits)
    if accounts:
        choice = _with_apps(choice)
    view = parse(request.GET.dict(), choice)
    reading.look_at([subject.integration.pk], (view.days, view.earlier))
    scope = Scope(reading, provider, apps, view.where, accounts)
    narrow, shown, currency = in_one_currency(scope, view)
    return Looking(
        subject=subject, provider=provider, wide=scope, scope=narrow, view=shown, choice=choice,
        states=states, currency=currency, has_data=last is not None and not is_hidden,
        shared_notes=_shared(
            "This account" if accounts else "This app", limits, complete_to if is_hidden else None
        ),
    )  # fmt: skip


def _choice(one: Integration, provider: Provider, last: date | None, limits: Limits) -> Choice:
    end = last or timezone.now().date()
    first = one.ledger.aggregate(first=Min("first_on"))["first"]
    return Choice(
        metrics=tuple(dict.fromkeys((*provider.key_metrics, *(m.key for m in provider.metrics)))),
        dimensions=tuple(provider.dimensions),
        first=min(first or end, end - timedelta(days=6)),
        last=end,
        floor=limits.first_on,
    )


def _with_apps(choice: Choice) -> Choice:
    return Choice(
        choice.metrics, choice.dimensions, choice.first, choice.last, choice.floor, (APP,)
    )


def _shared(what: str, limits: Limits, hidden_until: date | None) -> list[str]:
    said = [shared_sentence(limits, what)]
    if hidden_until is not None:
        said.append(
            f"Figures are complete up to {day_words(hidden_until)}, which is before the first day "
            "that is shared."
        )
    return [one for one in said if one]


def _gaps(looking: Looking) -> tuple[Gap, ...]:
    account, ranges = [looking.subject.integration.pk], (looking.view.days, looking.view.earlier)
    known = looking.scope.reading.look_at(account, ranges)
    found = (gap for one in ranges if one for gap in known.gaps(account, one))
    return tuple(dict.fromkeys(found))
