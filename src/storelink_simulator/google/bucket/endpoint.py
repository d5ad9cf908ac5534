"""storage.googleapis.com, the JSON API: buckets refused, objects listed, described and sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from werkzeug.wrappers import Response

from storelink_simulator.google.accounts import Account
from storelink_simulator.google.bucket.bucket import (
    Bucket,
    Twin,
    is_financial,
    reaches_financial,
)
from storelink_simulator.google.bucket.contents import Contents
from storelink_simulator.google.bucket.description import Described
from storelink_simulator.google.bucket.fields import mask_of
from storelink_simulator.google.bucket.media import media_answer
from storelink_simulator.google.bucket.pages import page_of, question_of
from storelink_simulator.google.bucket.preconditions import NotModified, check
from storelink_simulator.google.bucket.stored import Stored
from storelink_simulator.google.desk import Desk
from storelink_simulator.google.errors import Refused, storage_answer
from storelink_simulator.google.gate import Gate, api
from storelink_simulator.google.paths import parts_below
from storelink_simulator.google.permissions import FINANCE, REPORTS
from storelink_simulator.google.play.listing import bucket_name
from storelink_simulator.google.rewrites import Rewrite
from storelink_simulator.service import Call
from storelink_simulator.stage import Scene
from storelink_simulator.weather import weather

STORAGE = api(
    "storage",
    "Cloud Storage API",
    "devstorage.read_only",
    "devstorage.read_write",
    "devstorage.full_control",
    "cloud-platform.read-only",
    can_be_off=False,
)
_ROOTS = ("/download/storage/v1/", "/upload/storage/v1/", "/storage/v1/")
_WRITES = {"POST": "create", "PUT": "create", "PATCH": "update", "DELETE": "delete"}
_JSON = "application/json; charset=UTF-8"
_INSTANT = timedelta(microseconds=1)


class CloudStorage:
    """The service behind /storage/v1 and /download/storage/v1."""

    prefixes: tuple[str, ...] = _ROOTS

    def __init__(self, desk: Desk, buckets: Mapping[str, Bucket]) -> None:
        self._desk = desk
        self._gate = Gate(desk, STORAGE)
        self._buckets = buckets
        self._contents = Contents()

    def answer(self, call: Call) -> Response:
        """Answer one call; refusals are Cloud Storage's error objects."""
        call.key_id = self._gate.name(call)
        parts = parts_below(call, *_ROOTS)
        scene = Scene(call.request.path, call.key_id, self._package(parts))
        in_the_way = weather(self._desk.simulation, call, scene)
        if in_the_way is not None:
            return in_the_way
        is_media = call.request.args.get("alt") == "media"
        try:
            return self._judged(call, scene, parts)
        except NotModified:
            return Response(status=304)
        except Refused as refused:
            return storage_answer(refused, is_media=is_media)

    def _package(self, parts: list[str]) -> str | None:
        """The package whose file is asked for, for scenarios of one app."""
        name = parts[3] if len(parts) > 3 else ""
        apps = self._desk.world.own_apps
        return next((app.bundle_id for app in apps if f"_{app.bundle_id}_" in name), None)

    def _judged(self, call: Call, scene: Scene, parts: list[str]) -> Response:
        request = call.request
        account, scene = self._gate.caller(call, scene)
        if request.method in _WRITES:
            raise _denied(account, f"storage.objects.{_WRITES[request.method]}", "object")
        if request.method not in ("GET", "HEAD"):
            raise Refused(405, "methodNotAllowed", "Method Not Allowed")
        if "userProject" in request.args or "X-Goog-User-Project" in request.headers:
            raise Refused(400, "invalid", "User project specified in the request is invalid.")
        if parts[:1] != ["b"] or len(parts) not in (1, 2, 3, 4) or parts[2:3] not in ([], ["o"]):
            raise Refused(404, "notFound", "Not Found")
        if len(parts) < 3:
            raise _denied(account, f"storage.buckets.{'get' if parts[1:] else 'list'}", "bucket")
        bucket = self._bucket(call, scene, parts[1])
        if len(parts) == 3:
            return self._list(call, scene, account, bucket)
        return self._get(call, scene, account, (bucket, parts[3]))

    def _bucket(self, call: Call, scene: Scene, name: str) -> Bucket:
        bucket = self._twin(call, scene, name) or self._buckets.get(name)
        if bucket is None:
            raise Refused(404, "notFound", "The specified bucket does not exist.")
        if self._desk.played("google_bucket_of_another_account", call, scene):
            return Bucket(name, (), is_ours=False)
        return bucket

    def _twin(self, call: Call, scene: Scene, name: str) -> Bucket | None:
        """One of the two buckets that the scenario makes of the publisher's one."""
        whole = self._buckets[bucket_name(self._desk.seed)]
        newer = whole.name.replace("_rev_", "_")
        if name not in (whole.name, newer):
            return None
        if not self._desk.played("twin_buckets", call, scene):
            return None
        return Twin(name, whole.shelves, holds_money=name == whole.name)

    def _list(self, call: Call, scene: Scene, account: Account | None, bucket: Bucket) -> Response:
        args = call.request.args
        asked, mask = question_of(args), mask_of(args.get("fields"))
        if not bucket.is_ours or not self._may_list(scene, account, asked.prefix):
            raise _denied(account, "storage.objects.list", "bucket")
        if short := self._desk.played("google_short_pages", call, scene):
            asked = question_of(_with(args, "maxResults", short.text("size")))
        page = page_of(bucket, self._desk.clock.now(), asked)
        document: dict[str, Any] = {"kind": "storage#objects"}
        if page.next_token is not None:
            document["nextPageToken"] = page.next_token
        if page.prefixes:
            document["prefixes"] = page.prefixes
        if page.items and mask.has("items"):
            below = mask.below("items")
            host = call.request.host_url
            found = (Described(self._contents, bucket.name, one, host=host) for one in page.items)
            document["items"] = [one.json(below) for one in found]
        return _json({name: value for name, value in document.items() if mask.has(name)})

    def _may_list(self, scene: Scene, account: Account | None, prefix: str) -> bool:
        if account is None:
            return False
        trouble = self._desk.stage.peek("google_financial_permission_missing", scene)
        style = trouble.text("style") if trouble else "prefix"
        if style == "objects":
            return account.may(REPORTS)
        if is_financial(prefix):
            return account.may(FINANCE)
        needs_finance = style == "bucket" or reaches_financial(prefix)
        return account.may(REPORTS) and (not needs_finance or account.may(FINANCE))

    def _get(
        self, call: Call, scene: Scene, account: Account | None, found: tuple[Bucket, str]
    ) -> Response:
        bucket, name = found
        needed = FINANCE if is_financial(name) else REPORTS
        if not bucket.is_ours or account is None or not account.may(needed):
            raise _denied(account, "storage.objects.get", "object")
        stored = bucket.find(name, self._desk.clock.now())
        is_media = call.request.args.get("alt") == "media"
        if stored is not None and is_media and self._is_rewritten(call, scene, stored):
            stored = bucket.find(name, self._desk.clock.now())
        if stored is None:
            raise Refused(404, "notFound", f"No such object: {bucket.name}/{name}")
        check(call.request.args, stored)
        one = Described(self._contents, bucket.name, stored, host=call.request.host_url)
        if is_media:
            body = self._contents.body(bucket.name, stored)
            is_cut = self._desk.played("truncated_gzip", call, scene) is not None
            return media_answer(call.request, one, body[: len(body) // 2] if is_cut else body)
        return _json(one.json(mask_of(call.request.args.get("fields"))))

    def _is_rewritten(self, call: Call, scene: Scene, stored: Stored) -> bool:
        """Rewrite the month that is about to be read, where the scenario wants it."""
        if stored.origin is None:
            return False
        trouble = self._desk.played("google_rewritten_while_read", call, scene)
        if trouble is None:
            return False
        origin, at = stored.origin, max(self._desk.clock.now(), stored.updated_at + _INSTANT)
        factor = trouble.number_of("factor")
        self._desk.rewrites.add(Rewrite(origin.month, at, factor, origin.package, origin.kind))
        return True


def _denied(account: Account | None, permission: str, what: str) -> Refused:
    """401 without a token, 403 with one; the message names who it is."""
    status, reason = (403, "forbidden") if account else (401, "required")
    who = account.email if account else "Anonymous caller"
    more = {} if account else {"location": ("header", "Authorization")}
    return Refused(
        status,
        reason,
        f"{who} does not have {permission} access to the Google Cloud Storage {what}. Permission "
        f"'{permission}' denied on resource (or it may not exist).",
        **more,
    )


def _with(args: Any, name: str, value: str) -> Any:
    changed = args.copy()
    changed[name] = value
    return changed


def _json(document: Mapping[str, Any]) -> Response:
    body = json.dumps(document, ensure_ascii=False, indent=2)
    response = Response(body, 200, content_type=_JSON)
    response.headers["Cache-Control"] = "private, max-age=0, must-revalidate, no-transform"
    return response
