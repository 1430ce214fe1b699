"""The SME's own part of an organisation: what it is, what size by law, whether verified."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: Flask) -> None:
    """Pages, words and what waits."""
    from smes import inbox, labels, personal_data  # noqa: F401 - importing declares the words
    from smes.views import desk, registration  # noqa: F401 - importing declares the pages
    from smes.views.blueprint import blueprint

    app.register_blueprint(blueprint)
    inbox.register()
