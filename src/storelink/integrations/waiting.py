"""Why an account's store is not asked at the moment, and until when: one place for every face."""

from __future__ import annotations

from datetime import datetime

from storelink.integrations.models import Integration


def wait_until(integration: Integration, sentence: str, moment: datetime) -> None:
    """The store is asked again at that moment."""
    Integration.objects.filter(pk=integration.pk).update(waiting=sentence, waiting_until=moment)


def wait_longer(integration: Integration, moment: datetime) -> None:
    """What is waited for is tried again by the next run, at that moment."""
    waiting = Integration.objects.filter(pk=integration.pk).exclude(waiting="")
    waiting.update(waiting_until=moment)


def no_longer_waiting(integration: Integration) -> None:
    """The store answers again, or nobody waits for it any more."""
    waiting = Integration.objects.filter(pk=integration.pk).exclude(waiting="")
    waiting.update(waiting="", waiting_until=None)
