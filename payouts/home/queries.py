"""What a provider's home reads: two statements, whatever it has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from core.actor import Actor
from core.clock import bangkok_date
from core.money import Money
from coupons.parties import provider_id_of
from coupons.redemptions.models import Redemption
from payouts.home.rules import ProviderProgress
from payouts.models.payables import Payable
from payouts.payees.statuses import COMING, MOST_LISTED, PAID_THIS_MONTH, narrowed_to
from providers.models import Provider, ProviderCategory
from providers.queries import to_renew
from schemes.states import PayeeMode


@dataclass(frozen=True, slots=True)
class Sum:
    """How much, of how many payments: counted to one more than their list shows."""

    amount: Money
    count: int

    @property
    def is_whole(self) -> bool:
        """Whether the list shows all of them, so that the sum is theirs."""
        return self.count <= MOST_LISTED


@dataclass(frozen=True, slots=True)
class ProviderHome:
    """Everything that the home of one provider shows."""

    provider: Provider
    progress: ProviderProgress
    coming: Sum
    paid: Sum
    """Since the first of this month."""
    categories: Sequence[tuple[ProviderCategory, bool]]
    """Its kinds of service, the approval that ends first before the others; with each whether it is to be renewed."""

    @property
    def to_renew(self) -> int:
        """How many approvals end soon or have ended, and were not asked for again."""
        return sum(renew for _category, renew in self.categories)


def provider_home(session: Session, actor: Actor, now: datetime) -> ProviderHome:
    """The home of the provider that the actor serves. Two statements."""
    provider_id, today = provider_id_of(actor), bangkok_date(now)
    own = (Payable.payee_id == provider_id, Payable.payee_mode == PayeeMode.PAY_PROVIDER)
    served = Redemption.provider_id == provider_id
    provider, *found = session.execute(
        sa.select(
            Provider,
            sa.exists().where(served),
            sa.exists().where(served, Redemption.delivered_at.is_not(None)),
            sa.exists().where(*own, Payable.settled_at.is_not(None)),
            *_sum(*own, narrowed_to(COMING, today)),
            *_sum(*own, narrowed_to(PAID_THIS_MONTH, today)),
        )
        .where(Provider.organisation_id == provider_id)
        .options(joinedload(Provider.organisation))
    ).one()
    has_served, claimed, paid, coming, coming_count, settled, settled_count = found
    return ProviderHome(
        provider,
        ProviderProgress(provider.state, has_served, claimed, paid),
        Sum(Money(int(coming)), coming_count),
        Sum(Money(int(settled)), settled_count),
        _categories(session, provider_id, today),
    )


def _sum(*conditions: Any) -> tuple[Any, Any]:
    """How much is owed under some conditions, in satang, and of how many payables, up to one more than are listed."""
    few = sa.select(Payable.amount_satang).where(*conditions).limit(MOST_LISTED + 1).subquery()
    amount = sa.func.coalesce(sa.func.sum(few.c.amount_satang), 0)
    return tuple(sa.select(what).select_from(few).scalar_subquery() for what in (amount, sa.func.count()))


def _categories(session: Session, provider_id: int, today: date) -> list[tuple[ProviderCategory, bool]]:
    rows = session.execute(
        sa.select(ProviderCategory, to_renew(today))
        .where(ProviderCategory.provider_id == provider_id)
        .options(joinedload(ProviderCategory.category))
        .order_by(ProviderCategory.valid_until, ProviderCategory.category_id)
    )
    return [(category, bool(renew)) for category, renew in rows]
