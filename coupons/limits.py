"""The time limits of this room that the settings give."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app

from config import Settings


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


def time_to_consent() -> timedelta:
    """How long a price waits for the SME."""
    return timedelta(minutes=_settings().proposal_minutes)


def time_to_accept() -> timedelta:
    """How long the SME has to accept a delivery."""
    return timedelta(days=_settings().acceptance_days)


def time_to_appeal() -> timedelta:
    """How long a declined application may be appealed."""
    return timedelta(days=_settings().appeal_days)
