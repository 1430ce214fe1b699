"""People, organisations, members, roles, sign-in, second factor, links between parties, notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: Flask) -> None:
    """Set up sign-in on the application. Imported here alone: rooms that need one of our enums
    need not carry Flask-Security, whose import takes seconds.
    """
    from identity.views import wire

    wire(app)
