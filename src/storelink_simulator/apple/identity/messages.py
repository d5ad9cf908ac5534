"""What arrived on the invented people's phones and devices; a test reads its codes here."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

Kind = Literal["push", "sms", "voice"]
_KEPT = 500


@dataclass(frozen=True, slots=True)
class Message:
    """One code on its way. `to` is a number or the names of devices."""

    number: int
    at: datetime
    apple_id: str
    kind: Kind
    to: str
    phone_id: int | None
    code: str

    @property
    def text(self) -> str:
        """What is read or heard."""
        if self.kind == "push":
            return f"Apple Account Code: {self.code[:3]} {self.code[3:]}"
        if self.kind == "voice":
            return f"Your Apple Account code is {' '.join(self.code)}."
        return (
            f"Your Apple Account code is: {self.code}. Don’t share it with anyone.\n\n"
            f"@apple.com #{self.code} %apple.com"
        )

    def json(self) -> dict[str, Any]:
        """The message as the admin address tells it."""
        return {
            "number": self.number,
            "at": self.at.isoformat(),
            "apple_id": self.apple_id,
            "kind": self.kind,
            "to": self.to,
            "phone_id": self.phone_id,
            "code": self.code,
            "text": self.text,
        }


class Messages:
    """The last few hundred messages."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: deque[Message] = deque(maxlen=_KEPT)

    def add(self, message: Message) -> None:
        """A message arrives."""
        with self._lock:
            self._kept.append(message)

    def of(self, apple_id: str | None = None) -> list[Message]:
        """All messages, or those of an Apple ID; the newest last."""
        with self._lock:
            return [one for one in self._kept if apple_id in (None, one.apple_id)]
