"""The blueprint of this room, and the one setting its pages read."""

from __future__ import annotations

from flask import Blueprint, current_app

from config import Settings
from smes.rules import TieBreak

blueprint = Blueprint("smes", __name__, url_prefix="/smes")


def tie_break() -> TieBreak:
    """Which figure decides the size (setting; OSMEP to confirm)."""
    settings: Settings = current_app.extensions["settings"]
    return TieBreak(settings.size_tie_break)
