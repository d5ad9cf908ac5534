"""The JSON files that Google's cloud console gives away: a service account's, an OAuth client's."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from storelink_simulator.drawing import number_of
from storelink_simulator.google.accounts import PROJECT_ID, PROJECT_NUMBER, Account
from storelink_simulator.google.oauth.rsa_keys import key_id_of, pem_of, private_key

TOKEN_URI = "https://oauth2.googleapis.com/token"  # noqa: S105
AUTH_URI = "https://accounts.google.com/o/oauth2/auth"
_CERTIFICATES = "https://www.googleapis.com/oauth2/v1/certs"


def service_account_file(seed: int, account: Account) -> dict[str, Any]:
    """The key file of a service account, field by field as the real one has it."""
    certificate = "https://www.googleapis.com/robot/v1/metadata/x509/" + quote(account.email, "")
    return {
        "type": "service_account",
        "project_id": PROJECT_ID,
        "private_key_id": key_id_of(seed, account.email),
        "private_key": pem_of(private_key(seed, account.email)),
        "client_email": account.email,
        "client_id": str(10**20 + number_of(seed, "client id", account.email)),
        "auth_uri": AUTH_URI,
        "token_uri": TOKEN_URI,
        "auth_provider_x509_cert_url": _CERTIFICATES,
        "client_x509_cert_url": certificate,
        "universe_domain": "googleapis.com",
    }


def oauth_client_id(seed: int) -> str:
    """The publisher's own OAuth client."""
    word = f"{number_of(seed, 'oauth client'):016x}"
    return f"{PROJECT_NUMBER}-{word}.apps.googleusercontent.com"


def oauth_client_secret(seed: int) -> str:
    """Its secret."""
    return (
        f"GOCSPX-{number_of(seed, 'oauth secret', 0):016x}{number_of(seed, 'oauth secret', 1):012x}"
    )


def oauth_client_file(seed: int) -> dict[str, Any]:
    """The file of the OAuth client, as the cloud console gives it for a web application."""
    return {
        "web": {
            "client_id": oauth_client_id(seed),
            "project_id": PROJECT_ID,
            "auth_uri": AUTH_URI,
            "token_uri": TOKEN_URI,
            "auth_provider_x509_cert_url": _CERTIFICATES,
            "client_secret": oauth_client_secret(seed),
            "redirect_uris": ["http://127.0.0.1"],
        }
    }
