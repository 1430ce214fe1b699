"""What the person of this request is, asked of the database once."""

from __future__ import annotations

from flask import g, session
from flask_login import current_user
from flask_security.utils import set_request_attr

from core.db import db
from identity.actors import Standing, standing_of_session

CHOICE = "acting_as"
"""Where the session keeps the capacity that this browser acts in."""
WHO = "_user_id"
"""Where Flask-Login keeps whom the session belongs to: her `fs_uniquifier`."""


def standing_under(uniquifier: str) -> Standing | None:
    """The standing of the person with that uniquifier; None if there is none or she is barred.

    Flask-Security is told by what way she is known, and when she last proved who she is.
    """
    if g.get("standing_under") != uniquifier:
        g.standing = standing_of_session(db.session(), uniquifier)
        g.standing_under = uniquifier
        if g.standing is not None:
            set_request_attr("fs_authn_via", "session")
            set_request_attr("fs_paa", session.get("fs_paa", 0))
    found: Standing | None = g.standing
    return found


def standing() -> Standing | None:
    """The standing of who is signed in: whom the session names, or else the remembered device, which Flask-Login knows."""
    uniquifier = session.get(WHO)
    found = standing_under(uniquifier) if uniquifier else None
    if found is None and current_user.is_authenticated:
        found = standing_under(session[WHO])
    return found
