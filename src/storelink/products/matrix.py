"""What an account may do, app by app: the connection doctor's matrix, out of the last looks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from storelink.domain.report import Family
from storelink.integrations.models import Integration, Probe
from storelink.integrations.probes import ACCOUNT
from storelink.products.models import App
from storelink.providers.contract import Light
from storelink.providers.registry import provider as provider_of
from storelink.workspaces.models import Role, User
from storelink.workspaces.permission import require

FAMILY_NAMES = {Family.REPLIES: "Reply to reviews", Family.SEARCH_TERMS: "Search terms"}


def family_name(family: Family) -> str:
    """What a person calls it."""
    return FAMILY_NAMES.get(family, family.value.replace("_", " ").capitalize())


@dataclass(frozen=True, slots=True)
class Cell:
    """One capability of the account, or of one app."""

    family: Family
    light: Light | None
    """None: nobody has looked yet."""
    sentence: str = ""
    missing: str = ""
    where: str = ""
    is_own: bool = True
    """False where it holds for an app because it holds for the whole account."""


@dataclass(frozen=True, slots=True)
class Line:
    """The account, or one app, with a cell for every family."""

    app: App | None
    cells: tuple[Cell, ...]
    tested_at: datetime | None
    """When it was looked at last, itself."""


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is missing or not known, with all that it stops."""

    light: Light
    sentence: str
    missing: str
    where: str
    families: tuple[Family, ...]
    apps: tuple[str, ...]
    """Names of the apps that it concerns; none where it concerns the whole account."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """An account and some of its apps."""

    families: tuple[Family, ...]
    account: Line
    apps: tuple[Line, ...]
    doors: tuple[Probe, ...]
    lacks: tuple[Lack, ...]
    """What is refused first, then what is not known."""


def matrix_of(user: User, integration: Integration, apps: Sequence[App]) -> Matrix:
    """The account and these of its apps, as last looked at. Two queries; asks no store.

    NotAllowed for people outside the workspace.
    """
    require(user, integration.workspace, Role.VIEWER)
    ids = [ACCOUNT, *(app.store_id for app in apps)]
    probes = list(Probe.objects.filter(integration=integration, app_id__in=ids))
    lights = [one for one in probes if not one.is_door]
    families = _families(integration.provider, lights)
    general = {one.subject: one for one in lights if one.app_id == ACCOUNT}
    lines = tuple(_line(app, lights, general, families) for app in apps)
    return Matrix(
        families, _line(None, lights, general, families), lines,
        tuple(one for one in probes if one.is_door), _lacks(lights, apps),
    )  # fmt: skip


def _families(provider_key: str, lights: Iterable[Probe]) -> tuple[Family, ...]:
    """Those of the provider's reports and those that were looked at, always in one order."""
    known = {report.family for report in provider_of(provider_key).reports}
    known |= {Family(one.subject) for one in lights if one.subject in set(Family)}
    return tuple(family for family in Family if family in known)


def _line(
    app: App | None,
    lights: Iterable[Probe],
    general: Mapping[str, Probe],
    families: Sequence[Family],
) -> Line:
    store_id = app.store_id if app else ACCOUNT
    own = {one.subject: one for one in lights if one.app_id == store_id}
    cells = tuple(_cell(family, own.get(family), general.get(family)) for family in families)
    return Line(app, cells, max((one.checked_at for one in own.values()), default=None))


def _cell(family: Family, own: Probe | None, general: Probe | None) -> Cell:
    found = own or general
    if found is None:
        return Cell(family, None)
    return Cell(
        family, Light(found.light), found.sentence, found.missing, found.where, own is not None
    )


def _lacks(lights: Sequence[Probe], apps: Sequence[App]) -> tuple[Lack, ...]:
    names = {app.store_id: app.name for app in apps}
    groups: dict[tuple[str, ...], list[Probe]] = {}
    for one in lights:
        if one.light != Light.GREEN:
            cause = (one.light, one.missing, one.where)
            groups.setdefault(cause if one.missing else (*cause, one.sentence), []).append(one)
    found = [_lack(group, names) for group in groups.values()]
    return tuple(sorted(found, key=lambda lack: lack.light is not Light.RED))


def _lack(group: Sequence[Probe], names: Mapping[str, str]) -> Lack:
    first = group[0]
    stopped = {one.subject for one in group}
    is_general = any(one.app_id == ACCOUNT for one in group)
    return Lack(
        Light(first.light), first.sentence, first.missing, first.where,
        tuple(family for family in Family if family in stopped),
        () if is_general else tuple(dict.fromkeys(names[one.app_id] for one in group)),
    )  # fmt: skip
