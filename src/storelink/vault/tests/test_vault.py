"""What is sealed opens for its own row and for no other."""

import resource

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storelink.domain.errors import VaultError
from storelink.vault.about import About
from storelink.vault.errors import Damaged, Moved, TooLong, UnknownKey
from storelink.vault.keyring import Keyring, new_key
from storelink.vault.source import SettingSource
from storelink.vault.vault import LARGEST_SECRET_BYTES, Vault, kid_of

ROW = About(table="credential", row="7", integration="3", kind="api_key")

words = st.text(min_size=1, max_size=7)  # an escaped character takes twelve
places = st.builds(About, table=words, row=words, integration=words, kind=words)


def vault_with(*keys):
    return Vault(SettingSource(Keyring(keys).written()))


KEY = new_key()
VAULT = vault_with(KEY)


@given(secret=st.binary(max_size=2000), about=places)
def test_what_is_sealed_opens_as_it_was(secret, about):
    assert VAULT.open(VAULT.seal(secret, about), about) == secret


@given(about=places, other=places)
def test_it_opens_for_no_other_row(about, other):
    blob = VAULT.seal(b"secret", about)
    if about == other:
        assert VAULT.open(blob, other) == b"secret"
    else:
        with pytest.raises(Moved):
            VAULT.open(blob, other)


@given(about=places, other=places)
def test_two_places_never_render_alike(about, other):
    assert (about == other) == (about.rendered() == other.rendered())


@pytest.mark.parametrize("field", ["table", "row", "integration", "kind"])
def test_a_blob_copied_to_another_place_stays_shut_and_says_so(field):
    other = About(
        **{"table": "credential", "row": "7", "integration": "3", "kind": "api_key", field: "x"}
    )
    with pytest.raises(Moved, match="copied between rows"):
        VAULT.open(VAULT.seal(b"secret", ROW), other)


def test_any_flipped_bit_is_found():
    blob = VAULT.seal(b"secret", ROW).encode()
    for position in range(len(blob)):
        for bit in range(8):
            changed = bytearray(blob)
            changed[position] ^= 1 << bit
            with pytest.raises(VaultError):
                VAULT.open(changed.decode("latin-1"), ROW)


@given(st.data())
def test_any_cut_or_padding_is_found(data):
    blob = VAULT.seal(b"secret", ROW)
    start = data.draw(st.integers(0, len(blob)))
    end = data.draw(st.integers(start, len(blob)))
    addition = data.draw(st.text(max_size=5))
    changed = blob[:start] + addition + blob[end:]
    if changed != blob:
        with pytest.raises(VaultError):
            VAULT.open(changed, ROW)


@given(st.text(max_size=300) | st.from_regex(r"\A[\w-]+\.[\w-]*\.[\w-]*\.[\w-]*\.[\w-]*\Z"))
def test_no_text_from_outside_does_more_than_fail_to_open(text):
    with pytest.raises(Damaged):
        VAULT.open(text, ROW)


def test_a_blob_names_its_key_and_shows_nothing_of_the_secret():
    blob = VAULT.seal(b"correct horse battery staple", ROW)
    assert kid_of(blob) == KEY.kid
    assert "correct" not in blob
    assert VAULT.seal(b"correct horse battery staple", ROW) != blob


def test_old_keys_go_on_opening_and_the_newest_seals():
    old, newest = new_key(), new_key()
    blob = vault_with(old).seal(b"secret", ROW)
    vault = vault_with(newest, old)
    assert vault.open(blob, ROW) == b"secret"
    assert kid_of(vault.seal(b"secret", ROW)) == newest.kid


def test_a_wrong_key_is_named_and_says_what_to_do():
    blob = VAULT.seal(b"secret", ROW)
    with pytest.raises(UnknownKey, match="connect the account again") as caught:
        vault_with(new_key()).open(blob, ROW)
    assert caught.value.kid == KEY.kid


def test_a_secret_longer_than_any_is_refused_and_the_longest_is_not():
    longest = b"x" * LARGEST_SECRET_BYTES
    assert VAULT.open(VAULT.seal(longest, ROW), ROW) == longest
    with pytest.raises(TooLong):
        VAULT.seal(longest + b"x", ROW)


@pytest.mark.parametrize(
    ("table", "row"), [("", "1"), ("credential", ""), ("credential", "é" * 80)]
)
def test_a_place_that_names_no_row_and_an_endless_one_are_refused(table, row):
    with pytest.raises(ValueError, match="secret"):
        About(table=table, row=row)


def test_a_process_that_holds_a_key_leaves_no_core_dump():
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (most, most))
    vault_with(KEY)
    assert resource.getrlimit(resource.RLIMIT_CORE) == (0, most)


def test_no_text_form_shows_a_key():
    written = KEY.written().partition(":")[2]
    for thing in (KEY, Keyring((KEY,)), VAULT, VAULT.source):
        assert written not in repr(thing) + str(thing)
        assert repr(KEY.value) not in repr(thing)
