"""What every file store holds to: a folder, a bucket, a bucket's folder."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from storelink.warehouse.bucket import BucketStore
from storelink.warehouse.cache import Cache
from storelink.warehouse.folder import FolderStore
from storelink.warehouse.tests.buckets import BUCKET, bucket_played

PATH = "facts/1/stand/a.parquet"


@pytest.fixture(scope="module")
def client():
    with bucket_played() as played:
        yield played


@pytest.fixture(params=["folder", "bucket", "bucket with a prefix"])
def store(request, tmp_path):
    if request.param == "folder":
        return FolderStore(tmp_path / "data")
    client = request.getfixturevalue("client")
    for found in client.list_objects_v2(Bucket=BUCKET).get("Contents", ()):
        client.delete_object(Bucket=BUCKET, Key=found["Key"])
    prefix = "/our/data/" if "prefix" in request.param else ""
    return BucketStore(client, BUCKET, prefix, Cache(tmp_path / "cache", 2**20))


def written(store, content=b"content", name="new"):
    source = store.workshop / name
    source.write_bytes(content)
    return source


def test_what_was_put_is_given(store):
    source = written(store)
    store.put(PATH, source)
    assert store.get(PATH).read_bytes() == b"content"
    assert not source.exists()


def test_what_it_gives_lies_under_the_folder_that_readers_may_open(store):
    store.put(PATH, written(store))
    assert store.get(PATH).is_relative_to(store.local_root)
    assert store.workshop.is_relative_to(store.local_root)


def test_a_file_that_was_never_put_is_told_as_missing(store):
    with pytest.raises(FileNotFoundError):
        store.get(PATH).read_bytes()


def test_it_lists_what_lies_in_a_folder_and_since_when(store):
    began_at = time.time() - 2
    paths = [PATH, "facts/2/b.parquet", "kept/c.gz", "facts_too/d"]
    for number, path in enumerate(paths):
        store.put(path, written(store, name=f"new-{number}"))
    found = dict(store.list("facts"))
    assert sorted(found) == [PATH, "facts/2/b.parquet"]
    assert all(began_at <= changed_at <= time.time() + 2 for changed_at in found.values())
    assert set(paths) <= {path for path, _ in store.list("")}


def test_what_is_deleted_is_gone_and_may_be_deleted_again(store):
    store.put(PATH, written(store))
    store.delete(PATH)
    store.delete(PATH)
    assert list(store.list("facts")) == []
    with pytest.raises(FileNotFoundError):
        store.get(PATH).read_bytes()


@pytest.mark.parametrize("path", ["../outside", "/etc/passwd", "facts/../../outside"])
def test_a_path_that_leaves_the_store_is_refused(store, path):
    source = written(store)
    with pytest.raises(ValueError, match="leaves"):
        store.put(path, source)
    with pytest.raises(ValueError, match="leaves"):
        store.get(path)
    assert source.exists()
    assert [name for name, _ in store.list("") if "new" not in name] == []


def test_a_file_that_cannot_be_put_stays_where_it_is(store, tmp_path):
    missing = store.workshop / "never-written"
    with pytest.raises(OSError, match="never-written"):
        store.put(PATH, missing)
    assert list(store.list("facts")) == []


def test_many_at_once_are_each_whole(store):
    contents = {f"facts/{n}": bytes([n]) * 50_000 for n in range(12)}

    def put(number):
        source = written(store, contents[f"facts/{number}"], f"new-{number}")
        store.put(f"facts/{number}", source)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(put, range(12)))
        got = dict(
            zip(contents, pool.map(lambda p: store.get(p).read_bytes(), contents), strict=True)
        )
    assert got == contents
