"""What solves a status: the button, and the panel that explains it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from storelink.domain.status import Shown
from storelink.integrations.models import Integration, Issue
from storelink.integrations.told_issues import ToldIssue, told_issues
from storelink.providers.contract import Provider
from storelink.web.report_lines import Light


@dataclass(frozen=True, slots=True)
class Button:
    """One of: an address to go to, a text to copy, or a named page to post to."""

    label: str
    address: str = ""
    is_outside: bool = False
    copies: str = ""
    does: str = ""


@dataclass(frozen=True, slots=True)
class Tick:
    """What still works, or does not."""

    words: str
    is_good: bool


@dataclass(frozen=True, slots=True)
class Remedy:
    """The panel under a row that needs somebody."""

    title: str
    lead: str
    steps: Sequence[str]
    aside: str
    ticks: Sequence[Tick]


_BEGINS = {"verify": "verify", "reconnect": "verify", "update": "update"}
"""Action → the page that begins the connect conversation again, in place."""


def button_of(shown: Shown, one: Integration, details: str) -> Button | None:
    """The one action that a status offers."""
    if not shown.button:
        return None
    if shown.action in _BEGINS:
        return Button(shown.button, does=_BEGINS[shown.action])
    if shown.action == "again":
        return Button(shown.button, address=reverse("delete", args=[one.pk]))
    if shown.action == "resume":
        return Button(shown.button, does="resume")
    if shown.action == "support":
        if settings.SUPPORT_URL:
            return Button(shown.button, address=settings.SUPPORT_URL, is_outside=True)
        return Button("Copy details", copies=details)
    return Button(shown.button, address=f"{reverse('integrations')}?open={one.pk}#account-{one.pk}")


def request_of(provider: Provider, one: Integration, issues: Sequence[Issue]) -> str:
    """The page that has the store make reports, where that is what is missing; else empty."""
    part = provider.preparation
    is_wanted = part is not None and any(issue.reason == part.reason for issue in issues)
    return reverse("request_reports", args=[one.pk]) if is_wanted else ""


def remedy_of(shown: Shown, issues: Sequence[Issue], lights: Sequence[Light]) -> Remedy | None:
    """The panel of a status that is not fine: the open issues, and what they leave working."""
    if not shown.needs_attention:
        return None
    told = told_issues(issues)
    steps = [step for issue in told for step in _steps(issue) if step != shown.cause]
    steps = list(dict.fromkeys(steps))
    steps += ["Then press Check again."] if issues else []
    return Remedy(
        title=shown.name,
        lead=shown.cause,
        steps=steps or [f"Press {shown.button}." if shown.button else "Nothing to do but wait."],
        aside="Until then",
        ticks=[
            Tick("Everything that was collected stays, and stays visible", is_good=True),
            *(Tick(_light_words(light), is_good=light.tone == "yes") for light in lights),
        ],
    )


def _steps(issue: ToldIssue) -> list[str]:
    steps = [issue.sentence]
    if issue.missing and issue.missing not in issue.sentence:
        steps.append(f"What is missing: {issue.missing}.")
    if issue.where and issue.where not in issue.sentence:
        steps.append(f"Where it is given: {issue.where}.")
    if issue.stops:
        steps.append(issue.stops)
    return steps


def _light_words(light: Light) -> str:
    if light.tone == "yes":
        return f"{light.name}: readable"
    return f"{light.name}: {light.words.removeprefix('No: ')}"
