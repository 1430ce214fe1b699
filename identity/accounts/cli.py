"""`flask people`: what only the operator of the server may do with accounts."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup
from flask_security.utils import hash_password

from core import clock
from core.errors import Refused
from core.labels import words_for
from identity.accounts.services.rewrap_authenticators import rewrap_authenticators
from identity.accounts.views.security.passwords import Passwords
from identity.people.services.enter_person import enter_person

group = AppGroup("people", help="People of this installation.")


@group.command("enter")
@click.argument("email")
@click.argument("full_name")
@click.password_option(help="At least ten characters; asked for when not given.")
def enter(email: str, full_name: str, password: str) -> None:
    """Enter a person without an e-mail: for the first administrator of a server that cannot send mail yet."""
    problems, plain = Passwords(current_app).validate(password, True, full_name=full_name, email=email)
    if problems:
        raise click.BadParameter(problems[0], param_hint="--password")
    try:
        enter_person(email, full_name, hash_password(plain), now=clock.now())
    except Refused as refused:
        raise click.ClickException(str(words_for(refused.reason))) from refused
    click.echo("Done.")


@group.command("rewrap-authenticators")
def rewrap() -> None:
    """Bring every authenticator app's secret under the newest CCS_SECRET_KEY, before an older one is taken out.

    Exit status 1 when one cannot be read: its generation was taken out too early, or its owner sets up anew.
    """
    done = rewrap_authenticators(current_app.extensions["security"].totp_factory.rewrapped)
    click.echo(f"{done.anew} wrapped anew, {done.already} were already.")
    if done.unreadable:
        numbers = ", ".join(str(number) for number in done.unreadable)
        raise click.ClickException(
            f"wrapped by a generation that CCS_SECRET_KEY does not list, of people {numbers}"
        )
