"""What jobs store: plain JSON, never a pickle, never anything but ids and plain values."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storelink.domain.errors import Busy
from storelink.sync.jobs import PlainJson

stored = PlainJson()
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
).filter(lambda value: not isinstance(value, dict) or "__error__" not in value)


@given(plain)
def test_plain_values_come_back_as_they_were(value):
    assert stored.deserialize(stored.serialize(value)) == value


@given(plain)
def test_what_is_stored_can_be_read_by_people(value):
    json.loads(stored.serialize(value))


@pytest.mark.parametrize("value", [b"secret", object(), {1: {2: b"deep"}}, [set()]])
def test_anything_else_is_refused(value):
    with pytest.raises(TypeError):
        stored.serialize(value)


def test_an_error_is_stored_by_its_name_and_sentence_alone():
    error = Busy("The stand is closed.", detail="token=abc")
    text = stored.serialize(error)
    assert "token" not in text
    assert "Busy: The stand is closed." in str(stored.deserialize(text))
