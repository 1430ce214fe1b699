"""The blueprint of this package, and the one setting its pages read."""

from __future__ import annotations

from flask import Blueprint

from config import Settings
from core.settings import installation
from smes.rules import TieBreak

blueprint = Blueprint("smes", __name__, url_prefix="/smes")


def tie_break() -> TieBreak:
    """Which figure decides the size (setting; OSMEP to confirm)."""
    settings: Settings = installation.settings()
    return TieBreak(settings.size_tie_break)
