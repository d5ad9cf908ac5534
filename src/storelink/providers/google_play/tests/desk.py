"""A small Google in this process: tokens, a bucket, the two APIs. For what the simulator does not
play, and quick."""

import base64
import hashlib
import itertools
import json
from urllib.parse import parse_qs, unquote

import httpx
from google.auth import jwt

from storelink.providers.google_play.access import Access
from storelink.providers.google_play.service_key import clean_service_key
from storelink.providers.google_play.session import session_of
from storelink.providers.google_play.tests.files import key_file
from storelink.providers.http import PoliteClient
from storelink.providers.registry import provider

BUCKET = "pubsite_prod_rev_01234567890123456789"
TOKEN = "/token"


class Desk:
    """Holds what a publisher has at Google, and what Google is to refuse."""

    def __init__(self):
        self.buckets = {BUCKET: {}}
        self.apps = {}
        self.freshness = {"year": 2026, "month": 11, "day": 22}
        self.vitals = []
        self.reviews = {}
        self.users = None
        self.refusals = []
        self.token_refusal = None
        self.asked = []
        self.page_size = 1000
        self.before_sending = lambda name: None
        self.client_pauses = lambda seconds: None
        self._generations = itertools.count(1_790_000_000_000_000)

    # --- what it holds

    def put(self, name, content, bucket=BUCKET, updated="2026-10-02T06:00:00Z", **changes):
        """An object, written anew if it is there."""
        self.buckets.setdefault(bucket, {})[name] = {
            "name": name,
            "generation": str(next(self._generations)),
            "size": str(len(content)),
            "md5Hash": base64.b64encode(hashlib.md5(content).digest()).decode(),
            "updated": updated,
            "content": content,
            **changes,
        }

    def refuse(self, path, status, reason, message, code=""):
        """From now on, what has `path` in its path (or prefix) is refused."""
        error = {"code": status, "message": message, "errors": [{"reason": reason}]}
        if code:
            error["details"] = [{"reason": code}]
        self.refusals.append((path, httpx.Response(status, json={"error": error})))

    def forbid(self, path):
        """The message of the storage where a permission is missing."""
        self.refuse(
            path, 403, "forbidden", "x does not have storage.objects.list access to the bucket."
        )

    # --- whoever asks

    def client(self):
        known = provider("google_play")
        return PoliteClient(
            known.key, known.endpoints, transport=httpx.MockTransport(self._answer),
            pause=lambda seconds: self.client_pauses(seconds),
        )  # fmt: skip

    def session(self, buckets=(BUCKET,), invited_at=None):
        key = clean_service_key(key_file(), "https://oauth2.googleapis.com/token")
        return session_of(Access(key, buckets, invited_at), self.client())

    def paths(self):
        return [request.url.path for request in self.asked]

    def _answer(self, request):
        self.asked.append(request)
        path = request.url.path
        if path == TOKEN:
            return self._token(request)
        assert request.headers["Authorization"].startswith("Bearer token for ")
        place = unquote(path) + " " + request.url.params.get("prefix", "")
        for part, refusal in self.refusals:
            if part in place:
                return refusal
        if path.startswith("/storage/v1/b/"):
            return self._storage(request)
        if path.startswith("/v1beta1/"):
            return self._reporting(request)
        return self._publisher(request)

    def _token(self, request):
        if self.token_refusal is not None:
            return self.token_refusal
        form = {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
        if "assertion" in form:
            claims = jwt.decode(form["assertion"], verify=False)
            scope = claims["scope"]
        else:
            scope = form["grant_type"]
        answer = {"access_token": f"token for {scope}", "expires_in": 3599}
        if form["grant_type"] == "authorization_code":
            answer["refresh_token"] = "1//lasting"
            self.redeemed = form
        return httpx.Response(200, json=answer)

    def _storage(self, request):
        _, _, rest = request.url.raw_path.decode().partition("/b/")
        bucket, _, rest = rest.partition("?")[0].partition("/o")
        objects = self.buckets.get(bucket)
        if objects is None:
            error = {"code": 404, "message": "The specified bucket does not exist.",
                     "errors": [{"reason": "notFound"}]}  # fmt: skip
            return httpx.Response(404, json={"error": error})
        if rest:
            return self._object(objects, unquote(rest[1:]), request.url.params)
        return self._listing(objects, request.url.params)

    def _listing(self, objects, params):
        if params.get("delimiter"):
            tops = sorted({name.split("/")[0] + "/" for name in objects})
            return httpx.Response(200, json={"prefixes": tops})
        names = sorted(name for name in objects if name.startswith(params["prefix"]))
        start, size = (
            int(params.get("pageToken", 0)),
            min(self.page_size, int(params["maxResults"])),
        )
        page: dict[str, object] = {}
        if names[start : start + size]:
            kept = [{k: v for k, v in objects[n].items() if k != "content"} for n in names]
            page["items"] = kept[start : start + size]
        if start + size < len(names):
            page["nextPageToken"] = str(start + size)
        return httpx.Response(200, json=page)

    def _object(self, objects, name, params):
        self.before_sending(name)
        found = objects.get(name)
        if found is None:
            return httpx.Response(404, json={"error": {"code": 404, "message": "No such object"}})
        if params.get("ifGenerationMatch", found["generation"]) != found["generation"]:
            return httpx.Response(412, json={"error": {"code": 412, "message": "Precondition"}})
        return httpx.Response(200, content=iter([found["content"]]))

    def _reporting(self, request):
        if request.url.path.endswith("apps:search"):
            apps = [{"packageName": p, "displayName": n} for p, n in self.apps.items()]
            return httpx.Response(200, json={"apps": apps} if apps else {})
        if request.url.path.endswith(":query"):
            return httpx.Response(200, json={"rows": self.vitals})
        told = {"aggregationPeriod": "DAILY", "latestEndTime": self.freshness}
        return httpx.Response(200, json={"freshnessInfo": {"freshnesses": [told]}})

    def _publisher(self, request):
        if request.url.path.endswith("/users"):
            if self.users is None:
                error = {"code": 403, "message": "The caller does not have permission"}
                return httpx.Response(403, json={"error": error})
            return httpx.Response(200, json={"users": self.users})
        package = request.url.path.split("/applications/")[1].split("/")[0]
        listed = self.reviews.get(package, [])
        start = int(request.url.params.get("token", 0))
        page: dict[str, object] = {"reviews": listed[start : start + 1]} if listed else {}
        if start + 1 < len(listed):
            page["tokenPagination"] = {"nextPageToken": str(start + 1)}
        return httpx.Response(200, json=page)


def token_refusal(error, description, status=400):
    body = json.dumps({"error": error, "error_description": description})
    return httpx.Response(status, content=body, headers={"Date": "Tue, 24 Nov 2026 18:00:00 GMT"})
