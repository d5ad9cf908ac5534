"""`storelink demo-account` (used by `demo`): a person, and the simulator's publisher connected.

The simulator tells which credentials open it; whichever console asks for exactly such fields is
connected with them. So a further provider's simulator needs no change here.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from urllib.request import urlopen

from django.conf import settings

from storelink.cli.exits import CommandFailed
from storelink.cli.output import print_json
from storelink.integrations.connect import answer, begin
from storelink.integrations.models import Integration
from storelink.providers.contract import Ask, CredentialKind, Provider
from storelink.providers.registry import providers
from storelink.workspaces.models import User
from storelink.workspaces.people import add_person

_EMAIL = "demo@storelink.example"


def run() -> None:
    """Make the demo's person and connect what the simulator plays; print the sign-in as JSON."""
    password = secrets.token_urlsafe(12)
    user = _person(password)
    if not Integration.objects.filter(workspace=user.personal_workspace).exists():
        _connect_all(user)
    print_json({"email": user.email, "password": password})


def _person(password: str) -> User:
    known = User.objects.filter(email=_EMAIL).first()
    if known is None:
        return add_person(_EMAIL, password, name="Demo")
    known.set_password(password)
    known.save()
    return known


def _connect_all(user: User) -> None:
    credentials = _credentials()
    connected = [
        _connect(user, chosen, kind, fields)
        for chosen in providers()
        for kind in chosen.credential_kinds[:1]
        for fields in credentials
    ]
    if not any(connected):
        raise CommandFailed("The simulator's keys open no console that Storelink knows.")


def _credentials() -> Sequence[Mapping[str, str]]:
    """What opens the simulated stores, one for each."""
    address = f"{settings.SIMULATOR_URL}/_simulator/credentials"
    with urlopen(address, timeout=30) as response:  # noqa: S310 - our own simulator
        told: Sequence[Mapping[str, str]] = json.load(response)["credentials"]
    return told


def _connect(user: User, chosen: Provider, kind: CredentialKind, fields: Mapping[str, str]) -> bool:
    attempt, step = begin(user, user.personal_workspace, chosen.key, kind.key)
    known = {asked.name: fields[asked.name] for asked in step.fields if asked.name in fields}
    if any(asked.is_required and asked.name not in known for asked in step.fields):
        return False
    end = answer(user, attempt.pk, known)
    if isinstance(end, Integration):
        return True
    why = " ".join(end.errors.values()) if isinstance(end, Ask) else end.sentence
    raise CommandFailed(f"The simulator refuses its own key: {why}")
