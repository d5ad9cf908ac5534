"""How far a workspace may look into an app: wholly where it owns the account, else as shared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from storelink.domain.metric import Metric, Unit
from storelink.domain.period import Days
from storelink.integrations.models import Credential, Integration
from storelink.products.models import App, Share
from storelink.providers.contract import Provider
from storelink.workspaces.models import User, Workspace

_MONEY = {Unit.MONEY, Unit.USD}


@dataclass(frozen=True, slots=True)
class Limits:
    """What of an app may be seen."""

    hides_money: bool = False
    first_on: date | None = None
    last_on: date | None = None

    def clipped(self, days: Days) -> Days | None:
        """The part of the range that may be seen; None where there is none."""
        first = max(days.first, self.first_on or days.first)
        last = min(days.last, self.last_on or days.last)
        return Days(first, last) if first <= last else None

    def shows(self, metric: Metric) -> bool:
        """Whether the figure may be seen at all."""
        return not (self.hides_money and metric.unit in _MONEY)


NO_LIMITS = Limits()


def as_shown(provider: Provider, limits: Limits) -> Provider:
    """The provider with only the figures that may be seen."""
    metrics = tuple(metric for metric in provider.metrics if limits.shows(metric))
    keys = {metric.key for metric in metrics}
    key_metrics = tuple(key for key in provider.key_metrics if key in keys)
    return replace(provider, metrics=metrics, key_metrics=key_metrics)


def in_force() -> QuerySet[Share]:
    """Shares that hold now: neither expired, nor of an account that was deleted."""
    lasting = Q(expires_at=None) | Q(expires_at__gt=timezone.now())
    return Share.objects.filter(lasting, integration__deleted_at=None)


def visible_through(workspace: Workspace) -> Q:
    """A condition on apps: owned by the workspace, or shared with it now."""
    shares = in_force().filter(workspace=workspace)
    whole = shares.filter(has_all_apps=True).values("integration")
    some = Share.apps.through.objects.filter(share__in=shares.filter(has_all_apps=False))
    return (
        Q(integration__workspace=workspace)
        | Q(integration__in=whole)
        | Q(pk__in=some.values("app_id"))
    )


@dataclass
class Shared:
    """What the workspace sees of accounts, its own and those shared with it: asked once, then the
    same for as long as this is at hand."""

    workspace: Workspace

    @cached_property
    def shares(self) -> Sequence[Share]:
        """Those with the workspace that hold now."""
        found = in_force().filter(workspace=self.workspace)
        return tuple(found.select_related("integration"))

    @cached_property
    def doubled(self) -> tuple[Doubled, ...]:
        """The apps that are seen through two accounts; see `doubled`."""
        return doubled(self.workspace)

    @cached_property
    def own(self) -> Sequence[Integration]:
        """The workspace's accounts, also those that were deleted but for their data."""
        return tuple(Integration.everything.filter(workspace=self.workspace))

    @property
    def accounts(self) -> Mapping[int, Integration]:
        """Its own accounts, and those that are shared with it."""
        shared = {share.integration_id: share.integration for share in self.shares}
        return shared | {one.pk: one for one in self.own}

    def limits_of(self, apps: Iterable[App]) -> Mapping[int, Limits]:
        """App → how far the workspace may look into it, for apps that it may see. An account that
        is not shared any more, since its apps were read, shows nothing."""
        found = list(apps)
        own = self.workspace.pk
        is_foreign = any(app.integration.workspace_id != own for app in found)
        shared = {one.integration_id: _limits(one) for one in self.shares} if is_foreign else {}
        return {
            app.pk: NO_LIMITS if app.integration.workspace_id == own else shared[app.integration_id]
            for app in found
            if app.integration.workspace_id == own or app.integration_id in shared
        }

    def limits_of_account(self, account: Integration) -> Limits | None:
        """How far the workspace may look into the account's apps that it sees; None: not at all."""
        if account.workspace_id == self.workspace.pk:
            return NO_LIMITS
        own = (_limits(one) for one in self.shares if one.integration_id == account.pk)
        return next(own, None)

    def whole_accounts(self, provider_key: str) -> Mapping[int, Limits]:
        """The accounts that the workspace sees as a whole, and how far: its own, and those shared
        with all their apps. Only there it sees what is of the account and of no single app: a share
        of some apps shows these apps alone."""
        found = {
            share.integration_id: _limits(share)
            for share in self.shares
            if share.has_all_apps and share.integration.provider == provider_key
        }
        found |= {one.pk: NO_LIMITS for one in self.own if one.provider == provider_key}
        twice = {other for _, other, better in self.doubled if better in found}
        return {account: limits for account, limits in found.items() if account not in twice}


