"""Change the vault's key and seal everything with it, while all goes on."""

from __future__ import annotations

from collections.abc import Iterator

from storelink.integrations import second_step
from storelink.integrations.models import ConnectAttempt, Credential
from storelink.integrations.secrets import about_attempt, about_credential
from storelink.integrations.vault import vault
from storelink.vault.rotate import Rotation, SealedRow, rotate


class SealedInDatabase:
    """Every sealed secret of the product."""

    def __iter__(self) -> Iterator[SealedRow]:
        for credential in Credential.objects.exclude(sealed="").order_by("pk"):
            yield SealedRow(about_credential(credential), credential.sealed)
        for attempt in ConnectAttempt.objects.exclude(sealed_state="").order_by("pk"):
            yield SealedRow(about_attempt(attempt), attempt.sealed_state)
        yield from second_step.sealed_rows()

    def replace(self, row: SealedRow, blob: str) -> bool:
        if row.about == second_step.ABOUT:
            return second_step.replace(row, blob)
        if row.about.table == "credential":
            return bool(
                Credential.objects.filter(
                    integration_id=int(row.about.integration),
                    kind=row.about.kind,
                    sealed=row.blob,
                ).update(sealed=blob)
            )
        return bool(
            ConnectAttempt.objects.filter(pk=int(row.about.row), sealed_state=row.blob).update(
                sealed_state=blob
            )
        )


def rotate_key() -> Rotation:
    """See `vault.rotate.rotate`."""
    return rotate(vault(), SealedInDatabase())
