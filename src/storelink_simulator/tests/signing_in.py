"""A client of Apple's sign-in for tests, written from the protocol's description alone."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Any

import httpx

from storelink_simulator.tests.playing import Player

AUTH = "/appleauth/auth"
KEY = "e0b80c3bf78523bfe80974d320935bfa30add02e1bff88ec2166c6bd5a706c42"
OWNER = "m.okafor@brightside.example"
MANAGER = "j.lindqvist@brightside.example"
SUPPORT = "a.serra@brightside.example"
ACCOUNTANT = "t.nakata@brightside.example"
MARKETER = "p.dubois@brightside.example"
PRIME = int(
    "AC6BDB41324A9A9BF166DE5E1389582FAF72B6651987EE07FC3192943DB56050A37329CBB4A099ED"
    "8193E0757767A13DD52312AB4B03310DCD7F48A9DA04FD50E8083969EDB767B0CF6095179A163AB3"
    "661A05FBD5FAAAE82918A9962F0B93B855F97993EC975EEAA80D740ADBF4FF747359D041D5C33EA7"
    "1D281E446B14773BCA97B43A23FB801676BD207A436C6481F1D2B9078717461A5B9D32E688F87748"
    "544523B524B0D57D5EA77A2775D2ECFA032CFBDBF52FB3786160279004E57AE6AF874E7303CE5329"
    "9CCC041C7BC308D82A5698F3A8D0C38271AE35F8E9DBFBB694B5C803D89F7AE435DE236D525F5475"
    "9B65E372FCD68EF20FA7111F9E4AFF73",
    16,
)


def sha(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def wide(number: int) -> bytes:
    return number.to_bytes(256, "big")


def short(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


@dataclass
class Proof:
    """The client's half of one exchange."""

    name: str
    password: str
    secret: int = field(default_factory=lambda: secrets.randbits(512))
    is_padded: bool = True

    @property
    def public(self) -> int:
        return pow(2, self.secret, PRIME)

    def of(self, challenge: dict[str, Any]) -> dict[str, str]:
        """m1 and m2 for the answer to init."""
        write = wide if self.is_padded else short
        salt, b = base64.b64decode(challenge["salt"]), base64.b64decode(challenge["b"])
        digest = sha(self.password.encode())
        start = digest.hex().encode() if challenge["protocol"] == "s2k_fo" else digest
        key = hashlib.pbkdf2_hmac("sha256", start, salt, challenge["iteration"], 32)
        x = int.from_bytes(sha(salt, sha(b":", key)), "big")
        k = int.from_bytes(sha(wide(PRIME), wide(2)), "big")
        u = int.from_bytes(sha(wide(self.public), b.rjust(256, b"\0")), "big")
        base = (int.from_bytes(b, "big") - k * pow(2, x, PRIME)) % PRIME
        session_key = sha(write(pow(base, self.secret + u * x, PRIME)))
        mixed = bytes(a ^ c for a, c in zip(sha(wide(PRIME)), sha(wide(2)), strict=True))
        sent = write(self.public)
        m1 = sha(mixed, sha(self.name.encode()), salt, sent, b, session_key)
        return {"m1": encoded(m1), "m2": encoded(sha(sent, m1, session_key))}


def stamp(bits: str, challenge: str) -> str:
    """The value of X-Apple-HC."""
    counter = 0
    while True:
        text = f"1:{bits}:20261124180000:{challenge}::{counter}"
        found = int.from_bytes(hashlib.sha1(text.encode()).digest(), "big")
        if found >> (160 - int(bits)) == 0:
            return text
        counter += 1


