"""Recovery codes: how they are made, read as typed, and kept."""

from __future__ import annotations

import hashlib
import secrets

from core.thai.writing import parse_thai_digits

HOW_MANY = 10
GROUPS, GROUP = 4, 4
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Without i, l, o and u, which are read as others: 16 letters of 32 are 80 bits."""
LONGEST_TYPED = 60
_AS_MEANT = str.maketrans("ilo", "110")


def new_codes() -> list[str]:
    """A fresh set, as shown once: `7k2m-x0qd-…`."""
    return [
        "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))
        for _ in range(HOW_MANY)
    ]


def digest_of(person_id: int, code: str) -> str:
    """What is kept of a code: scrypt, salted by the person, in hexadecimal. Dashes, spaces and case do not count."""
    letters = parse_thai_digits(code[:LONGEST_TYPED]).lower().translate(_AS_MEANT)
    plain = "".join(letter for letter in letters if letter.isalnum())
    salt = f"recovery code of person {person_id}".encode()
    # One key serves no purpose here: who reads the table cannot try 2^80 codes, nor 2^48 old ones at this cost.
    return hashlib.scrypt(plain.encode(errors="replace"), salt=salt, n=2**14, r=8, p=1, dklen=32).hex()
