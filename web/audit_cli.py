"""`flask audit`: seal the trail, and prove that nothing in it was changed."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from core.audit import sealing
from core.audit.services.erase_reasons_of import erase_reasons_of
from core.audit.services.seal_audit import seal_audit
from core.clock import now
from core.db import db
from core.errors import NotFound
from core.settings import installation
from core.settings.keyring import Keyring

audit = AppGroup("audit", help="Seal the audit trail and the postings; verify the seals.")


def _keys() -> Keyring:
    keys: Keyring = installation.settings().seal_key
    return keys


@audit.command("seal")
def seal() -> None:
    """Seal what is settled, and print the receipt: keep it where the database's owner cannot reach it."""
    receipt = seal_audit(_keys(), now=now())
    click.echo("nothing new to seal" if receipt is None else str(receipt))


@audit.command("verify")
@click.option(
    "--receipt", "receipts", multiple=True, help="A receipt that `seal` printed; may be given often."
)
def verify(receipts: tuple[str, ...]) -> None:
    """Recompute every seal. Exit status 1 when a sealed row was changed, deleted or added."""
    try:
        known = tuple(sealing.Receipt.parse(text) for text in receipts)
    except ValueError as wrong:
        raise click.BadParameter(str(wrong)) from wrong
    findings = list(sealing.verify_seals(db.session(), _keys(), known))
    for finding in findings:
        click.echo(f"{finding.check}: {finding.subject}: {finding.message}")
    if findings:
        raise click.exceptions.Exit(1)
    click.echo("every seal holds")


@audit.command("erase-reasons")
@click.argument("person_id", type=int)
@click.confirmation_option(prompt="Nobody will be able to read this person's free texts again. Erase them?")
def erase_reasons(person_id: int) -> None:
    """Destroy the key of the free texts kept for PERSON_ID, its number in the trail; the rest of the trail stays."""
    try:
        erase_reasons_of(person_id, now=now())
    except NotFound:
        raise click.ClickException(f"nothing is kept under a key of person {person_id}") from None
    click.echo(f"erased: the free texts of person {person_id}")
