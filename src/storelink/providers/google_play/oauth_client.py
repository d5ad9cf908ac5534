"""An OAuth client of the person who runs this server: what Google calls client_secret.json."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any, Final

from storelink.domain.errors import BadInput

_MAX_CHARACTERS: Final = 20_000
_ID: Final = re.compile(r"[0-9A-Za-z._-]{5,200}")
_NOT_A_CLIENT: Final = (
    "That isn’t an OAuth client’s file. In Google Cloud, open Credentials, create an OAuth client "
    "of the type Web application, and download its JSON."
)


@dataclass(frozen=True, slots=True)
class OAuthClient:
    """Never shows its secret."""

    client_id: str
    client_secret: str = field(repr=False)
    project_id: str = ""


def clean_oauth_client(pasted: str) -> OAuthClient:
    """The client in an uploaded or pasted file. BadInput for what is none, or of another type."""
    text = pasted.strip().strip("\ufeff").strip()
    if not text:
        raise _bad("Choose the .json file, or paste what is in it.")
    try:
        said = json.loads(text) if len(text) <= _MAX_CHARACTERS else None
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise _bad(_NOT_A_CLIENT)
    if said.get("type") == "service_account":
        raise _bad("That is a service account’s key. Choose the way “Service account” for it.")
    if "installed" in said:
        raise _bad(
            "That client is of the type Desktop app, to which Google does not send people back. "
            "Create one of the type Web application."
        )
    return _client(said.get("web"))


def _client(web: Any) -> OAuthClient:
    if not isinstance(web, dict):
        raise _bad(_NOT_A_CLIENT)
    client_id, secret = web.get("client_id"), web.get("client_secret")
    if not (isinstance(client_id, str) and _ID.fullmatch(client_id)):
        raise _bad("The file lacks client_id. Choose it as Google made it.")
    if not (isinstance(secret, str) and 0 < len(secret) < 500):
        raise _bad("The file lacks client_secret. Download it again at Google.")
    project = web.get("project_id")
    return OAuthClient(client_id, secret, project[:100] if isinstance(project, str) else "")


def _bad(sentence: str) -> BadInput:
    return BadInput(sentence, field="oauth_client")
