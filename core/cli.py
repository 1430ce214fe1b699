"""Commands of the house: migrate, work. Each room brings its own beside them."""

from __future__ import annotations

import click
from flask import Flask, current_app
from flask_migrate import upgrade

from core import audit_cli, audit_jobs, jobs, work_jobs  # noqa: F401 - importing declares the timed work

POLLING_SECONDS = 1.0


@click.command("migrate")
def migrate() -> None:
    """Bring the database to this code's migrations (as the owner)."""
    upgrade()


@click.command("worker")
def worker() -> None:
    """Run background jobs until stopped."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # a proxy has it
    jobs.worker_app(app, app.extensions["database_url"]).run_worker(
        concurrency=2,
        listen_notify=False,
        fetch_job_polling_interval=POLLING_SECONDS,
        delete_jobs="successful",
    )


def init_app(app: Flask) -> None:
    """Add the commands."""
    for command in (migrate, worker, audit_cli.audit):
        app.cli.add_command(command)
