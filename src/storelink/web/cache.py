"""The cache in the database, which throttling counts in."""

from __future__ import annotations

from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.db import router, transaction


class HonestCache(DatabaseCache):
    """Django's takes a database that others hold for a value that is there already: throttling
    would then tell people of too many tries. Here the database's own error comes through."""

    def _base_set(self, mode: str, key: str, value: Any, timeout: Any = None) -> Any:
        with transaction.atomic(using=router.db_for_write(self.cache_model_class)):
            return super()._base_set(mode, key, value, timeout)  # type: ignore[misc]
