"""What a person is asked for at a step of connecting: from the options, or from the terminal.

A secret never stands on the command line, where every user of the machine could read it: it comes
from a hidden prompt, from a file, or from standard input.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import typer

from storelink.cli.exits import CommandFailed, Exit
from storelink.cli.output import is_interactive, note, printable
from storelink.providers.contract import Ask, Field, FieldKind


@dataclass
class Given:
    """The values of `--field name=value`, `name=@file` and `name=-`, by name."""

    values: Mapping[str, str]
    is_strict: bool = True
    """False in a conversation of several steps: a value may be for a later one."""
    used: set[str] = field(default_factory=set)

    def take(self, asked: Field) -> str | None:
        """The value for a field, once; a second time the person is asked instead. None: none.

        CommandFailed where a secret stands on the command line, or a file can't be read.
        """
        if asked.name not in self.values or asked.name in self.used:
            return None
        self.used.add(asked.name)
        return _value(asked, self.values[asked.name])

    def refuse_unknown(self, names: Sequence[str]) -> None:
        """CommandFailed where a value was given for a field that the step does not have."""
        unknown = [name for name in self.values if name not in names and name not in self.used]
        if unknown and self.is_strict:
            raise CommandFailed(
                f"There is no field “{unknown[0]}” here. Fields: {', '.join(names)}.", Exit.USAGE
            )


def given(options: Sequence[str], *, is_strict: bool = True) -> Given:
    """The `--field` options by name; CommandFailed where one has no `=`."""
    pairs = [option.partition("=") for option in options]
    wrong = next((name for name, sign, _ in pairs if not sign or not name), None)
    if wrong is not None:
        raise CommandFailed(
            f"Write --field name=value or --field name=@file, not “{wrong}”.", Exit.USAGE
        )
    return Given({name: value for name, _, value in pairs}, is_strict)


def answers_to(ask: Ask, values: Given, held: Collection[str] = frozenset()) -> dict[str, str]:
    """A value for every field of the step that has one, but those that are kept from before."""
    values.refuse_unknown([asked.name for asked in ask.fields])
    found: dict[str, str] = {}
    actions = {action.key: action.label for action in ask.actions}
    if actions and is_interactive():
        note("Or type one of these words:")
        for key, label in actions.items():
            note(f"  {key}: {label}")
    for asked in ask.fields:
        value = values.take(asked)
        if value is None and asked.name in held:
            note(f"{asked.label}: kept as you gave it.")
            continue
        if value is None:
            value = _asked(asked)
        if value.strip() in actions:
            return {"action": value.strip()}
        if value:
            found[asked.name] = value
    return found


def show_errors(ask: Ask) -> None:
    """What was wrong with the last answer, field by field."""
    labels = {asked.name: asked.label for asked in ask.fields}
    for name, sentence in ask.errors.items():
        note(f"{labels[name]}: {sentence}" if name in labels else sentence)


def _value(asked: Field, text: str) -> str:
    if text == "-":
        return sys.stdin.read()
    if text.startswith("@"):
        return Path(text[1:]).expanduser().read_text(encoding="utf-8")
    if asked.is_secret:
        raise CommandFailed(
            f"{asked.label} is a secret, and other users of this machine can read a command line. "
            f"Give it as --field {asked.name}=@file, or as {asked.name}=- on standard input, and "
            "change the secret if this line is kept in a history.",
            Exit.USAGE,
        )
    return text


def _asked(asked: Field) -> str:
    if not is_interactive():
        return _unasked(asked)
    note(f"{asked.label}: {asked.help}")
    if asked.kind is FieldKind.TICK:
        is_wanted = typer.confirm(printable(asked.label), default=asked.is_ticked, err=True)
        return "yes" if is_wanted else "no"
    if asked.choices:
        note("  " + "\n  ".join(f"{key}: {label}" for key, label in asked.choices))
    if asked.kind is FieldKind.MULTILINE:
        return _from_file(asked)
    text = typer.prompt(
        _question(asked), default=asked.known or ("" if not asked.is_required else None),
        hide_input=asked.is_secret, show_default=bool(asked.known), err=True,
    )  # fmt: skip
    return str(text)


def _unasked(asked: Field) -> str:
    """No terminal: what is not required stays empty, and the provider judges the rest."""
    if asked.known:
        return asked.known
    if asked.is_required:
        raise CommandFailed(
            f"{asked.label} is missing, and there is no terminal to ask for it on. "
            f"Give it by --field {asked.name}={'@file' if asked.is_secret else '…'}.",
            Exit.USAGE,
        )
    return ""


def _from_file(asked: Field) -> str:
    """A long text is taken from a file: pasted lines would end at the first line's end."""
    while True:
        default = "" if asked.known or not asked.is_required else None
        question = f"{_question(asked)}, as a file"
        path = str(typer.prompt(question, default=default, show_default=False, err=True)).strip()
        if not path:
            return asked.known
        try:
            return Path(path).expanduser().read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            note(f"{path} can't be read: {getattr(error, 'strerror', None) or 'it is no text'}.")


def _question(asked: Field) -> str:
    hint = f" (such as {asked.example})" if asked.example else ""
    return printable(f"{asked.label}{hint}")
