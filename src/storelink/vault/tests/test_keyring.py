"""Keys in writing: read back as they were, or refused with the line that is wrong."""

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storelink.domain.errors import VaultError
from storelink.vault.errors import KeyDamaged, NoKey
from storelink.vault.keyring import Key, Keyring, new_key, read_keyring

keys = st.builds(Key, st.binary(min_size=32, max_size=32))


@given(st.lists(keys, min_size=1, max_size=5, unique=True))
def test_a_keyring_reads_back_as_it_was_written(several):
    keyring = Keyring(tuple(several))
    assert read_keyring(keyring.written(), "the file") == keyring


@given(st.lists(keys, min_size=1, max_size=5, unique=True), st.sampled_from([",", " ", "\n", ", "]))
def test_keys_as_openssl_prints_them_are_read_in_order(several, between):
    text = between.join(b64encode(key.value).decode() for key in several)
    assert read_keyring(text, "the setting").keys == tuple(several)


@given(st.text(max_size=200))
def test_any_text_is_keys_or_an_error(text):
    try:
        keyring = read_keyring(text, "the file")
    except VaultError:
        return
    assert keyring.keys


def test_an_error_does_not_repeat_the_key_that_it_is_about():
    mistyped = new_key().written()[:-1] + "!"
    with pytest.raises(KeyDamaged) as caught:
        read_keyring(mistyped, "the file")
    assert mistyped[17:40] not in str(caught.value)


def test_a_changed_character_in_a_key_file_is_found_and_its_line_named():
    text = Keyring((new_key(), new_key())).written()
    lines = text.splitlines()
    flipped = "A" if lines[-1][-5] != "A" else "B"
    damaged = [*lines[:-1], lines[-1][:-5] + flipped + lines[-1][-4:]]
    with pytest.raises(KeyDamaged, match=rf"line {len(lines)} does not match"):
        read_keyring("\n".join(damaged), "the file")


def test_a_key_cut_short_is_refused():
    with pytest.raises(KeyDamaged, match="line 1 is not 32 bytes"):
        read_keyring(new_key().written()[:-2], "the file")
    with pytest.raises(KeyDamaged, match="has 32 bytes"):
        Key(b"short")


@pytest.mark.parametrize("text", ["", "\n", "# nothing but words\n", " , "])
def test_no_key_is_an_error_and_not_an_empty_keyring(text):
    with pytest.raises(NoKey):
        read_keyring(text, "the file")
    with pytest.raises(NoKey):
        Keyring(())


@given(keys, keys)
def test_an_id_names_one_key(one, other):
    assert (one == other) == (one.kid == other.kid)


@given(st.lists(keys, min_size=1, max_size=4, unique=True), keys)
def test_a_new_key_comes_first_and_no_other_is_lost(several, newest):
    after = Keyring(tuple(several)).with_newest(newest)
    assert after.newest == newest
    assert set(after.keys) == {newest, *several}
