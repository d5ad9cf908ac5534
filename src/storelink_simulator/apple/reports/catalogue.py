"""The analytics reports that every request lists: those with files, and the many without.

About 156 in mid 2026: 15 app usage, 5 engagement, 10 commerce, 103 framework usage, 23 performance.
Names of reports with files are Apple's exact ones; the framework and performance names fill the
list up to its real length, because a list of four pages is read differently from one of one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from storelink_simulator.apple.reports.columns import DETAILED, STANDARD

Granularity = Literal["DAILY", "WEEKLY", "MONTHLY"]
ALL: tuple[Granularity, ...] = ("DAILY", "WEEKLY", "MONTHLY")
DAILY_ONLY: tuple[Granularity, ...] = ("DAILY",)


@dataclass(frozen=True, slots=True)
class Report:
    """One entry of the catalogue. `family` is empty where the simulator makes no files."""

    number: int
    name: str
    category: str
    family: str = ""
    is_detailed: bool = False
    granularities: tuple[Granularity, ...] = ()
    columns: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """The name as it stands in file paths."""
        return self.name.upper().replace(" ", "_").replace("-", "_")


# name without level, category, family, granularities of the Standard file
_PAIRS: tuple[tuple[str, str, str, tuple[Granularity, ...]], ...] = (
    ("App Store Discovery and Engagement", "APP_STORE_ENGAGEMENT", "engagement", ALL),
    ("App Downloads", "COMMERCE", "downloads", DAILY_ONLY),
    ("App Store Purchases", "COMMERCE", "purchases", ALL),
    ("App Store Pre-Orders", "COMMERCE", "pre-orders", DAILY_ONLY),
    ("App Sessions", "APP_USAGE", "sessions", ALL),
    ("App Store Installation and Deletion", "APP_USAGE", "installations", ALL),
)
_WITHOUT_FILES = (
    ("App Store Web Preview Engagement Standard", "APP_STORE_ENGAGEMENT"),
    ("App Store Web Preview Engagement Detailed", "APP_STORE_ENGAGEMENT"),
    ("App Store Retention Messaging", "APP_STORE_ENGAGEMENT"),
    ("App Store Subscription State Report Standard", "COMMERCE"),
    ("App Store Subscription State Report Detailed", "COMMERCE"),
    ("App Store Subscription Event Report Standard", "COMMERCE"),
    ("App Store Subscription Event Report Detailed", "COMMERCE"),
    ("App Clip Usage Standard", "APP_USAGE"),
    ("App Clip Usage Detailed", "APP_USAGE"),
    ("App Opt In", "APP_USAGE"),
    ("Platform App Installs", "APP_USAGE"),
    ("CarPlay App Usage", "APP_USAGE"),
    ("Shortcut Usage", "APP_USAGE"),
    ("Shortcut Installs", "APP_USAGE"),
    ("Action Button Usage", "APP_USAGE"),
    ("Spotlight Usage", "APP_USAGE"),
    ("Widget Usage", "APP_USAGE"),
    ("Siri Usage", "APP_USAGE"),
    ("App Crashes Expanded", "PERFORMANCE"),
    ("App Install Performance", "PERFORMANCE"),
)
_FRAMEWORKS = [
    "ARKit",
    "AVFoundation",
    "AVKit",
    "ActivityKit",
    "AppIntents",
    "AppTrackingTransparency",
    "AudioToolbox",
    "AuthenticationServices",
    "BackgroundTasks",
    "CallKit",
    "CarPlay",
    "ClassKit",
    "CloudKit",
    "Contacts",
    "CoreAudio",
    "CoreBluetooth",
    "CoreData",
    "CoreGraphics",
    "CoreHaptics",
    "CoreImage",
    "CoreLocation",
    "CoreML",
    "CoreMIDI",
    "CoreMotion",
    "CoreNFC",
    "CoreSpotlight",
    "CoreText",
    "CryptoKit",
    "DeviceActivity",
    "DeviceCheck",
    "EventKit",
    "ExternalAccessory",
    "FamilyControls",
    "FileProvider",
    "Foundation",
    "GameController",
    "GameKit",
    "GameplayKit",
    "HealthKit",
    "HomeKit",
    "IdentityLookup",
    "Intents",
    "JournalingSuggestions",
    "LinkPresentation",
    "LocalAuthentication",
    "ManagedSettings",
    "MapKit",
    "MediaPlayer",
    "MessageUI",
    "Messages",
    "Metal",
    "MetalKit",
    "MetricKit",
    "MultipeerConnectivity",
    "MusicKit",
    "NaturalLanguage",
    "NearbyInteraction",
    "Network",
    "PDFKit",
    "PassKit",
    "PencilKit",
    "Photos",
    "PhotosUI",
    "ProximityReader",
    "PushKit",
    "QuickLook",
    "RealityKit",
    "ReplayKit",
    "RoomPlan",
    "SafariServices",
    "SceneKit",
    "ScreenTime",
    "SensorKit",
    "ShazamKit",
    "Social",
    "SoundAnalysis",
    "Speech",
    "SpriteKit",
    "StoreKit",
    "SwiftData",
    "SwiftUI",
    "SystemConfiguration",
    "TabularData",
    "ThreadNetwork",
    "TipKit",
    "Translation",
    "UIKit",
    "UserNotifications",
    "VideoToolbox",
    "Vision",
    "VisionKit",
    "WatchConnectivity",
    "WeatherKit",
    "WebKit",
    "WidgetKit",
    "WorkoutKit",
]
_PERFORMANCE = [
    "Battery",
    "CPU",
    "Disk",
    "Hang",
    "Launch",
    "Memory",
    "Scroll",
    "Storage",
    "Termination",
    "Thermal",
    "Network",
    "GPU",
]
_FRAMEWORK_COUNT, _PERFORMANCE_COUNT = 103, 21


def _with_files() -> list[Report]:
    found: list[Report] = []
    for name, category, family, kinds in _PAIRS:
        plain, full = STANDARD[family], DETAILED[family]
        report = Report(len(found) + 1, f"{name} Standard", category, family)
        found.append(replace(report, granularities=kinds, columns=plain))
        report = Report(len(found) + 1, f"{name} Detailed", category, family, is_detailed=True)
        found.append(replace(report, granularities=ALL, columns=full))
    crashes = Report(len(found) + 1, "App Crashes", "APP_USAGE", "crashes")
    found.append(replace(crashes, granularities=ALL, columns=STANDARD["crashes"]))
    return found


def _filling() -> list[tuple[str, str]]:
    frameworks = [f"{name} Usage" for name in _FRAMEWORKS]
    frameworks += [f"{name} Performance Usage" for name in _FRAMEWORKS]
    speeds = [f"{name} Performance" for name in _PERFORMANCE]
    speeds += [f"{name} Performance Expanded" for name in _PERFORMANCE]
    named = [(name, "FRAMEWORK_USAGE") for name in frameworks[:_FRAMEWORK_COUNT]]
    return named + [(name, "PERFORMANCE") for name in speeds[:_PERFORMANCE_COUNT]]


def _catalogue() -> tuple[Report, ...]:
    found = _with_files()
    rest = (*_WITHOUT_FILES, *_filling())
    start = len(found) + 1
    found += [Report(start + place, name, kind) for place, (name, kind) in enumerate(rest)]
    return tuple(found)


REPORTS: tuple[Report, ...] = _catalogue()
BY_NUMBER: dict[int, Report] = {report.number: report for report in REPORTS}
