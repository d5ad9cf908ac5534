"""Serves Google's list of a large reports folder from pages made beforehand: whoever lists it
waits for nobody.

`python -m bench.listing_pages APPS MONTHS [WAIT_MS]` prints its address as JSON and serves until it
is ended. The simulator makes each file in order to know its checksum, which for 144,000 files takes
far longer than listing them; here names, sizes and checksums are drawn, in the true shape and
order. `WAIT_MS` is slept before each page of a list: no store answers at once.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from base64 import b64encode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

KINDS = {
    "stats/installs/": "installs_{app}_{month}_overview.csv",
    "stats/crashes/": "crashes_{app}_{month}_overview.csv",
    "stats/ratings/": "ratings_{app}_{month}_overview.csv",
    "stats/store_performance/": "store_performance_{app}_{month}_country.csv",
    "reviews/": "reviews_{app}_{month}.csv",
    "financial-stats/subscriptions/": "subscriptions_{app}_pro_{month}_country.csv",
}
"""Folder → the name of its files."""
PAGE = 1000
BUCKET = "pubsite_prod_rev_01234567890987654321"
LAST_YEAR, LAST_MONTH = 2026, 10


def app_names(count: int) -> list[str]:
    return [f"com.brightside.app{number:04}" for number in range(count)]


def months(count: int) -> list[str]:
    """`202610`, newest last."""
    last = LAST_YEAR * 12 + LAST_MONTH - 1
    return [f"{n // 12}{n % 12 + 1:02}" for n in range(last - count + 1, last + 1)]


def md5_of(name: str) -> str:
    """The checksum that the list tells of a file."""
    return b64encode(hashlib.md5(name.encode(), usedforsecurity=False).digest()).decode()


def names_in(folder: str, apps: int, month_count: int) -> Iterator[str]:
    """The files of a folder, in order of bytes."""
    for app in app_names(apps):
        for month in months(month_count):
            yield folder + KINDS[folder].format(app=app, month=month)


def _pages(apps: int, month_count: int) -> dict[tuple[str, str], bytes]:
    """(folder, page token) → the answer."""
    found: dict[tuple[str, str], bytes] = {}
    for folder in KINDS:
        names = list(names_in(folder, apps, month_count))
        for start in range(0, len(names), PAGE):
            page: dict[str, Any] = {"items": [_item(one) for one in names[start : start + PAGE]]}
            if start + PAGE < len(names):
                page["nextPageToken"] = str(start + PAGE)
            found[folder, str(start) if start else ""] = json.dumps(page).encode()
    return found


def _item(name: str) -> dict[str, str]:
    checksum = md5_of(name)
    return {
        "name": name,
        "generation": "1761955200000000",
        "size": "2048",
        "md5Hash": checksum,
        "crc32c": checksum[:6] + "==",
        "updated": "2026-11-01T00:00:00.000Z",
        "contentEncoding": "gzip",
    }


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    pages: dict[tuple[str, str], bytes] = {}
    wait_seconds = 0.0

    def do_GET(self) -> None:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        if "prefix" not in asked:
            self._send(b'{"apps": []}')
            return
        time.sleep(self.wait_seconds)
        self._send(self.pages.get((asked["prefix"], asked.get("pageToken", "")), b"{}"))

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._send(b'{"access_token": "t", "expires_in": 3600, "token_type": "Bearer"}')

    def log_message(self, *_: object) -> None:
        """Says nothing: its output is the address."""

    def _send(self, content: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def main() -> None:
    apps, month_count, wait_ms = (int(word) for word in (*sys.argv[1:], "0")[:3])
    _Handler.pages = _pages(apps, month_count)
    _Handler.wait_seconds = wait_ms / 1000
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    print(json.dumps({"address": f"http://127.0.0.1:{server.server_port}"}), flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
