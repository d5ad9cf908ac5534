"""Asks Apple to make analytics reports: once for the days to come, once for the history.

Only an Admin key may ask; Sales and Finance keys may read what was asked for. Source:
developer.apple.com/documentation/appstoreconnectapi/downloading-analytics-reports
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from storelink.domain.errors import Incomplete, Missing, NeedsPermission, StoreError
from storelink.domain.report import Family
from storelink.providers.answers import Answer
from storelink.providers.app_store_connect.client import AppleClient, Refused, segment
from storelink.providers.app_store_connect.periods import ONGOING, SNAPSHOT
from storelink.providers.app_store_connect.refusals import (
    HISTORY_BY_ADMIN,
    MUST_BE_ADMIN,
    ROLE_RULES,
)
from storelink.providers.paging import gathered

ACCESS: Final = {ONGOING: "ONGOING", SNAPSHOT: "ONE_TIME_SNAPSHOT"}
"""Our word → Apple's."""
_WORD: Final = {apples: ours for ours, apples in ACCESS.items()}


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """A request that Apple knows."""

    id: str
    access: str
    """`ongoing` or `snapshot`."""
    is_stopped: bool
    """Nobody read it for long: it makes nothing any more and must be asked for anew."""


@dataclass
class ReportRequests:
    """The requests of each app, remembered for as long as a session lives."""

    client: AppleClient
    _known: dict[str, tuple[ReportRequest, ...]] = field(default_factory=dict)
    cut_short: dict[str, Incomplete] = field(default_factory=dict)
    """App → why not all of its requests are known."""
    _prepared: set[str] = field(default_factory=set)
    _history: dict[str, StoreError] = field(default_factory=dict)
    """App → what came of asking for its history."""

    def of(self, app: str, *, fresh: bool = False) -> tuple[ReportRequest, ...]:
        """The app's requests. NeedsPermission where the role may not read analytics."""
        if fresh or app not in self._known:
            found, cut = gathered(
                self.client.every(
                    f"/v1/apps/{segment(app)}/analyticsReportRequests",
                    {},
                    (ROLE_RULES[Family.ANALYTICS],),
                )
            )
            self.cut_short.pop(app, None)
            if cut is not None:
                self.cut_short[app] = cut
            self._known[app] = tuple(
                ReportRequest(
                    each.id, _WORD[each.text("accessType")], each.flag("stoppedDueToInactivity")
                )
                for each in found
                if each.text("accessType") in _WORD
            )
        return self._known[app]

    def prepare(self, app: str) -> None:
        """See to it that Apple makes the app's reports. Safe to repeat.

        NeedsPermission where nothing was ever asked for and this key may not ask. A history that
        could not be asked for stops nothing: the days to come arrive all the same.
        """
        if app in self._prepared:
            return
        requests = self.of(app, fresh=True)
        if not any(each.access == ONGOING and not each.is_stopped for each in requests):
            self._ask(app, ONGOING, requests)
        if not any(each.access == SNAPSHOT for each in requests):
            self._ask_for_history(app, requests)
        self._prepared.add(app)

    def ask_for_history(self, app: str) -> None:
        """Ask for the app's history anew. Always raises, since nothing of it is there yet: Missing
        where Apple makes it, or makes none for now; NeedsPermission where this key may not ask.
        """
        if app not in self._history:
            try:
                self._create(app, SNAPSHOT)
            except Refused as refused:
                is_blocked = refused.answer.status == 409
                meant = refused.meant((HISTORY_BY_ADMIN,))
                self._history[app] = _not_for_now(refused) if is_blocked else meant
            else:
                self._known.pop(app, None)
                self._history[app] = _asked()
        raise self._history[app]

    def _ask_for_history(self, app: str, requests: tuple[ReportRequest, ...]) -> None:
        try:
            self._ask(app, SNAPSHOT, requests)
            self._history[app] = _asked()
        except NeedsPermission as refusal:
            if refusal.reason != MUST_BE_ADMIN.reason:
                raise
            self._history[app] = HISTORY_BY_ADMIN.build(Answer(403, where=refusal.detail))

    def _ask(self, app: str, access: str, before: tuple[ReportRequest, ...]) -> None:
        """Create a request; where Apple says there is one already, look again."""
        try:
            self._create(app, access)
        except Refused as refused:
            if refused.answer.status != 409:
                raise refused.meant((MUST_BE_ADMIN,)) from None
            # Made by somebody else meanwhile, or a history within the last 31 days: all is well.
            # Only a stopped request in the way must go.
            if access == ONGOING and not self._has_live(app):
                self._replace_stopped(app, before)
        self._known.pop(app, None)

    def _has_live(self, app: str) -> bool:
        return any(
            each.access == ONGOING and not each.is_stopped for each in self.of(app, fresh=True)
        )

    def _replace_stopped(self, app: str, before: tuple[ReportRequest, ...]) -> None:
        stopped = [each for each in before if each.access == ONGOING and each.is_stopped]
        try:
            for each in stopped:
                self.client.delete(f"/v1/analyticsReportRequests/{segment(each.id)}")
            if stopped:
                self._create(app, ONGOING)
        except Refused as refused:
            raise refused.meant((MUST_BE_ADMIN,)) from None

    def _create(self, app: str, access: str) -> None:
        self.client.post("/v1/analyticsReportRequests", request_body(app, ACCESS[access]))


def _asked() -> Missing:
    return Missing(
        "Apple was asked for the history of this app and makes it. That takes up to two days.",
        reason="history_asked",
    )


def _not_for_now(refused: Refused) -> Missing:
    return Missing(
        "Apple holds no history of this app, and makes a new one only about once in 31 days. Days "
        "before the first report are missing until then; Apple is asked again every day.",
        detail=refused.answer.where,
        reason="history_blocked",
    )


def request_body(app: str, access: str) -> dict[str, Any]:
    """What Apple wants to be sent. `access` is Apple's word."""
    return {
        "data": {
            "type": "analyticsReportRequests",
            "attributes": {"accessType": access},
            "relationships": {"app": {"data": {"type": "apps", "id": app}}},
        }
    }
