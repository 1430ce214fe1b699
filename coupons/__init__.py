"""Applications, coupons, QR, scans, proposals, redemptions."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: Flask) -> None:
    """Pages, words, checks, timed work, and what waits for whom."""
    from coupons import (  # noqa: F401 - declared by import
        application_inbox,
        application_jobs,
        application_labels,
        checks,
        inbox,
        jobs,
        labels,
        personal_data,
    )
    from coupons.views import BLUEPRINTS

    checks.register()
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
