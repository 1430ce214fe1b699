"""Command-line commands of the application: migrate, work. Each package adds its own."""

from __future__ import annotations

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from core import clock
from core.database import binding as database
from core.mail.services.requeue_mail import requeue_mail
from core.tasks.queue import Queue
from web import audit_cli

ALL_QUEUES = ",".join(Queue)


class Commands(AppGroup):
    """The application's commands: what they ask of the database may take longer than a page may."""

    def __init__(self, app: Flask) -> None:
        super().__init__(name=app.name)
        self._app = app

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """As ever; the process is then one that runs a command."""
        database.use_for(self._app, database.Work.COMMAND)
        return super().get_command(ctx, name)


@click.command("migrate")
def migrate() -> None:
    """Bring the database to this code's migrations (as the owner)."""
    from flask_migrate import upgrade  # only this command needs it

    upgrade()


def _queues(_context: click.Context, _option: click.Parameter, named: str) -> tuple[Queue, ...]:
    try:
        return tuple(dict.fromkeys(Queue(name.strip()) for name in named.split(",")))
    except ValueError:
        raise click.BadParameter(f"name some of {ALL_QUEUES}, separated by commas") from None


@click.command("worker")
@click.option("--queues", default=ALL_QUEUES, show_default=True, callback=_queues, help="Whose tasks to run.")
def run_worker(queues: tuple[Queue, ...]) -> None:
    """Run background tasks until stopped; each queue with workers of its own."""
    from core.tasks import worker

    worker.run(current_app._get_current_object(), queues)  # type: ignore[attr-defined]  # a proxy has it


@click.group("mail")
def mail() -> None:
    """E-mails that were given up."""


@mail.command("requeue")
def requeue() -> None:
    """Try again what was given up within the last week."""
    click.echo(f"{requeue_mail(now=clock.now())} e-mails queued again")


COMMANDS = (migrate, run_worker, mail, audit_cli.audit)
