"""What is wrong with this server itself: told on the page, by `status` and by readiness."""

from __future__ import annotations

import shutil
import time
from datetime import timedelta
from pathlib import Path
from threading import Lock

from django.conf import settings
from django.utils import timezone

from storelink.domain.errors import OwnReason, OwnTrouble, VaultError
from storelink.integrations.models import Credential, Integration, Worker
from storelink.integrations.own_trouble import own_trouble_of
from storelink.integrations.storage import files
from storelink.integrations.vault import vault
from storelink.vault.vault import kid_of

SILENT_AFTER = timedelta(seconds=60)
"""A worker beats every five seconds."""
LEAST_FREE_BYTES = 64 << 20
_ASKED_EVERY_SECONDS = 5.0
"""Readiness is asked often, and a bucket's answer costs."""


def no_worker() -> OwnTrouble | None:
    """Where accounts wait and no worker is there to fetch anything."""
    if Worker.objects.filter(beat_at__gte=timezone.now() - SILENT_AFTER).exists():
        return None
    if not Integration.objects.filter(paused_at=None).exists():
        return None
    return OwnTrouble(OwnReason.NO_WORKER)


def vault_trouble() -> OwnTrouble | None:
    """Where the keys of this machine do not open every credential. One that is damaged is its
    account's trouble, not this server's."""
    sealed = Credential.objects.exclude(sealed="").values_list("sealed", flat=True)
    kids = {kid for blob in sealed.iterator() if (kid := _kid_if_whole(blob))}
    try:
        missing = sorted(kid for kid in kids if not vault().has(kid))
    except VaultError as error:
        return OwnTrouble(OwnReason.VAULT_KEY_MISSING, detail=error.sentence)
    if not missing:
        return None
    return OwnTrouble(OwnReason.VAULT_KEY_MISSING, detail=f"vault key {', '.join(missing)}")


def _kid_if_whole(blob: str) -> str:
    try:
        return kid_of(blob)
    except VaultError:
        return ""


class StorageProbe:
    """Whether the data folder or bucket answers, asked every few seconds at most."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._asked_at: float | None = None
        self._found: OwnTrouble | None = None

    def trouble(self) -> OwnTrouble | None:
        with self._lock:
            now = time.monotonic()
            if self._asked_at is None or now - self._asked_at > _ASKED_EVERY_SECONDS:
                self._found, self._asked_at = _asked(), now
            return self._found


def _asked() -> OwnTrouble | None:
    try:
        next(iter(files().list(".ready")), None)
    except Exception as error:
        return own_trouble_of(error) or OwnTrouble(
            OwnReason.STORAGE_AWAY, detail=f"{type(error).__name__}: {error}"[:500]
        )
    return _full(files().workshop) or _full(Path(settings.HOME))


def _full(folder: Path) -> OwnTrouble | None:
    try:
        free = shutil.disk_usage(folder).free
    except OSError:
        return None
    return OwnTrouble(OwnReason.DISK_FULL) if free < LEAST_FREE_BYTES else None


storage_probe = StorageProbe()
"""One a process."""
