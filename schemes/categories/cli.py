"""Command-line commands of this package."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from core import clock
from core.actor import SYSTEM
from schemes.categories.services.seed_reference import seed_reference

seed = AppGroup("seed", help="Put the system's own master data where it is missing.")


@seed.command("reference")
def reference() -> None:
    """Service categories. Running it again changes nothing."""
    added = seed_reference(actor=SYSTEM, now=clock.now())
    click.echo(f"{added} service categories added")
