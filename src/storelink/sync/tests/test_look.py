"""The beginning of a run: a list of apps that is empty is no proof that all of them have left."""

from dataclasses import dataclass

import pytest
from django.utils import timezone

from storelink.integrations.models import Integration, ReportState, Run
from storelink.products.models import App
from storelink.providers.contract import StoreApp
from storelink.sync.look import ACCOUNT, look
from tests.lemonade_stand import STANDS, Stand


@dataclass(frozen=True)
class Listing(Stand):
    """An account that lists these apps."""

    listed: tuple[StoreApp, ...] = ()

    def apps(self):
        return self.listed


def looked(integration, *apps):
    run = Run.objects.create(integration=integration)
    found = look(run, Listing(apps))
    Run.objects.filter(pk=run.pk).update(ended_at=timezone.now())
    return found


def here(integration):
    rows = App.objects.filter(integration=integration, gone_at=None)
    return sorted(rows.values_list("store_id", flat=True))


@pytest.fixture
def known(connected):
    looked(connected, *STANDS)
    return connected


def test_an_empty_list_leaves_the_apps_that_are_known(known):
    assert sorted(looked(known)) == [ACCOUNT, "1", "2"]
    assert here(known) == ["1", "2"]


def test_again_and_again(known):
    for _ in range(3):
        looked(known)
    assert here(known) == ["1", "2"]


def test_one_app_that_is_not_listed_any_more_has_left(known):
    assert looked(known, STANDS[0]) == [ACCOUNT, "1"]
    assert here(known) == ["1"]
    assert App.objects.get(store_id="2").gone_at is not None, "it is kept, with its figures"


def test_one_that_is_listed_again_is_back(known):
    looked(known, STANDS[0])
    looked(known, *STANDS)
    assert here(known) == ["1", "2"]


def test_apps_of_another_account_are_none_of_its_business(known):
    other = Integration.objects.create(
        workspace=known.workspace, provider=known.provider, account_id="2", name="Other"
    )
    App.objects.create(integration=other, store_id="9", name="Elsewhere")
    looked(known, STANDS[0])
    looked(known)
    assert here(other) == ["9"]
    assert here(known) == ["1"]


def test_a_new_account_without_apps_has_none(connected):
    assert looked(connected) == [ACCOUNT]
    assert here(connected) == []
    assert ReportState.objects.filter(integration=connected).exists()


def test_after_that_the_first_app_is_found(connected):
    looked(connected)
    assert looked(connected, StoreApp(id="5", name="New")) == [ACCOUNT, "5"]
