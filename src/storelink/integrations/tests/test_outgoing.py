"""The ledger of outgoing calls, and how long it is kept."""

from datetime import timedelta

import httpx
import pytest
from django.utils import timezone

from storelink.domain.errors import Busy, NotAllowed
from storelink.integrations.client import client_for
from storelink.integrations.models import ConnectAttempt, OutgoingCall
from storelink.integrations.outgoing import calls, ledger_of, ledger_of_attempt
from storelink.integrations.pause import pause, resume
from storelink.integrations.retention import forget_old
from storelink.integrations.sync_now import sync_now
from storelink.workspaces.models import AuditEntry
from tests import lemonade_stand


@pytest.fixture
def client(connected):
    """A client that writes into the ledger; the store answers with 403, or not at all."""

    def answer(request):
        if request.url.path == "/silence":
            raise httpx.ConnectTimeout("no answer")
        return httpx.Response(403)

    made = client_for(lemonade_stand.provider, on_call=ledger_of(connected.credentials.get()))
    made.transport = httpx.MockTransport(answer)
    made.pause = lambda seconds: None
    yield made
    made.close()


def test_a_call_is_written_with_its_credential_and_what_came_back(client, connected, workspace):
    client.request("GET", "https://lemonade.example/v1/stands/1?token=canary-token",
                   headers={"Authorization": "Bearer canary-token"})  # fmt: skip
    call = OutgoingCall.objects.get()
    assert (call.method, call.host, call.path) == ("GET", "lemonade.example", "/v1/stands/1")
    assert (call.status, call.credential, call.integration) == (403, "recipe recipe 1", connected)
    assert call.workspace == workspace
    assert "canary" not in str(list(OutgoingCall.objects.values_list()))


def test_a_call_without_an_answer_is_written_too_and_each_try(client):
    with pytest.raises(Busy):
        client.request("GET", "https://lemonade.example/silence")
    assert list(OutgoingCall.objects.values_list("status", flat=True)) == [None, None, None]


def test_calls_of_connecting_belong_to_the_workspace(connected, alice, workspace):
    attempt = ConnectAttempt.objects.create(
        workspace=workspace, user=alice, provider=lemonade_stand.KEY, kind="recipe",
        expires_at=timezone.now(),
    )  # fmt: skip
    made = client_for(lemonade_stand.provider, on_call=ledger_of_attempt(attempt))
    made.transport = httpx.MockTransport(lambda request: httpx.Response(200))
    made.request("GET", "https://lemonade.example/v1/door")
    made.close()
    assert calls(alice, workspace).get().credential == "recipe (connecting)"


def test_calls_are_searched_and_only_for_managers(client, alice, bob, charlie, workspace):
    client.request("GET", "https://lemonade.example/v1/stands/1")
    for words in ("stands 403", "LOU", "recipe", "get"):
        assert calls(alice, workspace, words).count() == 1, words
    assert not calls(alice, workspace, "stands 200").exists()
    for person in (bob, charlie):
        with pytest.raises(NotAllowed):
            calls(person, workspace)


def test_both_logs_forget_what_is_older_than_they_are_kept(client, alice, workspace, settings):
    client.request("GET", "https://lemonade.example/v1/stands/1")
    OutgoingCall.objects.update(at=timezone.now() - timedelta(days=40))
    AuditEntry.objects.update(at=timezone.now() - timedelta(days=40))
    settings.AUDIT_DAYS = settings.CALLS_DAYS = 0
    forget_old()
    assert OutgoingCall.objects.exists()
    settings.AUDIT_DAYS, settings.CALLS_DAYS = 60, 30
    forget_old()
    assert AuditEntry.objects.exists()
    assert not OutgoingCall.objects.exists()


def test_what_people_do_with_an_account_is_in_the_log(connected, alice, workspace):
    pause(alice, connected)
    resume(alice, connected)
    sync_now(alice, connected)
    found = AuditEntry.objects.filter(workspace=workspace, about__contains="Lou’s lemonade")
    assert list(found.order_by("pk").values_list("verb", flat=True)) == [
        "credential.set", "integration.paused", "integration.resumed", "integration.synced",
    ]  # fmt: skip
    assert lemonade_stand.RECIPE not in str(list(found.values_list()))
