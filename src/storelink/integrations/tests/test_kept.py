"""Files as they were sent, kept many at a time."""

from datetime import date

import pytest

from storelink.domain.nothing import Evidence, Proof
from storelink.domain.report import Partition, Version
from storelink.integrations.kept import keep_all
from storelink.integrations.models import KeptFile
from storelink.integrations.storage import files
from storelink.providers.contract import Fetched, Part


@pytest.fixture
def sent(tmp_path):
    def sent(period, *contents, order=1):
        parts = []
        for number, content in enumerate(contents):
            path = tmp_path / f"{period}-{number}"
            path.write_bytes(content)
            parts.append(Part(f"part-{number}", path))
        nothing = None if parts else Evidence(Proof.NO_SALES, "There were no sales.")
        partition, version = Partition("cups", "", period), Version(order, date(2026, 11, 1))
        return Fetched(partition, version, (*parts,), nothing=nothing)

    return sent


def test_each_part_is_a_row_and_the_same_bytes_are_one_file(connected, sent):
    one, other = sent("2026-10", b"a", b"b"), sent("2026-11", b"a", b"b")
    digests = keep_all(connected, [one, other, one])
    assert len(set(digests)) == 1
    assert KeptFile.objects.count() == 4
    assert len(set(KeptFile.objects.values_list("path", flat=True))) == 2
    assert [files().get(row.path).read_bytes() for row in KeptFile.objects.order_by("pk")[:2]] == [
        b"a", b"b",
    ]  # fmt: skip


def test_again_it_changes_nothing(connected, sent):
    first = keep_all(connected, [sent("2026-10", b"a")])
    rows = list(KeptFile.objects.values())
    assert keep_all(connected, [sent("2026-10", b"a")]) == first
    assert list(KeptFile.objects.values()) == rows


def test_what_a_crash_took_is_put_there_again(connected, sent):
    keep_all(connected, [sent("2026-10", b"a")])
    row = KeptFile.objects.get()
    files().delete(row.path)
    KeptFile.objects.update(byte_count=-1)
    keep_all(connected, [sent("2026-10", b"a")])
    assert KeptFile.objects.get().byte_count == 1
    assert files().get(row.path).read_bytes() == b"a"


def test_a_row_says_nothing_before_its_bytes_are_there(connected, sent, monkeypatch):
    def full(_path, _source):
        raise OSError("No space left on device")

    monkeypatch.setattr(type(files()), "put", lambda _self, path, source: full(path, source))
    with pytest.raises(OSError, match="No space"):
        keep_all(connected, [sent("2026-10", b"a")])
    assert KeptFile.objects.get().byte_count < 0


def test_nothing_sent_is_nothing_kept(connected, sent):
    assert len(keep_all(connected, [sent("2026-10")])) == 1
    assert keep_all(connected, []) == []
    assert not KeptFile.objects.exists()
