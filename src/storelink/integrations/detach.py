"""Take an integration's credentials away: the part of deleting it that is in these tables."""

from __future__ import annotations

from django.utils import timezone

from storelink.integrations.catalog import DjangoCatalog
from storelink.integrations.models import Credential, Integration, KeptFile
from storelink.integrations.probes import forget_probes
from storelink.integrations.storage import files, warehouse
from storelink.integrations.tell import forget


def detach(integration: Integration) -> None:
    """Within a transaction. Its credentials are gone, and it is no longer listed or fetched; its
    data stays readable, and connecting the same account again takes it up."""
    forget(integration)
    Credential.objects.filter(integration=integration).delete()
    forget_probes(integration)
    integration.deleted_at = timezone.now()
    integration.save(update_fields=["deleted_at"])


def erase_rows(integration: Integration) -> frozenset[str]:
    """Within a transaction: the integration, its ledger and the list of its data files. The paths
    of the files that it kept, for `erase_files` once that is committed."""
    paths = KeptFile.objects.filter(integration=integration).values_list("path", flat=True)
    found = frozenset(paths)
    DjangoCatalog().erase(integration.pk)
    integration.delete()
    return found


def erase_files(number: int, paths: frozenset[str]) -> None:
    """What nothing names any more. Were this killed in between, the sweep removes the rest."""
    warehouse().erase(number)
    for path in paths:
        files().delete(path)
