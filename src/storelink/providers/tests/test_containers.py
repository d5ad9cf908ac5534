"""Every way in which a container can be damaged is NotUnderstood, for both consoles."""

import gzip
import io
import struct
import zipfile

import pytest

from storelink.domain.bounds import DEFAULT_BOUNDS, Bounds
from storelink.domain.errors import NotUnderstood
from storelink.providers.registry import provider
from storelink.providers.understand import OWN_ERROR, read, recognise

FILES = {
    "app_store_connect": (
        "sales_summary",
        "SKU\tProduct Type Identifier\tUnits\tApple Identifier\tBegin Date\n"
        + "DRIFT\t1F\t1\t100\t11/20/2026\n" * 200,
    ),
    "google_play": (
        "crashes_overview",
        "Date,Package Name,Daily Crashes,Daily ANRs\n"
        + "".join(f"2026-09-{day:02},example.app,{day},1\n" for day in range(1, 31)),
    ),
}
METHODS = [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]


def zipped(method=zipfile.ZIP_DEFLATED, **members):
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.csv", content)
    return raw.getvalue()


def twice(content):
    return gzip.compress(gzip.compress(content))


def in_two_members(content):
    return gzip.compress(content[:90]) + gzip.compress(content[90:])


class Outcome:
    """Bytes → number of rows, or the sentence of the refusal."""

    def __init__(self, key):
        self.console = provider(key)
        report, self.text = FILES[key]
        self.report = self.console.report(report)
        self.rows = self.text.count("\n") - 1

    def __call__(self, content, bounds=DEFAULT_BOUNDS):
        try:
            recognise(self.console, content, "file", bounds=bounds)
            return read(self.console, self.report, content, "file", bounds=bounds).table.num_rows
        except NotUnderstood as error:
            return OWN_ERROR if error.reason == OWN_ERROR else error.sentence


@pytest.fixture(params=FILES)
def outcome(request):
    return Outcome(request.param)


@pytest.mark.parametrize("method", METHODS)
def test_an_archive_is_read_however_it_is_packed(outcome, method):
    assert outcome(zipped(method, a=outcome.text)) == outcome.rows


@pytest.mark.parametrize("method", METHODS)
def test_a_member_that_is_damaged_is_refused(outcome, method):
    content = bytearray(zipped(method, a=outcome.text))
    for at in range(35, len(content) - 80, 7):
        damaged = content.copy()
        damaged[at] ^= 0x55
        found = outcome(bytes(damaged))
        assert found == outcome.rows or "damaged" in found or "unpacks to" in found, at


def test_an_end_record_with_a_wrong_offset_is_refused(outcome):
    content = zipped(a=outcome.text)
    at = content.rindex(b"PK\x05\x06")
    for field, wrong in ((12, 0xFFFFFF), (16, 0xFFFFFF), (16, 0), (12, 1), (10, 0xFFFF)):
        damaged = bytearray(content)
        struct.pack_into("<I", damaged, at + field, wrong)
        found = outcome(bytes(damaged))
        assert found == outcome.rows or "damaged" in found or "archive" in found


def test_an_archive_cut_anywhere_is_refused(outcome):
    content = zipped(a=outcome.text)
    for length in range(4, len(content), 11):
        assert outcome(content[:length]) not in {OWN_ERROR, outcome.rows}


def test_a_list_of_members_longer_than_any_is_not_held(outcome):
    content = zipped(a=outcome.text)
    end = bytearray(content[-22:])
    struct.pack_into("<I", end, 12, 200 << 20)
    assert "damaged" in outcome(content[:-22] + b"\0" * (4 << 20) + bytes(end))


def test_a_locked_member_is_refused(outcome):
    content = bytearray(zipped(a=outcome.text))
    directory = content.rindex(b"PK\x01\x02")
    content[directory + 8] |= 1
    content[6] |= 1
    assert "locked with a password" in outcome(bytes(content))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_are_refused(outcome):
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        archive.writestr("a.csv", outcome.text)
        archive.writestr("a.csv", outcome.text)
    assert "two files of one name" in outcome(raw.getvalue())


def test_members_that_share_their_bytes_are_refused(outcome):
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        archive.writestr("a.csv", outcome.text)
        archive.writestr("b.csv", outcome.text)
        archive.infolist()[1].header_offset = 0
    assert "damaged" in outcome(raw.getvalue())


def test_names_that_lead_elsewhere_are_only_names(outcome, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        archive.writestr("/etc/a.csv", outcome.text)
        archive.writestr("../../b.csv", outcome.text)
    assert outcome(raw.getvalue()) == 2 * outcome.rows
    assert list(tmp_path.iterdir()) == []


def test_an_archive_in_an_archive_is_no_report(outcome):
    assert isinstance(outcome(zipped(a=zipped(a=outcome.text))), str)


def test_all_members_together_stay_within_the_bound(outcome):
    content = zipped(a=outcome.text, b=outcome.text)
    bounds = Bounds(content_bytes=int(len(outcome.text) * 1.5))
    assert "more than any report" in outcome(content, bounds)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress, twice, in_two_members])
def test_every_encoding_in_every_wrapping_is_read(outcome, encoding, pack):
    assert outcome(pack(outcome.text.encode(encoding))) == outcome.rows


def test_a_gzip_cut_anywhere_is_refused(outcome):
    content = gzip.compress(outcome.text.encode())
    for length in range(2, len(content), 3):
        assert outcome(content[:length]) not in {OWN_ERROR, outcome.rows}
