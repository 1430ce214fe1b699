"""Who walks the routes, and through what: a person in each role, her own objects and another organisation's."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from core.actor import Actor, actor_with
from core.audit import operations as audit
from core.db import Tx
from core.documents import operations as documents
from core.documents.models import Document
from core.labels import name_of
from core.money import Money
from core.permissions import MATRIX, STAFF_ROLES, Permission, Role
from core.tasks.models import LongWork
from core.tasks.states import WorkRefusal, WorkState
from coupons.claims import operations
from coupons.claims.models import Evidence
from coupons.claims.states import EvidenceKind
from coupons.coupons.models import Coupon
from coupons.redemptions.models import Redemption, Scan
from coupons.redemptions.states import ConsentMethod, ProposalState, RedemptionState
from coupons.states import Party
from identity.bank_accounts.models import BankAccount
from identity.capacities.on_behalf import capacity_key
from identity.organisations.models import Membership, StaffUnit
from identity.organisations.states import Capacity, MemberRole
from identity.people.models import Person
from identity.staff.models import StaffRole
from ledger import posting
from ledger.rules import Subject
from ledger.states import Move
from payouts.models.batches import Batch
from payouts.models.payables import Payable
from payouts.models.payments import Payment
from payouts.models.reconciliation import BankImport, ManualFinding, StatementLine
from payouts.reconciliation.services.import_bank_report import IMPORT
from payouts.states import ImportKind, LineProblem, LineState, ManualOutcome
from projects.models import ActionPlan, BudgetLine, FiveYearPlan, Programme, Project, Strategy
from projects.states import AgencyKind, FiveYearPlanState, FundSource
from providers.models import CategoryRenewal, Provider, ProviderCategory, Service
from schemes.models import Scheme
from smes.models import Sme
from tests import signing_in
from tests.coupons.counter import picture
from tests.factories import World, build
from web.lists.exports import EXPORT

WORDS = {"choice": "self", "step": "figures", "token": "no-such-token"}
"""Text parameters that are not one of a list."""
SIDES = {
    Role.SME_OWNER: (Capacity.SME, MemberRole.OWNER, False),
    Role.SME_MEMBER: (Capacity.SME, MemberRole.MEMBER, False),
    Role.SME_CONSENTER: (Capacity.SME, MemberRole.MEMBER, True),
    Role.PROVIDER_OWNER: (Capacity.PROVIDER, MemberRole.OWNER, False),
    Role.PROVIDER_CASHIER: (Capacity.PROVIDER, MemberRole.MEMBER, False),
}
PRICE, SUBSIDY = Money.baht(20_000), Money.baht(16_000)
OF_AN_SME = frozenset({"coupon_id", "application_id", "proposal_id", "redemption_id", "evidence_id"})
OF_A_PROVIDER = frozenset({"service_id", "scan_id", "redemption_id", "evidence_id"})
"""What each side of the counter calls its own of one use of a coupon; the price lies on the SME's phone."""


@dataclass(frozen=True)
class Objects:
    """Ids by the names that routes give them; `by_room` where two rooms mean different things by one name."""

    ids: Mapping[str, int]
    by_room: Mapping[tuple[str, str], int]

    def address(self, rule: Rule, app: Flask) -> str | None:
        """The route's address, or None where the world has no such object."""
        room = rule.endpoint.partition(".")[0]
        values: dict[str, Any] = {}
        for name in rule.arguments:
            listed = getattr(rule._converters[name], "items", None)
            known = self.by_room.get((room, name), self.ids.get(name))
            value = min(listed) if listed else WORDS.get(name, known)
            if value is None:
                return None
            values[name] = value
        return address_with(rule, app, values)


def address_with(rule: Rule, app: Flask, values: Mapping[str, Any]) -> str:
    """The route's address with these values."""
    with app.test_request_context():
        return str(app.url_map.bind("localhost").build(rule.endpoint, values))


NOTHING = Objects({}, {})


@dataclass(frozen=True)
class Shared:
    """What all organisations of one world stand in: a category, a scheme with money, an officer."""

    category: Any
    scheme: Scheme
    ids: Mapping[str, int]


def shared_by_all(tx: Tx, world: World) -> Shared:
    """Build it."""
    category = world.category(tx)
    scheme = world.scheme(tx, category)
    officer = world.staff(tx, Role.PLAN_OFFICER)
    project = tx.get(Project, scheme.project_id)
    ids = five_year_ids(tx, tx.get(ActionPlan, project.plan_id)) | {
        "category_id": category.id,
        "scheme_id": scheme.id,
        "project_id": project.id,
        "plan_id": tx.get(ActionPlan, project.plan_id).id,
        "line_id": tx.get(BudgetLine, scheme.line_id).id,
        "unit_id": tx.session.scalars(sa.select(StaffUnit)).first().id,  # type: ignore[union-attr]  # made above
        "person_id": tx.get(Person, officer.known_person_id).id,
        "staff_role_id": tx.session.scalars(sa.select(StaffRole)).first().id,  # type: ignore[union-attr]  # made above
    }
    return Shared(category, scheme, ids)


