"""One request's view of the figures: for whom, of what, within which limits, out of one state.

Every figure of a page comes from its reading. What is asked twice is worked out once, and what is
asked together is one question to the warehouse.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

import pyarrow as pa
from django.db.models import QuerySet

from storelink.domain.errors import BadInput, NotAllowed
from storelink.domain.period import Days
from storelink.products.answering import (
    Asked,
    Part,
    draft,
    finished,
    question_of,
    read,
    with_gaps,
)
from storelink.products.apps import seen_apps
from storelink.products.limited import joined, within_limits
from storelink.products.limits import Limits, Shared
from storelink.products.models import App
from storelink.products.snapshot import Snapshot
from storelink.providers.contract import Provider
from storelink.providers.registry import provider as provider_of
from storelink.warehouse.contract import Question
from storelink.warehouse.errors import QueryFailed
from storelink.workspaces.models import Role, User, Workspace
from storelink.workspaces.permission import require
from storelink.workspaces.refused import refused

_Wrong: TypeAlias = BadInput | NotAllowed | QueryFailed
_WRONG = (BadInput, NotAllowed, QueryFailed)
_Answer: TypeAlias = pa.Table | _Wrong


@dataclass
class Reading:
    """For one person in one workspace, for the length of a request or a command. NotAllowed for a
    stranger. Not for several threads."""

    user: User
    workspace: Workspace
    role: Role | None = None
    """The person's role there, where that is known already."""
    _answers: dict[Asked, _Answer] = field(default_factory=dict)
    _snapshot: Snapshot | None = None
    _seen: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        if self.role is None:
            require(self.user, self.workspace, Role.VIEWER)

    # ---------------------------------------------------------------- who sees what

    @cached_property
    def shared(self) -> Shared:
        """The shares with this workspace that hold now, and the apps that are seen twice."""
        return Shared(self.workspace)

    def apps(self) -> QuerySet[App]:
        """The apps that are seen here, as `apps.visible_apps`."""
        return seen_apps(self.workspace, self.shared.doubled)

    def limits_of(self, apps: Iterable[App]) -> Mapping[int, Limits]:
        """App → how far it may be looked into; without those that are not seen any more."""
        return self.shared.limits_of(apps)

    def whole_accounts(self, provider_key: str) -> Mapping[int, Limits]:
        """The accounts of that store that are seen as a whole, and how far."""
        return self.shared.whole_accounts(provider_key)

    def know(self, apps: Iterable[App]) -> None:
        """These apps were read as ones that are seen: nobody needs to ask again."""
        self._seen |= {app.pk for app in apps}

    def look_at(self, accounts: Collection[int], days: Iterable[Days | None]) -> Snapshot:
        """The state of what is stored of these accounts, for all of these ranges and those between
        them: all figures from now on come from it. Another one where the one at hand does not
        reach so far."""
        ranges = [one for one in days if one is not None]
        whole = Days(min(one.first for one in ranges), max(one.last for one in ranges))
        if self._snapshot is None or not self._snapshot.covers(accounts, whole):
            self._snapshot = Snapshot(accounts, whole)
        return self._snapshot

    # ---------------------------------------------------------------- figures

    def table(self, asked: Asked) -> pa.Table:
        """The answer, worked out once; see `read.ask` for its shape and errors."""
        self.prepare([asked])
        found = self._answers[asked]
        if isinstance(found, _WRONG):
            raise found
        return found

    def prepare(self, several: Iterable[Asked]) -> None:
        """Work out these together, in one question to the warehouse. What is wrong with one is
        raised when that one is asked for."""
        waiting: dict[Asked, tuple[Question, Sequence[Question]]] = {}
        for asked in dict.fromkeys(several):
            if asked not in self._answers:
                try:
                    waiting[asked] = self._cut(asked)
                except (BadInput, NotAllowed) as error:
                    self._answers[asked] = error
        plain = [part for _, parts in waiting.values() for part in parts]
        tables = iter(self._answered(plain) if plain else ())
        for asked, (question, parts) in waiting.items():
            self._answers[asked] = _together(question, [(part, next(tables)) for part in parts])

    def _cut(self, asked: Asked) -> tuple[Question, Sequence[Question]]:
        """The question, and its parts for apps with the same limits."""
        provider = provider_of(asked.provider)
        question = question_of(provider, asked)
        apps = self._apps(provider, asked.apps)
        accounts = () if asked.accounts is None and asked.apps is not None else asked.accounts
        whole = self._accounts(provider, accounts)
        return question, within_limits(question, self.limits_of(apps), apps, whole)

    def _answered(self, plain: Sequence[Question]) -> list[_Answer]:
        """Stored figures that cannot be read are left out, and are not taken for zeros: where
        reading finds some, it is done again with that known."""
        found: list[_Answer | None] = [None] * len(plain)
        parts: dict[int, Part] = {}
        snapshot = self._reach(plain)
        for number, one in enumerate(plain):
            try:
                parts[number] = draft(one, snapshot)
            except BadInput as error:
                found[number] = error
        known = [with_gaps(part, snapshot) for part in parts.values()]
        tables = read(known, snapshot)
        again = [with_gaps(part, snapshot) for part in parts.values()]
        if [one.gaps for one in again] != [one.gaps for one in known]:
            known, tables = again, read(again, snapshot)
        for number, part, table in zip(parts, known, tables, strict=True):
            found[number] = table if isinstance(table, QueryFailed) else finished(part, table)
        return [one for one in found if one is not None]

    def _reach(self, plain: Sequence[Question]) -> Snapshot:
        accounts = {app.integration for one in plain for app in one.apps}
        return self.look_at(accounts, [one.days for one in plain])

    def _apps(self, provider: Provider, wanted: Sequence[App] | None) -> list[App]:
        if wanted is None:
            found = list(self.apps().filter(integration__provider=provider.key))
            self.know(found)
            return found
        unknown = {app.pk for app in wanted} - self._seen
        if unknown:
            self._seen |= set(self.apps().filter(pk__in=unknown).values_list("pk", flat=True))
        is_seen = all(a.pk in self._seen and a.integration.provider == provider.key for a in wanted)
        if not is_seen:
            raise refused(
                self.user, self.workspace, "You may not see the figures of one of these apps."
            )
        return list(wanted)

    def _accounts(self, provider: Provider, wanted: Collection[int] | None) -> Mapping[int, Limits]:
        if wanted is not None and not wanted:
            return {}
        whole = self.whole_accounts(provider.key)
        if wanted is None:
            return whole
        if not set(wanted) <= whole.keys():
            raise refused(
                self.user, self.workspace, "You may not see the figures of one of these accounts."
            )
        return {account: whole[account] for account in wanted}


def _together(question: Question, answers: Sequence[tuple[Question, _Answer]]) -> _Answer:
    tables = []
    for part, table in answers:
        if isinstance(table, _WRONG):
            return table
        tables.append((part, table))
    return joined(question, tables)
