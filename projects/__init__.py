"""Action plans, projects, KPIs, budget lines, schemes and the parameters of their rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: Flask) -> None:
    """Pages, words, commands and what waits."""
    from projects import cli, inbox, labels, personal_data  # noqa: F401 - importing declares the words
    from projects.views import plans, projects, schemes

    for room in (plans, projects, schemes):
        app.register_blueprint(room.blueprint)
    app.cli.add_command(cli.seed)
    inbox.register()
