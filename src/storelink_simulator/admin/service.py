"""The admin address, `/_simulator/…`: state, keys, people, scenarios, clock, calls, truth."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Protocol

from werkzeug.wrappers import Request, Response

from storelink_simulator.admin.answers import (
    BadQuestion,
    body_of,
    moment_of,
    number_of,
    only,
    told,
)
from storelink_simulator.admin.described import calls, keys, scenario_list, state
from storelink_simulator.admin.people import apple_ids, change_apple_id, phones
from storelink_simulator.admin.questions import question_of
from storelink_simulator.admin.resetting import settings_after
from storelink_simulator.admin.switching import switch_off, switch_on
from storelink_simulator.apple.assembly import Apple
from storelink_simulator.service import Call
from storelink_simulator.settings import Settings
from storelink_simulator.truth.answers import facts

PREFIX = "/_simulator/"


class Resettable(Protocol):
    """Whoever can start a simulation anew."""

    first_settings: Settings
    """What it was started with; a reset goes back to that, but for the changes it names."""

    def reset(self, settings: Settings) -> None:
        """Forget everything and begin with these settings."""
        ...


class Admin:
    """The service behind the admin address. It is nobody's API but the simulator's own."""

    prefixes: tuple[str, ...] = (PREFIX,)

    def __init__(self, apple: Apple, owner: Resettable) -> None:
        self._apple = apple
        self._owner = owner
        self._doors: dict[tuple[str, str], Callable[[Request], Response]] = {
            ("GET", "state"): lambda _: told(state(apple)),
            ("GET", "keys"): lambda _: told(keys(apple)),
            ("GET", "scenarios"): lambda _: told(scenario_list(apple)),
            ("POST", "scenarios"): self._switch_on,
            ("DELETE", "scenarios"): self._switch_off,
            ("GET", "clock"): lambda _: self._time(),
            ("POST", "clock"): self._set_clock,
            ("POST", "reset"): self._reset,
            ("GET", "apple-ids"): lambda _: told(apple_ids(apple)),
            ("POST", "apple-ids"): lambda request: told(change_apple_id(apple, body_of(request))),
            ("GET", "phones"): lambda request: told(phones(apple, request.args)),
            ("GET", "requests"): lambda request: told(calls(apple, request.args)),
            ("GET", "truth"): self._truth,
        }

    def answer(self, call: Call) -> Response:
        """Answer one call; wrong questions are told what is wrong with them."""
        request = call.request
        name = request.path.removeprefix(PREFIX).rstrip("/")
        door = self._doors.get((request.method, name))
        if door is None:
            known = sorted({f"{method} {PREFIX}{word}" for method, word in self._doors})
            return told({"error": "There is no such door.", "doors": known}, 404)
        try:
            return door(request)
        except BadQuestion as error:
            return told({"error": str(error)}, 400)

    def _switch_on(self, request: Request) -> Response:
        return told(switch_on(self._apple, body_of(request)), 201)

    def _switch_off(self, request: Request) -> Response:
        return told(switch_off(self._apple, request.args.get("name")))

    def _time(self) -> Response:
        clock = self._apple.desk.clock
        return told({"now": clock.now().isoformat(), "started_at": clock.started_at.isoformat()})

    def _set_clock(self, request: Request) -> Response:
        body, clock = body_of(request), self._apple.desk.clock
        only(body, "days", "hours", "minutes", "seconds", "set", "rate")
        parts = {name: number_of(body, name) for name in ("days", "hours", "minutes", "seconds")}
        try:
            if "rate" in body:
                clock.run_at(number_of(body, "rate", 1))
            if "set" in body:
                clock.set(moment_of(body["set"]))
            clock.advance(timedelta(**parts))
        except (ValueError, OverflowError) as error:
            raise BadQuestion(str(error)) from error
        return self._time()

    def _reset(self, request: Request) -> Response:
        self._owner.reset(settings_after(self._owner.first_settings, body_of(request)))
        return told({"reset": True})

    def _truth(self, request: Request) -> Response:
        question = question_of(request.args, self._apple.desk.clock)
        found = [fact.json() for fact in facts(self._apple, question)]
        return told(
            {
                "now": question.now.isoformat(),
                "since": question.since.isoformat(),
                "facts": found,
            }
        )
