"""Reads about bank accounts."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core.actor import Actor
from identity.bank_accounts.models import BankAccount
from identity.bank_accounts.states import BankAccountState


def had_account(session: Session, organisation_id: int) -> bool:
    """Whether an account of the organisation was ever verified: another one is a change, and cools off."""
    known = sa.exists().where(
        BankAccount.organisation_id == organisation_id, BankAccount.verified_at.is_not(None)
    )
    return bool(session.scalar(sa.select(known)))


def has_account(session: Session, organisation_id: int) -> bool:
    """Whether the organisation has an account that is verified, or waits to be."""
    live = sa.exists().where(
        BankAccount.organisation_id == organisation_id,
        BankAccount.state.in_((BankAccountState.PENDING, BankAccountState.VERIFIED)),
    )
    return bool(session.scalar(sa.select(live)))


def verified_bank_account(session: Session, organisation_id: int) -> BankAccount | None:
    """The account in use, whether or not its cooling-off days are over."""
    return session.scalar(
        sa.select(BankAccount).where(
            BankAccount.organisation_id == organisation_id, BankAccount.state == BankAccountState.VERIFIED
        )
    )


def bank_accounts_of(session: Session, organisation_id: int, actor: Actor) -> Sequence[BankAccount]:
    """All accounts the actor's own organisation ever gave, newest first."""
    actor.require_own(organisation_id)
    return session.scalars(
        sa.select(BankAccount)
        .where(BankAccount.organisation_id == organisation_id)
        .order_by(BankAccount.id.desc())
    ).all()
