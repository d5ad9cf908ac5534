"""A file of millions of rows is loaded by a sync within half a gigabyte of memory."""

import json
import os
import subprocess
import sys

import pytest

from storelink.cli.supervisor import MEMORY
from tests import tree
from tests.torture.loading import write
from tests.torture.test_files import MOST_MIB, needs_proc


@needs_proc
@pytest.mark.torture
@pytest.mark.parametrize("name", ["analytics", "analytics_of_a_day", "sales", "earnings", "orders"])
def test_a_file_of_millions_of_rows_is_loaded_within_bounds(name, tmp_path):
    """Twice: the second time it replaces itself."""
    write(name, 3_000_000, tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "tests.torture.loading", name, str(tmp_path)],
        cwd=tree.ROOT,
        env={
            **os.environ,
            **MEMORY,
            "PYTHONPATH": f"{tree.ROOT / 'src'}{os.pathsep}{tree.ROOT}",
            "DJANGO_SETTINGS_MODULE": "storelink.config.settings",
            "STORELINK_HOME": str(tmp_path / "home"),
        },
        capture_output=True,
        text=True,
        check=True,
    )
    said = json.loads(done.stderr.splitlines()[-1])
    assert said["first"] == said["again"] == "3000000 rows"
    assert said["peak_mib"] <= MOST_MIB
