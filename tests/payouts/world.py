"""A finance department to test with: approved claims on one side, a bank on the other, signatures between."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from core import registry
from core.actor import Actor, actor_with
from core.db import Tx, db, transaction
from core.documents import operations as documents
from core.documents.models import Document
from core.documents.operations import read
from core.money import Money
from core.permissions import Role
from core.registry import Finding
from coupons.claims import operations
from coupons.redemptions.models import Redemption
from coupons.redemptions.states import ConsentMethod, ProposalState, RedemptionState
from coupons.states import Party
from identity.bank_accounts.models import BankAccount
from identity.bank_accounts.states import BankAccountState
from identity.rights_requests.services.block_person import block_person
from ledger import posting
from ledger.rules import Subject
from ledger.states import Move
from payouts.batches.queries import Selection
from payouts.batches.services.approve_batch import approve_batch
from payouts.batches.services.draft_batch import draft_batch
from payouts.batches.services.release_batch import release_batch
from payouts.batches.services.submit_batch import submit_batch
from payouts.models.batches import BankFile, Batch
from payouts.models.payables import Payable
from payouts.models.payments import Payment
from payouts.reconciliation.services.import_bank_report import import_bank_report
from providers.models import Provider
from schemes.models import Scheme, ServiceCategory
from tests.factories import NOW, World, build

MONDAY = NOW + timedelta(days=1)
"""23 November 2026, ten in the morning in Bangkok: a Monday."""


@dataclass
class Finance:
    """Three officers, one scheme, and verbs in one word each."""

    world: World = field(default_factory=lambda: World(NOW))

    def __post_init__(self) -> None:
        build(self._people)

    def _people(self, tx: Tx) -> None:
        self.officer = self.world.staff(tx, Role.FINANCE_OFFICER)
        self.approver = self.world.staff(tx, Role.FINANCE_APPROVER)
        self.releaser = self.world.staff(tx, Role.FINANCE_RELEASER)
        self.claims = self.world.staff(tx, Role.CLAIM_OFFICER)
        self.auditor = self.world.staff(tx, Role.AUDITOR)
        category = self.world.category(tx)
        self.category_id = category.id
        scheme = self.world.scheme(tx, category, money=Money.baht(50_000_000), stripes=2)
        self.scheme_id = scheme.id

    @property
    def category(self) -> ServiceCategory:
        """What the scheme pays for, as it stands."""
        return db.session.get_one(ServiceCategory, self.category_id)

    def provider(self) -> int:
        """An approved provider with a verified account."""
        return build(lambda tx: self.world.provider(tx, self.category).organisation_id)

    def claim(self, provider_id: int, amount: Money = Money.baht(10_000)) -> int:
        """An approved claim, and with it a payable; answers the redemption's id."""
        return build(lambda tx: self._claim(tx, provider_id, amount))

    def claims_of(self, count: int, amount: Money = Money.baht(10_000)) -> list[int]:
        """Approved claims of as many providers, each a satang dearer than the last."""
        return [self.claim(self.provider(), amount + Money(number)) for number in range(count)]

    def _claim(self, tx: Tx, provider_id: int, amount: Money) -> int:
        scheme = tx.get(Scheme, self.scheme_id)
        sme = self.world.sme(tx)
        coupon = self.world.coupon(tx, scheme, sme, limit=max(amount, Money.baht(100_000)))
        service = self.world.service(tx, tx.get(Provider, provider_id), self.category)
        now = self.world.now
        scan = self.world.scan(tx, coupon, provider_id, self.claims.known_person_id)
        parts = {
            "price_satang": amount.satang * 2,
            "subsidy_satang": amount.satang,
            "own_satang": amount.satang,
        }
        agreed = {"state": ProposalState.CONSENTED, "method": ConsentMethod.TAP}
        by_id = sme.submitted_by_id
        proposal = self.world.price(
            tx, scan, service, amount + amount, amount, proposed_by_id=by_id, **agreed
        )
        redemption = tx.add(
            Redemption(
                proposal_id=proposal.id,
                coupon_id=coupon.id,
                scheme_id=scheme.id,
                line_id=scheme.line_id,
                sme_id=sme.organisation_id,
                provider_id=provider_id,
                service_id=service.id,
                state=RedemptionState.ACCEPTED,
                state_since=now,
                reserved_at=now,
                reserved_by_id=sme.submitted_by_id,
                deliver_by=self.world.today,
                delivered_at=now,
                accepted_at=now,
                accepted_by_id=sme.submitted_by_id,
                accepted_side=Party.SME,
                **parts,
            )
        )
        coupon.spent_satang = amount.satang
        tx.session.flush()
        posting.post(
            tx,
            Move.RESERVE,
            amount,
            line_id=scheme.line_id,
            scheme_id=scheme.id,
            reference=f"redemption:{redemption.id}:reserve:1",
            subject=Subject("redemption", redemption.id),
            coupon_id=coupon.id,
            actor=self.claims,
            now=now,
        )
        operations.approve(tx, coupon, redemption, amount, actor=self.claims, now=now)
        return redemption.id

    def other_account(self, provider_id: int) -> None:
        """The provider's account is replaced by another, verified and usable at once."""
        build(lambda tx: self._other_account(tx, provider_id))

    def _other_account(self, tx: Tx, provider_id: int) -> None:
        held = sa.update(BankAccount).where(BankAccount.organisation_id == provider_id)
        tx.execute(held.values(state=BankAccountState.REPLACED))
        self.world.bank_account(tx, provider_id)

    # Verbs.

    def blocks(self, person: Actor) -> None:
        """An administrator blocks this person."""
        admin = build(lambda tx: self.world.staff(tx, Role.ADMINISTRATOR))
        block_person(person.known_person_id, "บัญชีถูกผู้อื่นนำไปใช้", actor=admin, now=MONDAY)

    def submitted(self, now: datetime = MONDAY, **selection: Any) -> int:
        """A batch of everything, submitted."""
        batch_id = draft_batch(Selection(**selection), actor=self.officer, now=now)
        submit_batch(batch_id, actor=self.officer, now=now)
        return batch_id

    def approved(self, now: datetime = MONDAY, **selection: Any) -> int:
        """A batch of everything, approved by a second person."""
        batch_id = self.submitted(now, **selection)
        approve_batch(batch_id, actor=self.approver, now=now)
        return batch_id

    def released(self, version: Any = "09", now: datetime = MONDAY, **selection: Any) -> int:
        """A batch of everything, released by a third person."""
        batch_id = self.approved(now, **selection)
        release_batch(batch_id, version, actor=self.releaser, now=now)
        return batch_id

    def take(self, *files: bytes, now: datetime = MONDAY) -> list[int]:
        """Import these answers, one after the other."""
        return [take_answer(data, actor=self.officer, now=now) for data in files]

    def given_in(self, data: bytes, now: datetime = MONDAY) -> int:
        """The document of a bank's file that waits to be taken."""
        return given_in(data, actor=self.officer, now=now)


