"""Every address × every visitor × every verb: nobody learns what is not theirs, nothing falls.

`test_access` says what each address answers to each of the cast. Here every verb is tried on every
address, and what comes back is searched for canaries: names and numbers that are known to the
workspace alone. Lena sees one app of two, without money, by a share with limits.
"""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from storelink.integrations.connect import begin
from storelink.products.models import App, Share
from storelink.web.tests import test_access
from storelink.web.tests.test_access import FORMS, SEALED, names, undone
from storelink.workspaces.people import add_person

_vault, cast, arguments = test_access._vault, test_access.cast, test_access.arguments
VERBS = ("get", "head", "post", "put", "delete", "options")
ACCOUNT, CREDENTIAL, STORE_ID = "Brightside Labs", "2X9R4HXF34", "57246542"
APP, OTHER_APP = "Tidewater: Surf Forecast", "Hidden Harbour"
PEOPLE_INSIDE = ("bob@example.org", "vera@example.org", "mia@example.org")
ALL = (ACCOUNT, CREDENTIAL, STORE_ID, APP, OTHER_APP, *PEOPLE_INSIDE, "alice@example.org")
MAY_NOT_SEE = {
    "alice": (), "mia": (), "bob": (), "vera": (),
    "nia": (CREDENTIAL, STORE_ID, *PEOPLE_INSIDE),
    "lena": (CREDENTIAL, STORE_ID, OTHER_APP, *PEOPLE_INSIDE),
    "charlie": ALL, "otto": ALL, "nobody": ALL,
}  # fmt: skip
"""Visitor → what must stand in no answer to them."""
NAMES_ITS_SENDER = {"join"}
"""Whoever holds an invitation is told who invites them."""
MORE = {"verify", "update", "doctor_test", "request_reports"}
MADE_UP = ({}, {"pk": 1}, {"pk": 987654}, {"uidb36": "1", "key": "x"}, {"provider_id": "oidc"})


@pytest.fixture
def everything(arguments, cast, integration, app, alice, workspace, provider):
    """Address → what it names: all of Alice's."""
    other = App.objects.create(
        integration=integration, store_id="1440002", name=OTHER_APP, bundle_id="example.hidden"
    )
    lena = add_person("lena@example.org", "a long enough password", name="lena")
    share = Share.objects.create(
        integration=integration, workspace=lena.personal_workspace, shared_by=alice,
        has_all_apps=False, hides_money=True,
    )  # fmt: skip
    share.apps.add(app)
    cast["lena"] = lena
    attempt, ask = begin(alice, workspace, provider.key, provider.credential_kinds[0].key)
    talk = {"console": provider.key, "talk": attempt.pk}
    cache.clear()
    account = {"pk": integration.pk}
    return {
        **arguments,
        **dict.fromkeys(MORE, account),
        "connect_step": {**talk, "step": ask.step}, "code_link_new": talk, "code_standing": talk,
        "connect_update_instead": {"attempt_pk": attempt.pk},
    }, other  # fmt: skip


def paths(known):
    """Every address of the product, with the numbers of what is Alice's."""
    for name in dict.fromkeys(names(get_resolver().url_patterns)):
        for given in [known[name]] if name in known else MADE_UP:
            try:
                yield name, reverse(name, kwargs=given)
                break
            except NoReverseMatch:
                continue
        else:
            raise AssertionError(f"say what {name} names")


def leaks(answer, who, name):
    text = answer.getvalue().decode(errors="replace") + str(answer.headers)
    canaries = (SEALED.decode(), *MAY_NOT_SEE[who])
    if name in NAMES_ITS_SENDER:
        canaries = tuple(one for one in canaries if one != "alice@example.org")
    return [canary for canary in canaries if canary in text]


@pytest.mark.parametrize("who", MAY_NOT_SEE)
def test_every_address_by_every_verb(who, everything, cast, as_):
    known, _ = everything
    wrong, count = {}, 0
    for name, path in paths(known):
        for verb in VERBS:
            with undone():
                signed_out = Client(raise_request_exception=False)
                browser = signed_out if who == "nobody" else as_(cast[who])
                answer = getattr(browser, verb)(path, FORMS.get(name, {}))
            count += 1
            if answer.status_code >= 500:
                wrong[f"{verb} {name}"] = answer.status_code
            elif found := leaks(answer, who, name):
                wrong[f"{verb} {name}"] = found
    assert wrong == {}
    assert count > len(VERBS) * 70


@pytest.mark.parametrize("who", ["lena", "otto", "charlie", "nia"])
def test_the_other_apps_pages_are_as_if_there_were_none(who, everything, cast, as_):
    _, other_app = everything
    expected = {200} if who == "nia" else {404}
    for name in ("app", "series_csv", "breakdown_csv"):
        answer = as_(cast[who]).get(reverse(name, kwargs={"pk": other_app.pk}))
        assert answer.status_code in expected, (who, name)
        if who != "nia":
            assert OTHER_APP not in answer.getvalue().decode()
