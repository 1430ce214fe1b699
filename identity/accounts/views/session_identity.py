"""What the person of this request is, asked of the database once."""

from __future__ import annotations

from flask import g, session
from flask_security.utils import set_request_attr

from core import clock
from core.db import db
from identity.accounts.queries import identity_of_session
from identity.accounts.rules import SessionFacts
from identity.accounts.services.end_overdue_session import end_overdue_session
from identity.accounts.services.record_use import record_use
from identity.accounts.session_identity import SessionIdentity

CHOICE = "acting_as"
"""Where the cookie keeps the capacity that this browser acts in."""
WHO = "_user_id"
"""Where the cookie keeps the token of the sign-in session; Flask-Login's name, for its value is what Flask-Login asks us about."""


def identity_under(token: str) -> SessionIdentity | None:
    """Return the identity of the person behind that token; None if the session has ended or the person is barred.

    Flask-Security is informed how the person is known, and when the password was last given.
    """
    if g.get("identity_under") != token:
        g.session_identity = _live(token)
        g.identity_under = token
        if g.session_identity is not None:
            set_request_attr("fs_authn_via", "session")
            set_request_attr("fs_paa", g.session_identity.session.password_at.timestamp())
    found: SessionIdentity | None = g.session_identity
    return found


def _live(token: str) -> SessionIdentity | None:
    """Return the identity, unless its session is over; a session's use is written here, once a minute."""
    found = identity_of_session(db.session(), token)
    if found is None or found.session is None:
        return None
    now, writable = clock.now(), not g.get("open_transaction")
    if found.session.is_over(found.limits(session.get(CHOICE)), now):
        if writable:
            end_overdue_session(found.session.id, found.person_id, now=now)
        return None
    if writable and found.session.to_be_seen(now):
        record_use(found.session.id, now=now)
    return found


def session_identity() -> SessionIdentity | None:
    """Return the identity of who is signed in."""
    token = session.get(WHO)
    return identity_under(token) if isinstance(token, str) else None


def this_session() -> SessionFacts | None:
    """Return the sign-in session of this request; None when nobody is signed in."""
    found = session_identity()
    return found.session if found else None


def forget_session_identity() -> None:
    """Have who is asking read anew: a session has begun, ended, or proved something."""
    for name in ("session_identity", "identity_under", "actor"):
        g.pop(name, None)
