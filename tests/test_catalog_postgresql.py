"""The catalogue’s own tests, those of the reports added up and of the audit log’s chain, once more,
on PostgreSQL."""

import os
import subprocess
import sys

import pytest

from tests import tree
from tests.postgresql import postgresql, postgresql_url

__all__ = ["postgresql", "postgresql_url"]


@pytest.mark.postgresql
def test_the_catalogue_and_the_chain_hold_on_postgresql_too(postgresql_url, tmp_path):
    environment = os.environ | {
        "STORELINK_DATABASE_URL": postgresql_url,
        "STORELINK_HOME": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist",
         "src/storelink/integrations/tests/test_catalog.py",
         "src/storelink/integrations/tests/test_report_totals.py",
         "src/storelink/workspaces/tests/test_chain.py"],
        cwd=tree.ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
