"""Files that vanish, disks that fill, what is swept, and what the engine may not do."""

import errno

import duckdb
import pytest

from storelink.warehouse.contract import AppRef
from storelink.warehouse.engine import Engine
from storelink.warehouse.errors import QueryFailed, StorageFailed
from storelink.warehouse.folder import FolderStore
from storelink.warehouse.tests.example import ALL_DAYS, D1, D2, MINE, STAND, Row, load, question


def sold(warehouse):
    return warehouse.query(question("sold")).to_pylist()[0]["sold"]


def test_a_file_that_is_swept_under_a_reader_is_asked_for_once_more(
    warehouse, catalog, monkeypatch
):
    warehouse.replace(load(Row("A", D1, 4)))
    stale = catalog.live([MINE], "lemonade/stand")
    warehouse.replace(load(Row("A", D1, 5), order=2))
    warehouse.sweep(grace_seconds=-1)
    lists = [stale]
    live = catalog.live

    def first_a_stale_one(*given, **named):
        return lists.pop() if lists else live(*given, **named)

    monkeypatch.setattr(catalog, "live", first_a_stale_one)
    assert sold(warehouse) == 5
    assert lists == []


def test_on_a_full_disk_nothing_is_published_and_nothing_lost(warehouse, files, monkeypatch):
    warehouse.replace(load(Row("A", D1, 4)))

    def full(self, path, source):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as while_full:
        while_full.setattr(FolderStore, "put", full)
        with pytest.raises(StorageFailed, match="disk with the data folder is full") as raised:
            warehouse.replace(load(Row("A", D1, 5), order=2))
    assert raised.value.reason == "storage_full"
    assert sold(warehouse) == 4
    assert list(files.workshop.iterdir()) == []
    warehouse.replace(load(Row("A", D1, 5), order=2))
    assert sold(warehouse) == 5


def test_the_sweep_removes_what_is_dead_or_on_no_list_and_nothing_else(warehouse, files):
    warehouse.replace(load(Row("A", D1, 4)))
    warehouse.replace(load(Row("A", D1, 5), order=2))
    for name in ("facts/1/orphan.parquet", "kept/1/a-file-of-the-store"):
        source = files.workshop / "new"
        source.write_text("x")
        files.put(name, source)
    (files.workshop / "half").write_text("x")
    swept = warehouse.sweep(grace_seconds=3600, orphan_seconds=3600)
    assert (swept.dead, swept.orphans, swept.unfinished) == (0, 0, 0)
    swept = warehouse.sweep(grace_seconds=-1, orphan_seconds=-1)
    assert (swept.dead, swept.orphans, swept.unfinished, swept.kept_for_now) == (1, 1, 1, 0)
    assert (files.local_root / "kept/1/a-file-of-the-store").exists()
    assert sold(warehouse) == 5


def test_erasing_an_integration_deletes_its_files_and_no_others(warehouse, files):
    warehouse.replace_many([load(Row("A", D1, 4)), load(Row("A", D1, 9), integration=2)])
    warehouse.erase(MINE)
    assert sold(warehouse) is None
    left = [path for path, _ in files.list("facts")]
    assert [path.split("/")[1] for path in left] == ["2"]


def test_coverage_tells_which_days_have_rows(warehouse):
    warehouse.replace(load(Row("A", D1), Row("A", D1), Row("B", D2), Row("C", D2)))
    asked = [AppRef(MINE, "A"), AppRef(MINE, "B")]
    rows = warehouse.coverage(STAND, asked, ALL_DAYS).to_pylist()
    assert [(row["app_id"], row["date"]) for row in rows] == [("A", D1), ("B", D2)]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_parquet('http://127.0.0.1:9/x')",
        "INSTALL httpfs",
        "SET enable_external_access = true",
    ],
)
def test_the_engine_reaches_nothing_but_the_data_folder(tmp_path, sql):
    engine = Engine(tmp_path, tmp_path, threads=1, memory="64MB")
    with pytest.raises(QueryFailed) as raised:
        engine.table(sql)
    assert isinstance(raised.value.__cause__, duckdb.Error)
    engine.close()


@pytest.mark.parametrize("path", ["../out", "/etc/x", "a/../../b"])
def test_a_path_cannot_leave_the_data_folder(files, path):
    with pytest.raises(ValueError, match="leaves the data folder"):
        files.delete(path)


def test_a_folder_whose_name_would_be_a_pattern_is_refused(tmp_path):
    with pytest.raises(ValueError, match="may not have"):
        FolderStore(tmp_path / "data[1]")