def given_in(data: bytes, *, actor: Actor, now: datetime) -> int:
    """The document of a bank's file that waits to be taken."""
    with transaction() as tx:
        return documents.store_as(
            tx, data, "application/xml", "answer.xml", "bank_answer", None, actor=actor, now=now
        ).id


def take_answer(data: bytes, *, actor: Actor, now: datetime) -> int:
    """Import a bank's answer as the worker does."""
    return import_bank_report(given_in(data, actor=actor, now=now), actor=actor, now=now)


def order_of(batch_id: int) -> bytes:
    """The bank file of a batch, as it was written."""
    file = db.session.get(BankFile, batch_id)
    return read(db.session.get(Document, file.document_id))


def payments_of(batch_id: int) -> list[Payment]:
    """The payments of a batch, fresh, in the order of their references."""
    db.session.expire_all()
    return list(
        db.session.scalars(
            sa.select(Payment).where(Payment.batch_id == batch_id).order_by(Payment.end_to_end_id)
        )
    )


def state_of(batch_id: int) -> str:
    """Where a batch stands, fresh."""
    db.session.expire_all()
    return db.session.get(Batch, batch_id).state


def payable_of(redemption_id: int) -> Payable:
    """The newest payable of a claim, fresh."""
    db.session.expire_all()
    return db.session.scalars(
        sa.select(Payable).where(Payable.redemption_id == redemption_id).order_by(Payable.id.desc())
    ).first()


def findings() -> list[Finding]:
    """Everything that `flask ledger verify` would complain of."""
    db.session.rollback()
    return [finding for check in registry.checks.values() for finding in check(db.session())]


def officer_with(*roles: Role, person_id: int) -> Actor:
    """A known person in other roles."""
    return actor_with(frozenset(roles), person_id=person_id)
