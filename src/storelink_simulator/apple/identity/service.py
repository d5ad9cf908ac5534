"""The identity service: everything under /appleauth/, told apart by method and path."""

from __future__ import annotations

import threading
from collections.abc import Callable

from werkzeug.wrappers import Response

from storelink_simulator.apple.identity import cookies
from storelink_simulator.apple.identity.answers import (
    Refusal,
    bad_request,
    no_attempt,
    nothing,
    page,
    rate_limited,
    told,
)
from storelink_simulator.apple.identity.attempts import Attempt
from storelink_simulator.apple.identity.checking import Checking
from storelink_simulator.apple.identity.office import ICLOUD_KEY, Office
from storelink_simulator.apple.identity.outcomes import carry
from storelink_simulator.apple.identity.second_factor import Sending, Trusting
from storelink_simulator.apple.identity.signing_in import SigningIn
from storelink_simulator.apple.visit import NotAnObject, Visit, begin
from storelink_simulator.service import Call
from storelink_simulator.weather import weather

PREFIX = "/appleauth/"
Place = tuple[str, str]
_REPAIR: Place = ("POST", "repair/complete")
_KEY_IN_QUERY = {"signin": "widgetKey", "authorize/signin": "client_id"}


class Identity:
    """Signs people in. One call at a time, as the state of a sign-in is shared by its calls."""

    prefixes: tuple[str, ...] = (PREFIX,)

    def __init__(self, office: Office) -> None:
        self._office = office
        self._lock = threading.Lock()
        signing_in, sending = SigningIn(office), Sending(office)
        checking, trusting = Checking(office), Trusting(office)
        self._complete = signing_in.complete
        self._open: dict[Place, Callable[[Visit], Response]] = {
            ("GET", "signin"): signing_in.page,
            ("GET", "authorize/signin"): signing_in.page,
            ("POST", "signin"): signing_in.retired,
            ("POST", "federate"): signing_in.federate,
            ("POST", "signin/init"): signing_in.init,
        }
        self._in_attempt: dict[Place, Callable[[Visit, Attempt], Response]] = {
            ("GET", ""): sending.state,
            ("PUT", "verify/trusteddevice"): sending.push,
            ("PUT", "verify/trusteddevice/securitycode"): sending.push,
            ("PUT", "verify/phone"): sending.text,
            ("POST", "verify/trusteddevice/securitycode"): checking.of_device,
            ("POST", "verify/phone/securitycode"): checking.of_phone,
            ("POST", "verify/security/key"): checking.of_key,
            ("GET", "2sv/trust"): trusting.trust,
            ("GET", "2sv/donttrust"): trusting.forgo,
            _REPAIR: self._repaired,
        }

    def answer(self, call: Call) -> Response:
        """Answer one call."""
        visit = begin(call, self._office.simulation)
        attempt = self._attempt(visit)
        if attempt is not None:
            visit.is_by(attempt.account.apple_id)
        in_the_way = weather(visit.simulation, call, visit.scene)
        if in_the_way is not None:
            return in_the_way
        with self._lock:
            return self._finished(visit, self._guarded(visit, attempt), attempt)

    def _guarded(self, visit: Visit, attempt: Attempt | None) -> Response:
        try:
            return self._answered(visit, attempt)
        except NotAnObject:
            refusal = bad_request("The body is no JSON object.")
        except Refusal as refused:
            refusal = refused
        both = visit.is_under("both_error_spellings") is not None
        return refusal.response(both_spellings=both)

    def _answered(self, visit: Visit, attempt: Attempt | None) -> Response:
        method, path = visit.request.method, visit.request.path
        if path == f"{PREFIX}signout":
            return self._signed_out(visit)
        if visit.plays("html_instead_of_json"):
            return page("Apple Account")
        if _has_label_only(visit) and visit.plays("content_type_refused"):
            return Response("Unsupported Media Type", 415, content_type="text/plain")
        name = path.removeprefix(f"{PREFIX}auth").strip("/")
        place = ("GET" if method == "HEAD" else method, name)
        if not path.startswith(f"{PREFIX}auth") or not self._is_known(place):
            return page("404 Not Found", status=404)
        key = self._widget_key(visit, name)
        if place == ("POST", "signin/complete"):
            return self._complete(visit, key)
        if place in self._open:
            return self._open[place](visit)
        if attempt is None or attempt.widget_key != key:
            raise no_attempt()
        if attempt.needs_repair and place != _REPAIR:
            return told({"authType": attempt.needs_repair}, 412)
        if limited := visit.plays("rate_limited"):
            raise rate_limited(limited.integer("retry_after"))
        return self._in_attempt[place](visit, attempt)

    def _is_known(self, place: Place) -> bool:
        known = place in self._open or place in self._in_attempt
        return known or place == ("POST", "signin/complete")

    def _widget_key(self, visit: Visit, name: str) -> str:
        """The property that is signed in to. Raises Refusal for one that nobody knows."""
        request = visit.request
        sent = request.headers.get("X-Apple-Widget-Key")
        key = sent or request.args.get(_KEY_IN_QUERY.get(name, ""), "")
        if key not in (self._office.widget_key(visit), ICLOUD_KEY):
            visit.says("widget key refused")
            raise bad_request("The widget key is missing or not valid.")
        return key

    def _attempt(self, visit: Visit) -> Attempt | None:
        """The sign-in that the headers point to; its scnt may be any that it was given."""
        headers = visit.request.headers
        found = self._office.attempts.get(headers.get("X-Apple-ID-Session-Id"), visit.now)
        return found if found and headers.get("scnt", "") in found.scnts else None

    def _finished(self, visit: Visit, response: Response, attempt: Attempt | None) -> Response:
        if attempt is not None and "scnt" not in response.headers:
            carry(response, attempt)
        response.headers.setdefault("X-Apple-I-Rscd", str(response.status_code))
        response.headers.setdefault("Cache-Control", "no-cache, no-store, must-revalidate")
        if response.mimetype == "application/json" and visit.plays("json_labelled_html"):
            response.content_type = "text/html;charset=UTF-8"
        return response

    def _repaired(self, visit: Visit, attempt: Attempt) -> Response:
        """`POST /repair/complete`: the invitation to two factors is put off; terms cannot be."""
        if attempt.needs_repair not in ("sa", "non-sa"):
            return told({"authType": attempt.account.auth_type}, 412)
        response = nothing()
        self._office.give_identity(response, attempt.account, attempt.widget_key, visit.now)
        return response

    def _signed_out(self, visit: Visit) -> Response:
        self._office.tokens.sign_out(visit.request.cookies.get(cookies.MYACINFO.name))
        return page("Signed Out")


def _has_label_only(visit: Visit) -> bool:
    return "Content-Type" in visit.request.headers and not visit.request.get_data()
