import gzip
import zlib
from collections import deque

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storelink.domain.bounds import Bounds
from storelink.domain.errors import NotUnderstood
from storelink.providers.delimited.unpack import unpacked

CONTENT = b"Date\tCounts\n2026-11-20\t1\n" * 50


def unpack(*chunks: bytes, **options) -> bytes:
    return b"".join(unpacked(chunks, "a.gz", **options))


@given(st.binary(max_size=300), st.integers(1, 9), st.integers(1, 2))
def test_what_was_packed_comes_out_whatever_the_pieces(content, step, times):
    if content.startswith(b"\x1f\x8b"):
        return
    packed = content
    for _ in range(times):
        packed = gzip.compress(packed)
    assert unpack(*(packed[at : at + step] for at in range(0, len(packed), step))) == content


def test_plain_bytes_pass_as_they_are():
    assert unpack(CONTENT) == CONTENT


def test_members_one_after_another_and_padding_are_one_file():
    assert unpack(gzip.compress(b"one"), gzip.compress(b"two") + b"\0" * 9) == b"onetwo"


@pytest.mark.parametrize("cut", [3, 12, 40, -9, -1])
def test_a_file_cut_short_is_an_error(cut):
    with pytest.raises(NotUnderstood, match="cut short"):
        unpack(gzip.compress(CONTENT)[:cut])


def test_a_wrong_checksum_is_an_error():
    packed = bytearray(gzip.compress(CONTENT))
    packed[-6] ^= 1
    with pytest.raises(NotUnderstood, match="damaged"):
        unpack(bytes(packed))


def test_bytes_after_the_end_that_are_no_gzip_are_an_error():
    with pytest.raises(NotUnderstood):
        unpack(gzip.compress(CONTENT) + b"something else")


def test_a_bomb_is_refused_before_it_fills_memory():
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(b"0" * (1 << 20)) for _ in range(200)) + packer.flush()
    with pytest.raises(NotUnderstood, match="hundreds of times"):
        deque((len(piece) for piece in unpacked([bomb])), maxlen=1)


def test_more_than_the_bound_is_refused_packed_or_not():
    for content in (CONTENT, gzip.compress(CONTENT)):
        with pytest.raises(NotUnderstood, match="more than"):
            unpack(content, bounds=Bounds(content_bytes=len(CONTENT) - 1))
