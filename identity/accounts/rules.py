"""How long a guesser waits, how long a sign-in lasts and what it must prove, and how its browser is named. Pure."""

from __future__ import annotations

import hashlib
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from core.actor import FRESH_FOR
from core.permissions import STAFF_ROLES, Role

COUNTED = timedelta(hours=24)
"""Failures older than this are forgotten."""
FREE_GUESSES = 5
"""Wrong secrets in a row from strange devices before the next one has to wait."""
FREE_GUESSES_KNOWN = 10
"""The same on a device that the account's owner has signed in from: counted apart, so that others cannot use it up."""
FREE_GUESSES_NETWORK = 50
"""Wrong secrets from one client network, over all accounts, from strange devices."""
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)


class SignInRefusal(StrEnum):
    """Why a sign-in failed."""

    SIGN_IN_OVERTAKEN = "sign_in_overtaken"


def wait_after(failures: int, last_failure: datetime | None, free: int, now: datetime) -> timedelta:
    """How long the next guess must still wait: nothing for the free ones, then 30 s doubling up to an hour.

    Counted from the last failure; a refused attempt is no failure, so waiting is not prolonged by trying.
    """
    if last_failure is None or failures < free:
        return timedelta(0)
    wait = min(LONGEST_WAIT, FIRST_WAIT * int(2 ** min(failures - free, 10)))
    return max(timedelta(0), last_failure + wait - now)


def network_of(address: str) -> str:
    """The client's network: IPv4 /24, IPv6 /48; an invalid address is its own network."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    prefix = 24 if parsed.version == 4 else 48
    return str(ipaddress.ip_network((parsed, prefix), strict=False))


def digest_of(token: str) -> bytes:
    """Return the digest that is stored of a random token: the e-mail, or the browser's cookie, alone holds the token itself."""
    return hashlib.sha256(token.encode()).digest()


SEEN_EVERY = timedelta(minutes=1)
"""A session's last use is written at most this often: reading pages costs no write each."""
SECOND_STEP_WITHIN = timedelta(minutes=10)
"""How long after the password the second factor may be given."""


@dataclass(frozen=True, slots=True)
class Limits:
    """When a session ends by itself: unused for so long, or so long after the sign-in."""

    idle: timedelta
    longest: timedelta


FOR_STAFF = Limits(timedelta(minutes=30), timedelta(hours=12))
FOR_A_DAY = Limits(timedelta(hours=12), timedelta(hours=12))
"""At a counter, and on every device that was not asked to remember."""
REMEMBERED = Limits(timedelta(days=30), timedelta(days=90))


def limits_of(roles: frozenset[Role], *, is_staff: bool, remembered: bool) -> Limits:
    """The limits of a session in which a person acts in these roles.

    Whoever holds a staff role has those of staff in every capacity: one click leads from one to the other.
    """
    if is_staff or not roles.isdisjoint(STAFF_ROLES):
        return FOR_STAFF
    return REMEMBERED if remembered and Role.PROVIDER_CASHIER not in roles else FOR_A_DAY


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """One sign-in as its row says."""

    id: int
    created_at: datetime
    last_seen_at: datetime
    remembered: bool
    password_at: datetime
    """When the password was last given in it."""
    second_factor_at: datetime | None
    """When a second factor was last given in it; None if never."""

    def is_over(self, limits: Limits, now: datetime) -> bool:
        """Whether it has ended by itself."""
        return self.last_seen_at + limits.idle <= now or self.created_at + limits.longest <= now

    def to_be_seen(self, now: datetime) -> bool:
        """Whether its last use is to be written."""
        return self.last_seen_at + SEEN_EVERY <= now

    def knows_password(self, now: datetime) -> bool:
        """Whether the password was just given."""
        return now - self.password_at <= FRESH_FOR

    def proved_lately(self, now: datetime) -> bool:
        """Whether a second factor was just given."""
        return self.second_factor_at is not None and now - self.second_factor_at <= FRESH_FOR


_BROWSERS = (
    ("Line/", "LINE"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("EdgiOS/", "Edge"),
    ("EdgA/", "Edge"),
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
"""In this order: each later one's mark is in the earlier ones' names too."""
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def browser_of(user_agent: str) -> str:
    """Browser and system, such as “Chrome · Android”: enough to know one's own again; empty if neither is known.

    The whole name, which identifies one browser among all, is not stored.
    """
    found = (
        next((name for mark, name in marks if mark in user_agent), "") for marks in (_BROWSERS, _SYSTEMS)
    )
    return " · ".join(name for name in found if name)
