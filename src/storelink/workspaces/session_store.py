"""Sessions of browsers, so kept that neither the database nor a backup of it opens one.

The cookie holds a random key. The database holds its digest, to find the row, and what the session
remembers, sealed with the key: keys of password resets, a link just made, a seed just shown.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import SESSION_KEY as USER
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone
from joserfc.errors import JoseError
from joserfc.jwe import decrypt_compact, encrypt_compact
from joserfc.jwk import OctKey

from storelink.workspaces.models import Session, User

BEGAN, SEEN = "began_at", "seen_at"
IP, AGENT = "ip", "user_agent"
"""What a session remembers of the browser that it was begun in."""
_HEADER = {"alg": "dir", "enc": "A256GCM"}
_DIGEST_LENGTH = 40
"""What Django's table holds; 160 bits."""


class SessionStore(DatabaseStore):
    """Django's store in the database, by digest and sealed."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def exists(self, session_key: str | None) -> bool:
        return Session.objects.filter(session_key=digest_of(session_key)).exists()

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            Session.objects.filter(session_key=digest_of(key)).delete()

    def encode(self, session_dict: Mapping[str, Any]) -> str:
        text = json.dumps(session_dict, separators=(",", ":"))
        return encrypt_compact(dict(_HEADER), text.encode(), _sealing_key(self._known_key()))

    def decode(self, session_data: str | bytes) -> dict[str, Any]:
        """What was sealed; nothing where it was sealed by another key, or changed."""
        try:
            opened = decrypt_compact(session_data, _sealing_key(self._known_key()))
            found = json.loads(opened.plaintext or b"{}")
        except (JoseError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def create_model_instance(self, data: Mapping[str, Any]) -> Session:
        return Session(
            session_key=digest_of(self._known_key()),
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
            user_id=data.get(USER),
            ip=str(data.get(IP, ""))[:64],
            user_agent=str(data.get(AGENT, ""))[:200],
            started_at=datetime.fromtimestamp(float(data.get(BEGAN, time.time())), UTC),
        )

    def _get_session_from_db(self) -> Session | None:
        """Asked by Django's `load`."""
        found = Session.objects.filter(
            session_key=digest_of(self.session_key), expire_date__gt=timezone.now()
        ).first()
        if found is None:
            self._session_key = None
        return found

    def _known_key(self) -> str:
        return str(self._get_or_create_session_key())  # type: ignore[attr-defined]  # Django's own


def digest_of(key: str | None) -> str:
    """What the database holds of a cookie's key."""
    return hashlib.sha256(f"storelink session {key or ''}".encode()).hexdigest()[:_DIGEST_LENGTH]


def sessions_of(user: User) -> list[Session]:
    """Where the person is signed in, the newest first."""
    return list(Session.objects.filter(user=user, expire_date__gt=timezone.now()))


def end_other_sessions(user: User, key: str | None) -> None:
    """Whoever is signed in as the person is out, but the browser whose cookie holds `key`."""
    Session.objects.filter(user=user).exclude(session_key=digest_of(key)).delete()


def forget_ended() -> None:
    """Delete the rows of sessions that are over."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()


def _sealing_key(key: str) -> OctKey:
    """The cookie's key is random (165 bits): one digest of it is a key."""
    return OctKey.import_key(hashlib.sha256(f"storelink session seal {key}".encode()).digest())
