"""Accounts, postings, transitions, balances. Knows money; a posting's subject is (kind, id) to it, no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: Flask) -> None:
    """Commands, checks, timed work and words."""
    from ledger import checks, cli, jobs, labels  # noqa: F401 - importing declares jobs and words

    checks.register()
    app.cli.add_command(cli.ledger)
