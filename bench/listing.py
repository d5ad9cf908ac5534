"""Google's reports folder listed and found unchanged, against the bare requests of the list.

`python -m bench.listing [APPS] [MONTHS] [WAIT_MS]`, in a fresh home: so many months of six kinds of
reports for so many apps, all of them in the ledger already. Bare: every page of the six folders,
and of the others that a sync looks into and that are empty here, asked for one after another on
one connection, and its JSON read. Ours: `sync.find` for the account
and each app, by a session that knows nothing yet: list, fingerprints, ledger, what is wanted
(nothing). Both sides take turns against one server (see `listing_pages`).
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import django
import httpx

from bench.child import ROOT, say
from bench.listing_pages import BUCKET, KINDS, app_names, md5_of, names_in
from storelink.domain.report import Family, Offer, Report
from storelink.providers.contract import Session

if TYPE_CHECKING:
    from storelink.integrations.models import Run

EMPTY = (
    "stats/ratings_v2/", "stats/promotional_content/", "acquisition/retained_installers/",
    "acquisition/buyers_7d/", "acquisition/subscribers/", "subscriptions/cancellations/", "sales/",
    "earnings/", "play_balance_krw/", "play_pass_earnings/",
)  # fmt: skip
ROUNDS = 5
FOLDERS = tuple(dict.fromkeys((*KINDS, *EMPTY)))
DEFAULTS = ["1000", "24", "0"]
FIELDS = "nextPageToken,items(name,generation,size,md5Hash,crc32c,updated,contentEncoding)"
REPORTS = dict(
    zip(
        KINDS,
        ("installs_overview", "crashes_overview", "ratings_overview",
         "store_performance_country", "reviews", "subscriptions_country"),
        strict=True,
    )
)  # fmt: skip


def main() -> None:
    """The median of the ratios of some rounds, after one that counts for nothing."""
    apps, months, wait_ms = (int(word) for word in (sys.argv[1:] + DEFAULTS[len(sys.argv) - 1 :]))
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    command = [sys.executable, "-m", "bench.listing_pages", str(apps), str(months), str(wait_ms)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as server:
        assert server.stdout is not None
        try:
            address = json.loads(server.stdout.readline())["address"]
            found = _measure(address, _run(apps, months), apps)
        finally:
            server.terminate()
    say({"name": "play_listing", "apps": apps, "wait_ms": wait_ms, **found, "goal": "<= 1.2"})


def _measure(address: str, run: Run, apps: int) -> dict[str, float]:
    bare, ours, ratios = [], [], []
    count = 0

    def ask() -> None:
        nonlocal count
        count = _bare(address)

    for number in range(ROUNDS + 1):
        times = _seconds(ask), _seconds(lambda: _ours(address, run, apps))
        if number:
            bare.append(times[0])
            ours.append(times[1])
            ratios.append(times[1] / times[0])
    return {
        "objects": count,
        "bare_seconds": statistics.median(bare),
        "seconds": statistics.median(ours),
        "ratio": statistics.median(ratios),
    }


def _seconds(work: Callable[[], object]) -> float:
    started_at = time.perf_counter()
    work()
    return time.perf_counter() - started_at


def _bare(address: str) -> int:
    """The requests and their JSON, nothing else."""
    path = f"{address}/storage/v1/b/{BUCKET}/o"
    count = 0
    with httpx.Client(trust_env=False, timeout=300) as http:
        for folder in FOLDERS:
            params = {"prefix": folder, "maxResults": "1000", "fields": FIELDS}
            while True:
                page = http.get(path, params=params).raise_for_status().json()
                count += len(page.get("items", ()))
                if "nextPageToken" not in page:
                    break
                params["pageToken"] = page["nextPageToken"]
    return count


def _ours(address: str, run: Run, apps: int) -> None:
    from storelink.providers.http import PoliteClient
    from storelink.providers.registry import provider
    from storelink.sync.find import find

    google = provider("google_play")
    client = PoliteClient(google.key, dict.fromkeys(google.endpoints, address), ())
    session = _OfBucket(google.open(_secret(), client))
    for app in ("", *app_names(apps)):
        found = find(run, session, app, left=set())
        assert not any(found.partitions), found.partitions
        assert not found.troubles, found.troubles
    client.close()


@dataclass
class _OfBucket:
    """A session that is asked for nothing but files: vitals come from another API, app by app."""

    session: Session

    def __getattr__(self, name: str) -> Any:
        return getattr(self.session, name)

    def available(self, report: Report, app: str, today: date) -> Iterable[Offer]:
        return () if report.family is Family.VITALS else self.session.available(report, app, today)


def _run(apps: int, months: int) -> Run:
    """Of an integration that has everything."""
    from storelink.integrations.models import Credential, Integration, LoadedPartition, Run
    from storelink.providers.registry import provider
    from storelink.workspaces.models import Workspace

    workspace = Workspace.objects.create(name="Bench")
    integration = Integration.objects.create(
        workspace=workspace, provider="google_play", name="Bench", account_id="bench"
    )
    Credential.objects.create(integration=integration, kind="oauth", sealed="not opened here")
    google, loaded_at = provider("google_play"), datetime.now(UTC)
    LoadedPartition.objects.bulk_create(
        LoadedPartition(
            integration=integration,
            report=REPORTS[folder],
            app_id=app,
            period=f"{month[:4]}-{month[4:]}",
            fingerprint=md5_of(name),
            version_order=1,
            processed_on=date(2026, 11, 1),
            parser_version=google.report(REPORTS[folder]).parser_version,
            row_count=30,
            loaded_at=loaded_at,
        )
        for folder in KINDS
        for name in names_in(folder, apps, months)
        for app, month in (_told(folder, name),)
    )
    return Run.objects.create(integration=integration, started_at=loaded_at)


def _told(folder: str, name: str) -> tuple[str, str]:
    """App and month, from our own way of naming."""
    kind, _, rest = name.removeprefix(folder).partition("_com.brightside.")
    del kind
    app = rest.split("_")[0]
    month = next(word for word in rest.replace(".", "_").split("_") if word.isdecimal())
    return f"com.brightside.{app}", month


def _secret() -> bytes:
    """A person's consent, as `connect` hands it over."""
    client = {"client_id": "1-b.apps.googleusercontent.com", "client_secret": "s", "project_id": ""}
    consent = {"client": client, "refresh_token": "r"}
    return json.dumps({"consent": consent, "buckets": [BUCKET], "invited_at": ""}).encode()


if __name__ == "__main__":
    main()
