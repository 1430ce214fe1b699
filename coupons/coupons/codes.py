"""The coupon's code, the tag beside it in the QR, and the six digits of consent. Pure: keys come in as a value.

Code, tag and lookup (docs/architecture.md#code-and-consent). The code is 80 bits of an HMAC over coupon and issue, so it is
recomputed to be shown and never stored; the database knows it by another HMAC. The tag lets us refuse a
malformed or invented code before the database is asked.

Alphabet: Crockford's 32 characters, 0–9 and A–Z without I, L, O and U. All of them are in the QR
alphanumeric set, which keeps the address within 29 modules; and unlike A–Z2–7 nothing that a hurried hand
writes is ambiguous: O can only be 0, I and l can only be 1.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime

from core.money import Money
from core.settings.keyring import Keyring
from core.typed.keyboard import as_on_us_keys
from core.typed.text import in_half_width
from core.typed.visible import visible

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 16
"""Characters of five bits: 80 bits."""
TAG_LENGTH = 13
"""Characters: 64 bits of HMAC, and in the last of 65 bits the parity of the key's generation."""
CONSENT_DIGITS = 6
CONSENT_STEP_SECONDS = 60
LONGEST_INPUT = 400
"""Characters that we look at; nobody types more, and no scanner reads more from our code, even twice."""

_MISREAD = str.maketrans("OIL๐๑๒๓๔๕๖๗๘๙", "0110123456789")
_SEPARATORS = re.compile(r"[\s\-–—·._]+")
_CODE = re.compile(f"[{ALPHABET}]{{{CODE_LENGTH}}}")
_LABEL = re.compile(r"(?:COUPON ?)?CODE\b|รหัส(?:คูปอง)?", re.IGNORECASE)
_ADDRESS = re.compile(rf"/C/([{ALPHABET}OIL]{{{CODE_LENGTH}}})/([{ALPHABET}OIL]{{{TAG_LENGTH}}})/?")
_BEHIND_ADDRESS = re.compile(r"(?:[?#\s].*)?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ScannedCode:
    """What a camera or a hand gave us, read; not yet known to be anyone's.

    `tag` is None for a typed code: people copy the 16 characters only.
    """

    code: str
    tag: str | None


class CodeKeys(Keyring):
    """The keys of coupon codes. The newest generation issues; all of them verify."""

    def code_of(self, coupon_id: int, issue_no: int, generation: int) -> str:
        """The 16 characters of one issue of one coupon."""
        digest = self._hmac(generation, b"code", b"%d|%d" % (coupon_id, issue_no))
        return _base32(int.from_bytes(digest[:10], "big"), CODE_LENGTH)

    def tag_of(self, code: str, generation: int) -> str:
        """The 13 characters beside the code in the QR."""
        digest = self._hmac(generation, b"tag", code.encode())
        return _base32(int.from_bytes(digest[:8], "big") << 1 | generation & 1, TAG_LENGTH)

    def lookup_of(self, code: str, generation: int) -> bytes:
        """By what the database knows the code."""
        return self._hmac(generation, b"lookup", code.encode())

    def lookups(self, scanned: ScannedCode) -> tuple[bytes, ...]:
        """All by which the database may know what was scanned; none if its tag is not ours.

        A tag names the parity of its generation, so at most half of the keys are tried. A typed code
        has no tag and may be of any generation.
        """
        return tuple(
            self.lookup_of(scanned.code, generation)
            for generation in sorted(self.secrets, reverse=True)
            if scanned.tag is None or self._fits(scanned.code, scanned.tag, generation)
        )

    def _fits(self, code: str, tag: str, generation: int) -> bool:
        if ALPHABET.index(tag[-1]) & 1 != generation & 1:
            return False
        return hmac.compare_digest(self.tag_of(code, generation), tag)

    def _hmac(self, generation: int, purpose: bytes, message: bytes) -> bytes:
        key = hmac.digest(self.secrets[generation], b"coupon-" + purpose, hashlib.sha256)
        return hmac.digest(key, message, hashlib.sha256)


def read_scanned(text: str) -> ScannedCode | None:
    """Read what was scanned or typed; None if it cannot be a code of ours.

    Takes the address from the QR in either case, whatever a scanner put before it or an app behind it, or the 16
    characters with any spaces and dashes, lower case, Thai digits, full-width letters, and O, I, L where 0 and 1 are
    meant; all of it also as a keyboard set to Thai makes it. Of several addresses the last one was scanned last.
    """
    if len(text) > LONGEST_INPUT:
        return None
    typed = _LABEL.sub("", in_half_width(visible(text)).strip(), count=1).lstrip(" :")
    return _read(typed) or _read(as_on_us_keys(typed))


def _read(text: str) -> ScannedCode | None:
    found = [*_ADDRESS.finditer(text.upper())]
    if found and _BEHIND_ADDRESS.fullmatch(text, found[-1].end()):
        return ScannedCode(_as_meant(found[-1][1]), _as_meant(found[-1][2]))
    code = _as_meant(_SEPARATORS.sub("", text))
    return ScannedCode(code, None) if _CODE.fullmatch(code) else None


def grouped(code: str) -> str:
    """As people read it out: `7Q4M 2K9X W3HT B6RD`."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def qr_url(public_host: str, code: str, tag: str) -> str:
    """What the QR holds; all upper case, so that it fits the alphanumeric mode."""
    return f"HTTPS://{public_host.upper()}/C/{code}/{tag}"


@dataclass(frozen=True, slots=True)
class ConsentSubject:
    """All that the six digits vouch for; change any of it, and they no longer fit."""

    proposal_id: int
    coupon_id: int
    price: Money
    subsidy: Money
    provider_id: int
    service_id: int


def consent_code(keys: Keyring, subject: ConsentSubject, now: datetime) -> str:
    """The six digits that the SME's phone shows under the price in this minute."""
    return _consent_code(keys.newest, subject, _step(now))


def consent_seconds_left(now: datetime) -> int:
    """Seconds until the phone shows the next six digits."""
    return CONSENT_STEP_SECONDS - int(now.timestamp()) % CONSENT_STEP_SECONDS


def consent_code_fits(keys: Keyring, subject: ConsentSubject, given: str, now: datetime) -> bool:
    """Whether `given` was shown in this minute or the ones beside it: clocks and cashiers are slow.

    Any generation of the key fits: a process that was not restarted yet shows digits of the one before.
    """
    digits = _SEPARATORS.sub("", given).translate(_MISREAD)
    fits = [
        hmac.compare_digest(_consent_code(key, subject, _step(now) + drift).encode(), digits.encode())
        for drift in (-1, 0, 1)
        for key in keys.oldest_first
    ]
    return any(fits)


def _consent_code(key: bytes, subject: ConsentSubject, step: int) -> str:
    message = "|".join(
        str(part)
        for part in (
            subject.proposal_id,
            subject.coupon_id,
            subject.price.satang,
            subject.subsidy.satang,
            subject.provider_id,
            subject.service_id,
            step,
        )
    )
    digest = hmac.digest(key, b"consent|" + message.encode(), hashlib.sha256)
    return str(int.from_bytes(digest[:8], "big") % 10**CONSENT_DIGITS).zfill(CONSENT_DIGITS)


def _step(now: datetime) -> int:
    return int(now.timestamp()) // CONSENT_STEP_SECONDS


def _as_meant(text: str) -> str:
    return text.upper().translate(_MISREAD)


def _base32(value: int, length: int) -> str:
    return "".join(ALPHABET[value >> 5 * place & 31] for place in reversed(range(length)))
