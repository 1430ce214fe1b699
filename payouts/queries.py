"""Reads of this room, as small values. Amounts are Money."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from identity.models import BankAccount, Organisation
from identity.states import BankAccountState
from payouts.rules import PayeeFacts
from projects.states import PayeeMode
from providers.models import Provider
from providers.states import ProviderState
from smes.models import Sme
from smes.states import SmeState


@dataclass(frozen=True, slots=True)
class Payee:
    """An organisation as money sees it; the account is its verified one, if it has any."""

    organisation_id: int
    name: str
    registration_number: str
    today: date
    provider_suspended: bool
    sme_suspended: bool
    account: BankAccount | None
    account_pending: bool = False
    """Whether it gave an account that finance has still to verify."""

    def facts(self, mode: PayeeMode) -> PayeeFacts:
        """What decides whether it can be paid today, in the role in which it is owed."""
        return PayeeFacts(
            today=self.today,
            suspended=self.sme_suspended if mode is PayeeMode.REIMBURSE_SME else self.provider_suspended,
            bank_code=self.account.bank_code if self.account else None,
            account_number=self.account.account_number if self.account else None,
            usable_from=self.account.usable_from if self.account else None,
        )


def payees_of(session: Session, organisation_ids: Collection[int], today: date) -> dict[int, Payee]:
    """These organisations as payees, by id. One statement."""
    given = aliased(BankAccount)
    pending = sa.exists().where(
        given.organisation_id == Organisation.id, given.state == BankAccountState.PENDING
    )
    rows = session.execute(
        sa.select(
            Organisation.id,
            Organisation.name_th,
            Organisation.registration_number,
            sa.func.coalesce(Provider.state == ProviderState.SUSPENDED, sa.false()),
            sa.func.coalesce(Sme.state == SmeState.SUSPENDED, sa.false()),
            BankAccount,
            pending,
        )
        .outerjoin(Provider, Provider.organisation_id == Organisation.id)
        .outerjoin(Sme, Sme.organisation_id == Organisation.id)
        .outerjoin(
            BankAccount,
            sa.and_(
                BankAccount.organisation_id == Organisation.id,
                BankAccount.state == BankAccountState.VERIFIED,
            ),
        )
        .where(Organisation.id.in_(organisation_ids))
        .execution_options(populate_existing=True)
    )
    return {
        row[0]: Payee(row[0], row[1], row[2], today, bool(row[3]), bool(row[4]), row[5], bool(row[6]))
        for row in rows
    }
