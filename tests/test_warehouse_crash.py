"""A process that dies while it loads leaves the old state or the new one; the load then repeats."""

import json
import os
import subprocess
import sys

import pytest

from tests import tree
from tests.postgresql import postgresql, postgresql_url
from tests.warehouse_writer import instances, model

__all__ = ["postgresql", "postgresql_url"]

FAULTS = ["before-file", "after-file", "before-commit", "in-commit", "after-commit"]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def home(request, tmp_path):
    """Settings of a home with an empty database."""
    url = request.getfixturevalue("postgresql_url") if request.param == "postgresql" else ""
    found = os.environ | {
        "STORELINK_HOME": str(tmp_path),
        "STORELINK_DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "storelink.config.settings",
        "PYTHONPATH": f"{tree.ROOT / 'src'}{os.pathsep}{tree.ROOT}",
    }
    assert process(found, "migrate").wait() == 0
    return found


def process(home, *arguments, **more):
    command = [sys.executable, "-m", "tests.warehouse_writer", *arguments]
    return subprocess.Popen(command, env=home, cwd=tree.ROOT, text=True, **more)


def shown(home):
    with process(home, "show", stdout=subprocess.PIPE) as reader:
        return json.loads(reader.communicate()[0])


def test_a_death_at_any_point_leaves_the_old_or_the_new_state(home):
    done = set()
    for number, fault in enumerate(FAULTS):
        how = ("exit", "kill")[number % 2]
        assert process(home, "load", str(number), fault, how).wait() == (9 if how == "exit" else -9)
        survived = done | {number} if fault == "after-commit" else done
        assert shown(home) == model(survived), fault
        assert process(home, "load", str(number)).wait() == 0
        done.add(number)
        assert shown(home) == model(done), fault


def test_two_writers_and_a_reader_see_whole_days_and_end_at_the_newest(home):
    writers = [process(home, "shuffled", seed) for seed in ("1", "2")]
    legal = [list(map(tuple_of, model({number}))) for number, _ in instances()]
    while any(writer.poll() is None for writer in writers):
        for slice_ in map(tuple_of, shown(home)):
            assert any(slice_ in known for known in legal)
    assert [writer.returncode for writer in writers] == [0, 0]
    assert shown(home) == model({number for number, _ in instances()})


def tuple_of(slice_):
    app, day, counts = slice_
    return app, day, tuple(counts)
