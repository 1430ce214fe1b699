"""`flask staff`: what only the operator of the server may do with roles."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from core import clock
from core.errors import NotFound, Refused
from core.labels import words_for
from identity.staff.services.appoint_administrator import appoint_administrator

group = AppGroup("staff", help="Who serves OSMEP.")


@group.command("appoint")
@click.argument("email")
@click.argument("unit_code")
def appoint(email: str, unit_code: str) -> None:
    """Make a registered person one of the first two administrators, who grant all other roles.

    Refused once there are two: from then on each role is granted by one person and confirmed by another.
    """
    try:
        appoint_administrator(email, unit_code, now=clock.now())
    except NotFound as unknown:
        raise click.ClickException("Register with this e-mail and confirm it first.") from unknown
    except Refused as refused:
        raise click.ClickException(words_for(refused.reason, **refused.facts)) from refused
    click.echo("Done. A second factor is asked for at the next sign-in.")
