"""What solves a status: the button."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from storelink.domain.status import Remedy, Shown
from storelink.integrations.models import Integration, Issue
from storelink.labels.status import remedy_label
from storelink.providers.contract import Provider
from storelink.providers.way_out import WayOut
from storelink.web.addresses import account_address


@dataclass(frozen=True, slots=True)
class Button:
    """One of: an address to go to, a text to copy, or a named page to post to."""

    label: str
    address: str = ""
    is_outside: bool = False
    copies: str = ""
    does: str = ""


_BEGINS = {
    Remedy.VERIFY: "verify", Remedy.RECONNECT: "verify", Remedy.UPDATE_CREDENTIALS: "update"
}  # fmt: skip
"""Remedy → the page that begins the connect conversation again, in place."""
_SOLVED_OUTSIDE = {
    Remedy.UPDATE_CREDENTIALS, Remedy.FIX_PERMISSIONS, Remedy.SET_UP_TWO_FACTOR
}  # fmt: skip
"""Remedies that a page of the store can take the place of."""


def button_of(
    shown: Shown, one: Integration, details: str, way_out: WayOut | None = None
) -> Button | None:
    """The one action that a status offers. `way_out`: the store's page, where it is solved
    there."""
    if shown.remedy is None:
        return None
    label = remedy_label(shown.remedy)
    if way_out is not None:
        return Button(way_out.label, address=way_out.address, is_outside=True)
    if shown.remedy in _BEGINS:
        return Button(label, does=_BEGINS[shown.remedy])
    if shown.remedy is Remedy.START_AGAIN:
        return Button(label, address=reverse("delete", args=[one.pk]))
    if shown.remedy is Remedy.CHOOSE_APPS:
        return Button(label, address=reverse("choose_apps", args=[one.pk]))
    if shown.remedy is Remedy.RESUME:
        return Button(label, does="resume")
    if shown.remedy is Remedy.CONTACT_SUPPORT:
        if settings.SUPPORT_URL:
            return Button(label, address=settings.SUPPORT_URL, is_outside=True)
        return Button("Copy details", copies=details)
    return Button(label, address=account_address(one.pk))


def request_of(provider: Provider, one: Integration, issues: Sequence[Issue]) -> str:
    """The page that has the store make reports, where that is what is missing; else empty."""
    part = provider.preparation
    is_wanted = part is not None and any(issue.reason == part.reason for issue in issues)
    return reverse("request_reports", args=[one.pk]) if is_wanted else ""


def way_out_of(provider: Provider, shown: Shown, reasons: Iterable[str]) -> WayOut | None:
    """The store's page where the first of these reasons is solved that can be solved there."""
    if shown.remedy not in _SOLVED_OUTSIDE:
        return None
    ways = (provider.ways_out.get(reason) for reason in reasons)
    return next((way for way in ways if way is not None), None)
