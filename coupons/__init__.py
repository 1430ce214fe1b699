"""From the application to the claim: coupons, the counter, what is rendered for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: Flask) -> None:
    """Pages, words, checks, timed work, and what waits for whom."""
    import coupons.applications.inbox
    import coupons.applications.labels
    import coupons.applications.tasks
    import coupons.claims.inbox
    import coupons.claims.labels
    import coupons.coupons.checks
    import coupons.coupons.inbox
    import coupons.coupons.labels
    import coupons.personal_data
    import coupons.redemptions.checks
    import coupons.redemptions.inbox
    import coupons.redemptions.labels
    import coupons.redemptions.tasks  # noqa: F401 - declared by import
    from coupons import views
    from coupons.applications import views as applications
    from coupons.claims import views as claims
    from coupons.redemptions import views as redemptions

    for pages in (applications, views, redemptions, claims):
        app.register_blueprint(pages.blueprint)
