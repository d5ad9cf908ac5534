"""What sales and finance reports share: the vendor number, refusals by scenario, gzip answers."""

from __future__ import annotations

from werkzeug.wrappers import Response

from storelink_simulator.apple import errors, report_errors
from storelink_simulator.apple.desk import Desk
from storelink_simulator.apple.operations import Ask
from storelink_simulator.apple.shaping import chosen, compressed, is_cut, shaped


class FileDesk:
    """Sends report files that are answered directly."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def refuse_or_pass(self, ask: Ask) -> None:
        """Check the vendor number and the scenarios about it. Raises Problem."""
        if broken := self._desk.stage.play("sales_server_error", ask.scene):
            ask.call.played.append("sales_server_error")
            raise errors.unexpected(broken.integer("status"))
        self._refuse_type(ask)
        if self._plays("invalid_vendor_number", ask):
            raise report_errors.vendor_invalid()
        if ask.one("filter[vendorNumber]") != self._desk.world.vendor_number:
            raise report_errors.vendor_invalid()
        if self._plays("no_sales", ask):
            raise report_errors.nothing_sold()

    def _refuse_type(self, ask: Ask) -> None:
        """The vendor number is called invalid for some report types only. Raises Problem."""
        asked = ask.one("filter[reportType]") or ""
        if asked == "PRE_ORDER" and self._plays("pre_order_vendor_invalid", ask):
            raise report_errors.vendor_invalid(" Try again.")
        trouble = self._desk.stage.peek("vendor_number_invalid", ask.scene)
        is_sales = ask.call.request.path.endswith("/salesReports")
        if trouble is None or not is_sales:
            return
        if asked in (trouble.text("report_types") or asked).split(","):
            self._plays("vendor_number_invalid", ask)
            raise report_errors.vendor_invalid(" Try again.")

    def send(self, ask: Ask, content: bytes) -> Response:
        """The gzip answer, in the shape that scenarios want."""
        shape, played = chosen(self._desk.stage, ask.scene)
        ask.call.played.extend(played)
        data = compressed(shaped(content, shape))
        if is_cut(shape):
            data = data[: len(data) // 2]
        return Response(data, 200, content_type="application/a-gzip")

    def _plays(self, name: str, ask: Ask) -> bool:
        if self._desk.stage.play(name, ask.scene) is None:
            return False
        ask.call.played.append(name)
        return True
