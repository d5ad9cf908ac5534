"""Which app a path is about, as far as the path says: what scenarios for one app are matched by."""

from __future__ import annotations

from storelink_simulator.apple.desk import Desk
from storelink_simulator.apple.sealed_ids import unseal


def app_in(desk: Desk, path: str) -> str | None:
    """The Apple id of the app behind a path; None where there is none, or it is not known."""
    parts = path.split("/")
    kind, identifier = parts[2] if len(parts) > 2 else "", parts[3] if len(parts) > 3 else ""
    if kind == "apps":
        return identifier or None
    request = None
    if kind == "analyticsReportRequests":
        request = desk.book.by_id(identifier)
    elif kind == "analyticsReports":
        request = desk.book.by_id(identifier.partition("-")[2])
    elif kind == "analyticsReportInstances":
        number = unseal(desk.world.seed, "instance", identifier)
        request = desk.book.by_number(number >> 40) if number is not None else None
    elif kind == "analyticsReportSegments":
        number = unseal(desk.world.seed, "segment", identifier)
        request = desk.book.by_number(number >> 48) if number is not None else None
    return request.app_id if request else None
