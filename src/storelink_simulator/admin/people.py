"""The invented people at the admin address: their Apple IDs, and what their phones show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from storelink_simulator.admin.answers import BadQuestion, only
from storelink_simulator.apple.assembly import Apple
from storelink_simulator.apple.identity.accounts import Account
from storelink_simulator.apple.identity.book import Book


def apple_ids(apple: Apple) -> dict[str, Any]:
    """Everybody who can sign in, with password, phones and devices. They open nothing real."""
    return {"apple_ids": [_told(apple, one) for one in apple.office.book.all()]}


def change_apple_id(apple: Apple, body: Mapping[str, Any]) -> dict[str, Any]:
    """Change a password (which ends all sessions), lock, or forget locks and pauses."""
    only(body, "apple_id", "password", "locked", "forgive")
    book = apple.office.book
    account = book.find(str(body.get("apple_id", "")))
    if account is None:
        raise BadQuestion("There is no such Apple ID; see GET /_simulator/apple-ids.")
    password = body.get("password")
    if password is not None:
        if not isinstance(password, str) or not password:
            raise BadQuestion("password has to be text.")
        book.change_password(account, password)
        apple.office.tokens.forget(account.apple_id)
    _change_standing(apple, book, account, body)
    return _told(apple, book.find(account.apple_id) or account)


def phones(apple: Apple, args: MultiDict[str, str]) -> dict[str, Any]:
    """The pushes, texts and calls so far, the newest last; `apple_id` and `after` narrow it."""
    only(args, "apple_id", "after")
    after = args.get("after", "0")
    if not after.isdecimal():
        raise BadQuestion("after has to be a number.")
    found = apple.office.messages.of(args.get("apple_id"))
    return {"messages": [one.json() for one in found if one.number > int(after)]}


def _change_standing(apple: Apple, book: Book, account: Account, body: Mapping[str, Any]) -> None:
    for name in ("locked", "forgive"):
        if not isinstance(body.get(name, False), bool):
            raise BadQuestion(f"{name} has to be true or false.")
    if body.get("forgive") or body.get("locked") is False:
        book.forgive(account)
    if body.get("locked"):
        book.lock(account, apple.desk.clock.now())


def _told(apple: Apple, account: Account) -> dict[str, Any]:
    now = apple.desk.clock.now()
    return {
        "apple_id": account.apple_id,
        "password": account.password,
        "name": f"{account.first_name} {account.last_name}",
        "note": account.note,
        "protocol": account.protocol,
        "two_factor": account.auth_type == "hsa2",
        "devices": list(account.devices),
        "phones": [
            {"id": one.id, "number": one.number, "masked": one.masked, "mode": one.mode}
            for one in account.phones
        ],
        "security_keys": list(account.security_keys),
        "is_federated": account.is_federated,
        "is_locked": apple.office.book.standing(account).is_locked(now),
    }
