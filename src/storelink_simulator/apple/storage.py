"""The object store that holds the analytics files: another host at Apple, the same port here."""

from __future__ import annotations

import re
from datetime import date, datetime
from xml.sax.saxutils import escape

from werkzeug.wrappers import Response

from storelink_simulator.apple.desk import Desk
from storelink_simulator.apple.instances import Instance, Instances
from storelink_simulator.apple.presigned import AddressRefused, check
from storelink_simulator.apple.reports.catalogue import REPORTS
from storelink_simulator.apple.segments import Files
from storelink_simulator.apple.shaping import is_cut
from storelink_simulator.drawing import number_of
from storelink_simulator.service import Call
from storelink_simulator.stage import Scene
from storelink_simulator.weather import html_error, weather

BUCKET = "/asc-analytics-reports"
_PATH = re.compile(
    BUCKET + r"/reports/(?P<app>[^/]+)/(?P<code>\w+)/(?P<kind>DAILY|WEEKLY|MONTHLY)"
    r"/(?P<access>\w+)/(?P<day>\d{8})/\d+/(?P<index>\d{1,4})\.csv\.gz"
)
_REPORT_BY_CODE = {report.code: report for report in REPORTS}


def path_of(instance: Instance, index: int, published_at: datetime | None) -> str:
    """Where a file lies: `reports/<app>/<code>/<granularity>/<access>/<day>/<epoch ms>/<n>`."""
    millis = int(published_at.timestamp() * 1000) if published_at else 0
    return (
        f"{BUCKET}/reports/{instance.request.app_id}/{instance.report.code}/"
        f"{instance.granularity}/{instance.request.access_type}/"
        f"{instance.processed_on:%Y%m%d}/{millis}/{index}.csv.gz"
    )


def version_of(instance: Instance, shape: int) -> str:
    """The version of an object: whose request made it, and in which shape it is sent."""
    return f"{instance.request.number:x}.{shape:x}"


class Storage:
    """The service that the addresses lead to."""

    prefixes: tuple[str, ...] = (f"{BUCKET}/",)

    def __init__(self, desk: Desk, instances: Instances, files: Files) -> None:
        self._desk = desk
        self._instances = instances
        self._files = files

    def answer(self, call: Call) -> Response:
        """Send a file, or the store's XML error."""
        request = call.request
        found = _PATH.fullmatch(request.path)
        app_id = found["app"] if found else None
        scene = Scene(request.path, None, app_id)
        in_the_way = weather(self._desk.simulation, call, scene)
        if in_the_way is not None:
            return in_the_way
        if broken := self._desk.stage.play("server_error_json", scene):
            call.played.append("server_error_json")
            return html_error(broken.integer("status"))
        try:
            version = check(
                self._desk.world.seed,
                request.path,
                request.args,
                self._desk.clock.now(),
                has_other_auth="Authorization" in request.headers,
            )
            if request.method not in ("GET", "HEAD"):
                raise AddressRefused(405, "MethodNotAllowed", "The specified method is not allowed")
            return self._file(found, version)
        except AddressRefused as refused:
            return _xml_error(refused, call.number)

    def _file(self, found: re.Match[str] | None, version: str) -> Response:
        missing = AddressRefused(404, "NoSuchKey", "The specified key does not exist.")
        number, _, shape = version.partition(".")
        request = self._desk.book.by_number(int(number, 16))
        report = _REPORT_BY_CODE.get(found["code"]) if found else None
        if found is None or request is None or report is None:
            raise missing
        day = found["day"]
        processed_on = date(int(day[:4]), int(day[4:6]), int(day[6:]))
        instance = self._instances.of(request, report, found["kind"], processed_on)
        index = int(found["index"])
        if instance is None or not self._instances.exists(instance, self._desk.clock.now()):
            raise missing
        contents = self._files.contents(instance, int(shape, 16))
        if index >= len(contents):
            raise missing
        return _sent(contents[index], is_cut=is_cut(int(shape, 16)))


def _sent(data: bytes, *, is_cut: bool) -> Response:
    body = data[: len(data) // 2] if is_cut else data
    response = Response(body, 200, content_type="application/octet-stream")
    response.headers["x-amz-server-side-encryption"] = "AES256"
    response.headers["Accept-Ranges"] = "bytes"
    return response


def _xml_error(refused: AddressRefused, number: int) -> Response:
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<Error><Code>{escape(refused.code)}</Code><Message>{escape(refused.message)}</Message>"
        f"<RequestId>{number_of('amz', number):016X}</RequestId></Error>"
    )
    return Response(body, refused.status, content_type="application/xml")
