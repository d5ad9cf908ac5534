"""How App Store Connect is tried against the simulator."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from storelink.domain.errors import Busy, NeedsPermission, NeedsVerification, NotReady, Unexpected
from storelink.domain.report import Partition
from storelink.providers.contract import Fetched, Session
from storelink.providers.registry import provider
from storelink.providers.tests.play import Stage, Trouble
from storelink.providers.tests.simulator import TODAY, Simulator

KEY = "app_store_connect"
SALES_DAY = date(2026, 11, 10)


def key_of(simulator: Simulator, role: str, kind: str = "team") -> dict[str, str]:
    """The answers of somebody with a key of that role."""
    told = simulator.get("keys")
    for key in told["keys"]:
        if key["role"] == role and key["kind"] == kind:
            return {
                "issuer_id": key.get("issuer_id") or "",
                "key_id": key["key_id"],
                "private_key": key["private_key"],
                "vendor_number": told["vendor_number"] if kind == "team" else "",
            }
    raise LookupError(f"the simulator has no {kind} key of role {role}")


def admin(simulator: Simulator) -> Mapping[str, str]:
    return key_of(simulator, "ADMIN")


def _unknown_key(answers: Mapping[str, str]) -> Mapping[str, str]:
    return {**answers, "key_id": "ZZZZZZZZZZ"}


def report(key: str):
    return provider(KEY).report(key)


def fetch_sales(session: Session, folder: Path, day: date = SALES_DAY) -> Fetched:
    partition = Partition("sales_summary", "", day.isoformat())
    return session.fetch(report("sales_summary"), partition, folder)


def fetch_downloads(session: Session, folder: Path) -> Fetched:
    """The newest ongoing file of App Downloads of the first app."""
    app = session.apps()[0].id
    downloads = report("app_downloads_standard")
    offers = [
        offer.partition
        for offer in session.available(downloads, app, TODAY)
        if offer.partition.period.endswith("ongoing")
    ]
    return session.fetch(downloads, max(offers), folder)


def session_of(play, role, kind="team"):
    answers = key_of(play.simulator, role, kind)
    step = play.provider.connect("api_key", {}, answers, play.http)
    return play.provider.open(step.secret, play.client())


def rows_of(play, fetched):
    batches = play.provider.parse(report(fetched.partition.report), fetched, ())
    return [row for batch in batches for row in batch.to_pylist()]


def _played(name: str, **how: Any):
    return lambda simulator: simulator.play(name, **how)


TROUBLES = (
    Trouble(NeedsVerification, _played("key_revoked"), lambda s, _: s.check()),
    Trouble(NeedsVerification, _played("wrong_issuer"), fetch_sales),
    Trouble(NeedsPermission, _played("role_too_small"), fetch_sales),
    Trouble(NeedsPermission, _played("agreement_missing"), lambda s, _: s.check()),
    Trouble(NeedsPermission, _played("invalid_vendor_number"), fetch_sales),
    Trouble(NotReady, _played("late_report", options={"days": 400}), fetch_sales),
    Trouble(Busy, _played("rate_limited", options={"retry_after": 7}), fetch_sales),
    Trouble(Busy, _played("server_error_json"), lambda s, _: s.apps()),
    Trouble(Busy, _played("server_error_html"), fetch_sales),
    Trouble(Busy, _played("connection_reset"), lambda s, _: s.apps()),
    Trouble(Busy, _played("hanging", options={"seconds": 8}), fetch_sales),
    Trouble(Unexpected, _played("wrong_checksum", count=9), fetch_downloads),
    Trouble(Unexpected, _played("expired_url", count=9), fetch_downloads),
)

STAGE = Stage(KEY, "api_key", admin, _unknown_key, TROUBLES)
