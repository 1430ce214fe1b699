"""How long a guesser waits, what counts as one network, and what is kept of a token. Pure."""

from __future__ import annotations

import hashlib
import ipaddress
from datetime import datetime, timedelta

COUNTED = timedelta(hours=24)
"""Failures older than this are forgotten."""


FREE_GUESSES = 5
"""Wrong secrets in a row from strange devices before the next one has to wait."""


FREE_GUESSES_KNOWN = 10
"""The same on a device that the account's owner has signed in from: counted apart, so strangers cannot use it up."""


FREE_GUESSES_NETWORK = 50
"""Wrong secrets from one client network, over all accounts, from strange devices."""


FIRST_WAIT = timedelta(seconds=30)


LONGEST_WAIT = timedelta(hours=1)


def wait_after(failures: int, last_failure: datetime | None, free: int, now: datetime) -> timedelta:
    """How long the next guess must still wait: nothing for the free ones, then 30 s doubling up to an hour.

    Counted from the last failure; a refused attempt is no failure, so waiting is not prolonged by trying.
    """
    if last_failure is None or failures < free:
        return timedelta(0)
    wait = min(LONGEST_WAIT, FIRST_WAIT * int(2 ** min(failures - free, 10)))
    return max(timedelta(0), last_failure + wait - now)


def network_of(address: str) -> str:
    """The client's network: IPv4 /24, IPv6 /48; an address that is none stands for itself."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    prefix = 24 if parsed.version == 4 else 48
    return str(ipaddress.ip_network((parsed, prefix), strict=False))


def digest_of(token: str) -> bytes:
    """What is kept of a random token: the letter, or the browser's cookie, alone holds the token itself."""
    return hashlib.sha256(token.encode()).digest()
