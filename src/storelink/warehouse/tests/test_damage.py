"""Data files that are damaged or missing: the rest is answered, the list says so, a load does not
build on them, and the cell is rebuilt from all its loads."""

import pytest

from storelink.warehouse.bucket import BucketStore
from storelink.warehouse.cache import Cache
from storelink.warehouse.contract import AppRef
from storelink.warehouse.errors import Damage, DamagedFile, QueryFailed
from storelink.warehouse.folder import FolderStore
from storelink.warehouse.tests.buckets import BUCKET, bucket_played
from storelink.warehouse.tests.example import (
    ALL_DAYS,
    D1,
    MINE,
    OCTOBER,
    STAND,
    Row,
    load,
    question,
)
from storelink.warehouse.warehouse import Limits, Warehouse

IN_OCTOBER = load(Row("A", OCTOBER, 3))
IN_NOVEMBER = load(Row("A", D1, 4), Row("B", D1, 5))


def truncated(content):
    return content[: len(content) // 2]


def zeroed(content):
    return bytes(len(content))


def empty(_content):
    return b""


def flipped(content):
    """One bit of the data, which stays a well-formed file."""
    place = len(content) // 3
    return content[:place] + bytes([content[place] ^ 4]) + content[place + 1 :]


def end_flipped(content):
    return content[:-6] + bytes([content[-6] ^ 1]) + content[-5:]


WAYS = [truncated, zeroed, empty, flipped, end_flipped, None]
"""None: the file is gone."""


def by_way(way):
    return way.__name__ if way else "missing"


@pytest.fixture(scope="module")
def client():
    with bucket_played() as played:
        yield played


@pytest.fixture(params=["folder", "bucket"])
def store(request, tmp_path):
    if request.param == "folder":
        return FolderStore(tmp_path / "data")
    client = request.getfixturevalue("client")
    return BucketStore(client, BUCKET, tmp_path.name, Cache(tmp_path / "cache", 2**30))


@pytest.fixture
def opened(catalog, store):
    """A warehouse as a fresh process would open it."""
    made = []

    def warehouse():
        made.append(Warehouse(catalog, store, Limits(threads=1, query_memory="128MB")))
        return made[-1]

    yield warehouse
    for one in made:
        one.close()


def damage(store, file, way):
    """In the folder; in the bucket, and in its copy here."""
    content = store.get(file.path).read_bytes()
    store.delete(file.path)
    if way is not None:
        source = store.workshop / "damaged"
        source.write_bytes(way(content))
        store.put(file.path, source)


def sold(warehouse):
    table = warehouse.query(question("sold", by=("app", "date")))
    return {(row["app_id"], row["date"]): row["sold"] for row in table.to_pylist()}


def november(catalog):
    return next(f for f in catalog.live([MINE], "lemonade/stand") if f.first_on == D1)


@pytest.mark.parametrize("way", WAYS, ids=by_way)
def test_the_rest_is_answered_and_the_cell_rebuilt(way, catalog, store, opened):
    catalog._bucket_count = 1
    opened().replace_many([IN_OCTOBER, IN_NOVEMBER])
    whole = sold(opened())
    damage(store, november(catalog), way)
    warehouse = opened()
    assert sold(warehouse) == {("A", OCTOBER): 3}
    (found,) = warehouse.damaged(MINE)
    assert found.first_on == D1
    assert catalog.damages[found.path] is (Damage.CHANGED if way else Damage.MISSING)
    rows = [row for b in warehouse.rows(STAND, [AppRef(MINE, "A")], ALL_DAYS) for row in
            b.to_pylist()]  # fmt: skip
    assert [row["date"] for row in rows] == [OCTOBER]
    warehouse.restore([found], [IN_OCTOBER, IN_NOVEMBER])
    assert warehouse.damaged(MINE) == ()
    assert sold(warehouse) == sold(opened()) == whole


@pytest.mark.parametrize("way", WAYS, ids=by_way)
def test_a_load_into_a_damaged_cell_loses_nothing_of_it(way, catalog, store, opened):
    catalog._bucket_count = 1
    opened().replace(IN_NOVEMBER)
    damage(store, november(catalog), way)
    warehouse, newer = opened(), load(Row("A", D1, 40), order=2)
    with pytest.raises(DamagedFile):
        warehouse.replace(newer)
    warehouse.restore(warehouse.damaged(MINE), [IN_NOVEMBER])
    warehouse.replace(newer)
    assert sold(warehouse) == {("A", D1): 40, ("B", D1): 5}


def test_a_file_without_a_checksum_is_found_out_by_reading_it(catalog, store, opened):
    """As versions before this one wrote them."""
    catalog._bucket_count = 1
    opened().replace_many([IN_OCTOBER, IN_NOVEMBER])
    for number, file in list(catalog._files.items()):
        object.__setattr__(catalog._files[number], "checksum", None)
        assert file.id == number
    damage(store, november(catalog), zeroed)
    assert sold(opened()) == {("A", OCTOBER): 3}
    assert [f.first_on for f in opened().damaged(MINE)] == [D1]


def test_a_damaged_copy_is_fetched_from_the_bucket_again(catalog, client, tmp_path):
    store = BucketStore(client, BUCKET, tmp_path.name, Cache(tmp_path / "cache", 2**30))
    warehouse = Warehouse(catalog, store, Limits(threads=1, query_memory="128MB"))
    warehouse.replace(IN_NOVEMBER)
    whole = sold(warehouse)
    for file in catalog.live([MINE], "lemonade/stand"):
        copy = store.get(file.path)
        copy.write_bytes(flipped(copy.read_bytes()))
    fresh = Warehouse(catalog, store, Limits(threads=1, query_memory="128MB"))
    assert sold(fresh) == whole
    assert fresh.damaged(MINE) == ()
    warehouse.close()
    fresh.close()


def test_a_cell_of_which_nothing_is_left_is_empty_and_no_longer_damaged(catalog, store, opened):
    opened().replace(IN_NOVEMBER)
    for file in catalog.live([MINE], "lemonade/stand"):
        damage(store, file, zeroed)
    warehouse = opened()
    assert sold(warehouse) == {}
    warehouse.restore(warehouse.damaged(MINE), [])
    assert warehouse.damaged(MINE) == ()
    warehouse.replace(IN_NOVEMBER)
    assert sold(warehouse) == {("A", D1): 4, ("B", D1): 5}


def test_an_error_of_the_engine_is_told_and_blames_no_file(catalog, opened):
    warehouse = opened()
    warehouse.replace(load(Row("A", D1, 2**62), Row("A", D1, 2**62), Row("A", D1, 2**62)))
    with pytest.raises(QueryFailed, match="out of range"):
        sold(warehouse)
    assert warehouse.damaged(MINE) == ()
