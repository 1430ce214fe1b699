"""What the person of this request is, asked of the database once."""

from __future__ import annotations

from flask import g, session
from flask_security.utils import set_request_attr

from core import clock
from core.db import db
from identity.accounts.queries import standing_of_session
from identity.accounts.rules import SessionFacts
from identity.accounts.services.end_overdue_session import end_overdue_session
from identity.accounts.services.note_use import note_use
from identity.accounts.standing import Standing

CHOICE = "acting_as"
"""Where the cookie keeps the capacity that this browser acts in."""
WHO = "_user_id"
"""Where the cookie keeps the token of the sign-in session; Flask-Login's name, for its value is what Flask-Login asks us about."""


def standing_under(token: str) -> Standing | None:
    """The standing of the person who got that token; None if the session has ended or the person is barred.

    Flask-Security is told by what way the person is known, and when the password was last given.
    """
    if g.get("standing_under") != token:
        g.standing = _live(token)
        g.standing_under = token
        if g.standing is not None:
            set_request_attr("fs_authn_via", "session")
            set_request_attr("fs_paa", g.standing.session.password_at.timestamp())
    found: Standing | None = g.standing
    return found


def _live(token: str) -> Standing | None:
    """The standing, unless its session has lasted its time; a session's use is written here, once a minute."""
    found = standing_of_session(db.session(), token)
    if found is None or found.session is None:
        return None
    now, writable = clock.now(), not g.get("open_transaction")
    if found.session.is_over(found.limits(session.get(CHOICE)), now):
        if writable:
            end_overdue_session(found.session.id, found.person_id, now=now)
        return None
    if writable and found.session.to_be_seen(now):
        note_use(found.session.id, now=now)
    return found


def standing() -> Standing | None:
    """The standing of who is signed in."""
    token = session.get(WHO)
    return standing_under(token) if isinstance(token, str) else None


def this_session() -> SessionFacts | None:
    """The sign-in session of this request; None for a stranger."""
    found = standing()
    return found.session if found else None


def forget_standing() -> None:
    """Have who is asking read anew: a session has begun, ended, or proved something."""
    for name in ("standing", "standing_under", "actor"):
        g.pop(name, None)
