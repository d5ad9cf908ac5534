"""accounts.google.com: the page on which a person chooses an account and allows or refuses."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from urllib.parse import urlencode, urlsplit, urlunsplit

from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from storelink_simulator.google.accounts import PEOPLE, Account
from storelink_simulator.google.desk import Desk
from storelink_simulator.google.oauth.key_file import oauth_client_id
from storelink_simulator.google.oauth.token_book import CODE_SECONDS, Consent
from storelink_simulator.service import Call
from storelink_simulator.stage import Scene
from storelink_simulator.weather import weather

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_ASKED = (
    "client_id", "redirect_uri", "response_type", "scope", "state", "access_type", "prompt",
    "code_challenge", "code_challenge_method", "login_hint", "include_granted_scopes",
)  # fmt: skip
_PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>{title}</title><style>
body{{font:16px/1.5 system-ui,sans-serif;max-width:30rem;margin:3rem auto;padding:0 1rem}}
button{{font:inherit;padding:.4rem 1rem;margin-right:.5rem}}label{{display:block}}</style></head>
<body>{body}<p><small>This is the simulator. Nothing here belongs to Google.</small></p>
</body></html>
"""


class ConsentRefused(Exception):
    """A page of an error, as the browser shows it: there is nobody to send it back to."""


class ConsentPage:
    """The service behind /o/oauth2/v2/auth and its older name."""

    prefixes: tuple[str, ...] = ("/o/oauth2/",)

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def answer(self, call: Call) -> Response:
        """Show the page, or take the decision and send the browser back."""
        request = call.request
        in_the_way = weather(self._desk.simulation, call, Scene(request.path))
        if in_the_way is not None:
            return in_the_way
        if request.path not in ("/o/oauth2/v2/auth", "/o/oauth2/auth"):
            return Response("Not Found", 404, content_type="text/plain")
        values = request.form if request.method == "POST" else request.args
        asked = {name: values[name] for name in _ASKED if name in values}
        try:
            self._check(asked)
        except ConsentRefused as refused:
            return _shown("Access blocked", f"<h1>Access blocked</h1><p>{escape(str(refused))}</p>")
        if request.method == "POST":
            return self._decided(call, asked)
        return _form(asked)

    def _check(self, asked: Mapping[str, str]) -> None:
        if asked.get("client_id") != oauth_client_id(self._desk.seed):
            raise ConsentRefused("Error 401: invalid_client. The OAuth client was not found.")
        if urlsplit(asked.get("redirect_uri", "")).hostname not in _LOOPBACK:
            raise ConsentRefused("Error 400: redirect_uri_mismatch.")
        if asked.get("response_type") != "code":
            raise ConsentRefused("Error 400: invalid_request. Only response_type=code is offered.")
        if not asked.get("scope", "").split():
            raise ConsentRefused("Error 400: invalid_request. Missing required parameter: scope.")
        if asked.get("code_challenge_method", "plain") not in ("plain", "S256"):
            raise ConsentRefused("Error 400: invalid_request. Unknown code_challenge_method.")

    def _decided(self, call: Call, asked: Mapping[str, str]) -> Response:
        account = _chosen(call.request)
        call.key_id = account.email if account else None
        if account is None or call.request.form.get("decision") != "allow":
            return _back(asked, error="access_denied")
        scopes = tuple(asked["scope"].split())
        consent = Consent(
            account,
            scopes,
            asked["redirect_uri"],
            self._is_offline(account, scopes, asked),
            asked.get("code_challenge", ""),
            asked.get("code_challenge_method", "plain"),
            self._desk.wall() + CODE_SECONDS,
        )
        code = self._desk.tokens.give_code(consent)
        return _back(asked, code=code, scope=" ".join(scopes))

    def _is_offline(
        self, account: Account, scopes: tuple[str, ...], asked: Mapping[str, str]
    ) -> bool:
        """A refresh token comes with the first consent, and later with prompt=consent only."""
        is_first = self._desk.tokens.is_first(Consent(account, scopes, "", is_offline=False))
        is_asked_again = "consent" in asked.get("prompt", "").split()
        return asked.get("access_type") == "offline" and (is_first or is_asked_again)


def _chosen(request: Request) -> Account | None:
    email = request.form.get("account")
    return next((one for one in PEOPLE if one.email == email), None)


def _form(asked: Mapping[str, str]) -> Response:
    hidden = "".join(
        f'<input type="hidden" name="{name}" value="{escape(value)}">'
        for name, value in asked.items()
    )
    hint = asked.get("login_hint", PEOPLE[0].email)
    people = "".join(
        f'<label><input type="radio" name="account" value="{one.email}"'
        f"{' checked' if one.email == hint else ''}> {one.email}</label>"
        for one in PEOPLE
    )
    scopes = "".join(f"<li>{escape(scope)}</li>" for scope in asked["scope"].split())
    body = (
        "<h1>Choose an account</h1><p>An application wants access to your Google Account:</p>"
        f'<ul>{scopes}</ul><form method="post" action="/o/oauth2/v2/auth">{hidden}{people}<p>'
        '<button name="decision" value="allow">Allow</button>'
        '<button name="decision" value="deny">Cancel</button></p></form>'
    )
    return _shown("Sign in", body, 200)


def _shown(title: str, body: str, status: int = 400) -> Response:
    page = _PAGE.format(title=title, body=body)
    response = Response(page, status, content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response


def _back(asked: Mapping[str, str], **answer: str) -> Response:
    if "state" in asked:
        answer = {"state": asked["state"], **answer}
    parts = urlsplit(asked["redirect_uri"])
    query = "&".join(part for part in (parts.query, urlencode(answer)) if part)
    return redirect(urlunsplit(parts._replace(query=query, fragment="")))
