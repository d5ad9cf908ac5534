"""RSA keys that a seed decides, so that a restarted simulator still knows yesterday's key file.

Only for a simulator: keys that can be told from a small number protect nothing.
"""

from __future__ import annotations

import random
from functools import lru_cache
from math import gcd

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from storelink_simulator.drawing import number_of, stream

_HALF_BITS = 1024
_EXPONENT = 65537
_ROUNDS = 8
_SMALL = [n for n in range(3, 2000, 2) if all(n % d for d in range(3, int(n**0.5) + 1, 2))]


@lru_cache(maxsize=64)
def private_key(seed: int, email: str) -> rsa.RSAPrivateKey:
    """The 2048-bit key of a service account. Takes a fifth of a second the first time."""
    chance = stream(seed, "google key", email)
    p, q = _prime(chance), _prime(chance)
    if p < q:
        p, q = q, p
    d = pow(_EXPONENT, -1, (p - 1) * (q - 1))
    public = rsa.RSAPublicNumbers(_EXPONENT, p * q)
    numbers = rsa.RSAPrivateNumbers(
        p, q, d, d % (p - 1), d % (q - 1), rsa.rsa_crt_iqmp(p, q), public
    )
    return numbers.private_key()


def key_id_of(seed: int, email: str) -> str:
    """The `private_key_id`: forty hexadecimal digits."""
    return "".join(f"{number_of(seed, 'google key id', email, part):016x}" for part in range(3))[
        :40
    ]


def pem_of(key: rsa.RSAPrivateKey) -> str:
    """The key as Google's file has it (PKCS#8)."""
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


def _prime(chance: random.Random) -> int:
    top = 3 << (_HALF_BITS - 2)
    candidate = chance.getrandbits(_HALF_BITS) | top | 1
    while not _is_prime(candidate, chance) or gcd(candidate - 1, _EXPONENT) != 1:
        candidate += 2
    return candidate


def _is_prime(number: int, chance: random.Random) -> bool:
    """Miller and Rabin's test, after division by small primes."""
    if any(number % small == 0 for small in _SMALL):
        return False
    odd, twos = number - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    return all(_passes(number, chance.randrange(2, number - 1), odd, twos) for _ in range(_ROUNDS))


def _passes(number: int, base: int, odd: int, twos: int) -> bool:
    found = pow(base, odd, number)
    if found in (1, number - 1):
        return True
    for _ in range(twos - 1):
        found = found * found % number
        if found == number - 1:
            return True
    return False
