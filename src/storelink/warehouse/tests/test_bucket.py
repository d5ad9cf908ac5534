"""A bucket, and the copies of it on this machine."""

import os
import random
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from storelink.domain.errors import Misconfigured
from storelink.warehouse import bucket as bucket_module
from storelink.warehouse.bucket import BucketStore, bucket_store
from storelink.warehouse.cache import Cache
from storelink.warehouse.errors import StorageFailed
from storelink.warehouse.tests.buckets import BUCKET, bucket_played
from storelink.warehouse.tests.example import D1, D2, Row, load, question
from storelink.warehouse.tests.memory_catalog import MemoryCatalog
from storelink.warehouse.warehouse import Limits, Warehouse

KIB = 1024
AT_ONCE = 0.0
"""Nothing counts as in use, so that tests need not wait."""


@pytest.fixture(scope="module")
def client():
    with bucket_played() as played:
        yield played


@pytest.fixture
def prefix(tmp_path):
    return tmp_path.name


@pytest.fixture
def store(client, prefix, tmp_path):
    return BucketStore(client, BUCKET, prefix, Cache(tmp_path / "cache", 100 * KIB))


def on_another_machine(client, prefix, tmp_path, limit_bytes=100 * KIB, in_use_seconds=60.0):
    cache = Cache(tmp_path / "another", limit_bytes, in_use_seconds=in_use_seconds)
    return BucketStore(client, BUCKET, prefix, cache)


def put(store, path, content=b"content"):
    source = store.workshop / "new"
    source.write_bytes(content)
    store.put(path, source)


def cached(store):
    files = [p for p in store.local_root.rglob("*") if p.is_file()]
    return {p.relative_to(store.local_root).as_posix(): p.stat().st_size for p in files}


def aged(store, path, seconds):
    copy = store.local_root / path
    moment = copy.stat().st_mtime - seconds
    os.utime(copy, (moment, moment))


def test_another_machine_fetches_it_once(client, store, prefix, tmp_path):
    put(store, "facts/a")
    other = on_another_machine(client, prefix, tmp_path)
    assert other.get("facts/a").read_bytes() == b"content"
    client.delete_object(Bucket=BUCKET, Key=f"{prefix}/facts/a")
    assert other.get("facts/a").read_bytes() == b"content"
    assert cached(other) == {"facts/a": 7}


def test_a_bucket_that_is_not_there_is_an_error_of_storage(client, tmp_path):
    store = BucketStore(client, "no-such-bucket", "", Cache(tmp_path / "cache", KIB))
    warehouse = Warehouse(MemoryCatalog(), store, Limits(threads=1))
    with pytest.raises(StorageFailed):
        warehouse.replace(load(Row("A", D1, 4)))
    with pytest.raises(OSError, match="did not list"):
        list(store.list("facts"))
    warehouse.close()


def test_a_failed_fetch_leaves_nothing_behind(store):
    with pytest.raises(FileNotFoundError):
        store.get("facts/none")
    assert cached(store) == {}


def test_the_least_recently_used_copies_go_first(client, store, prefix, tmp_path):
    for number in range(4):
        put(store, f"facts/{number}", bytes(30 * KIB))
    other = on_another_machine(client, prefix, tmp_path, 100 * KIB, AT_ONCE)
    for number in range(3):
        other.get(f"facts/{number}")
        aged(other, f"facts/{number}", 100 - number)
    other.get("facts/0")
    other.get("facts/3")
    assert sorted(cached(other)) == ["facts/0", "facts/2", "facts/3"]
    assert other.get("facts/1").stat().st_size == 30 * KIB


def test_what_was_used_a_moment_ago_is_kept_though_it_is_too_much(client, store, prefix, tmp_path):
    for number in range(6):
        put(store, f"facts/{number}", bytes(30 * KIB))
    other = on_another_machine(client, prefix, tmp_path)
    for number in range(6):
        other.get(f"facts/{number}")
    assert len(cached(other)) == 6
    for number in range(6):
        aged(other, f"facts/{number}", 3600)
    put(other, "facts/new", bytes(30 * KIB))
    assert sum(cached(other).values()) <= 100 * KIB
    assert "facts/new" in cached(other)


def test_copies_of_an_earlier_process_count_too(client, store, prefix, tmp_path):
    for number in range(6):
        put(store, f"facts/{number}", bytes(30 * KIB))
        aged(store, f"facts/{number}", 3600)
    reborn = BucketStore(client, BUCKET, prefix, Cache(tmp_path / "cache", 100 * KIB))
    put(reborn, "facts/new", b"x")
    assert sum(cached(reborn).values()) <= 100 * KIB


def test_readers_and_a_tiny_cache_get_in_no_ones_way(client, store, prefix, tmp_path):
    contents = {f"facts/{n}": bytes([n]) * 20 * KIB for n in range(10)}
    for path, content in contents.items():
        put(store, path, content)
    others = [on_another_machine(client, prefix, tmp_path, 50 * KIB) for _ in range(2)]
    chance = random.Random(7)
    wanted = [(chance.choice(others), chance.choice(sorted(contents))) for _ in range(200)]
    with ThreadPoolExecutor(6) as pool:
        got = list(pool.map(lambda one: one[0].get(one[1]).read_bytes(), wanted))
    assert got == [contents[path] for _, path in wanted]
    assert list(others[0].workshop.iterdir()) == []


def test_the_whole_warehouse_works_in_a_bucket(client, store, prefix, tmp_path):
    catalog, limits = MemoryCatalog(), Limits(threads=1, query_memory="128MB")
    writer = Warehouse(catalog, store, limits)
    reader = Warehouse(catalog, on_another_machine(client, prefix, tmp_path, KIB), limits)
    writer.replace(load(Row("A", D1, 4), Row("B", D2, 5)))
    assert reader.query(question("sold")).to_pylist() == [{"sold": 9}]
    wrong: list[object] = []
    ended = threading.Event()

    def read():
        while not ended.is_set():
            (row,) = reader.query(question("sold")).to_pylist()
            if row["sold"] not in range(9, 31):
                wrong.append(row)

    watching = threading.Thread(target=read)
    watching.start()
    for count in range(5, 26):
        writer.replace(load(Row("A", D1, count), order=count))
        writer.sweep(grace_seconds=5)
    ended.set()
    watching.join()
    assert wrong == []
    assert reader.query(question("sold")).to_pylist() == [{"sold": 30}]
    writer.sweep(grace_seconds=-1, orphan_seconds=-1)
    live = catalog.live([1], "lemonade/stand")
    assert {path for path, _ in store.list("facts")} == {file.path for file in live}
    for one in (reader, writer):
        one.close()


def test_without_its_package_it_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setattr(bucket_module, "boto3", None)
    with pytest.raises(Misconfigured, match=r"storelink\[s3\]"):
        bucket_store("s3://bucket/prefix", tmp_path, KIB)


def test_the_address_names_bucket_and_folder(client, monkeypatch, tmp_path):
    settings = {
        "AWS_ENDPOINT_URL_S3": client.meta.endpoint_url, "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "of-nobody", "AWS_SECRET_ACCESS_KEY": "of-nobody",
    }  # fmt: skip
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    store = bucket_store(f"s3://{BUCKET}/{tmp_path.name}/deep", tmp_path / "cache", KIB)
    put(store, "facts/a")
    assert client.head_object(Bucket=BUCKET, Key=f"{tmp_path.name}/deep/facts/a")