def _limits(share: Share) -> Limits:
    return Limits(share.hides_money, share.first_on, share.last_on)


def limits_of(workspace: Workspace, apps: Iterable[App]) -> Mapping[int, Limits]:
    """`Shared.limits_of`, asked by itself."""
    return Shared(workspace).limits_of(apps)


def whole_accounts(workspace: Workspace, provider_key: str) -> Mapping[int, Limits]:
    """`Shared.whole_accounts`, asked by itself."""
    return Shared(workspace).whole_accounts(provider_key)


Doubled = tuple[int, int, int]
"""An app that another account has as well, its account, and the account that speaks for it."""


def doubled(workspace: Workspace) -> tuple[Doubled, ...]:
    """Apps that the workspace sees through two accounts at once: an app has one account at the
    store, so that the figures of both are the same, and only those of one are counted. Of two the
    one that is kept up to date, and of these the one that was connected first."""
    seen = App.objects.filter(visible_through(workspace), is_left_out=False, gone_at=None)
    of_one = ("integration__provider", "store_id")
    several = seen.order_by().values(*of_one).annotate(n=Count("pk")).filter(n__gt=1)
    names = {row["store_id"] for row in several}
    if not names:
        return ()
    works = Credential.objects.filter(integration=OuterRef("integration"), refused_at=None)
    rows = (
        seen.filter(store_id__in=names)
        .annotate(works=Exists(works))
        .values_list(
            *of_one, "pk", "integration_id", "works", "integration__paused_at",
            "integration__deleted_at",
        )
        .order_by("integration_id")
    )  # fmt: skip
    groups: dict[tuple[str, str], list[tuple[bool, int, int]]] = {}
    for provider, store_id, pk, account, works_now, paused_at, deleted_at in rows:
        is_idle = not works_now or paused_at is not None or deleted_at is not None
        groups.setdefault((provider, store_id), []).append((is_idle, account, pk))
    found: list[Doubled] = []
    for group in groups.values():
        (_, better, _), *others = sorted(group)
        found += [(pk, account, better) for _, account, pk in others]
    return tuple(found)


def outside_of_shares(workspace: Workspace, integration: str, day: str) -> Q:
    """A condition on rows that were shared with the workspace, but not for their day. The names
    are the lookups that lead from a row to its integration and to its day."""
    outside = Q(pk__in=())
    for one in in_force().filter(workspace=workspace):
        if one.first_on:
            outside |= Q(**{integration: one.integration_id, f"{day}__lt": one.first_on})
        if one.last_on:
            outside |= Q(**{integration: one.integration_id, f"{day}__gt": one.last_on})
    return outside


def is_seen(workspace: Workspace, app: App) -> bool:
    """Whether the app is the workspace's own, or shared with it now."""
    return App.objects.filter(visible_through(workspace), pk=app.pk).exists()


def workspaces_that_see(user: User, app: App) -> Sequence[Workspace]:
    """Those of the person's workspaces in which the app is seen: the owning one first."""
    mine = list(Workspace.objects.filter(memberships__user=user).order_by("pk"))
    seen = [one for one in mine if is_seen(one, app)]
    return sorted(seen, key=lambda one: one.pk != app.integration.workspace_id)
