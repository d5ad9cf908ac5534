"""The calls on users of the developer account and on their grants: Admins read, nobody writes."""

from __future__ import annotations

from typing import Any

from storelink_simulator.google.accounts import PEOPLE, SERVICE_ACCOUNTS, Account
from storelink_simulator.google.api_answers import place_in, token_of
from storelink_simulator.google.desk import Desk
from storelink_simulator.google.errors import invalid
from storelink_simulator.google.permissions import ADMIN
from storelink_simulator.google.play.listing import developer_id
from storelink_simulator.google.publisher.documents import user_document
from storelink_simulator.google.publisher.edits import forbidden, not_found
from storelink_simulator.service import Call


def users_answer(desk: Desk, call: Call, account: Account, parts: list[str]) -> dict[str, Any]:
    """One call below `developers/{developer}/users`. Raises Refused.

    Grants are told with their user; Google offers no list of them, and neither is read alone.
    """
    developer, rest = parts[0], parts[2:]
    is_known = parts[1:2] == ["users"] and len(rest) in (0, 1, 2, 3) and "" not in rest
    if not is_known or rest[1:2] not in ([], ["grants"]):
        raise not_found()
    if developer != developer_id(desk.seed) or not account.may(ADMIN):
        raise forbidden()
    if call.request.method != "GET":
        raise forbidden()
    if rest:
        raise not_found()
    return _page(call, developer)


def _page(call: Call, developer: str) -> dict[str, Any]:
    users = [one for one in (*PEOPLE, *SERVICE_ACCOUNTS) if one.is_invited]
    size = _page_size(call.request.args.get("pageSize"), len(users))
    start = place_in(call.request.args.get("pageToken"))
    if start >= len(users):
        raise invalid("Invalid page token.")
    document: dict[str, Any] = {
        "users": [user_document(developer, one) for one in users[start : start + size]]
    }
    if start + size < len(users):
        document["nextPageToken"] = token_of(str(start + size))
    return document


def _page_size(text: str | None, everything: int) -> int:
    """-1 (and nothing) is everything on one page."""
    if text in (None, "-1"):
        return everything
    if text is None or not text.isdecimal() or int(text) < 1:
        raise invalid("Invalid value for page_size.")
    return int(text)
