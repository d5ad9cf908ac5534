"""Connecting with an API key: one step, checked by real calls before anything is kept.

Signing in with an Apple ID takes several: `apple_id.conversation`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from typing import Final

from storelink.domain.errors import BadInput, NeedsPermission, NeedsVerification, Unexpected
from storelink.domain.report import Family
from storelink.providers.app_store_connect.apple_id.asks import APPLE_ID, ask
from storelink.providers.app_store_connect.apple_id.attempt import attempt_of
from storelink.providers.app_store_connect.apple_id.conversation import connect_by_apple_id
from storelink.providers.app_store_connect.apple_id.verifying import verify_apple_id
from storelink.providers.app_store_connect.keys import (
    ApiKey,
    clean_issuer_id,
    clean_key_id,
    clean_private_key,
    clean_vendor_number,
    from_secret,
)
from storelink.providers.app_store_connect.refusals import (
    IDS_UNKNOWN,
    KEY_REVOKED,
    VENDOR_FAILS,
    VENDOR_UNKNOWN,
)
from storelink.providers.app_store_connect.session import AppleSession, session_of
from storelink.providers.contract import (
    Ask,
    Check,
    Connected,
    CredentialKind,
    Field,
    FieldKind,
    Json,
    Light,
    Refused,
    Step,
    StoreApp,
)
from storelink.providers.http import PoliteClient

API_KEY: Final = CredentialKind(
    key="api_key",
    name="API key",
    about="Needs no codes and does not expire. The way that we recommend.",
    steps=("API key", "First sync"),
    may_be_tried_again=True,
    instructions=(
        "In App Store Connect, open Users and Access, then Integrations, App Store Connect API.",
        "Under Team Keys, press + and choose a role. Sales and Reports reads sales and analytics, "
        "Finance the financial reports too. Where nobody has asked Apple to make analytics reports "
        "yet, Storelink says so: that takes an Admin key once, which need not stay here.",
        "Download the key. Apple gives it once: a file that ends in .p8.",
        "Copy the Issuer ID from above the list, and the Key ID from the list.",
    ),
)

FIELDS: Final = (
    Field(
        "issuer_id",
        "Issuer ID",
        "Stands above the list of keys. Leave it empty for an individual key, which can’t read "
        "sales and finance.",
        example="57246542-96fe-1a63-e053-0824d011072a",
        is_required=False,
    ),
    Field(
        "key_id",
        "Key ID",
        "Stands beside the key in the list: ten letters and digits.",
        example="2X9R4HXF34",
    ),
    Field(
        "private_key",
        "Private key",
        "The .p8 file that Apple let you download once, or what is in it. It is kept encrypted "
        "and sent to no one: it only signs.",
        example="-----BEGIN PRIVATE KEY-----",
        kind=FieldKind.MULTILINE,
        is_secret=True,
        accepts=".p8",
    ),
    Field(
        "vendor_number",
        "Vendor number",
        "For sales and finance. Stands at the top left of Payments and Financial Reports in App "
        "Store Connect. Can be added later.",
        example="85012345",
        is_required=False,
    ),
    Field(
        "name",
        "Name",
        "What this account is called here, such as your team’s name.",
        example="Brightside Labs",
        is_required=False,
    ),
)

_ROLE_TOO_SMALL: Final = (
    "Signed in, but this key’s role can’t read reports. Create a key with Admin, Finance or Sales "
    "and Reports; Customer Support for replies."
)
_NO_APPS: Final = (
    "Apple knows this key, but it sees no app. Give its user access to an app in Users and "
    "Access, then try again."
)
_MAX_NAME: Final = 100


def connect(
    kind: str, state: Mapping[str, Json] | None, answer: Mapping[str, str], http: PoliteClient
) -> Step:
    """One step of connecting; see `providers.contract.Connect`.

    What was typed wrongly comes back as an Ask with a sentence at its field. The same team gives
    the same account: its issuer id, or, for an individual key (which is not told its team), the
    oldest app that it sees.
    """
    if kind == APPLE_ID.key:
        return connect_by_apple_id(state, answer, http)
    if kind != API_KEY.key:
        return Refused(
            f"App Store Connect knows no way to connect called “{kind}”.", "unknown_kind"
        )
    kept = _kept_in(state)
    if not answer and (state is None or kept):
        return _ask({}, kept)
    key, errors = _typed(answer, kept)
    if key is None:
        return _ask(errors, kept)
    session = session_of(key, http)
    try:
        check = session.check()
        apps = _apps(key, session)
    except NeedsVerification as refusal:
        return _ask(_refused(key, refusal), kept)
    except NeedsPermission as refusal:
        sentence = refusal.sentence if refusal.reason == "agreement_missing" else _ROLE_TOO_SMALL
        return _ask({"": sentence}, kept)
    problem = _problem(key, apps, check)
    return _ask(problem, kept) if problem else _connected(key, apps, check, answer)


def _apps(key: ApiKey, session: AppleSession) -> tuple[StoreApp, ...]:
    """A team key may read sales without seeing one app."""
    try:
        return session.apps()
    except NeedsPermission:
        if key.is_team:
            return ()
        raise


def verify(kind: str, secret: bytes, http: PoliteClient) -> Step:
    """Go on with a credential; see `providers.contract.Verify`. A key has no end: it is asked for
    again where Apple no longer takes it."""
    if kind == APPLE_ID.key:
        return verify_apple_id(secret, http)
    return connect(kind, None, {}, http)


def update(kind: str, secrets: Mapping[str, bytes]) -> Ask:
    """See `providers.updating.Update`: a key's ids and vendor number stand in the fields."""
    if kind == APPLE_ID.key:
        return ask(attempt_of(None))
    try:
        return _ask({}, from_secret(secrets[API_KEY.key]) if API_KEY.key in secrets else None)
    except Unexpected:
        return _ask({})


