"""What people read for a status and its remedy. Nothing compares or stores these words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from storelink.domain.status import Remedy, StatusCode


@dataclass(frozen=True, slots=True)
class StatusLabel:
    """A status in words, and the name of its icon on pages."""

    words: str
    icon: str


STATUS_LABELS: Mapping[StatusCode, StatusLabel] = {
    StatusCode.PAUSED: StatusLabel("Paused", "minus"),
    StatusCode.DEPRECATED_AUTHORIZATION: StatusLabel("Deprecated authorization", "unlink"),
    StatusCode.TWO_FACTOR_NOT_SET_UP: StatusLabel("Two-factor not set up", "shield-x"),
    StatusCode.TWO_FACTOR_REQUIRED: StatusLabel("Two-factor required", "shield"),
    StatusCode.INVALID_CREDENTIALS: StatusLabel("Invalid credentials", "key-x"),
    StatusCode.WAITING_FOR_STORE: StatusLabel("Still pending", "hour"),
    StatusCode.PERMISSION_DENIED: StatusLabel("Permission denied", "lock"),
    StatusCode.OWN_TROUBLE: StatusLabel("Still pending", "hour"),
    StatusCode.UNKNOWN_ERROR: StatusLabel("Unknown error", "alert"),
    StatusCode.APPS_TO_CHOOSE: StatusLabel("Syncing", "sync"),
    StatusCode.NO_DATA: StatusLabel("Still pending", "hour"),
    StatusCode.VERIFY_SOON: StatusLabel("Verify soon", "clock"),
    StatusCode.SYNCING: StatusLabel("Syncing", "sync"),
    StatusCode.CONNECTED: StatusLabel("Connected", "ok"),
}
_REMEDY_LABELS: Mapping[Remedy, str] = {
    Remedy.RESUME: "Resume",
    Remedy.RECONNECT: "Reconnect",
    Remedy.SET_UP_TWO_FACTOR: "See how to turn it on",
    Remedy.VERIFY: "Verify",
    Remedy.UPDATE_CREDENTIALS: "Update credentials",
    Remedy.FIX_PERMISSIONS: "Fix permissions",
    Remedy.CONTACT_SUPPORT: "Contact support",
    Remedy.CHOOSE_APPS: "Choose apps",
    Remedy.START_AGAIN: "Delete and reconnect",
}


def status_label(code: StatusCode) -> str:
    """The status in words."""
    return STATUS_LABELS[code].words


def status_icon(code: StatusCode) -> str:
    """The name of the icon beside it."""
    return STATUS_LABELS[code].icon


def remedy_label(remedy: Remedy | None) -> str:
    """The words on the button; empty where nothing needs to be done."""
    return _REMEDY_LABELS[remedy] if remedy is not None else ""
