"""A list of apps that is not whole."""

from __future__ import annotations

from storelink.domain.errors import Busy
from storelink.providers.contract import StoreApp


class AppsInPart(Busy):
    """One of several lists of apps could not be had: these are the apps that the others name."""

    def __init__(self, apps: tuple[StoreApp, ...], why: Busy) -> None:
        super().__init__(why.sentence, wait=why.wait, detail=why.detail, reason=why.reason)
        self.apps = apps