def five_year_ids(tx: Tx, plan: ActionPlan) -> dict[str, int]:
    """A five-year plan in force, approved as the plan of the year was, after those that are; with a strategy and a programme."""
    words = {"name_th": "แผน", "name_en": "Plan"}
    kept = {each.key for each in sa.inspect(FiveYearPlan).column_attrs} - {"id", "state", *words}
    approved = {name: getattr(plan, name) for name in kept if hasattr(plan, name)}
    latest = tx.session.scalar(sa.select(sa.func.max(FiveYearPlan.first_year)))
    draft = tx.add(
        FiveYearPlan(
            first_year=2566 if latest is None else latest + 5,
            **words,
            created_at=plan.created_at,
            state_since=plan.created_at,
            created_by_id=plan.created_by_id,
        )
    )
    strategy = tx.add(Strategy(plan_id=draft.id, number=1, goal="-", **words))
    programme = tx.add(
        Programme(
            strategy_id=strategy.id,
            number=1,
            lead_agency="สสว.",
            lead_agency_kind=AgencyKind.STATE_BODY,
            priority=2,
            **words,
        )
    )
    tx.execute(
        sa.update(FiveYearPlan)
        .where(FiveYearPlan.id == draft.id)
        .values(state=FiveYearPlanState.APPROVED, **approved)
    )
    return {"five_year_plan_id": draft.id, "strategy_id": strategy.id, "programme_id": programme.id}


@dataclass(frozen=True)
class Use:
    """One coupon of one SME, used at one provider; ids by the names that routes give them."""

    sme: Sme
    provider: Provider
    ids: Mapping[str, int]


def used_coupon(tx: Tx, world: World, shared: Shared) -> Use:
    """An SME with an application and a coupon; a provider with its service, its scan, its price, and evidence."""
    sme = world.sme(tx)
    coupon = world.coupon(tx, shared.scheme, sme)
    provider = world.provider(tx, shared.category)
    service = world.service(tx, provider, shared.category)
    cashier = world.member(tx, provider.organisation_id, Capacity.PROVIDER, MemberRole.MEMBER)
    scan = world.scan(tx, coupon, provider.organisation_id, cashier.known_person_id)
    offer = world.price(tx, scan, service, PRICE, SUBSIDY, proposed_by_id=coupon.issued_by_id)
    redemption = reserved(tx, world, coupon, service, scan)
    tx.add(
        CategoryRenewal(
            row=tx.session.scalars(
                sa.select(ProviderCategory).filter_by(provider_id=provider.organisation_id)
            ).one(),
            accreditation_document_id=paper(tx, world, cashier, provider.organisation_id),
            asked_at=world.now,
            asked_by_id=cashier.known_person_id,
        )
    )
    evidence = tx.add(
        Evidence(
            redemption_id=redemption.id,
            kind=EvidenceKind.DELIVERABLE,
            document_id=paper(tx, world, cashier, provider.organisation_id),
            added_at=world.now,
            added_by_id=cashier.known_person_id,
        )
    )
    ids = {
        "coupon_id": coupon.id,
        "application_id": world.application(tx, shared.scheme, sme).id,
        "service_id": service.id,
        "scan_id": scan.id,
        "proposal_id": offer.id,
        "redemption_id": redemption.id,
        "evidence_id": evidence.id,
    }
    return Use(sme, provider, ids)


def paper(tx: Tx, world: World, actor: Actor, organisation_id: int | None = None) -> int:
    """The id of a picture that can be opened."""
    kept = documents.store(
        tx,
        documents.Judged(picture(), "image/png"),
        "paper.png",
        "test",
        organisation_id,
        actor=actor,
        now=world.now,
    )
    return kept.id


