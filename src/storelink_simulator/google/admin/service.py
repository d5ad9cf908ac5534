"""Google's part of the admin address: keys to connect with, months to write anew, the truth."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from werkzeug.wrappers import Request, Response

from storelink_simulator.admin.answers import BadQuestion, body_of, day_of, number_of, only, told
from storelink_simulator.google.admin.given import google_keys
from storelink_simulator.google.assembly import Google
from storelink_simulator.google.files.shapes import SHAPES
from storelink_simulator.google.rewrites import Rewrite
from storelink_simulator.google.truth.answers import facts, question_of
from storelink_simulator.service import Call

_PREFIX = "/_simulator/google-"
_LARGEST_FACTOR = 100.0


class GoogleAdmin:
    """The service behind /_simulator/google-…; the simulator's own, nobody's API."""

    prefixes: tuple[str, ...] = (_PREFIX,)

    def __init__(self, google: Google) -> None:
        self._google = google
        self._doors: dict[tuple[str, str], Callable[[Request], Response]] = {
            ("GET", "keys"): lambda _: told(google_keys(google)),
            ("POST", "rewrites"): self._rewrite,
            ("GET", "truth"): self._truth,
        }

    def answer(self, call: Call) -> Response:
        """Answer one call; wrong questions are told what is wrong with them."""
        name = call.request.path.removeprefix(_PREFIX).rstrip("/")
        door = self._doors.get((call.request.method, name))
        if door is None:
            known = sorted(f"{method} {_PREFIX}{word}" for method, word in self._doors)
            return told({"error": "There is no such door.", "doors": known}, 404)
        try:
            return door(call.request)
        except BadQuestion as error:
            return told({"error": str(error)}, 400)

    def _truth(self, request: Request) -> Response:
        question = question_of(self._google, request.args)
        found = [fact.json() for fact in facts(self._google, question)]
        return told({"now": question.now.isoformat(), "facts": found})

    def _rewrite(self, request: Request) -> Response:
        """Write the files of a month anew, with counts times a factor; never taken back."""
        body = body_of(request)
        only(body, "month", "factor", "app", "kind", "shape")
        month, factor = _month(body.get("month")), number_of(body, "factor", 1)
        if not 0 <= factor <= _LARGEST_FACTOR:
            raise BadQuestion(f"factor lies between 0 and {_LARGEST_FACTOR:g}.")
        app, kind, shape = (_text(body, name) for name in ("app", "kind", "shape"))
        if shape is not None and shape not in SHAPES:
            raise BadQuestion(f"shape is one of: {', '.join(sorted(SHAPES))}.")
        now = self._google.desk.clock.now()
        self._google.desk.rewrites.add(Rewrite(month, now, factor, app, kind, shape or ""))
        return told({"month": f"{month:%Y-%m}", "factor": factor}, 201)


def _text(body: Mapping[str, Any], name: str) -> str | None:
    value = body.get(name)
    if value is not None and not isinstance(value, str):
        raise BadQuestion(f"{name} has to be text.")
    return value


def _month(text: object) -> date:
    try:
        return day_of(f"{text}-01")
    except BadQuestion as error:
        raise BadQuestion("month has to be written YYYY-MM.") from error
