"""A conversation with a store, to its end, on the terminal."""

from __future__ import annotations

from storelink.cli.answers import Given, answers_to, show_errors
from storelink.cli.exits import CommandFailed, Exit
from storelink.cli.output import is_interactive, note, print_json, say
from storelink.domain.errors import StoreError
from storelink.integrations.connect import Outcome, answer
from storelink.integrations.held import held_names
from storelink.integrations.models import ConnectAttempt, Integration
from storelink.providers.contract import Ask, Refused
from storelink.workspaces.models import User


def talk(
    user: User, attempt: ConnectAttempt, step: Outcome, values: Given
) -> Refused | Integration:
    """Answers until it is over. Where a store does not answer, a person is asked once more.

    CommandFailed where there is no terminal and an answer was wrong.
    """
    while isinstance(step, Ask):
        try:
            held = held_names(attempt)
            step = answer(user, attempt.pk, answers_to(step, values, held))
            if isinstance(step, Ask):
                attempt.refresh_from_db()
        except StoreError as error:
            if not is_interactive():
                raise
            note(error.sentence)
            continue
        if isinstance(step, Ask):
            _introduce(step)
    return step


def report(step: Refused | Integration, *, as_json: bool) -> None:
    """How it ended. CommandFailed where the store refused."""
    if isinstance(step, Refused):
        raise CommandFailed(step.sentence, Exit.NEEDS_A_PERSON)
    if as_json:
        print_json(
            {
                "integration": step.pk,
                "provider": step.provider,
                "account_id": step.account_id,
                "name": step.name,
            }
        )
        return
    say(f"{step.name} is connected (integration {step.pk}). Its data comes in now.")
    say(f"Follow it: storelink sync --watch {step.pk}")


def _introduce(ask: Ask) -> None:
    show_errors(ask)
    if ask.errors and not is_interactive():
        raise CommandFailed("Nothing was connected. Correct what is said above and try again.")
    if ask.notice:
        note(ask.notice)
    note(ask.title)
    if ask.hint:
        note(ask.hint)
    if ask.visit:
        note(f"Open this address, agree, and copy what it gives you: {ask.visit}")
