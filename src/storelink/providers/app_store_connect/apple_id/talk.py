"""One step's talk with Apple: the attempt as it stands, and the way to the service."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from storelink.providers.app_store_connect.apple_id.attempt import Attempt, Link
from storelink.providers.app_store_connect.apple_id.cookies import Jar, jar_of
from storelink.providers.app_store_connect.apple_id.identity import Identity
from storelink.providers.app_store_connect.apple_id.widget import widget_key
from storelink.providers.http import PoliteClient


@dataclass
class Talk:
    """Changes while the step is taken; `attempt` is what is sealed afterwards."""

    attempt: Attempt
    identity: Identity

    @property
    def http(self) -> PoliteClient:
        """The client of the step."""
        return self.identity.http

    @property
    def jar(self) -> Jar:
        """The cookies so far."""
        return self.identity.jar

    def stands(self, **changes: Any) -> Attempt:
        """Note where the attempt stands now, with what the next call must carry."""
        identity = self.identity
        link = Link(
            identity.widget_key,
            identity.scnt,
            identity.session_id,
            identity.attributes,
            tuple(identity.jar.to_json()),
        )
        self.attempt = replace(self.attempt, link=link, **changes)
        return self.attempt


def talk_of(attempt: Attempt, http: PoliteClient) -> Talk:
    """Go on where an attempt stands. Sends nothing."""
    link = attempt.link
    identity = Identity(
        http,
        jar_of(list(link.cookies)),
        link.widget_key,
        link.scnt,
        link.session_id,
        link.attributes,
    )
    return Talk(attempt, identity)


def talk_anew(attempt: Attempt, jar: Jar, http: PoliteClient) -> Talk:
    """Begin to sign in, as the machine that the jar says we are."""
    return Talk(attempt, Identity(http, jar, widget_key(http)))
