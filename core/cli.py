"""Commands of the house: migrate, work, list routes. Each room brings its own beside them."""

from __future__ import annotations

import click
from flask import Flask, current_app
from flask_migrate import upgrade

from core import audit_cli, audit_jobs, jobs  # noqa: F401 - importing declares the timed work
from core.web import access

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
        concurrency=2, listen_notify=False, fetch_job_polling_interval=POLLING_SECONDS, delete_jobs="successful"
    )


@click.command("routes")
def routes() -> None:
    """Every route and who may call it. Exit status 1 when one names no access."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # a proxy has it
    unguarded = 0
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        access_rule = access.access_of(app, rule.endpoint)
        unguarded += access_rule is None
        methods = ",".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        allowed = ", ".join(sorted(access_rule)) if isinstance(access_rule, frozenset) else access_rule or "UNGUARDED"
        click.echo(f"{methods:6} {rule.rule:60} {allowed}")
    if unguarded:
        raise click.exceptions.Exit(1)


def init_app(app: Flask) -> None:
    """Add the commands."""
    for command in (migrate, worker, routes, audit_cli.audit):
        app.cli.add_command(command)
