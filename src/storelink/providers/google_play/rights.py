"""What Google says of a service account's rights, where it says it: only to an Admin.

Source: developers.google.com/android-publisher/api-ref/rest/v3/users. Nobody is asked to give
Admin for this: without an answer, what the doors say is all that is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from storelink.domain.errors import Busy, Incomplete, NeedsPermission, NotReady
from storelink.domain.report import Family
from storelink.providers.contract import Capability, Light
from storelink.providers.google_play.client import GoogleClient, segment
from storelink.providers.google_play.documents import Fields, objects_in, text
from storelink.providers.google_play.refusals import (
    MONEY,
    QUALITY,
    REPLY,
    VIEW,
    Door,
    permissions_of,
)
from storelink.providers.google_play.service_key import ServiceKey

_OF_ACCOUNT: Final = "_GLOBAL"
_ADMIN: Final = "CAN_MANAGE_PERMISSIONS"
_REPLY: Final = "CAN_REPLY_TO_REVIEWS"
_NAMES: Final[Mapping[str, str]] = {
    _ADMIN: "Admin (all permissions)",
    "CAN_VIEW_NON_FINANCIAL_DATA": VIEW,
    "CAN_SEE_ALL_APPS": VIEW,
    "CAN_VIEW_FINANCIAL_DATA": MONEY,
    _REPLY: REPLY,
    "CAN_VIEW_APP_QUALITY": QUALITY,
}
"""Google's word without its ending → the Play Console's."""
_NEWER_BUCKET: Final = re.compile(r"pubsite_prod_(\d{5,40})", re.ASCII)
"""Only in these is the number the developer's; in the older ones it is another."""

_REPLIES_UNKNOWN: Final = (
    f"Google tells only with the first reply whether “{REPLY}” is given. Add it in the Play "
    "Console, Users and permissions, if you want to reply from here."
)
_REPLIES_REFUSED: Final = (
    f"“{REPLY}” is not given. Add it in the Play Console, Users and permissions, if you want to "
    "reply from here."
)
_REPLIES_IN_PART: Final = f"“{REPLY}” is given for single apps only."


@dataclass(frozen=True, slots=True)
class Rights:
    """Of one user of the Play Console."""

    account: frozenset[str]
    apps: Mapping[str, frozenset[str]]
    """Package → rights given for it alone."""
    is_whole: bool
    """False where Google says that there are more than it shows."""

    @property
    def roles(self) -> tuple[str, ...]:
        """Those of the account, as the Play Console calls them."""
        return tuple(dict.fromkeys(name for key, name in _NAMES.items() if key in self.account))

    def may_reply(self, package: str = "") -> bool:
        """For the whole account, or for one app."""
        return bool({_ADMIN, _REPLY} & (self.account | self.apps.get(package, frozenset())))


def rights_of(client: GoogleClient) -> Rights | None:
    """None where Google does not tell. NeedsVerification comes out."""
    proof, developer = client.access.proof, _developer_in(client.access.buckets)
    if not isinstance(proof, ServiceKey) or not developer:
        return None
    path = f"/androidpublisher/v3/developers/{segment(developer)}/users"
    try:
        for page in client.pages(Door.PUBLISHER, path, {"pageSize": "-1"}, "users"):
            for user in objects_in(page, "users"):
                if text(user, "email").lower() == proof.email.lower():
                    return _rights(user)
    except (Incomplete, NeedsPermission, NotReady, Busy):
        return None
    return None


def replies_of(client: GoogleClient, rights: Rights | None, package: str = "") -> Capability:
    """Whether replies may be sent. A probe sends nothing: it is known only where Google tells the
    rights."""
    remedy = REPLY, permissions_of(client.access)
    if rights is not None and rights.may_reply(package):
        return Capability(Family.REPLIES, Light.GREEN)
    if rights is None or not rights.is_whole:
        return Capability(Family.REPLIES, Light.AMBER, _REPLIES_UNKNOWN, *remedy)
    if not package and any(rights.may_reply(app) for app in rights.apps):
        return Capability(Family.REPLIES, Light.AMBER, _REPLIES_IN_PART, *remedy)
    return Capability(Family.REPLIES, Light.RED, _REPLIES_REFUSED, *remedy)


def _developer_in(buckets: Iterable[str]) -> str:
    found = (_NEWER_BUCKET.fullmatch(name) for name in buckets)
    return next((match.group(1) for match in found if match), "")


def _rights(user: Fields) -> Rights:
    grants = objects_in(user, "grants")
    return Rights(
        _plain(user.get("developerAccountPermissions")),
        {text(one, "packageName"): _plain(one.get("appLevelPermissions")) for one in grants},
        user.get("partial") is not True,
    )


def _plain(said: object) -> frozenset[str]:
    words = said if isinstance(said, list) else []
    return frozenset(str(word).removesuffix(_OF_ACCOUNT) for word in words)
