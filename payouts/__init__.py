"""Payables, payments, batches, bank files, statements, reconciliation, the money path of a coupon."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: Flask) -> None:
    """Pages, words, timed work and checks of the room."""
    from payouts import checks, inbox, jobs, labels, long_work, personal_data  # noqa: F401 - importing declares jobs, words, inbox
    from payouts.bankfiles import labels as bank_labels  # noqa: F401 - as above
    from payouts.views import blueprint

    checks.register()
    app.register_blueprint(blueprint)
