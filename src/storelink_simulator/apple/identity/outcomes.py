"""What a right password leads to: signed in, a second factor, or something to do in a browser."""

from __future__ import annotations

from typing import Any

from werkzeug.wrappers import Response

from storelink_simulator.apple.identity import answers, cookies
from storelink_simulator.apple.identity.accounts import Account, AuthType
from storelink_simulator.apple.identity.answers import told
from storelink_simulator.apple.identity.attempts import Attempt
from storelink_simulator.apple.identity.office import ICLOUD_KEY, Office
from storelink_simulator.apple.identity.tokens import SignedIn
from storelink_simulator.apple.visit import Visit

REPAIR_PATH = "/appleauth/auth/repair"


class Outcomes:
    """Decides what follows a right password."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def of_password(
        self, visit: Visit, account: Account, widget_key: str, body: dict[str, Any]
    ) -> Response:
        """The answer to `signin/complete` once the password is known to be right."""
        if account.is_federated or visit.is_under("federated_account"):
            visit.says("a federated account has no password here")
            raise answers.wrong_password()
        if visit.plays("no_app_store_connect"):
            response = answers.no_access().response()
            cookies.put(response, cookies.ITCTX, "none", self._office.simulation.settings)
            return response
        if odd := visit.plays("status_in_header"):
            response = told({"authType": "hsa2"}, 200)
            response.headers["X-Apple-I-Rscd"] = odd.text("status")
            return response
        repair = self._to_repair(visit, account)
        if repair is not None:
            return self.repair_first(visit, account, repair, widget_key)
        if self._is_trusted(visit, account, widget_key, body):
            return self.signed_in(account, widget_key, visit)
        return self._second_factor(visit, account, widget_key)

    def signed_in(self, account: Account, widget_key: str, visit: Visit) -> Response:
        """200: nothing more is asked."""
        response = told({"authType": account.auth_type})
        self._office.give_identity(response, account, widget_key, visit.now)
        return response

    def repair_first(
        self, visit: Visit, account: Account, auth_type: AuthType, widget_key: str
    ) -> Response:
        """412: right, but something has to be accepted in a browser first."""
        attempt = self._office.open_attempt(account, widget_key, visit)
        attempt.needs_repair = auth_type
        response = told({"authType": auth_type}, 412)
        response.headers["Location"] = f"{REPAIR_PATH}?widgetKey={widget_key}&language=en_US"
        response.headers["X-Apple-Repair-Session-Token"] = attempt.session_id
        carry(response, attempt)
        return response

    def _to_repair(self, visit: Visit, account: Account) -> AuthType | None:
        if account.auth_type in ("sa", "non-sa"):
            return account.auth_type
        if visit.plays("two_factor_not_configured"):
            return "sa"
        terms = visit.is_under("terms_to_accept")
        if terms is not None and terms.text("step") == "password":
            visit.plays("terms_to_accept")
            return account.auth_type
        return None

    def _is_trusted(
        self, visit: Visit, account: Account, widget_key: str, body: dict[str, Any]
    ) -> bool:
        """Whether this client has been trusted for this account, by cookie or by token."""
        needs_quotes = visit.is_under("unquoted_trust_refused") is not None
        sent = cookies.trust_cookies(visit.request)
        values = [one.value for one in sent if one.is_quoted or not needs_quotes]
        if widget_key == ICLOUD_KEY:
            listed = body.get("trustTokens")
            values += [one for one in listed or [] if isinstance(one, str)]
        forgotten = visit.is_under("trust_forgotten")
        for value in values:
            found = self._office.tokens.trusted(value, visit.now)
            if found is None or found.apple_id != account.apple_id:
                continue
            if forgotten is None or found.at >= forgotten.started_at:
                return True
        return False

    def _second_factor(self, visit: Visit, account: Account, widget_key: str) -> Response:
        attempt = self._office.open_attempt(account, widget_key, visit)
        auth_type = "hsa" if visit.is_under("two_step_account") else account.auth_type
        if visit.plays("push_by_itself") and attempt.factors.devices:
            self._office.push(attempt, visit.now)
        response = told({"authType": auth_type}, 409)
        carry(response, attempt)
        if widget_key == ICLOUD_KEY:
            begun = SignedIn(account.apple_id, widget_key, visit.now)
            response.headers["X-Apple-Session-Token"] = self._office.tokens.begin(begun)
        cookies.put(response, cookies.AASP, attempt.session_id, self._office.simulation.settings)
        return response


def carry(response: Response, attempt: Attempt) -> None:
    """Put into an answer what the next request of the attempt has to bring."""
    response.headers["scnt"] = attempt.new_scnt()
    response.headers["X-Apple-ID-Session-Id"] = attempt.session_id
    response.headers["X-Apple-Auth-Attributes"] = attempt.account.person_id[::-1]
