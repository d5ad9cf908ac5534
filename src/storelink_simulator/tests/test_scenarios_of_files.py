"""Troubles of a file: cut, wrong, reshaped."""

from __future__ import annotations

import gzip
import hashlib
from typing import Any

import pytest

from storelink_simulator.tests.playing import Player, opened, table

DOWNLOADS = "App Downloads Standard"


def newest(sim: Player, name: str = DOWNLOADS) -> Any:
    return sim.instances(sim.app_id(), name, filter_granularity="DAILY")[0]


def plain(sim: Player) -> bytes:
    """The first file of the newest instance."""
    return gzip.decompress(sim.file(sim.segments(newest(sim))[0]))


def test_a_file_that_ends_half_way(sim: Player) -> None:
    whole = plain(sim)
    sim.play("truncated_gzip")
    segment = sim.segments(newest(sim))[0]
    data = sim.file(segment)
    assert len(data) < segment["attributes"]["sizeInBytes"]
    with pytest.raises(EOFError):
        gzip.decompress(data)
    assert plain(sim) == whole
    sim.play("truncated_gzip")
    with pytest.raises(EOFError):
        gzip.decompress(sim.sales().content)
    assert opened(sim.sales())


def test_a_checksum_that_is_wrong_once(sim: Player) -> None:
    sim.play("wrong_checksum")
    first, second = sim.segments(newest(sim))[0], sim.segments(newest(sim))[0]
    digest = hashlib.md5(sim.file(first)).hexdigest()
    assert first["attributes"]["checksum"] != digest
    assert second["attributes"]["checksum"] == digest


def test_an_address_that_has_expired(sim: Player) -> None:
    sim.play("expired_url")
    url = sim.segments(newest(sim))[0]["attributes"]["url"]
    assert sim.client.get(url).status_code == 403
    assert sim.file(sim.segments(newest(sim))[0])


def test_segments_in_another_order(sim: Player) -> None:
    found = sim.instances(sim.app_id(), "App Sessions Standard")
    instance = next(one for one in found if len(sim.segments(one)) > 1)
    before = [one["id"] for one in sim.segments(instance)]
    sim.play("segments_reordered")
    assert [one["id"] for one in sim.segments(instance)] == before[::-1]


def test_columns_in_another_order(sim: Player) -> None:
    before = list(table(plain(sim)))
    sim.play("columns_reordered")
    after = list(table(plain(sim)))
    assert list(after[0]) != list(before[0])
    assert after == before


def test_columns_that_nobody_knows(sim: Player) -> None:
    before = list(table(plain(sim)))
    sim.play("columns_added")
    after = list(table(plain(sim)))
    assert set(after[0]) - set(before[0]) == {"Storefront Experiment", "Reserved"}
    assert [{name: row[name] for name in before[0]} for row in after] == before


def test_garbage(sim: Player) -> None:
    sim.play("garbage")
    with pytest.raises(UnicodeDecodeError):
        plain(sim).decode()


def test_a_report_with_a_header_only(sim: Player) -> None:
    sim.play("empty_report")
    assert len(plain(sim).splitlines()) == 1
    assert len(opened(sim.sales()).splitlines()) == 1


def test_counts_with_separators(sim: Player) -> None:
    name = "App Store Discovery and Engagement Standard"
    sim.play("thousands_separators")
    counts = [row["Counts"] for row in sim.rows(newest(sim, name))]
    assert any("," in count for count in counts)
    sim.admin("DELETE", "scenarios")
    before = [row["Counts"] for row in sim.rows(newest(sim, name))]
    assert [count.replace(",", "") for count in counts] == before


def test_commas_between_the_cells(sim: Player) -> None:
    before = list(table(plain(sim)))
    sim.play("comma_separated")
    assert list(table(plain(sim), ",")) == before


def test_a_byte_order_mark_and_crlf(sim: Player) -> None:
    before = list(table(plain(sim)))
    sim.play("byte_order_mark")
    content = plain(sim)
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == content.count(b"\n")
    assert list(table(content)) == before


def test_shaped_files_have_the_checksum_that_is_listed(sim: Player) -> None:
    for name in ("columns_added", "empty_report", "thousands_separators", "garbage"):
        sim.play(name, count=1)
        for segment in sim.segments(newest(sim)):
            data = sim.file(segment)
            assert segment["attributes"]["checksum"] == hashlib.md5(data).hexdigest()
            assert segment["attributes"]["sizeInBytes"] == len(data)
