"""A counter for tests: one scheme, one provider with a cashier and a service, and SMEs with coupons."""

from __future__ import annotations

import io
import itertools
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from PIL import Image

from core import clock
from core.actor import Actor
from core.clock import bangkok_date
from core.db import Tx, db
from core.money import Money
from core.permissions import Role
from coupons.claims.developments.rules import DevelopmentDraft
from coupons.claims.developments.services.approve_development import approve_development
from coupons.claims.developments.services.confirm_quotation import confirm_quotation
from coupons.claims.developments.services.send_development import send_development
from coupons.claims.operations import Delivery
from coupons.claims.services.accept_delivery import accept_delivery
from coupons.claims.services.add_evidence import EvidenceFile, add_evidence
from coupons.claims.services.confirm_service import confirm_service
from coupons.claims.services.deliver_service import deliver_service
from coupons.claims.services.file_claim import file_claim
from coupons.claims.states import EvidenceKind
from coupons.coupons import keys
from coupons.coupons.codes import ConsentSubject, consent_code
from coupons.coupons.models import Coupon, CouponCode
from coupons.redemptions.models import Proposal, Redemption
from coupons.redemptions.outcomes import Outcome
from coupons.redemptions.services.consent_to_price import TAP, consent_to_price
from coupons.redemptions.services.propose_price import propose_price
from coupons.redemptions.services.scan_coupon import scan_coupon
from identity.bank_accounts.models import BankAccount
from identity.organisations.states import Capacity, MemberRole
from providers.models import Provider
from schemes.models import ServiceCategory
from schemes.states import PayeeMode
from tests.factories import NOW, TODAY, World, build
from tests.kept_scenes import KeptScenes

PRICE = Money.baht(42_000)
DRAFT = DevelopmentDraft(PRICE, "QT-1", TODAY, "ของเสียมาก", "ปรับปรุงเครื่อง", "ของเสียลดลงครึ่งหนึ่ง", TODAY, TODAY)
SUBSIDY = Money.baht(33_600)
_NUMBERS = itertools.count(1)
"""Of all counters together, so that two may stand in one database."""


def picture(seed: str = "") -> bytes:
    """A photograph of one colour, of its own for each seed."""
    file = io.BytesIO()
    Image.new("RGB", (8, 8), (len(seed) * 7 % 256, 90, 120)).save(file, "PNG")
    return file.getvalue()


@dataclass(frozen=True)
class Counter:
    """Ids and actors; rows are read afresh by each test."""

    world: World
    scheme_id: int
    category_id: int
    line_id: int | None
    provider_id: int
    service_id: int
    coupon_id: int
    sme_id: int
    owner: Actor
    cashier: Actor
    officer: Actor
    colleague: Actor
    """A second claim officer, who approves development proposals."""
    approver: Actor
    pays_back: bool = False

    def code(self) -> str:
        """The coupon's 16 characters, as its holder sees them."""
        return code_of(self.coupon_id)

    def tag(self) -> str:
        """The tag beside the code in the QR."""
        ring = keys.keyring()
        return ring.tag_of(self.code(), ring.current)

    def scan(self, *, now: datetime = NOW) -> int:
        """A good scan."""
        return scan_coupon(self.code(), actor=self.cashier, now=now).scan_id

    def another_service(self) -> int:
        """A second service of the provider; open prices of one service replace each other."""

        def make(tx: Tx) -> int:
            provider, category = tx.get(Provider, self.provider_id), tx.get(ServiceCategory, self.category_id)
            return self.world.service(tx, provider, category).id

        made: int = build(make)
        return made

    def propose(self, price: Money = PRICE, *, service_id: int | None = None, now: datetime = NOW) -> int:
        """An open proposal, from a scan of its own."""
        return propose_price(
            self.scan(now=now), service_id or self.service_id, price, actor=self.cashier, now=now
        ).proposal_id

    def consent(self, price: Money = PRICE, *, now: datetime = NOW) -> Outcome:
        """A price, scanned, proposed and consented to by tap."""
        return consent_to_price(self.propose(price, now=now), TAP, actor=self.owner, now=now)

    def reserve(self, price: Money = PRICE, *, now: datetime = NOW) -> int:
        """A reserved redemption: of a price at the counter, or where the SME is paid back of an approved proposal."""
        if self.pays_back:
            development_id = self.develop(price, now=now)
            confirm_quotation(development_id, actor=self.cashier, now=now)
            return approve_development(development_id, actor=self.colleague, now=now)
        outcome = self.consent(price, now=now)
        assert outcome.redemption_id is not None, outcome
        return outcome.redemption_id

    def develop(self, price: Money = PRICE, *, service_id: int | None = None, now: datetime = NOW) -> int:
        """A development proposal that was sent to the provider."""
        file, today = EvidenceFile("quotation.png", picture("quotation")), bangkok_date(now)
        draft = replace(DRAFT, price=price, quoted_on=today, begins_on=today, ends_on=today)
        return send_development(
            self.coupon_id, service_id or self.service_id, draft, file, actor=self.owner, now=now
        )

    def prove(self, redemption_id: int, *, now: datetime = NOW, by: Actor | None = None) -> None:
        """All mandatory evidence, of the cashier or of whom is named."""
        for kind in (
            EvidenceKind.TAX_INVOICE,
            EvidenceKind.PROOF_OF_OWN_SHARE,
            EvidenceKind.DELIVERABLE,
            EvidenceKind.AGREEMENT,
        ):
            file = EvidenceFile(f"{kind}.png", picture(kind))
            add_evidence(redemption_id, kind, [file], actor=by or self.cashier, now=now)

    def deliver(self, redemption_id: int, *, invoice: str = "IV-1", now: datetime = NOW) -> None:
        """Proved and delivered."""
        self.prove(redemption_id, now=now)
        today = bangkok_date(now)
        deliver_service(
            redemption_id,
            delivered_on=today,
            invoice_number=invoice,
            invoiced_on=today,
            actor=self.cashier,
            now=now,
        )

    def name_account(self, *, now: datetime = NOW) -> None:
        """The SME has a bank account that waits to be verified."""
        build(
            lambda tx: tx.add(
                BankAccount(
                    organisation_id=self.sme_id,
                    bank_code="006",
                    account_number=f"{self.sme_id:010d}",
                    account_name="บัญชีทดสอบ",
                    submitted_at=now,
                    submitted_by_id=self.owner.known_person_id,
                )
            )
        )

    def file(self, redemption_id: int, *, invoice: str = "IV-1", now: datetime = NOW) -> None:
        """Proved and filed by the SME, where it is paid back."""
        self.prove(redemption_id, now=now, by=self.owner)
        today = bangkok_date(now)
        delivery = Delivery(today, invoice, today)
        file_claim(redemption_id, delivery, rating=5, comment="ดีมาก", actor=self.owner, now=now)

    def confirmed(self, price: Money = PRICE, *, invoice: str = "IV-1", now: datetime = NOW) -> int:
        """A redemption that the SME filed and the provider confirmed: it waits for an officer."""
        redemption_id = self.reserve(price, now=now)
        self.file(redemption_id, invoice=invoice, now=now)
        confirm_service(redemption_id, actor=self.cashier, now=now)
        return redemption_id

    def accepted(self, price: Money = PRICE, *, invoice: str = "IV-1", now: datetime = NOW) -> int:
        """A redemption that waits for an officer."""
        redemption_id = self.reserve(price, now=now)
        self.deliver(redemption_id, invoice=invoice, now=now)
        accept_delivery(redemption_id, rating=5, comment="ดีมาก", actor=self.owner, now=now)
        return redemption_id

    def coupon(self) -> Coupon:
        """The coupon as it stands."""
        db.session.expire_all()
        return db.session.get_one(Coupon, self.coupon_id)

    def redemption(self, redemption_id: int) -> Redemption:
        """The redemption as it stands."""
        db.session.expire_all()
        return db.session.get_one(Redemption, redemption_id)


