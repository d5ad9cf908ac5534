"""How the Google Play Console is tried against the simulator."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from storelink.domain.errors import Busy, NeedsPermission, NeedsVerification, NotReady, Unexpected
from storelink.domain.report import Partition
from storelink.providers.contract import Fetched, Session
from storelink.providers.google_play.tests.files import pem
from storelink.providers.registry import provider
from storelink.providers.tests.play import Stage, Trouble
from storelink.providers.tests.simulator import TODAY, Simulator

KEY = "google_play"
SALES_MONTH = "2026-09"


def key_of(simulator: Simulator, kind: str = "reports") -> dict[str, str]:
    """The answers of somebody with a key of that kind."""
    told = simulator.get("google-keys")
    for key in told["keys"]:
        if key["kind"] == kind:
            return {
                "service_account": json.dumps(key["service_account"]),
                "buckets": told["bucket_uri"],
            }
    raise LookupError(f"the simulator has no key called {kind}")


def reports_key(simulator: Simulator) -> Mapping[str, str]:
    return key_of(simulator)


def _another_key(answers: Mapping[str, str]) -> Mapping[str, str]:
    said = json.loads(answers["service_account"])
    return {**answers, "service_account": json.dumps({**said, "private_key": pem()})}


def report(key: str):
    return provider(KEY).report(key)


def fetch_sales(session: Session, folder: Path, month: str = SALES_MONTH) -> Fetched:
    return session.fetch(report("sales"), Partition("sales", "", month), folder)


def list_sales(session: Session, _: Path) -> object:
    return list(session.available(report("sales"), "", TODAY))


def session_of(play, kind):
    step = play.provider.connect("service_account", {}, key_of(play.simulator, kind), play.http)
    return play.provider.open(step.secret, play.client())


def rows_of(play, fetched):
    batches = play.provider.parse(report(fetched.partition.report), fetched, ())
    return [row for batch in batches for row in batch.to_pylist()]


def _played(name: str, **how: Any):
    return lambda simulator: simulator.play(name, **how)


def _nothing(_: Simulator) -> None:
    """The store is as it is."""


TROUBLES = (
    Trouble(NeedsVerification, _played("google_key_deleted"), lambda s, _: s.check()),
    Trouble(NeedsVerification, _played("google_account_deleted"), fetch_sales),
    Trouble(NeedsPermission, _played("google_financial_permission_missing"), list_sales),
    Trouble(NeedsPermission, _played("google_not_invited"), lambda s, _: s.apps()),
    Trouble(NeedsPermission, _played("google_bucket_of_another_account"), fetch_sales),
    Trouble(NotReady, _nothing, lambda s, folder: fetch_sales(s, folder, "2011-01")),
    Trouble(Busy, _played("google_quota_used_up"), fetch_sales),
    Trouble(Busy, _played("google_rewritten_while_read", count=9), fetch_sales),
    Trouble(Busy, _played("server_error_json"), lambda s, _: s.apps()),
    Trouble(Busy, _played("server_error_html"), fetch_sales),
    Trouble(Busy, _played("connection_reset"), lambda s, _: s.apps()),
    Trouble(Busy, _played("hanging", options={"seconds": 8}), fetch_sales),
    Trouble(Unexpected, _played("server_error_json", options={"status": 418}), fetch_sales),
)

STAGE = Stage(KEY, "service_account", reports_key, _another_key, TROUBLES)
