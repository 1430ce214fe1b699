"""The provider's own part of an organisation: approvals per category, service catalogue, ratings."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: Flask) -> None:
    """Pages, words and what waits."""
    from providers import inbox, labels, personal_data  # noqa: F401 - importing declares the words
    from providers.views import desk, registration, renewals, services  # noqa: F401 - importing declares the pages
    from providers.views.blueprint import blueprint

    app.register_blueprint(blueprint)
    inbox.register()
