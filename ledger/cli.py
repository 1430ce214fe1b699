"""`flask ledger`: prove the whole ledger, and keep its roll-ups."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from core import registry
from ledger.checks import run_all
from ledger.services.rebuild_rollups import rebuild_rollups
from ledger.services.roll_up import roll_up

ledger = AppGroup("ledger", help="Verify the ledger; move its roll-ups forward or make them anew.")


@ledger.command("verify")
def verify() -> None:
    """Run every registered check over the whole database. Exit status 1 when any finds something."""
    findings = run_all()
    for finding in findings:
        click.echo(f"{finding.check}: {finding.subject}: {finding.message}")
    if findings:
        raise click.exceptions.Exit(1)
    click.echo(f"{len(registry.checks)} checks, nothing found")


@ledger.command("rollup")
def rollup() -> None:
    """Take all settled postings into the roll-ups."""
    click.echo(f"{roll_up()} postings taken")


@ledger.command("rebuild")
def rebuild() -> None:
    """Make the roll-ups again from nothing."""
    click.echo(f"{rebuild_rollups()} postings taken")
