"""Google's reports folder listed and found unchanged, against the bare requests of the list.

`python -m bench.listing [apps]`: 24 months of six kinds of reports for so many apps, on the
simulator. Both sides take turns; the simulator has made its files before.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import httpx
from google.auth import crypt, jwt

from bench.child import say
from storelink.providers.contract import Connected
from storelink.providers.http import PoliteClient
from storelink.providers.registry import provider

FOLDERS = ("stats/installs/", "stats/crashes/", "stats/ratings/", "stats/store_performance/",
           "reviews/", "financial-stats/subscriptions/")  # fmt: skip
REPORTS = ("installs_overview", "crashes_overview", "ratings_overview",
           "store_performance_country", "reviews", "subscriptions_country")  # fmt: skip
ROUNDS = 5
FIELDS = "nextPageToken,items(name,generation,size,md5Hash,crc32c,updated,contentEncoding)"


def main() -> None:
    """The median of the ratios of some rounds, after one that counts for nothing."""
    apps = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    beside = Path(sys.executable).with_name("storelink-simulator")
    command = [str(beside), "--port", "0", "--apps", str(apps), "--size", "0.05"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as simulator:
        assert simulator.stdout is not None
        try:
            address = json.loads(simulator.stdout.readline())["address"]
            _measure(address, apps)
        finally:
            simulator.terminate()


def _measure(address: str, apps: int) -> None:
    with urlopen(f"{address}/_simulator/google-keys") as answer:
        told = json.load(answer)
    key, bucket = told["keys"][0]["service_account"], told["bucket_uri"]
    with httpx.Client(trust_env=False, timeout=300) as http:
        token = _token(http, address, key)
        secret = _secret(address, key, bucket)
        count = _bare(http, address, token, bucket)
        ratios = []
        for number in range(ROUNDS + 1):
            bare = _seconds(lambda: _bare(http, address, token, bucket))
            ours = _seconds(lambda: _ours(address, secret))
            if number:
                ratios.append(ours / bare)
    say({"name": "play_listing", "apps": apps, "objects": count,
         "ratio": statistics.median(ratios), "goal": "ratio <= 1.2"})  # fmt: skip


def _seconds(work: Any) -> float:
    started_at = time.perf_counter()
    work()
    return time.perf_counter() - started_at


def _token(http: httpx.Client, address: str, key: dict[str, str]) -> str:
    now = int(time.time())
    claims = {
        "iss": key["client_email"], "aud": key["token_uri"], "iat": now, "exp": now + 3600,
        "scope": "https://www.googleapis.com/auth/devstorage.read_only",
    }  # fmt: skip
    signed = jwt.encode(crypt.RSASigner.from_service_account_info(key), claims)  # type: ignore[no-untyped-call]
    grant = "urn:ietf:params:oauth:grant-type:jwt-bearer"
    answer = http.post(f"{address}/token", data={"grant_type": grant, "assertion": signed.decode()})
    return str(answer.raise_for_status().json()["access_token"])


def _bare(http: httpx.Client, address: str, token: str, bucket: str) -> int:
    """The requests and their JSON, nothing else."""
    path = f"{address}/storage/v1/b/{bucket.removeprefix('gs://').rstrip('/')}/o"
    count = 0
    for folder in FOLDERS:
        params = {"prefix": folder, "maxResults": "1000", "fields": FIELDS}
        while True:
            headers = {"Authorization": f"Bearer {token}"}
            page = http.get(path, params=params, headers=headers).raise_for_status().json()
            count += len(page.get("items", ()))
            if "nextPageToken" not in page:
                break
            params["pageToken"] = page["nextPageToken"]
    return count


def _ours(address: str, secret: bytes) -> int:
    """Every partition of every app, with its fingerprint, by a session that knows nothing yet."""
    google = provider("google_play")
    client = PoliteClient(google.key, dict.fromkeys(google.endpoints, address), ())
    session = google.open(secret, client)
    today = date.today()  # noqa: DTZ011 - the simulator's day is this machine's
    found = 0
    names = [app.id for app in session.apps()]
    for report in (google.report(name) for name in REPORTS):
        for app in names:
            found += sum(1 for offer in session.available(report, app, today) if offer.fingerprint)
    client.close()
    return found


def _secret(address: str, key: dict[str, str], bucket: str) -> bytes:
    """As `connect` gives it."""
    google = provider("google_play")
    client = PoliteClient(google.key, dict.fromkeys(google.endpoints, address), ())
    answers = {"service_account": json.dumps(key), "buckets": bucket}
    step = google.connect("service_account", {}, answers, client)
    assert isinstance(step, Connected), step
    return step.secret


if __name__ == "__main__":
    main()
