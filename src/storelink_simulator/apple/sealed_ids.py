"""Opaque ids that need no table: a few numbers, sealed into a UUID by the seed."""

from __future__ import annotations

from hashlib import blake2b
from uuid import UUID

_HALF = 8


def _mac(seed: int, kind: str, payload: bytes) -> bytes:
    key = f"{seed}/{kind}".encode()[:64]
    return blake2b(payload, key=key, digest_size=_HALF).digest()


def _mixed(seed: int, payload: bytes, mac: bytes) -> bytes:
    mask = blake2b(mac, key=f"{seed}".encode()[:64], digest_size=_HALF).digest()
    return bytes(one ^ other for one, other in zip(payload, mask, strict=True))


def seal(seed: int, kind: str, number: int) -> str:
    """A UUID that stands for a number below 2**64."""
    payload = number.to_bytes(_HALF, "big")
    mac = _mac(seed, kind, payload)
    return str(UUID(bytes=_mixed(seed, payload, mac) + mac))


def unseal(seed: int, kind: str, text: str) -> int | None:
    """The number, or None for whatever this simulator has not sealed for this kind."""
    try:
        raw = UUID(text).bytes
    except ValueError:
        return None
    payload = _mixed(seed, raw[:_HALF], raw[_HALF:])
    if _mac(seed, kind, payload) != raw[_HALF:]:
        return None
    return int.from_bytes(payload, "big")
