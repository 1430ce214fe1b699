"""The blueprint of this room, and the setting its pages read."""

from __future__ import annotations

from flask import Blueprint, current_app

from config import Settings

blueprint = Blueprint("providers", __name__, url_prefix="/providers")


def appeal_days() -> int:
    """Days in which a rejected provider may appeal (setting)."""
    settings: Settings = current_app.extensions["settings"]
    return settings.appeal_days
