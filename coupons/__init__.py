"""Applications, coupons, QR, scans, proposals, redemptions."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: Flask) -> None:
    """Pages, words, checks, timed work, and what waits for whom."""
    from coupons import application_inbox, application_jobs, application_labels, checks, inbox, jobs, labels  # noqa: F401 - declared by import
    from coupons.views import BLUEPRINTS

    checks.register()
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
