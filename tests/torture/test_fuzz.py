"""A few thousand damaged files and answers on every change; `python -m tests.torture.fuzz` does as
many as one likes. What was found once stays here."""

from random import Random

import pytest

from storelink.domain.bounds import DEFAULT_BOUNDS
from storelink.providers import understand
from storelink.providers.registry import provider
from tests.torture.fuzz import Fuzzer

INPUTS = 1500


@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_but_the_documented_errors_comes_out(seed, tmp_path):
    fuzzer = Fuzzer(Random(seed), tmp_path)
    fuzzer.run(INPUTS)
    assert fuzzer.found == {}
    assert fuzzer.outcomes["read"] > INPUTS // 50


def test_a_measure_that_a_split_does_not_have_is_left_out():
    console = provider("app_store_connect")
    content = (
        b'{"results": [{"group": {"key": "1", "title": "A"},'
        b' "data": [{"date": "2026-11-20T00:00:00Z", "units": 3}]}]}'
    )
    for report in console.reports:
        if report.key.startswith("web_analytics_by_"):
            found = understand.read(console, report, content, "a.json", bounds=DEFAULT_BOUNDS)
            assert found.table.num_rows in {0, 1}