def reserved(
    tx: Tx, world: World, coupon: Coupon, service: Service, scan: Scan, **columns: Any
) -> Redemption:
    """A redemption with its money reserved."""
    agreed = {"state": ProposalState.CONSENTED, "method": ConsentMethod.TAP, "closed_at": world.now}
    proposal = world.price(tx, scan, service, PRICE, SUBSIDY, proposed_by_id=coupon.issued_by_id, **agreed)
    values = {
        "proposal_id": proposal.id,
        "coupon_id": coupon.id,
        "scheme_id": coupon.scheme_id,
        "line_id": coupon.line_id,
        "sme_id": coupon.sme_id,
        "provider_id": service.provider_id,
        "service_id": service.id,
        "price_satang": PRICE.satang,
        "subsidy_satang": SUBSIDY.satang,
        "own_satang": (PRICE - SUBSIDY).satang,
        "state": RedemptionState.RESERVED,
        "state_since": world.now,
        "reserved_at": world.now,
        "reserved_by_id": coupon.issued_by_id,
        "deliver_by": world.today + timedelta(days=90),
    }
    redemption = tx.add(Redemption(**(values | columns)))
    coupon.spent_satang += SUBSIDY.satang
    tx.session.flush()
    posting.post(
        tx,
        Move.RESERVE,
        SUBSIDY,
        line_id=coupon.line_id,  # type: ignore[arg-type]  # the scheme of this world has money
        scheme_id=coupon.scheme_id,
        reference=f"redemption:{redemption.id}:reserve:1",
        subject=Subject("redemption", redemption.id),
        coupon_id=coupon.id,
        actor=actor_with(frozenset(), person_id=coupon.issued_by_id),
        now=world.now,
    )
    return redemption


def owed(tx: Tx, world: World, shared: Shared) -> Objects:
    """The desk of finance: a payable, its payment in a batch, what a bank said of it, what a person stated."""
    use = used_coupon(tx, world, shared)
    coupon = tx.get(Coupon, use.ids["coupon_id"])
    officer = world.staff(tx, Role.CLAIM_OFFICER)
    redemption = reserved(
        tx,
        world,
        coupon,
        tx.get(Service, use.ids["service_id"]),
        tx.get(Scan, use.ids["scan_id"]),
        state=RedemptionState.ACCEPTED,
        delivered_at=world.now,
        accepted_at=world.now,
        accepted_by_id=use.sme.submitted_by_id,
        accepted_side=Party.SME,
    )
    operations.approve(tx, coupon, redemption, SUBSIDY, actor=officer, now=world.now)
    payable = tx.session.scalars(sa.select(Payable).where(Payable.redemption_id == redemption.id)).one()
    payment = _drafted(tx, world, payable, officer)
    line = _told(tx, world, officer)
    finding = tx.add(
        ManualFinding(
            payment_id=payment.id,
            outcome=ManualOutcome.PAID,
            happened_on=world.today,
            line_id=line.id,
            document_id=paper(tx, world, officer),
            reason_id=audit.store_reason(tx, officer.known_person_id, "สลิปของธนาคาร"),
            stated_at=world.now,
            stated_by_id=officer.known_person_id,
        )
    )
    ids = {
        "payable_id": payable.id,
        "payment_id": payment.id,
        "batch_id": payment.batch_id,
        "import_id": line.import_id,
        "finding_id": finding.id,
    }
    rooms = {("payouts", "line_id"): line.id, ("payouts", "redemption_id"): redemption.id}
    return Objects(ids, rooms)


def _drafted(tx: Tx, world: World, payable: Payable, officer: Actor) -> Payment:
    amounts = {
        "gross_satang": payable.amount_satang,
        "withheld_satang": 0,
        "net_satang": payable.amount_satang,
    }
    number = next(world._next)
    batch = tx.add(
        Batch(
            number=f"P2570-9{number:03d}",
            fiscal_year=2570,
            running_no=9_000 + number,
            source=FundSource.SME_FUND,
            state_since=world.now,
            drafted_at=world.now,
            drafted_by_id=officer.known_person_id,
            payment_count=1,
            **amounts,
        )
    )
    account = tx.session.scalars(
        sa.select(BankAccount).where(BankAccount.organisation_id == payable.payee_id)
    ).one()
    return tx.add(
        Payment(
            payable_id=payable.id,
            attempt_no=1,
            batch_id=batch.id,
            end_to_end_id=f"PY{payable.id:08d}-1",
            state_since=world.now,
            payee_name=account.account_name,
            payee_number="0" * 13,
            bank_account_id=account.id,
            bank_code=account.bank_code,
            account_number=account.account_number,
            created_at=world.now,
            created_by_id=officer.known_person_id,
            **amounts,
        )
    )


