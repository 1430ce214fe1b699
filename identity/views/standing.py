"""What the person of this request is, asked of the database once."""

from __future__ import annotations

from flask import g
from flask_login import current_user

from core.db import db
from identity.actors import Standing, standing_of

CHOICE = "acting_as"
"""Where the session keeps the capacity that this browser acts in."""


def standing() -> Standing | None:
    """The standing of who is signed in; it came with her row, unless she signed in just now."""
    if not current_user.is_authenticated:
        return None
    if "standing" not in g or g.standing.person_id != current_user.id:
        g.standing = standing_of(db.session(), current_user.id)
    found: Standing | None = g.standing
    return found