@dataclass
class Browser:
    """Somebody at a browser, who keeps cookies and the headers of a sign-in."""

    sim: Player
    apple_id: str = OWNER
    headers: dict[str, str] = field(default_factory=lambda: {"X-Apple-Widget-Key": KEY})

    def __post_init__(self) -> None:
        self.client = self.sim.another_client()

    def password(self) -> str:
        """The password as the admin address tells it."""
        listed = self.sim.admin("GET", "apple-ids")["apple_ids"]
        return next(str(one["password"]) for one in listed if one["apple_id"] == self.apple_id)

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """One call to the identity service; the newest scnt is kept."""
        sent = {**self.headers, "Accept": "application/json", **headers}
        answer = self.client.request(method, f"{AUTH}{path}", json=body, headers=sent)
        for name in ("scnt", "X-Apple-ID-Session-Id"):
            if name in answer.headers:
                self.headers[name] = answer.headers[name]
        return answer

    def init(self, proof: Proof) -> dict[str, Any]:
        """The answer to init."""
        body = {
            "a": encoded(wide(proof.public)),
            "accountName": proof.name,
            "protocols": ["s2k", "s2k_fo"],
        }
        answer = self.call("POST", "/signin/init", body)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def work(self) -> dict[str, str]:
        """The header that hashcash wants."""
        page = self.call("GET", f"/signin?widgetKey={self.headers['X-Apple-Widget-Key']}")
        bits, challenge = (page.headers[f"X-Apple-HC-{name}"] for name in ("Bits", "Challenge"))
        return {"X-Apple-HC": stamp(bits, challenge)}

    def complete(self, proof: Proof, challenge: dict[str, Any], **more: Any) -> httpx.Response:
        """Send the proofs."""
        body = {"accountName": proof.name, "c": challenge["c"], "rememberMe": False}
        body |= proof.of(challenge) | more
        path = "/signin/complete?isRememberMeEnabled=false"
        return self.call("POST", path, body, **self.work())

    def give_password(self, password: str | None = None, **proof: Any) -> httpx.Response:
        """The whole password step."""
        ours = Proof(self.apple_id, password or self.password(), **proof)
        return self.complete(ours, self.init(ours))

    def code(self, kind: str = "push") -> str:
        """The newest code of a kind, as the phone shows it."""
        found = self.sim.admin("GET", f"phones?apple_id={self.apple_id}")["messages"]
        return str([one["code"] for one in found if one["kind"] == kind][-1])

    def push(self) -> httpx.Response:
        """Have a code shown on the devices."""
        return self.call("PUT", "/verify/trusteddevice/securitycode")

    def text(self, phone_id: int = 1, mode: str = "sms") -> httpx.Response:
        """Have a code sent to a phone."""
        return self.call("PUT", "/verify/phone", {"phoneNumber": {"id": phone_id}, "mode": mode})

    def give_device_code(self, code: str | None = None) -> httpx.Response:
        """Enter the code that the devices show."""
        body = {"securityCode": {"code": code or self.code()}}
        return self.call("POST", "/verify/trusteddevice/securitycode", body)

    def give_phone_code(self, code: str | None = None, phone_id: int = 1) -> httpx.Response:
        """Enter the code that a phone was sent."""
        body = {
            "phoneNumber": {"id": phone_id},
            "securityCode": {"code": code or self.code("sms")},
            "mode": "sms",
        }
        return self.call("POST", "/verify/phone/securitycode", body)

    def sign_in(self) -> None:
        """All of it: password, a code, trust."""
        assert self.give_password().status_code == 409
        state = self.call("GET", "").json()
        if "noTrustedDevices" in state:
            if len(state["trustedPhoneNumbers"]) > 1:
                self.text()
            assert self.give_phone_code().status_code == 200
        else:
            self.push()
            assert self.give_device_code().status_code == 204
        assert self.call("GET", "/2sv/trust").status_code == 204


def fault(answer: httpx.Response) -> tuple[int, str]:
    """Status and code of an error, whichever way it is spelled."""
    body = answer.json()
    errors = body.get("serviceErrors") or body.get("service_errors")
    assert answer.headers["X-Apple-I-Ercd"] == errors[0]["code"]
    return answer.status_code, errors[0]["code"]


def session(browser: Browser) -> httpx.Response:
    """The web application's session, as the browser's cookies have it."""
    return browser.client.get("/olympus/v1/session")


def entered(sim: Player, apple_id: str = OWNER) -> Browser:
    """Somebody who signed in and opened the web application."""
    browser = Browser(sim, apple_id)
    browser.sign_in()
    assert session(browser).status_code == 200
    return browser


def switched(browser: Browser, name: str) -> None:
    """Make a team of a name the active one."""
    teams = session(browser).json()["availableProviders"]
    number = next(one["providerId"] for one in teams if one["name"] == name)
    answer = browser.client.post("/olympus/v1/session", json={"provider": {"providerId": number}})
    assert answer.json()["provider"]["name"] == name
