"""Reads of this room, as small values. Amounts are Money."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from core.audit import operations as audit
from identity.bank_accounts.models import BankAccount
from identity.bank_accounts.states import BankAccountState
from identity.organisations.models import Organisation
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
    provider_suspended_at: datetime | None
    sme_suspended_at: datetime | None
    account: BankAccount | None
    account_given_at: datetime | None = None
    """Since when an account that it gave waits for finance to verify it."""

    def suspended_at(self, mode: PayeeMode) -> datetime | None:
        """Since when it is suspended in this role."""
        return self.sme_suspended_at if mode is PayeeMode.REIMBURSE_SME else self.provider_suspended_at

    def facts(self, mode: PayeeMode) -> PayeeFacts:
        """What decides whether it can be paid today, in the role in which it is owed."""
        return PayeeFacts(
            today=self.today,
            suspended=self.suspended_at(mode) is not None,
            bank_code=self.account.bank_code if self.account else None,
            account_number=self.account.account_number if self.account else None,
            usable_from=self.account.usable_from if self.account else None,
        )


def payees_of(session: Session, organisation_ids: Collection[int], today: date) -> dict[int, Payee]:
    """These organisations as payees, by id. One statement."""
    given = aliased(BankAccount)
    given_at = (
        sa.select(sa.func.max(given.submitted_at))
        .where(given.organisation_id == Organisation.id, given.state == BankAccountState.PENDING)
        .scalar_subquery()
    )
    rows = session.execute(
        sa.select(
            Organisation.id,
            Organisation.name_th,
            Organisation.registration_number,
            _suspended_at("provider", Provider, Provider.state == ProviderState.SUSPENDED),
            _suspended_at("sme", Sme, Sme.state == SmeState.SUSPENDED),
            BankAccount,
            given_at,
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
    return {row[0]: Payee(row[0], row[1], row[2], today, row[3], row[4], row[5], row[6]) for row in rows}


def _suspended_at(subject_kind: str, model: Any, suspended: Any) -> Any:
    """Since when it is suspended; null when it is not. The trail tells it, else the registration's beginning."""
    told = audit.last_happened(subject_kind, model.organisation_id, f"{subject_kind}.suspended")
    return sa.case((suspended, sa.func.coalesce(told, model.created_at)))
