"""One report is left to the next run, since the store fails at it; another waits for the hour's
requests. Each is told its own reason, by the whole run."""

import inspect
from dataclasses import replace
from datetime import timedelta

import pytest

from storelink.domain.errors import Busy
from storelink.domain.waiting import REST_SENTENCES, Rest
from storelink.integrations.models import Integration, ReportState, Run
from storelink.integrations.status import status_of
from storelink.providers import registry
from storelink.sync import jobs
from storelink.sync.run import sync_run
from storelink.sync.tests.test_run import FAILS, day
from tests import lemonade_stand
from tests.lemonade_stand import CUPS

LIDS = replace(CUPS, key="lids", name="Lids")
USED_UP = Busy(
    REST_SENTENCES[Rest.HOUR_USED_UP], wait=timedelta(minutes=40), reason=Rest.HOUR_USED_UP
)


class Store(lemonade_stand.Stand):
    """Sells lids too. Fails with what it is told to, by (report, day), or when asked for a list."""

    errors: dict[tuple[str, str], Exception] = {}

    def available(self, report, app, today):
        if (report.key, "") in self.errors:
            raise self.errors[report.key, ""]
        yield from super().available(report, app, today)

    def fetch(self, report, partition, folder):
        error = self.errors.get((report.key, partition.period))
        if error is not None:
            raise error
        return super().fetch(report, partition, folder)


@pytest.fixture
def errors(connected, monkeypatch):
    monkeypatch.setattr(Store, "errors", {})
    sells_lids = replace(
        lemonade_stand.provider, reports=(CUPS, LIDS), open=lambda secret, http: Store()
    )
    monkeypatch.setattr(registry, "found", lambda: (sells_lids,))
    return Store.errors


def told_at_each_wait(integration, monkeypatch):
    """Report → its sentence, at each wait of a whole run and at its end."""
    seen: list[dict[str, str]] = []

    def look(*_):
        rows = ReportState.objects.filter(outcome="busy")
        seen.append(dict(rows.values_list("report", "sentence")))

    monkeypatch.setattr(jobs, "sleep", look)
    run = Run.objects.create(integration=integration)
    assert inspect.unwrap(sync_run)(run.pk) == "halted"
    look()
    return seen


EACH_ITS_OWN = {"cups": FAILS.sentence, "lids": USED_UP.sentence}


def of_every_day(report, error):
    return {(report, day(n)): error for n in range(1, 8)}


def test_what_one_step_leaves_keeps_its_reason_while_the_other_waits(
    connected, errors, monkeypatch
):
    errors |= of_every_day("cups", FAILS) | of_every_day("lids", USED_UP)
    seen = told_at_each_wait(connected, monkeypatch)
    assert seen[0].keys() == seen[1].keys() == {"cups", "lids"}  # both wait for the store at first
    assert all(one == EACH_ITS_OWN for one in seen[2:])


def test_what_an_earlier_step_left_keeps_its_reason(connected, errors, monkeypatch):
    errors |= of_every_day("cups", FAILS) | of_every_day("lids", USED_UP)
    del errors["lids", day(1)]
    seen = told_at_each_wait(connected, monkeypatch)
    assert all(one == EACH_ITS_OWN for one in seen[2:])
    assert ReportState.objects.get(report="lids").loaded_at is not None


def test_a_report_whose_list_fails_keeps_its_reason(connected, errors, monkeypatch):
    errors |= {("cups", ""): FAILS} | of_every_day("lids", USED_UP)
    seen = told_at_each_wait(connected, monkeypatch)
    assert all(one == EACH_ITS_OWN for one in seen[2:])


def test_a_report_that_is_left_and_partly_in_is_not_said_to_be_loading(
    connected, errors, monkeypatch
):
    errors |= {("cups", day(3)): FAILS} | {("lids", day(n)): USED_UP for n in range(5, 8)}
    seen = told_at_each_wait(connected, monkeypatch)
    assert all(one == EACH_ITS_OWN for one in seen[2:])
    assert ReportState.objects.get(report="cups").loaded_at is not None


def test_the_account_tells_what_the_run_waits_for(connected, errors, monkeypatch):
    errors |= of_every_day("cups", FAILS) | of_every_day("lids", USED_UP)
    told_at_each_wait(connected, monkeypatch)
    assert status_of(Integration.objects.get()).waiting.startswith(USED_UP.sentence)


def test_the_next_run_asks_for_both_again(connected, errors, monkeypatch):
    errors |= of_every_day("cups", FAILS) | of_every_day("lids", USED_UP)
    told_at_each_wait(connected, monkeypatch)
    errors.clear()
    run = Run.objects.create(integration=connected)
    assert inspect.unwrap(sync_run)(run.pk) == "done"
    states = ReportState.objects.values_list("report", "outcome", "sentence")
    assert sorted(states) == [("cups", "complete", ""), ("lids", "complete", "")]
