"""No file from outside takes more than half a gigabyte of memory, however it is made, and each
gives its rows or a sentence."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from storelink.providers.understand import OWN_ERROR
from tests import tree
from tests.torture.files import FILES, write

MOST_MIB = 512
needs_proc = pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="memory is measured by /proc, which is not here"
)


ON_EVERY_CHANGE = ("statistics_that_shrink_well", "one_line", "wide_page", "a_table_twice")
"""The rest takes a minute or two: `make torture`."""


@needs_proc
@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[] if name in ON_EVERY_CHANGE else pytest.mark.torture)
        for name in FILES
    ],
)
def test_a_file_made_to_fill_memory_does_not(name, tmp_path):
    write(name, tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "tests.torture.files", name, str(tmp_path)],
        cwd=tree.ROOT,
        env={**os.environ, "PYTHONPATH": f"{tree.ROOT / 'src'}{os.pathsep}{tree.ROOT}"},
        capture_output=True,
        text=True,
        check=True,
    )
    said = json.loads(done.stderr.splitlines()[-1])
    assert said["peak_mib"] <= MOST_MIB
    for how in ("load", "parse"):
        assert said[how].endswith("rows") or said[how] == "read" or "not_understood" in said[how]
        assert OWN_ERROR not in said[how]
