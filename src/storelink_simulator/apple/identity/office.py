"""What the identity service works on: accounts, sign-ins under way, tokens, messages, keys."""

from __future__ import annotations

import hashlib
from datetime import datetime

from werkzeug.wrappers import Response

from storelink_simulator.apple.identity import cookies
from storelink_simulator.apple.identity.accounts import Account, Mode
from storelink_simulator.apple.identity.attempts import (
    ATTEMPT_LIVES,
    HANDSHAKE_LIVES,
    Attempt,
    Code,
    Factors,
    Handshake,
    Shelf,
    new_session_id,
)
from storelink_simulator.apple.identity.book import Book
from storelink_simulator.apple.identity.hashcash import Challenges
from storelink_simulator.apple.identity.messages import Kind, Message, Messages
from storelink_simulator.apple.identity.tokens import SignedIn, Tokens
from storelink_simulator.apple.visit import Visit
from storelink_simulator.drawing import number_of
from storelink_simulator.simulation import Simulation

WIDGET_KEY = "e0b80c3bf78523bfe80974d320935bfa30add02e1bff88ec2166c6bd5a706c42"
"""App Store Connect's key, as clients have seen it from 2020 to 2026."""
ICLOUD_KEY = "d39ba9916b7251055b22c7f910e2ea796ee65e98b2ddecea8f5dde8d9d1a815d"
"""The key of another property: it signs in without hashcash, and opens no App Store Connect."""


class Office:
    """The identity side of one simulation."""

    def __init__(self, simulation: Simulation) -> None:
        seed = simulation.settings.seed
        self.simulation = simulation
        self.book = Book(seed)
        self.challenges = Challenges(simulation.settings.hashcash_bits)
        self.handshakes: Shelf[Handshake] = Shelf(HANDSHAKE_LIVES)
        self.attempts: Shelf[Attempt] = Shelf(ATTEMPT_LIVES)
        self.tokens = Tokens()
        self.messages = Messages()
        self._sent = 0

    def widget_key(self, visit: Visit) -> str:
        """The key that App Store Connect has at the moment."""
        if visit.is_under("widget_key_rotated"):
            return hashlib.sha256(f"{self.simulation.settings.seed} widget".encode()).hexdigest()
        return WIDGET_KEY

    def factors(self, account: Account, visit: Visit) -> Factors:
        """How an account is asked for its second factor."""
        devices, phones, keys = account.devices, account.phones, account.security_keys
        if visit.is_under("single_phone"):
            devices, phones, keys = (), phones[:1], ()
        if visit.is_under("security_key"):
            keys = keys or ("Blue key",)
        return Factors(devices, phones, keys)

    def open_attempt(self, account: Account, widget_key: str, visit: Visit) -> Attempt:
        """A right password waits for its second factor."""
        factors = self.factors(account, visit)
        attempt = Attempt(new_session_id(), account, widget_key, factors)
        self.attempts.put(attempt.session_id, attempt, visit.now)
        return attempt

    def send(self, attempt: Attempt, kind: Kind, phone_id: int | None, now: datetime) -> None:
        """A new code goes out; the older ones to the same place stop holding."""
        self._sent += 1
        digits = f"{number_of(self.simulation.settings.seed, 'code', self._sent) % 10**6:06d}"
        attempt.codes[phone_id] = Code(digits, phone_id, now)
        phone = attempt.factors.phone(phone_id)
        to = phone.number if phone else ", ".join(attempt.factors.devices)
        apple_id = attempt.account.apple_id
        self.messages.add(Message(self._sent, now, apple_id, kind, to, phone_id, digits))

    def push(self, attempt: Attempt, now: datetime) -> None:
        """All trusted devices show the same new code."""
        self.send(attempt, "push", None, now)

    def text(self, attempt: Attempt, phone_id: int, mode: Mode, now: datetime) -> None:
        """A phone gets a text or a call."""
        attempt.texts_sent += 1
        self.send(attempt, mode, phone_id, now)

    def give_identity(
        self, response: Response, account: Account, widget_key: str, now: datetime
    ) -> None:
        """Somebody has proved enough: a new identity in cookie and header."""
        self.book.forgive(account)
        token = self.tokens.sign_in(SignedIn(account.apple_id, widget_key, now))
        cookies.put(response, cookies.MYACINFO, token, self.simulation.settings)
        response.headers["X-Apple-Session-Token"] = token
        response.headers["X-Apple-ID-Account-Country"] = "USA"

    def remember(self, attempt: Attempt, now: datetime) -> str:
        """Trust the client of an attempt: the value of its cookie, and of its trust token."""
        return self.tokens.trust(SignedIn(attempt.account.apple_id, attempt.widget_key, now))
