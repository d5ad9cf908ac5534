"""The door of every API of Google's: line, temporary errors, token, scope, standing."""

from __future__ import annotations

from dataclasses import dataclass

from storelink_simulator.google.accounts import Account
from storelink_simulator.google.desk import Desk
from storelink_simulator.google.errors import (
    Refused,
    api_disabled,
    bad_token,
    quota_exceeded,
    scope_missing,
    server_error,
)
from storelink_simulator.google.standing import standing
from storelink_simulator.service import Call
from storelink_simulator.stage import Scene

_SCOPE = "https://www.googleapis.com/auth/"
_EVERYTHING = f"{_SCOPE}cloud-platform"
_SLOW_DOWN = "Too many requests. Please slow down."


@dataclass(frozen=True, slots=True)
class Api:
    """One API: its name in the cloud console, and the scopes that open it."""

    service: str
    title: str
    scopes: frozenset[str]
    can_be_off: bool = True


def api(service: str, title: str, *scopes: str, can_be_off: bool = True) -> Api:
    """An API of googleapis.com; scopes without their common beginning."""
    spelled = frozenset(f"{_SCOPE}{scope}" for scope in scopes)
    return Api(f"{service}.googleapis.com", title, spelled, can_be_off)


@dataclass(frozen=True, slots=True)
class Gate:
    """Lets calls in to one API."""

    desk: Desk
    api: Api

    def caller(self, call: Call, scene: Scene) -> tuple[Account | None, Scene]:
        """Who calls, with his standing, and the scene with his name; None without any token.

        Raises Refused.
        """
        account = self._account(call)
        scene = Scene(scene.path, account.email if account else None, scene.app_id)
        self._refuse_or_pass(call, scene)
        return (standing(self.desk, call, scene, account) if account else None), scene

    def name(self, call: Call) -> str | None:
        """The e-mail address behind the token of a call, if it holds; raises nothing."""
        token = _bearer(call)
        access = self.desk.tokens.access(token, self.desk.wall()) if token else None
        return access.account.email if access else None

    def _account(self, call: Call) -> Account | None:
        token = _bearer(call)
        if token is None:
            return None
        access = self.desk.tokens.access(token, self.desk.wall())
        if access is None:
            raise bad_token(self.api.service)
        if not self.api.scopes & set(access.scopes) and _EVERYTHING not in access.scopes:
            raise scope_missing(self.api.service)
        return access.account

    def _refuse_or_pass(self, call: Call, scene: Scene) -> None:
        for name in ("google_consent_revoked", "google_token_expired"):
            if self.desk.played(name, call, scene):
                raise bad_token(self.api.service)
        if broken := self.desk.played("server_error_json", call, scene):
            raise server_error(broken.integer("status"))
        if limited := self.desk.played("rate_limited", call, scene):
            wait = limited.integer("retry_after")
            headers = {"Retry-After": str(wait)} if wait > 0 else {}
            raise Refused(429, "rateLimitExceeded", _SLOW_DOWN, headers=headers)
        if self.api.can_be_off and self._is_off(call, scene):
            raise api_disabled(self.api.service, self.api.title)
        if self.desk.played("google_quota_used_up", call, scene):
            raise quota_exceeded(self.api.service, "Queries")

    def _is_off(self, call: Call, scene: Scene) -> bool:
        off = self.desk.stage.peek("google_api_off", scene)
        if off is None or off.text("api") not in ("", self.api.service):
            return False
        return self.desk.played("google_api_off", call, scene) is not None


def _bearer(call: Call) -> str | None:
    scheme, _, token = call.request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        return token.strip()
    return call.request.args.get("access_token")