def code_of(coupon_id: int) -> str:
    """The current code of a coupon."""
    coupon = db.session.get_one(Coupon, coupon_id, populate_existing=True)
    known = db.session.get_one(CouponCode, (coupon_id, coupon.issue_no))
    return keys.code_of(coupon, known.key_generation)


def digits_for(proposal_id: int, *, now: datetime = NOW) -> str:
    """The six digits that the SME's phone shows under this price."""
    proposal = db.session.get_one(Proposal, proposal_id, populate_existing=True)
    subject = ConsentSubject(
        proposal_id,
        proposal.coupon_id,
        Money(proposal.price_satang),
        Money(proposal.subsidy_satang),
        proposal.provider_id,
        proposal.service_id,
    )
    return consent_code(keys.consent_key(), subject, now)


def open_counter(
    *,
    limit: Money = Money.baht(100_000),
    money: Money | None = Money.baht(1_000_000),
    share_bp: int = 8000,
    payee_mode: PayeeMode = PayeeMode.PAY_PROVIDER,
    now: datetime = NOW,
) -> Counter:
    """Build it, in one committed transaction."""
    world = World(now)
    world._next = _NUMBERS

    def make(tx: Tx) -> Counter:
        category = world.category(tx)
        scheme = world.scheme(tx, category, money=money, share_bp=share_bp, payee_mode=payee_mode)
        provider = world.provider(tx, category, decided_at=now - timedelta(days=400))
        service = world.service(tx, provider, category)
        sme = world.sme(tx)
        coupon = world.coupon(tx, scheme, sme, limit=limit)
        return Counter(
            world=world,
            scheme_id=scheme.id,
            category_id=category.id,
            line_id=scheme.line_id,
            provider_id=provider.organisation_id,
            service_id=service.id,
            coupon_id=coupon.id,
            sme_id=sme.organisation_id,
            owner=world.member(tx, sme.organisation_id, Capacity.SME),
            cashier=world.member(tx, provider.organisation_id, Capacity.PROVIDER, MemberRole.MEMBER),
            officer=world.staff(tx, Role.CLAIM_OFFICER),
            colleague=world.staff(tx, Role.CLAIM_OFFICER),
            approver=world.staff(tx, Role.PROGRAMME_APPROVER, Role.PROGRAMME_OFFICER),
            pays_back=payee_mode is PayeeMode.REIMBURSE_SME,
        )

    counter: Counter = build(make)
    return counter


def counter_of_today(kept_scene: KeptScenes) -> Counter:
    """The usual one, opened within the last ten minutes, in an empty database."""
    return kept_scene("counter of today", lambda: open_counter(now=clock.now()), seconds=600)
