"""oauth2.googleapis.com: tokens by signed assertion, by code and by refresh token; revocation."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable
from hashlib import sha256

from werkzeug.wrappers import Request, Response

from storelink_simulator.google.accounts import Account
from storelink_simulator.google.desk import Desk
from storelink_simulator.google.oauth.assertion import Judge
from storelink_simulator.google.oauth.key_file import (
    TOKEN_URI,
    oauth_client_id,
    oauth_client_secret,
)
from storelink_simulator.google.oauth.refusal import GrantRefused, bad_grant, json_answer
from storelink_simulator.google.oauth.token_book import ACCESS_SECONDS, Access, Consent
from storelink_simulator.service import Call
from storelink_simulator.stage import Scene
from storelink_simulator.weather import weather

_KNOWN_SCOPES = frozenset(
    f"https://www.googleapis.com/auth/{name}"
    for name in (
        "devstorage.read_only",
        "devstorage.read_write",
        "devstorage.full_control",
        "androidpublisher",
        "playdeveloperreporting",
        "cloud-platform",
        "cloud-platform.read-only",
        "userinfo.email",
    )
) | {"openid", "email"}
_AUDIENCES = (
    TOKEN_URI,
    "https://accounts.google.com/o/oauth2/token",
    "https://www.googleapis.com/oauth2/v4/token",
)
_DEAD = "Token has been expired or revoked."


class TokenEndpoint:
    """The service behind /token, /revoke and /tokeninfo."""

    prefixes: tuple[str, ...] = ("/token", "/revoke", "/tokeninfo")

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._grants: dict[str, Callable[[Call], Response]] = {
            "urn:ietf:params:oauth:grant-type:jwt-bearer": self._by_assertion,
            "authorization_code": self._by_code,
            "refresh_token": self._by_refresh,
        }

    def answer(self, call: Call) -> Response:
        """Answer one call; every refusal is OAuth's error object."""
        scene = Scene(call.request.path)
        in_the_way = weather(self._desk.simulation, call, scene)
        if in_the_way is not None:
            return in_the_way
        if broken := self._desk.played("server_error_json", call, scene):
            return json_answer({"error": "internal_failure"}, broken.integer("status"))
        doors = {"/token": self._token, "/revoke": self._revoke, "/tokeninfo": self._info}
        door = doors.get(call.request.path)
        if door is None:
            return Response("Not Found", 404, content_type="text/plain")
        try:
            return door(call)
        except GrantRefused as refused:
            return refused.answer()

    def _token(self, call: Call) -> Response:
        request = call.request
        if request.method != "POST":
            return Response("Method Not Allowed", 405, content_type="text/plain")
        name = request.form.get("grant_type")
        if not name:
            raise _bad_request("Required parameter is missing: grant_type")
        grant = self._grants.get(name)
        if grant is None:
            raise GrantRefused(400, "unsupported_grant_type", f"Invalid grant_type: {name[:80]}")
        return grant(call)

    def _by_assertion(self, call: Call) -> Response:
        desk, request = self._desk, call.request

        def is_deleted(account: Account) -> bool:
            call.key_id = account.email
            scene = Scene(request.path, account.email)
            if desk.played("google_account_deleted", call, scene):
                raise bad_grant("Invalid grant: account not found")
            return desk.played("google_key_deleted", call, scene) is not None

        ahead = desk.played("clock_ahead", call, Scene(request.path))
        judge = Judge(
            desk.seed,
            frozenset({*_AUDIENCES, f"{request.host_url}token"}),
            desk.wall() - (ahead.integer("seconds") if ahead else 0),
            is_deleted,
        )
        held = judge.check(request.form.get("assertion", ""))
        _check_scopes(held.scopes)
        access = Access(held.account, held.scopes, desk.wall() + ACCESS_SECONDS)
        return self._given(access)

    def _by_code(self, call: Call) -> Response:
        self._check_client(call.request)
        form = call.request.form
        consent = self._desk.tokens.take_code(form.get("code", ""), self._desk.wall())
        if consent is None:
            raise bad_grant("Malformed auth code.")
        if form.get("redirect_uri") != consent.redirect_uri:
            raise GrantRefused(400, "redirect_uri_mismatch", "Bad Request")
        _check_verifier(consent, form.get("code_verifier"))
        call.key_id = consent.account.email
        return self._consented(consent)

    def _consented(self, consent: Consent) -> Response:
        tokens = self._desk.tokens
        refresh = tokens.give_refresh(consent) if consent.is_offline else None
        expires_at = self._desk.wall() + ACCESS_SECONDS
        access = Access(consent.account, consent.scopes, expires_at, refresh)
        return self._given(access, **({"refresh_token": refresh} if refresh else {}))

    def _by_refresh(self, call: Call) -> Response:
        self._check_client(call.request)
        token = call.request.form.get("refresh_token", "")
        consent = self._desk.tokens.refresh(token)
        if consent is None:
            raise bad_grant(_DEAD)
        call.key_id = consent.account.email
        if self._desk.played("google_consent_revoked", call, Scene("/token", call.key_id)):
            raise bad_grant(_DEAD)
        wanted = tuple(call.request.form.get("scope", "").split()) or consent.scopes
        if not set(wanted) <= set(consent.scopes):
            raise GrantRefused(400, "invalid_scope", "Some requested scopes were not granted.")
        expires_at = self._desk.wall() + ACCESS_SECONDS
        return self._given(Access(consent.account, wanted, expires_at, token))

    def _given(self, access: Access, **more: str) -> Response:
        document: dict[str, object] = {
            "access_token": self._desk.tokens.give_access(access),
            "expires_in": ACCESS_SECONDS,
            "token_type": "Bearer",
            **more,
        }
        if not access.account.is_service_account:
            document["scope"] = " ".join(access.scopes)
        return json_answer(document)

    def _check_client(self, request: Request) -> None:
        given_id, given_secret = request.form.get("client_id"), request.form.get("client_secret")
        if request.authorization is not None:
            given_id, given_secret = request.authorization.username, request.authorization.password
        seed = self._desk.seed
        if self._desk.stage.peek("google_oauth_client_deleted", Scene(request.path)):
            raise GrantRefused(401, "deleted_client", "The OAuth client was deleted.")
        if given_id != oauth_client_id(seed):
            raise GrantRefused(401, "invalid_client", "The OAuth client was not found.")
        if not hmac.compare_digest(given_secret or "", oauth_client_secret(seed)):
            raise GrantRefused(401, "invalid_client", "Unauthorized")

    def _revoke(self, call: Call) -> Response:
        token = call.request.form.get("token") or call.request.args.get("token", "")
        if not self._desk.tokens.revoke(token):
            raise GrantRefused(400, "invalid_token", "Token expired or revoked")
        return json_answer({})

    def _info(self, call: Call) -> Response:
        token = call.request.args.get("access_token", "")
        access = self._desk.tokens.access(token, self._desk.wall())
        if access is None:
            raise GrantRefused(400, "invalid_token", "Invalid Value")
        seconds = int(access.expires_at - self._desk.wall())
        return json_answer(
            {
                "scope": " ".join(access.scopes),
                "exp": str(int(access.expires_at)),
                "expires_in": str(seconds),
                "email": access.account.email,
                "email_verified": "true",
                "access_type": "offline" if access.refresh_token else "online",
            }
        )


def _check_scopes(scopes: tuple[str, ...]) -> None:
    unknown = [scope for scope in scopes if scope not in _KNOWN_SCOPES]
    if unknown:
        raise GrantRefused(
            400,
            "invalid_scope",
            f"Invalid OAuth scope or ID token audience provided: {unknown[0][:80]}",
        )


def _check_verifier(consent: Consent, verifier: str | None) -> None:
    if not consent.challenge:
        return
    if verifier is None:
        raise bad_grant("Missing code verifier.")
    told = verifier
    if consent.challenge_method == "S256":
        digest = sha256(verifier.encode()).digest()
        told = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    if not hmac.compare_digest(told.encode(), consent.challenge.encode()):
        raise bad_grant("Invalid code verifier.")


def _bad_request(description: str) -> GrantRefused:
    return GrantRefused(400, "invalid_request", description)
