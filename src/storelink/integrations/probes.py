"""What a look found, kept, so that a page shows it with its time without asking the store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.db import transaction

from storelink.integrations.models import Integration, Probe
from storelink.providers.contract import Capability, Check, DoorLight

ACCOUNT = ""
"""The app of what holds for the whole account."""


def keep_check(integration: Integration, check: Check, moment: datetime) -> None:
    """What a look at the whole account found, in place of what the last one had."""
    _replace(integration, ACCOUNT, [*check.capabilities, *check.doors], moment)


def keep_app(
    integration: Integration, app_id: str, found: Sequence[Capability], moment: datetime
) -> None:
    """What a look at one app found, in place of what the last one had."""
    _replace(integration, app_id, found, moment)


def forget_probes(integration: Integration) -> None:
    """What was found with other credentials says nothing of these, and names them."""
    Probe.objects.filter(integration=integration).delete()


def _replace(
    integration: Integration,
    app_id: str,
    found: Iterable[Capability | DoorLight],
    moment: datetime,
) -> None:
    with transaction.atomic():
        Integration.objects.select_for_update().filter(pk=integration.pk).first()
        Probe.objects.filter(integration=integration, app_id=app_id).delete()
        Probe.objects.bulk_create(_rows(integration, app_id, found, moment))


def _rows(
    integration: Integration,
    app_id: str,
    found: Iterable[Capability | DoorLight],
    moment: datetime,
) -> Iterator[Probe]:
    for one in found:
        is_door = isinstance(one, DoorLight)
        yield Probe(
            integration=integration,
            app_id=app_id,
            subject=one.name[:60] if isinstance(one, DoorLight) else one.family.value,
            is_door=is_door,
            light=one.light.value,
            sentence=one.sentence,
            missing=one.missing[:200],
            where=one.where[:300],
            checked_at=moment,
        )
