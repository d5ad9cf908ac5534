"""What a session can do whose store makes an app's history only on request."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol, runtime_checkable

from storelink.domain.report import Partition


@runtime_checkable
class AsksForHistory(Protocol):
    """A session of a store that makes an app's history on request, and deletes it after a time."""

    def ask_for_history(self, app: str, loaded: Collection[Partition]) -> None:
        """See to it that the history is made where nothing of it is loaded here and nothing of it
        is at the store. `loaded`: the app's partitions that are here with rows. Called after
        `available`, once a day at most while it does not come.

        Missing where it is asked for and not there yet, or the store makes none for now;
        NeedsPermission where this credential may not ask.
        """
