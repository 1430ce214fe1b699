"""What the public sees: the money, the rules, the providers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: Flask) -> None:
    """The public's pages."""
    from openness.views import blueprint

    app.register_blueprint(blueprint)
