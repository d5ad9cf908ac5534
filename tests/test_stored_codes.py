"""What an earlier version stored is read by its codes after the upgrade."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def before(request: Any) -> Any:
    """The models as they were before a migration; the newest stand again at the end."""

    def at(app: str, name: str) -> Any:
        executor = MigrationExecutor(connection)
        executor.migrate([(app, name)])
        return executor.loader.project_state([(app, name)]).apps

    yield at
    call_command("migrate", verbosity=0)


def after(app: str, name: str) -> Any:
    executor = MigrationExecutor(connection)
    executor.migrate([(app, name)])
    return executor.loader.project_state([(app, name)]).apps


def test_a_told_status_is_known_by_its_code(before):
    old = before("workspaces", "0009_chosen_at")
    user = old.get_model("workspaces", "User").objects.create(email="alice@example.com")
    home = old.get_model("workspaces", "Workspace").objects.create(name="Brightside")
    told = old.get_model("workspaces", "Notification").objects
    for about, kind, key in (
        ("account:1", "broken", "status:Invalid credentials"),
        ("account:2", "broken", "status:Still pending"),
        ("account:2", "share", "share:5"),
    ):
        told.create(user=user, workspace=home, kind=kind, about=about, key=key, title="T")
    new = after("workspaces", "0010_status_codes").get_model("workspaces", "Notification")
    assert list(new.objects.order_by("pk").values_list("key", flat=True)) == [
        "status:invalid_credentials", "status:no_data", "share:5",
    ]  # fmt: skip
