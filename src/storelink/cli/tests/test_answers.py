"""Fields answered from the command line: never a secret in it."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from storelink.cli.answers import answers_to, given
from storelink.cli.exits import CommandFailed, Exit
from storelink.providers.contract import Action, Ask, Field, FieldKind

NAME = Field("name", "Name", "What you call it.", is_required=False)
ID = Field("key_id", "Key ID", "Ten letters.")
KEY = Field("private_key", "Private key", "The file.", kind=FieldKind.MULTILINE, is_secret=True)


def _ask(*fields: Field) -> Ask:
    return Ask(step="key", title="Key", fields=fields)


def test_a_plain_value_is_taken_from_the_option() -> None:
    assert answers_to(_ask(ID), given(["key_id=A=B"])) == {"key_id": "A=B"}


def test_a_secret_on_the_command_line_is_refused() -> None:
    with pytest.raises(CommandFailed, match="private_key=@file") as refused:
        answers_to(_ask(KEY), given(["private_key=-----BEGIN"]))
    assert refused.value.code == Exit.USAGE
    assert "-----BEGIN" not in str(refused.value)


def test_a_secret_comes_from_a_file(tmp_path) -> None:
    (tmp_path / "key.p8").write_text("line\nline\n")
    found = answers_to(_ask(KEY), given([f"private_key=@{tmp_path}/key.p8"]))
    assert found == {"private_key": "line\nline\n"}


def test_a_secret_comes_from_standard_input(monkeypatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("from a pipe"))
    assert answers_to(_ask(KEY), given(["private_key=-"])) == {"private_key": "from a pipe"}


def test_what_is_missing_is_named_where_nobody_can_be_asked(monkeypatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    with pytest.raises(CommandFailed, match="--field key_id="):
        answers_to(_ask(ID, NAME), given([]))


def test_what_is_not_required_may_be_left_out(monkeypatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert answers_to(_ask(NAME), given([])) == {}


def test_an_unknown_field_is_refused_naming_the_known_ones() -> None:
    with pytest.raises(CommandFailed, match="Fields: key_id, name"):
        answers_to(_ask(ID, NAME), given(["key_id=a", "nmae=b"]))


@pytest.mark.parametrize("option", ["key_id", "=value", ""])
def test_an_option_without_a_name_or_value_is_refused(option) -> None:
    with pytest.raises(CommandFailed, match="name=value"):
        given([option])


def test_an_answer_is_given_once(monkeypatch) -> None:
    """A wrong value must not be sent again and again: the second time the person is asked."""
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    values = given(["key_id=wrong"])
    answers_to(_ask(ID), values)
    with pytest.raises(CommandFailed, match="no terminal"):
        answers_to(_ask(ID), values)


def test_a_value_for_a_later_step_waits_for_it_in_a_conversation_of_several() -> None:
    values = given(["key_id=a", "code=394821"], is_strict=False)
    assert answers_to(_ask(ID), values) == {"key_id": "a"}
    assert answers_to(_ask(replace(ID, name="code")), values) == {"code": "394821"}


def test_a_word_of_the_step_is_an_action_and_no_answer() -> None:
    ask = replace(_ask(ID), actions=(Action("again", "Send a new text"),))
    assert answers_to(ask, given(["key_id=again"])) == {"action": "again"}
