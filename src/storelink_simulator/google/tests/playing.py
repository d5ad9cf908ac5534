"""A client of Google's half for its tests: signs assertions with a library, opens files."""

from __future__ import annotations

import csv
import gzip
import io
import time
import zipfile
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import httpx
from joserfc import jwt
from joserfc.jwk import RSAKey

from storelink_simulator.google.oauth.key_file import TOKEN_URI

SCOPE = "https://www.googleapis.com/auth/"
STORAGE, PUBLISHER, REPORTING = (
    "devstorage.read_only",
    "androidpublisher",
    "playdeveloperreporting",
)
PACKAGE = "example.brightside.tidewater"
Row = dict[str, str]


@dataclass
class GooglePlayer:
    """Talks to a running simulator as a client of Google's, and as its admin."""

    client: httpx.Client
    _keys: dict[str, Any] = field(default_factory=dict, repr=False)
    _tokens: dict[tuple[str, str], str] = field(default_factory=dict, repr=False)

    def reset(self, **settings: Any) -> None:
        """Begin anew with these settings."""
        self.admin("POST", "reset", {"seed": 1, "today": "2026-11-24", **settings})
        self._keys.clear()
        self._tokens.clear()

    def admin(self, method: str, door: str, body: dict[str, Any] | None = None) -> Any:
        """Ask the admin address; anything but success is an error."""
        response = self.client.request(method, f"/_simulator/{door}", json=body)
        assert response.is_success, response.text
        return response.json()

    def play(self, name: str, **rest: Any) -> None:
        """Switch a scenario on."""
        self.admin("POST", "scenarios", {"name": name, **rest})

    @property
    def given(self) -> dict[str, Any]:
        """What the admin address gives to connect with."""
        if not self._keys:
            self._keys.update(self.admin("GET", "google-keys"))
        return self._keys

    @property
    def bucket(self) -> str:
        """The bucket's name, from the address that Play Console would give."""
        return str(self.given["bucket_uri"]).removeprefix("gs://").strip("/")

    def key_file(self, kind: str = "reports") -> dict[str, Any]:
        """The key file of a service account."""
        found = next(key for key in self.given["keys"] if key["kind"] == kind)
        return dict(found["service_account"])

    def grant(self, assertion: str) -> httpx.Response:
        """Ask for a token by an assertion."""
        kind = "urn:ietf:params:oauth:grant-type:jwt-bearer"
        return self.client.post("/token", data={"grant_type": kind, "assertion": assertion})

    def token(self, scope: str = STORAGE, kind: str = "reports") -> str:
        """An access token, asked for once."""
        if (scope, kind) not in self._tokens:
            response = self.grant(signed(self.key_file(kind), SCOPE + scope))
            assert response.status_code == 200, response.text
            self._tokens[scope, kind] = response.json()["access_token"]
        return self._tokens[scope, kind]

    def get(
        self, path: str, scope: str = STORAGE, kind: str = "reports", **parameters: Any
    ) -> httpx.Response:
        """GET with a token; `headers` are added."""
        headers = {"Authorization": f"Bearer {self.token(scope, kind)}"}
        headers |= parameters.pop("headers", {})
        return self.client.get(path, params=parameters, headers=headers)

    def post(
        self, path: str, body: Any, scope: str = PUBLISHER, kind: str = "reports"
    ) -> httpx.Response:
        """POST JSON with a token."""
        headers = {"Authorization": f"Bearer {self.token(scope, kind)}"}
        return self.client.post(path, json=body, headers=headers)

    def objects(self, prefix: str = "", **parameters: Any) -> list[dict[str, Any]]:
        """All objects below a prefix, page by page."""
        found: list[dict[str, Any]] = []
        asked = {"prefix": prefix, **parameters}
        while True:
            response = self.get(f"/storage/v1/b/{self.bucket}/o", **asked)
            assert response.status_code == 200, response.text
            document = response.json()
            found += document.get("items", [])
            if "nextPageToken" not in document:
                return found
            asked["pageToken"] = document["nextPageToken"]

    def names(self, prefix: str = "") -> list[str]:
        """The names below a prefix."""
        return [one["name"] for one in self.objects(prefix, fields="nextPageToken,items(name)")]

    def object(self, name: str, **parameters: Any) -> httpx.Response:
        """An object's description, or with alt=media its bytes."""
        return self.get(f"/storage/v1/b/{self.bucket}/o/{quote(name, safe='')}", **parameters)

    def rows(self, name: str) -> list[Row]:
        """The rows of a report."""
        response = self.object(name, alt="media")
        assert response.status_code == 200, response.text
        return list(csv.DictReader(io.StringIO(opened(response.content))))

    def truth(self, **question: str) -> list[dict[str, Any]]:
        """The facts of a question; `first` stands for `from`."""
        asked = {{"first": "from"}.get(name, name): value for name, value in question.items()}
        response = self.client.get("/_simulator/google-truth", params=asked)
        assert response.status_code == 200, response.text
        facts: list[dict[str, Any]] = response.json()["facts"]
        return facts


def opened(data: bytes) -> str:
    """The text in the bytes of a report, whatever they are packed in."""
    if data[:2] == b"\x1f\x8b":
        return opened(gzip.decompress(data))
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return opened(archive.read(archive.namelist()[0]))
    return data.decode("utf-16" if data[:2] == b"\xff\xfe" else "utf-8-sig")


def signed(
    key_file: dict[str, Any], scope: str, header: dict[str, Any] | None = None, **claims: Any
) -> str:
    """An assertion; `claims` replace, and None takes away."""
    now = int(time.time())
    base = {
        "iss": key_file["client_email"],
        "scope": scope,
        "aud": TOKEN_URI,
        "iat": now,
        "exp": now + 3600,
    }
    merged = {name: value for name, value in {**base, **claims}.items() if value is not None}
    head = {"alg": "RS256", "typ": "JWT", "kid": key_file["private_key_id"], **(header or {})}
    return jwt.encode(head, merged, RSAKey.import_key(key_file["private_key"]))
