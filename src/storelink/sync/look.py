"""The beginning of a run: is the account open, which apps, which reports."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from django.conf import settings

from storelink.domain.errors import Busy, Incomplete, NeedsPermission, NotReady
from storelink.domain.outcome import ReportOutcome
from storelink.domain.report import Grain, Report
from storelink.integrations.issue import open_issue, solve
from storelink.integrations.ledger import forget_limit
from storelink.integrations.models import Integration, ReportState, Run
from storelink.products.apps import record
from storelink.products.found_apps import find_apps
from storelink.products.join import join_doubles
from storelink.products.models import App
from storelink.providers.apps_in_part import AppsInPart
from storelink.providers.contract import Session, StoreApp
from storelink.providers.registry import provider as provider_of
from storelink.sync.choice import fetched_reports, usable_credentials
from storelink.sync.repair import repair

log = logging.getLogger(__name__)

ACCOUNT = ""
"""The app of a partition that is of the whole account."""


def look(run: Run, session: Session) -> list[str]:
    """The apps to ask for, the account first. Raises what the session raises."""
    integration = run.integration
    session.check()
    try:
        _record(integration, session.apps())
        solve(integration, "apps")
    except Incomplete as cut:
        record(integration, cut.came, is_whole=False)
        open_issue(integration, "apps", cut)
    except NeedsPermission as error:
        open_issue(integration, "apps", error)
    except NotReady:
        pass  # The store lets the account in later by itself: what is known stays as it is.
    except AppsInPart as part:
        record(integration, part.apps, is_whole=False)
    except Busy as trouble:
        if not trouble.is_of_one_call or not integration.apps.exists():
            raise
    repair(integration)
    find_apps(integration)
    joined = join_doubles(integration)
    if joined is not None and joined.pk != integration.pk:
        return []  # it goes on as a part of that one
    _make_states(run)
    apps = App.objects.filter(integration=integration, is_left_out=False, gone_at=None)
    return [ACCOUNT, *apps.values_list("store_id", flat=True)]


def _record(integration: Integration, listed: Sequence[StoreApp]) -> None:
    """An empty list, where apps are known, is no proof that all of them have left."""
    if listed or not App.objects.filter(integration=integration, gone_at=None).exists():
        record(integration, listed)
    else:
        log.warning("integration %s: the store lists no app; those known stay", integration.pk)


def reports_for(integration: Integration, app: str) -> Sequence[Report]:
    """The reports to ask for of the account, or of one app: those its credentials can fetch."""
    grain = Grain.ACCOUNT if app == ACCOUNT else Grain.APP
    return [report for report in _fetched(integration) if report.grain is grain]


def _fetched(integration: Integration) -> list[Report]:
    return fetched_reports(provider_of(integration.provider), usable_credentials(integration))


def _make_states(run: Run) -> None:
    """One for each report that is fetched; those that never will be, for want of a credential of
    the right kind, are not waited for."""
    wanted = [report.key for report in _fetched(run.integration)]
    if not settings.HISTORY_DAYS:
        forget_limit(run.integration)
    states = ReportState.objects.filter(integration=run.integration)
    states.exclude(report__in=wanted).filter(loaded_at=None).delete()
    for key in wanted:
        states.update_or_create(
            integration=run.integration,
            report=key,
            defaults={"run": run, "planned": 0, "done": 0},
            create_defaults={"run": run, "outcome": ReportOutcome.QUEUED},
        )
