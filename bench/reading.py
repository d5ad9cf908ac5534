"""`python -m bench.reading`: what a page of figures costs, in a home that `workspace` has filled:
its SQL statements, its questions to the warehouse, the server's time and the size of its HTML."""

from __future__ import annotations

import statistics
import sys
import time
from collections import Counter
from typing import Any
from unittest import mock

import django

from bench.child import say
from bench.workspace import EMAIL

ROUNDS = 7


def main() -> None:
    django.setup()
    from storelink.products.models import App

    first = App.objects.order_by("pk").first()
    assert first is not None
    pages = {
        "overview": "/",
        "app": f"/analytics/{first.pk}/",
        "app_of_downloads": f"/analytics/{first.pk}/?metric=total_downloads",
        "integrations": "/settings/integrations/",
    }
    wanted = sys.argv[1:] or list(pages)
    for name in wanted:
        say({"name": f"reading_{name}", **_measured(pages[name])})


def _measured(address: str) -> dict[str, Any]:
    from django.db import connection
    from django.test import Client

    from storelink.warehouse.engine import Engine
    from storelink.workspaces.models import User

    browser = Client(SERVER_NAME="localhost")
    person = User.objects.get(email=EMAIL)
    browser.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    rounds = []
    for _ in range(ROUNDS):
        started_at = time.perf_counter()
        answer = browser.get(address)
        rounds.append((time.perf_counter() - started_at) * 1000)
        assert answer.status_code == 200, answer.status_code
    statements: Counter[str] = Counter()
    questions = 0
    table = Engine.table

    def counted(execute: Any, sql: str, *rest: Any) -> Any:
        statements[sql] += 1
        return execute(sql, *rest)

    def asked(engine: Engine, *given: Any) -> Any:
        nonlocal questions
        questions += 1
        return table(engine, *given)

    with mock.patch.object(Engine, "table", asked), connection.execute_wrapper(counted):
        answer = browser.get(address)
    return {
        "ms": statistics.median(rounds[1:]),
        "least_ms": min(rounds),
        "statements": statements.total(),
        "questions": questions,
        "kib": len(answer.content) / 1024,
    }


if __name__ == "__main__":
    main()