def _kept_in(state: Mapping[str, Json] | None) -> ApiKey | None:
    kept = (state or {}).get("kept")
    return ApiKey(**{n: str(v) for n, v in kept.items()}) if isinstance(kept, dict) else None


def _with_kept(answer: Mapping[str, str], kept: ApiKey) -> dict[str, str]:
    """What was not given is as it is kept; the private key only for the key that it is of."""
    filled = {"issuer_id": kept.issuer_id, "key_id": kept.key_id}
    filled = {**filled, "vendor_number": kept.vendor_number, **answer}
    is_same = filled["key_id"].strip() in {"", kept.key_id}
    if is_same and not filled.get("private_key", "").strip():
        filled |= {"key_id": kept.key_id, "private_key": kept.private_key}
    return filled


def _typed(given: Mapping[str, str], kept: ApiKey | None) -> tuple[ApiKey | None, dict[str, str]]:
    answer = _with_kept(given, kept) if kept else given
    cleaners: dict[str, Callable[[str], str]] = {
        "issuer_id": clean_issuer_id,
        "key_id": clean_key_id,
        "private_key": clean_private_key,
        "vendor_number": clean_vendor_number,
    }
    clean: dict[str, str] = {}
    errors: dict[str, str] = {}
    for name, cleaner in cleaners.items():
        try:
            clean[name] = cleaner(answer.get(name, ""))
        except BadInput as wrong:
            errors[name] = wrong.sentence
    if errors:
        return None, errors
    return ApiKey(**clean), {}


def _refused(key: ApiKey, refusal: NeedsVerification) -> dict[str, str]:
    if refusal.reason == "key_revoked":
        return {"": KEY_REVOKED}
    if key.is_team:
        return {"": IDS_UNKNOWN}
    return {
        "": "Apple doesn’t know this Key ID. Copy it again; if it is a team key, give its Issuer "
        "ID too."
    }


def _problem(key: ApiKey, apps: tuple[StoreApp, ...], check: Check) -> dict[str, str]:
    if any(each.sentence == VENDOR_UNKNOWN for each in check.capabilities):
        return {"vendor_number": VENDOR_UNKNOWN}
    if not _can_read(check):
        return {"": _ROLE_TOO_SMALL}
    if not apps and not key.is_team:
        return {"": _NO_APPS}
    return {}


def _can_read(check: Check) -> bool:
    """True where any report can be had, now or once an Admin has asked for it."""
    lights = {each.family: each.light for each in check.capabilities}
    is_account_readable = Light.GREEN in {lights[Family.SALES], lights[Family.FINANCE]} or any(
        each.sentence == VENDOR_FAILS for each in check.capabilities
    )
    return lights[Family.ANALYTICS] is not Light.RED or is_account_readable


def _connected(
    key: ApiKey, apps: tuple[StoreApp, ...], check: Check, answer: Mapping[str, str]
) -> Connected:
    typed = " ".join(answer.get("name", "").split())[:_MAX_NAME]
    return Connected(
        account_id=key.issuer_id or f"app-{min(apps, key=_age).id}",
        name=typed or str(check.facts.get("developer", "")) or _named_by_apps(key, apps),
        secret=key.to_secret(),
        public_id=key.key_id,
        facts={**check.facts, "roles": list(check.roles)},
        is_id_of_store=key.is_team,
        slot="" if key.is_team else "individual",
        is_named=bool(typed),
        apps=tuple(app.id for app in apps),
    )


def _named_by_apps(key: ApiKey, apps: tuple[StoreApp, ...]) -> str:
    """Apple tells no key its team. People know an account by its apps, not by a key."""
    if not apps:
        return f"App Store Connect team {key.issuer_id[:8]}"
    oldest = min(apps, key=_age).name[:_MAX_NAME]
    more = len(apps) - 1
    return f"{oldest} and {more} more {'app' if more == 1 else 'apps'}" if more else oldest


def _age(app: StoreApp) -> tuple[int, str]:
    """Apple numbers apps in the order in which they were made."""
    return len(app.id), app.id


def _ask(errors: Mapping[str, str], kept: ApiKey | None = None) -> Ask:
    fields = tuple(_known(field, kept) for field in FIELDS) if kept else FIELDS
    state: dict[str, Json] = {"kept": dict[str, Json](asdict(kept))} if kept else {}
    return Ask(step="key", title="API key", fields=fields, errors=errors, state=state)


def _known(field: Field, kept: ApiKey) -> Field:
    if field.is_secret:
        told = f"Leave it empty to keep the present key, {kept.key_id}. {field.help}"
        return replace(field, is_required=False, help=told)
    known = {"issuer_id": kept.issuer_id, "key_id": kept.key_id}
    known["vendor_number"] = kept.vendor_number
    return replace(field, known=known.get(field.name, ""))
