"""A client of the simulator for its tests: signs tokens with a library, opens files."""

from __future__ import annotations

import csv
import gzip
import io
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey

from storelink_simulator.server import Server

Row = dict[str, str]


@dataclass
class Player:
    """Talks to a running simulator as a store's client, and as its admin."""

    server: Server
    client: httpx.Client
    tokens: dict[str, str] = field(default_factory=dict)
    others: list[httpx.Client] = field(default_factory=list)

    def reset(self, **settings: Any) -> None:
        """Begin anew with these settings."""
        body = {"seed": 1, "today": "2026-11-24", **settings}
        self.admin("POST", "reset", body)
        self.tokens.clear()

    def another_client(self) -> httpx.Client:
        """A client with cookies of its own, closed with the test."""
        client = httpx.Client(base_url=self.server.address, timeout=240)
        self.others.append(client)
        return client

    def admin(self, method: str, door: str, body: Mapping[str, Any] | None = None) -> Any:
        """Ask the admin address; anything but success is an error."""
        response = self.client.request(method, f"/_simulator/{door}", json=body)
        assert response.is_success, response.text
        return response.json()

    def play(self, name: str, **rest: Any) -> Any:
        """Switch a scenario on."""
        return self.admin("POST", "scenarios", {"name": name, **rest})

    def key(self, role: str = "ADMIN", kind: str = "team") -> dict[str, Any]:
        """A key as the admin address tells it."""
        keys = self.admin("GET", "keys")["keys"]
        return next(key for key in keys if key["role"] == role and key["kind"] == kind)

    def token(self, role: str = "ADMIN", kind: str = "team") -> str:
        """A bearer token, signed once."""
        name = f"{kind} {role}"
        if name not in self.tokens:
            self.tokens[name] = signed(self.key(role, kind))
        return self.tokens[name]

    def get(
        self, path: str, *, role: str = "ADMIN", kind: str = "team", **parameters: Any
    ) -> httpx.Response:
        """GET with a token. `filter_x` stands for `filter[x]`, `fields_x` for `fields[x]` …"""
        headers = {"Authorization": f"Bearer {self.token(role, kind)}"}
        return self.client.get(path, params=spelled(parameters), headers=headers)

    def send(self, method: str, path: str, role: str = "ADMIN", **rest: Any) -> httpx.Response:
        """Any other method with a token."""
        headers = {"Authorization": f"Bearer {self.token(role)}", **rest.pop("headers", {})}
        return self.client.request(method, path, headers=headers, **rest)

    def data(self, path: str, **parameters: Any) -> Any:
        """The `data` of a successful answer."""
        response = self.get(path, **parameters)
        assert response.status_code == 200, response.text
        return response.json()["data"]

    def app_id(self, place: int = 0) -> str:
        """The Apple id of an app by its place in the list."""
        return str(self.data("/v1/apps")[place]["id"])

    def request_id(self, app_id: str, access_type: str = "ONGOING") -> str:
        """The id of the analytics request of an app."""
        path = f"/v1/apps/{app_id}/analyticsReportRequests"
        return str(self.data(path, filter_accessType=access_type)[0]["id"])

    def report_id(self, request_id: str, name: str) -> str:
        """The id of a report by its name."""
        path = f"/v1/analyticsReportRequests/{request_id}/reports"
        return str(self.data(path, filter_name=name)[0]["id"])

    def instances(self, app_id: str, name: str, access_type: str = "ONGOING", **more: Any) -> Any:
        """The instances of a report of an app."""
        report = self.report_id(self.request_id(app_id, access_type), name)
        return self.data(f"/v1/analyticsReports/{report}/instances", limit=200, **more)

    def segments(self, instance: Mapping[str, Any]) -> Any:
        """The segments of an instance."""
        return self.data(f"/v1/analyticsReportInstances/{instance['id']}/segments")

    def file(self, segment: Mapping[str, Any]) -> bytes:
        """The bytes of a segment as they are sent."""
        response = self.client.get(segment["attributes"]["url"])
        assert response.status_code == 200, response.text
        return response.content

    def rows(self, instance: Mapping[str, Any]) -> list[Row]:
        """All rows of an instance."""
        files = [self.file(segment) for segment in self.segments(instance)]
        return [row for data in files for row in table(gzip.decompress(data))]

    def sales(self, report_type: str = "SALES", **changes: Any) -> httpx.Response:
        """A daily sales report, of 2026-11-20 unless told otherwise."""
        sub_type = "DETAILED" if report_type == "SUBSCRIBER" else "SUMMARY"
        asked = {
            "filter_vendorNumber": self.key()["vendor_number"],
            "filter_reportType": report_type,
            "filter_reportSubType": sub_type,
            "filter_frequency": "DAILY",
            "filter_reportDate": "2026-11-20",
            **changes,
        }
        return self.get("/v1/salesReports", **{k: v for k, v in asked.items() if v is not None})

    def finance(self, report_type: str, region: str, month: str, **more: Any) -> httpx.Response:
        """A finance report."""
        return self.get(
            "/v1/financeReports",
            filter_vendorNumber=self.key()["vendor_number"],
            filter_reportType=report_type,
            filter_regionCode=region,
            filter_reportDate=month,
            **more,
        )

    def truth(self, **question: str) -> list[dict[str, Any]]:
        """The facts of a question; `first` stands for `from`."""
        asked = {{"first": "from"}.get(name, name): value for name, value in question.items()}
        response = self.client.get("/_simulator/truth", params=asked)
        assert response.status_code == 200, response.text
        facts: list[dict[str, Any]] = response.json()["facts"]
        return facts


def signed(key: Mapping[str, Any], header: Mapping[str, Any] | None = None, **claims: Any) -> str:
    """A token of a key; `claims` replace, and None takes away."""
    now = int(time.time())
    base: dict[str, Any] = {"iat": now - 30, "exp": now + 900, "aud": "appstoreconnect-v1"}
    base |= {"iss": key["issuer_id"]} if key["issuer_id"] else {"sub": "user"}
    merged = {name: value for name, value in {**base, **claims}.items() if value is not None}
    head = {"alg": "ES256", "kid": key["key_id"], "typ": "JWT", **(header or {})}
    return jwt.encode(head, merged, ECKey.import_key(key["private_key"]))


def spelled(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """`filter_x` → `filter[x]`."""
    found = {}
    for name, value in parameters.items():
        for word in ("filter", "fields", "exists", "limit"):
            if name.startswith(f"{word}_"):
                name = f"{word}[{name.removeprefix(f'{word}_')}]"
        found[name] = value
    return found


def table(content: bytes, separator: str = "\t") -> Iterator[Row]:
    """The rows of a plain report."""
    return csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=separator)


def opened(response: httpx.Response) -> bytes:
    """The plain bytes of a gzip answer."""
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/a-gzip"
    return gzip.decompress(response.content)


def problem(response: httpx.Response) -> dict[str, Any]:
    """The first error of an answer."""
    first: dict[str, Any] = response.json()["errors"][0]
    assert first["status"] == str(response.status_code)
    return first
