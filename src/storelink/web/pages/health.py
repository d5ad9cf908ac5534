"""Two questions that a supervisor asks: is the process alive, and can it serve?"""

from __future__ import annotations

import logging

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from storelink.integrations.own_server import no_worker, storage_probe, vault_trouble

_log = logging.getLogger(__name__)


@require_safe
def live(_request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "live"})


@require_safe
def ready(_request: HttpRequest) -> JsonResponse:
    """The database answers, its tables are up to date, the home folder, the data and the vault's
    keys are there: 200, else 503 with what is missing. Pages can be served without a worker: where
    there is none, that is told with 200."""
    problem = _database_problem() or _folder_problem()
    if problem:
        return JsonResponse({"status": "not ready", "because": problem}, status=503)
    trouble = storage_probe.trouble() or vault_trouble()
    if trouble is not None:
        because = {"because": trouble.sentence, "reason": trouble.reason}
        return JsonResponse({"status": "not ready", **because}, status=503)
    worker = no_worker()
    if worker is not None:
        because = {"because": worker.sentence, "reason": worker.reason}
        return JsonResponse({"status": "ready, without a worker", **because})
    return JsonResponse({"status": "ready"})


def _database_problem() -> str:
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return "The database's tables are not up to date. Run `storelink up`."
    except DatabaseError:
        _log.exception("the database does not answer")
        return "The database does not answer."
    return ""


def _folder_problem() -> str:
    return "" if settings.HOME.is_dir() else "The home folder is missing."
