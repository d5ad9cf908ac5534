"""Durable jobs: the only file that knows DBOS.

Workflows are deterministic and talk to the world in steps; a step may run twice, so each is
idempotent. Arguments and results are ids and plain values in JSON, never secrets: they are stored.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import sqlalchemy as sa
from dbos import DBOS, DBOSConfig, Serializer, SetEnqueueOptions, SetWorkflowID
from django.conf import settings
from django.db import close_old_connections

P = ParamSpec("P")
R = TypeVar("R")

QUEUE = "sync"
VERSION = "1"
"""Raised when the order of a workflow's steps changes: then old runs end under the old code."""
POLL_SECONDS = 1.0
AT_ONCE = 4
"""Runs of different credentials that one worker does side by side."""


class PlainJson(Serializer):
    """JSON in clear: ids and counts only. (The default would pickle, and unpickle, rows.)"""

    def serialize(self, data: Any) -> str:
        return json.dumps(_plain(data), separators=(",", ":"))

    def deserialize(self, serialized_data: str) -> Any:
        found = json.loads(serialized_data)
        if isinstance(found, dict) and "__error__" in found:
            return RuntimeError(f"{found['__error__']}: {found['text']}")
        return found

    def name(self) -> str:
        return "storelink_json"


def _plain(data: Any) -> Any:
    if isinstance(data, BaseException):
        return {"__error__": type(data).__name__, "text": str(data)[:2000]}
    if isinstance(data, dict):
        return {str(key): _plain(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_plain(value) for value in data]
    if data is None or isinstance(data, bool | int | float | str):
        return data
    raise TypeError(f"a job may not carry a {type(data).__name__}")


def engine() -> sa.Engine:
    """The jobs' own database: a SQLite file beside the application's, or PostgreSQL."""
    url = settings.JOBS_URL or _beside_the_rest()
    if not url.startswith("sqlite"):
        return sa.create_engine(url, pool_size=12, max_overflow=8, pool_pre_ping=True)
    made = sa.create_engine(url, connect_args={"timeout": 30})
    sa.event.listen(made, "connect", _tune)
    return made


def _beside_the_rest() -> str:
    database = settings.DATABASES["default"]
    if "postgresql" in database["ENGINE"]:
        return sa.URL.create(
            "postgresql+psycopg", database["USER"] or None, database["PASSWORD"] or None,
            database["HOST"] or None, int(database["PORT"] or 5432), database["NAME"],
        ).render_as_string(hide_password=False)  # fmt: skip
    return f"sqlite:///{Path(settings.HOME) / 'jobs.sqlite3'}"


def _tune(connection: Any, _: object) -> None:
    # NORMAL survives kill -9; only FULL survives a power cut, and then a step is done again.
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")


def launch(executor: str) -> None:
    """Start doing jobs in this process, under this executor's name."""
    config: DBOSConfig = {
        "name": "storelink",
        "system_database_engine": engine(),
        "serializer": PlainJson(),
        "application_version": VERSION,
        "executor_id": executor,
        "use_listen_notify": False,
        "log_level": "WARNING",
        "scheduler_polling_interval_sec": 3600.0,
        # Looks at waits in memory, of which we have none; stopping waits for it to wake.
        "notification_listener_polling_interval_sec": 0.5,
    }
    DBOS(config=config)
    DBOS.launch()
    DBOS.register_queue(
        QUEUE,
        worker_concurrency=AT_ONCE,
        partition_concurrency=1,
        polling_interval_sec=POLL_SECONDS,
        on_conflict="always_update",
    )


def stop(patience_seconds: int) -> None:
    """Let go; what is not finished goes on elsewhere, or here after the next start."""
    DBOS.destroy(workflow_completion_timeout_sec=patience_seconds)


def workflow(name: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """A durable function. Its name is stored: never give it to another."""
    return DBOS.workflow(name=name, max_recovery_attempts=1000)


def step(name: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """A function whose result is stored. Database connections do not outlive it."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def clean(*args: P.args, **kwargs: P.kwargs) -> R:
            close_old_connections()
            try:
                return function(*args, **kwargs)
            finally:
                close_old_connections()

        return DBOS.step(name=name)(clean)

    return decorate


def sleep(seconds: float) -> None:
    """Wait, in a workflow; a restart does not begin the wait anew."""
    DBOS.sleep(seconds)


def enqueue(job: Callable[..., Any], job_id: str, partition: str, *args: Any) -> None:
    """Have a workflow done once for this id, and one at a time for a partition."""
    with SetWorkflowID(job_id), SetEnqueueOptions(queue_partition_key=partition):
        DBOS.enqueue_workflow(QUEUE, job, *args)


def is_known(job_id: str) -> bool:
    """Whether the job was ever accepted."""
    return DBOS.get_workflow_status(job_id) is not None


def is_over(job_id: str) -> bool:
    """Whether the job has ended, well or not."""
    known = DBOS.get_workflow_status(job_id)
    return known is not None and known.status not in {"PENDING", "ENQUEUED", "DELAYED"}


def held_by() -> dict[str, list[str]]:
    """Executor → the ids of the jobs that it is doing."""
    found: dict[str, list[str]] = {}
    for job in DBOS.list_workflows(status="PENDING", load_input=False, load_output=False):
        found.setdefault(job.executor_id or "", []).append(job.workflow_id)
    return found


def take_over(job_ids: Sequence[str]) -> None:
    """Put jobs of a dead executor back into the queue; they go on after their last step."""
    DBOS.resume_workflows(list(job_ids), queue_name=QUEUE)


def forget_before(moment_iso: str) -> int:
    """Delete the records of jobs that ended before then; how many."""
    old = [
        job.workflow_id
        for job in DBOS.list_workflows(
            end_time=moment_iso, status=["SUCCESS", "ERROR", "CANCELLED"], limit=500,
            load_input=False, load_output=False,
        )
    ]  # fmt: skip
    if old:
        DBOS.delete_workflows(old)
    return len(old)
