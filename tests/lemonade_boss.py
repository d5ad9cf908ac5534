"""The boss of the lemonade stand: some reports are made only when the boss has asked, once."""

from storelink.domain.errors import BadInput, Busy
from storelink.providers.contract import Field, FieldKind
from storelink.providers.preparation import Came, Preparation, Prepared

CANARY = "canary-2f9c1e7d-of-the-boss"


def once(answer, http, apps):
    if answer["key"] != CANARY:
        raise BadInput("That isn’t the boss’s key.", field="key")
    return asking(apps)


def asking(apps):
    for app in apps:
        if app == "busy":
            raise Busy("The stand is closed for lunch.")
        yield Prepared(app, Came.REFUSED, "Not ours.") if app == "2" else Prepared(app, Came.MADE)


PART = Preparation(
    reason="boss_needed_once", title="Ask the boss", about="Only the boss may ask.",
    fields=(
        Field("name", "Name", "Whose."),
        Field("key", "Key", "The boss has it.", kind=FieldKind.MULTILINE, is_secret=True),
    ),
    once=once, by_hand=lambda apps, endpoints: f"curl $TOKEN {' '.join(apps)}",
    token=lambda answer: f"token of {answer['name']}", token_lasts_minutes=11,
)  # fmt: skip
