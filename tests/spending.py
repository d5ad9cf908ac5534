"""Run as a process of one host: spends the hour's requests of a credential, as a run would. For
tests.

    make NAMES…                    → the ids of credentials, of one account each
    spend CREDENTIAL PER_HOUR TRIES → after a line: {"spent", "refused", "said"}
"""

from __future__ import annotations

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storelink.config.settings")
django.setup()

from storelink.domain.errors import Busy  # noqa: E402
from storelink.integrations.models import Credential, Integration  # noqa: E402
from storelink.sync import limits  # noqa: E402
from storelink.workspaces.people import add_person  # noqa: E402


def make(*names: str) -> None:
    alice = add_person("alice@example.com", "correct horse battery")
    found = []
    for name in names:
        one = Integration.objects.create(
            workspace=alice.personal_workspace, provider="app_store_connect", account_id=name,
            name=name, connected_by=alice,
        )  # fmt: skip
        found.append(Credential.objects.create(integration=one, kind="api_key", sealed="x").pk)
    print(json.dumps(found))


def spend(credential: str, per_hour: str, tries: str) -> None:
    limits._PATIENCE_SECONDS = 0.0  # a test does not wait for the hour to pass
    limiter = limits.limiter_for(Credential.objects.get(pk=credential), int(per_hour))
    limiter.check()
    spent, said = 0, set()
    print("ready", flush=True)
    sys.stdin.readline()
    for _ in range(int(tries)):
        try:
            limiter.acquire()
            spent += 1
        except Busy as busy:
            said.add(busy.sentence)
    refused = int(tries) - spent
    print(json.dumps({"spent": spent, "refused": refused, "said": sorted(said)}), flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(*sys.argv[2:])
    else:
        spend(*sys.argv[2:])
