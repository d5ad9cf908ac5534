"""The columns of the analytics reports, in the order in which Apple documents them."""

from __future__ import annotations

DETAILED_ONLY = ("Source Info", "Campaign", "Page Title")
_START = "Date|App Name|App Apple Identifier"

_WRITTEN = {
    "engagement": f"{_START}|Event|Page Type|Page Title|Source Type|Source Info|Campaign|"
    "Engagement Type|Device|Platform Version|Territory|Counts|Unique Counts",
    "downloads": f"{_START}|Download Type|App Version|Device|Platform Version|Source Type|"
    "Source Info|Campaign|Page Type|Page Title|Pre-Order|Territory|Counts",
    "purchases": f"{_START}|Purchase Type|Content Name|Content Apple Identifier|Payment Method|"
    "Device|Platform Version|Source Type|Source Info|Campaign|Page Type|Page Title|"
    "App Download Date|Pre-Order|Territory|Purchases|Proceeds in USD|Sales in USD|Paying Users",
    "pre-orders": f"{_START}|Device|Platform Version|Source Type|Source Info|Campaign|Page Type|"
    "Page Title|Territory|Pre-Order Start Date|Pre-Order End Date|Pre-Orders Placed|"
    "Pre-Order Canceled",
    "sessions": f"{_START}|App Version|Device|Platform Version|Source Type|Source Info|Campaign|"
    "Page Type|Page Title|App Download Date|Territory|Sessions|Total Session Duration|"
    "Unique Devices",
    "installations": f"{_START}|Event|Download Type|App Version|Device|Platform Version|"
    "Source Type|Source Info|Campaign|Page Type|Page Title|App Download Date|Territory|Counts|"
    "Unique Devices",
    "crashes": f"{_START}|App Version|Device|Platform Version|Crashes|Unique Devices",
}

DETAILED: dict[str, tuple[str, ...]] = {
    name: tuple(text.split("|")) for name, text in _WRITTEN.items()
}
STANDARD: dict[str, tuple[str, ...]] = {
    name: tuple(column for column in columns if column not in DETAILED_ONLY)
    for name, columns in DETAILED.items()
}
