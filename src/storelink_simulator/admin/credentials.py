"""What opens each simulated store, by the names of fields: for a demo that connects any console
it knows."""

from __future__ import annotations

import json
from typing import Any

from werkzeug.wrappers import Response

from storelink_simulator.admin.answers import told
from storelink_simulator.admin.described import keys
from storelink_simulator.apple.assembly import Apple
from storelink_simulator.google.admin.given import google_keys
from storelink_simulator.google.assembly import Google
from storelink_simulator.service import Call

_PUBLISHER = "Brightside Labs"


class Credentials:
    """The service behind /_simulator/credentials: one credential a store, which may do all."""

    prefixes: tuple[str, ...] = ("/_simulator/credentials",)

    def __init__(self, apple: Apple, google: Google) -> None:
        self._apple = apple
        self._google = google

    def answer(self, call: Call) -> Response:  # noqa: ARG002 - every service is called so
        """`{"credentials": [{field: value}]}`."""
        return told({"credentials": [self._of_apple(), self._of_google()]})

    def _of_apple(self) -> dict[str, Any]:
        given = keys(self._apple)
        first = given["keys"][0]
        wanted = ("issuer_id", "key_id", "private_key", "vendor_number")
        return {name: first[name] for name in wanted} | {"name": _PUBLISHER}

    def _of_google(self) -> dict[str, Any]:
        given = google_keys(self._google)
        return {
            "service_account": json.dumps(given["keys"][0]["service_account"]),
            "buckets": given["bucket_uri"],
            "name": _PUBLISHER,
        }