def _told(tx: Tx, world: World, officer: Actor) -> StatementLine:
    """A stranger's line of a statement."""
    answer = tx.add(
        BankImport(
            kind=ImportKind.CAMT053,
            document_id=paper(tx, world, officer),
            sha256=secrets.token_bytes(32),
            message_id="STATEMENT-1",
            about_from=world.today,
            about_to=world.today,
            line_count=1,
            imported_at=world.now,
            imported_by_id=officer.known_person_id,
        )
    )
    return tx.add(
        StatementLine(
            import_id=answer.id,
            position=1,
            fingerprint=secrets.token_bytes(32),
            occurrence=1,
            state=LineState.UNMATCHED,
            state_since=world.now,
            problem=LineProblem.UNMATCHED,
            amount_satang=100,
            credit=True,
            booked_on=world.today,
            counterparty="บริษัท แปลกหน้า จำกัด",
        )
    )


def objects_of(tx: Tx, world: World, shared: Shared, capacity: Capacity) -> Objects:
    """One organisation's objects: an SME's with its coupon, or a provider's with its services and its claims."""
    use = used_coupon(tx, world, shared)
    sme = capacity is Capacity.SME
    organisation_id = use.sme.organisation_id if sme else use.provider.organisation_id
    if sme:
        world.bank_account(tx, organisation_id)
    account = tx.session.scalars(
        sa.select(BankAccount).where(BankAccount.organisation_id == organisation_id)
    ).one()
    world.member(tx, organisation_id, capacity)
    other = world.member(tx, organisation_id, capacity, MemberRole.MEMBER)
    own = {name: number for name, number in use.ids.items() if name in (OF_AN_SME if sme else OF_A_PROVIDER)}
    return Objects(
        {
            **shared.ids,
            **own,
            "organisation_id": organisation_id,
            "provider_id": organisation_id,
            "account_id": account.id,
            "membership_id": tx.scalar(
                sa.select(Membership.id).where(Membership.person_id == other.person_id)
            ),
        },
        {},
    )


def asked_by(tx: Tx, world: World, actor: Actor, objects: Objects) -> Objects:
    """The same, long work that this person asked for and that failed, so that its page stays, and a prepared file."""
    person_id = actor.known_person_id
    work = tx.add(
        LongWork(
            kind=IMPORT.name,
            about=str(person_id),
            arguments={"document_id": paper(tx, world, actor)},
            asked_at=world.now,
            asked_by_id=person_id,
            acting_as="self",
            state=WorkState.REFUSED,
            state_since=world.now,
            refusal=name_of(WorkRefusal.RIGHT_WITHDRAWN),
        )
    )
    export_id = paper(tx, world, actor)
    tx.get(Document, export_id).kind = documents.EXPORT
    tx.add(
        LongWork(
            kind=EXPORT.name,
            about=str(person_id),
            arguments={"name": "directory", "address": "/directory", "format": "csv", "language": "th"},
            asked_at=world.now,
            asked_by_id=person_id,
            acting_as=capacity_key(actor),
            state=WorkState.DONE,
            state_since=world.now,
            result_id=export_id,
        )
    )
    return Objects({**objects.ids, "work_id": work.id, "export_id": export_id}, objects.by_room)


@dataclass(frozen=True)
class Side:
    """Who walks, and through what."""

    actor: Actor
    own: Objects
    foreign: Objects


def side_of(role: Role, world: World) -> Side:
    """A person who holds the role, her own organisation's objects and another's. Staff see everybody's."""

    def make(tx: Tx) -> Side:
        shared = shared_by_all(tx, world)
        if role in SIDES:
            capacity, member, consents = SIDES[role]
            own, foreign = (objects_of(tx, world, shared, capacity) for _ in range(2))
            actor = world.member(tx, own.ids["organisation_id"], capacity, member, may_consent=consents)
            stranger = actor_with(frozenset(), person_id=world.person(tx).id)
            return Side(actor, asked_by(tx, world, actor, own), asked_by(tx, world, stranger, foreign))
        shop = objects_of(tx, world, shared, Capacity.PROVIDER)
        firm = objects_of(tx, world, shared, Capacity.SME)
        desk = owed(tx, world, shared)
        ids = {**shop.ids, **firm.ids, **desk.ids, "provider_id": shop.ids["provider_id"]}
        everything = Objects(ids, desk.by_room)
        if role in STAFF_ROLES:
            actor = world.staff(tx, role)
            return Side(actor, asked_by(tx, world, actor, everything), NOTHING)
        actor = actor_with(frozenset({role}), person_id=world.person(tx).id)
        return Side(actor, NOTHING, everything)

    side: Side = build(make)
    return side


def browser_of(app: Flask, actor: Actor) -> FlaskClient:
    """A browser in which the actor has just signed in."""
    return signing_in.browser_of(app, actor.known_person_id)


def held_by(role: Role) -> frozenset[Permission]:
    """What a person in that role holds; the consent right comes with a membership."""
    return MATRIX[role] | (MATRIX[Role.SME_MEMBER] if role is Role.SME_CONSENTER else frozenset())
