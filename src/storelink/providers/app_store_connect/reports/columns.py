"""Short ways to declare columns, and those that many of Apple's files share."""

from __future__ import annotations

from typing import Final

from storelink.domain.report import Column, Kind

PROVIDER: Final = "app_store_connect"
OFFICIAL_KINDS: Final = ("api_key",)
"""The credentials that Apple's official reports take."""


def text(name: str, source: str, *also: str, required: bool = False) -> Column:
    """A column of words."""
    return Column(name, Kind.TEXT, source, also, required)


def count(name: str, source: str, *also: str, required: bool = False) -> Column:
    """A column of whole numbers."""
    return Column(name, Kind.COUNT, source, also, required)


def amount(name: str, source: str, *also: str, required: bool = False) -> Column:
    """A column of exact numbers: money, and units that Apple gives with decimals."""
    return Column(name, Kind.AMOUNT, source, also, required)


def day(name: str, source: str, *also: str, required: bool = False) -> Column:
    """A column of days."""
    return Column(name, Kind.DATE, source, also, required)


APP_NAME: Final = text("app_name", "App Name")
DEVICE: Final = text("device", "Device")
PLATFORM_VERSION: Final = text("platform_version", "Platform Version")
APP_VERSION: Final = text("app_version", "App Version")
TERRITORY: Final = text("territory", "Territory")
SOURCE_TYPE: Final = text("source_type", "Source Type")
PAGE_TYPE: Final = text("page_type", "Page Type")
PRE_ORDER: Final = text("pre_order", "Pre-Order")
DOWNLOADED_ON: Final = day("app_download_date", "App Download Date")
UNIQUE_DEVICES: Final = count("unique_devices", "Unique Devices")
