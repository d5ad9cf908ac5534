"""A folder of real files: recognised by their headers, served unchanged."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import httpx
import pytest

from storelink_simulator.server import Server
from storelink_simulator.settings import Settings, moment_to_start
from storelink_simulator.tests.playing import Player, opened

DOWNLOADS = (
    "Date\tApp Name\tApp Apple Identifier\tDownload Type\tApp Version\tDevice\tPlatform Version\t"
    "Source Type\tPage Type\tPre-Order\tTerritory\tCounts\n"
    "2026-09-20\tLantern\t1700000001\tFirst-time download\t1.0\tiPhone\tiOS 26.0\t"
    "App Store search\tNo page\t\tUS\t3\n"
)
SALES = (
    "\ufeffProvider\tSKU\tTitle\tProduct Type Identifier\tUnits\tBegin Date\tEnd Date\r\n"
    'APPLE\tLANTERN\t"A ""quoted"" name"\t1F\t1,234\t09/18/2026\t09/18/2026\r\n'
)
EVENTS = "Event Date\tEvent\tApp Name\tQuantity\n2026-09-17\tRenew\tLantern\t2\n"
STANDING = "App Name\tApp Apple ID\tActive Standard Price Subscriptions\nLantern\t1700000001\t9\n"
DETAIL = (
    "Vendor Name\tExample\nStart Date\t08/30/2026\nEnd Date\t09/26/2026\n"
    "Transaction Date\tSettlement Date\tPartner Share\tQuantity\n"
    "09/01/2026\t09/02/2026\t0.70\t1\t\n"
)
FINANCIAL = (
    "Start Date\tEnd Date\tUPC\tISRC/ISBN\tPartner Share\n08/30/2026\t09/26/2026\t\t\t1.00\n"
    "Total_Rows\t1\n"
)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "deeper").mkdir()
    (tmp_path / "deeper" / "downloads.tsv").write_text(DOWNLOADS, newline="")
    (tmp_path / "sales.txt").write_text(SALES, newline="")
    (tmp_path / "events.txt.gz").write_bytes(gzip.compress(EVENTS.encode()))
    (tmp_path / "Subscription_80000000_20260916_V1_4.txt").write_text(STANDING, newline="")
    (tmp_path / "detail.tsv").write_text(DETAIL, newline="")
    (tmp_path / "financial_US.tsv").write_text(FINANCIAL, newline="")
    (tmp_path / "shopping.csv").write_text("eggs,milk\n1,2\n")
    (tmp_path / "broken.gz").write_bytes(gzip.compress(EVENTS.encode())[:20])
    return tmp_path


@pytest.fixture
def real(files: Path) -> Iterator[Player]:
    settings = Settings(starts_at=moment_to_start(date(2026, 11, 24)), app_count=0, folder=files)
    with Server(settings) as running, httpx.Client(base_url=running.address) as client:
        yield Player(running, client)


def test_the_state_says_what_each_file_is_served_as(real: Player) -> None:
    told = {one["file"]: one for one in real.admin("GET", "state")["folder"]}
    assert len(told) == 8
    assert told["shopping.csv"]["refused"]
    assert told["broken.gz"]["refused"]
    assert "SALES DAILY 2026-09-18" in told["sales.txt"]["served"]
    assert "FINANCIAL 2026-12 US" in told["financial_US.tsv"]["served"]


def test_sales_files_are_served_unchanged(real: Player) -> None:
    day = {"filter_reportDate": "2026-09-18"}
    assert opened(real.sales(**day)) == SALES.encode()
    day = {"filter_reportDate": "2026-09-17", "filter_version": "1_4"}
    assert opened(real.sales("SUBSCRIPTION_EVENT", **day)) == EVENTS.encode()
    day = {"filter_reportDate": "2026-09-16", "filter_version": "1_4"}
    assert opened(real.sales("SUBSCRIPTION", **day)) == STANDING.encode()


def test_finance_files_are_served_unchanged(real: Player) -> None:
    assert opened(real.finance("FINANCE_DETAIL", "Z1", "2026-12")) == DETAIL.encode()
    assert opened(real.finance("FINANCIAL", "US", "2026-12")) == FINANCIAL.encode()


def test_analytics_files_are_served_unchanged_whatever_their_age(real: Player) -> None:
    apps = real.data("/v1/apps")
    assert [app["attributes"]["name"] for app in apps] == ["Lantern"]
    found = real.instances(apps[0]["id"], "App Downloads Standard")
    assert [one["attributes"]["processingDate"] for one in found] == ["2026-09-21"]
    assert gzip.decompress(real.file(real.segments(found[0])[0])) == DOWNLOADS.encode()
    assert real.instances(apps[0]["id"], "App Downloads Detailed") == []


def test_there_is_nothing_else(real: Player) -> None:
    assert real.sales().status_code == 404
    assert real.truth() == []


def test_real_sample_files_are_recognised(shared: Path) -> None:
    samples = shared / "samples" / "apple"
    settings = Settings(starts_at=moment_to_start(date(2026, 11, 24)), app_count=0, folder=samples)
    with Server(settings) as running, httpx.Client(base_url=running.address) as client:
        told = Player(running, client).admin("GET", "state")["folder"]
    refused = {one["file"] for one in told if "refused" in one}
    assert refused == {one["file"] for one in told if one["file"].startswith(("five", "legacy"))}
