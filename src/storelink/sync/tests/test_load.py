"""How much is asked for before it is published."""

from storelink.domain.errors import NeedsPermission
from storelink.integrations.models import LoadedPartition
from storelink.sync import load
from storelink.sync.tests.test_run import brought_in, day, script

__all__ = ["script"]


def test_what_a_slow_store_has_sent_is_published_before_the_rest_is_asked_for(
    connected, script, monkeypatch
):
    monkeypatch.setattr(load, "_ASKED_AT_ONCE", 2)
    monkeypatch.setattr(load, "_WAITING_SECONDS", -1.0)
    seen = []
    publish = load._publish

    def counted(run, arrived, result):
        publish(run, arrived, result)
        seen.append((len(script.fetched), LoadedPartition.objects.count()))

    monkeypatch.setattr(load, "_publish", counted)
    assert brought_in(connected)[0] == "done"
    assert seen[:3] == [(2, 2), (4, 4), (6, 6)]


def test_without_a_permission_the_rest_of_that_report_is_not_asked_for(
    connected, script, monkeypatch
):
    monkeypatch.setattr(load, "_ASKED_AT_ONCE", 2)
    script.errors = {day(n): NeedsPermission("Ask Lou.", missing="Sales") for n in range(1, 8)}
    assert brought_in(connected)[0] == "halted"
    assert len(script.fetched) == 2
