"""What the operator says about who may sign in → the sign-in library's settings."""

from __future__ import annotations

from typing import Any

from storelink.domain.errors import Misconfigured


def sign_up(given: str, mail_server: str) -> str:
    """`invitation` or `open`. Misconfigured for other words, and for `open` without mail: nobody
    could show that an address is theirs."""
    chosen = given.strip().lower() or "invitation"
    if chosen not in {"invitation", "open"}:
        raise Misconfigured(f"STORELINK_SIGN_UP is “{given}”. Write invitation or open.")
    if chosen == "open" and not mail_server:
        raise Misconfigured(
            "STORELINK_SIGN_UP is open, but STORELINK_SMTP_HOST is not set: without mail nobody "
            "can show that an address is theirs. Set a mail server, or write invitation."
        )
    return chosen


def single_sign_on(url: str, name: str, *, client_id: str, client_secret: str) -> dict[str, Any]:
    """The issuer, as the library wants it; nothing where none is set. Misconfigured where it has
    no client id."""
    if not url:
        return {}
    if not client_id:
        raise Misconfigured(
            "STORELINK_OIDC_URL is set, but STORELINK_OIDC_CLIENT_ID is not. Register Storelink "
            "with the issuer, and give the client id and secret that it shows."
        )
    app = {
        "provider_id": "oidc",
        "name": name,
        "client_id": client_id,
        "secret": client_secret,
        "settings": {"server_url": url, "fetch_userinfo": True},
    }
    return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}
