"""What people are told of an account, in words. Pure but for the registry's names of stores."""

from __future__ import annotations

from datetime import datetime, timedelta

from storelink.domain.status import Remedy, Shown
from storelink.integrations.models import Integration
from storelink.labels.status import remedy_label, status_label
from storelink.providers.registry import provider as provider_of
from storelink.workspaces.told import News

_STEPS = {
    Remedy.VERIFY: "verify/", Remedy.RECONNECT: "verify/", Remedy.START_AGAIN: "delete/"
}  # fmt: skip
"""Remedy of a status → the page of its step, below the account's."""


def occasion(verified_until: datetime, now: datetime) -> str:
    """Which warning is due of a verification that goes on: `five_days` or `one_day`. Where the
    first day was missed (nothing ran), the next one still comes."""
    return "one_day" if verified_until - now <= timedelta(days=1) else "five_days"


def ending(one: Integration, about: str, until: datetime, now: datetime) -> News:
    """The verification ends soon."""
    store, on, name = _store(one), f"{until.day} {until:%B %Y}", occasion(until, now)
    title, text = {
        "five_days": (
            f"Verify {one.name} by {on}",
            f"{store} asks for a new code at least every 30 days. For {one.name} that is due by "
            f"{on}. Until then everything goes on. It takes a minute and the phone that gets the "
            "code.",
        ),
        "one_day": (
            f"{one.name}: one day left to verify",
            f"{store}’s verification of {one.name} ends on {on}. Data stops there until somebody "
            "verifies it. It takes a minute and the phone that gets the code.",
        ),
    }[name]
    return News(
        "verification", about, f"{name}:{until:%Y-%m-%d}", title, text, _step(one, Remedy.VERIFY)
    )


def broken(one: Integration, about: str, shown: Shown) -> News:
    """The status that needs somebody. One news for each: met again, it is the same."""
    data = f" Data is in up to {shown.data_to.day} {shown.data_to:%B %Y}." if shown.data_to else ""
    text = (
        f"{one.name} ({_store(one)}): {shown.cause}{data} What was collected stays. "
        f"What mends it: {remedy_label(shown.remedy)}."
    )
    title = f"{one.name}: {status_label(shown.code)}"
    return News("broken", about, f"status:{shown.code}", title, text, _step(one, shown.remedy))


def complete(one: Integration, about: str) -> News:
    """The first sync is complete."""
    return News(
        "first_sync", about, "first_sync", f"{one.name}: the first sync is complete",
        f"Every report of {one.name} ({_store(one)}) has come in. From now on it is brought up to "
        "date by itself.",
        _step(one),
    )  # fmt: skip


def asked(one: Integration, about: str, person: str, key: str) -> News:
    """Somebody who sees the data, and can not mend it."""
    return News(
        "asked", about, key, f"{person} asks you to mend {one.name}",
        f"{person} sees data of {one.name} ({_store(one)}), which does not come in any more, and "
        "can not mend it. The account’s row says what is wrong and what solves it.",
        _step(one),
    )  # fmt: skip


def _step(one: Integration, remedy: Remedy | None = None) -> str:
    base = "/settings/integrations/"
    below = _STEPS.get(remedy) if remedy is not None else None
    return f"{base}{one.pk}/{below}" if below else f"{base}?open={one.pk}#account-{one.pk}"


def _store(one: Integration) -> str:
    return provider_of(one.provider).name
