"""The least that a test needs, built straight into the tables; money only through the ledger's moves.

Every factory takes the open `Tx` and answers the row. `World` keeps counters, so that numbers differ.
"""

from __future__ import annotations

import itertools
import secrets
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core.actor import ANONYMOUS, Actor, actor_with
from core.clock import bangkok_date
from core.db import Tx, db, transaction
from core.documents.models import Document
from core.money import Money
from core.permissions import Role
from coupons.applications.models import Application
from coupons.applications.states import ApplicationState
from coupons.coupons.models import Coupon
from coupons.coupons.states import CouponState
from coupons.redemptions.models import Proposal, Scan
from coupons.redemptions.states import ProposalState, ScanMethod, ScanOutcome
from identity.bank_accounts.models import BankAccount
from identity.bank_accounts.states import BankAccountState
from identity.capacities.queries import identity_of_person
from identity.organisations.models import Membership, Organisation, StaffUnit
from identity.organisations.states import Capacity, MemberRole, OrganisationKind
from identity.people.models import Person
from identity.staff.models import StaffRole
from ledger import moves
from projects.models import ActionPlan, BudgetLine, Project
from projects.states import AgencyKind, FundSource, PlanState
from providers.models import Provider, ProviderCategory, Service
from providers.states import CategoryState, ProviderState
from schemes.models import Scheme, ServiceCategory
from schemes.states import SchemeState, Sector, SmeSize
from smes.models import Sme
from smes.states import SmeState
from tests.terms import OF_TERMS, add_version, first_version

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
"""Ten in the morning in Bangkok, 22 Nov 2569; fiscal year 2570."""
TODAY = bangkok_date(NOW)
PASSWORD = "correct horse battery"


def thirteen_digits(number: int, *, juristic: bool = True) -> str:
    """A lawful registration number made from a counter."""
    stem = f"{'01055' if juristic else '11017'}{number:07d}"
    check = (11 - sum(int(digit) * (13 - place) for place, digit in enumerate(stem)) % 11) % 10
    return f"{stem}{check}"


class World:
    """Factories that share counters; `first` keeps two worlds in one database apart."""

    def __init__(self, now: datetime = NOW, *, first: int = 1) -> None:
        self.now = now
        self._next = itertools.count(first)

    @property
    def today(self) -> date:
        """The Bangkok day of `now`."""
        return bangkok_date(self.now)

    def person(self, tx: Tx, name: str = "สมหญิง ใจดี") -> Person:
        """A person who could sign in."""
        number = next(self._next)
        return tx.add(
            Person(
                email=f"person{number}@example.test",
                full_name=name,
                fs_uniquifier=secrets.token_hex(16),
                active=True,
                confirmed_at=self.now,
            )
        )

    def organisation(self, tx: Tx, name: str | None = None, **columns: Any) -> Organisation:
        """A company in Lampang."""
        number = next(self._next)
        founder = columns.pop("created_by_id", None) or self.person(tx).id
        values = {
            "registration_number": thirteen_digits(number),
            "kind": OrganisationKind.JURISTIC_PERSON,
            "name_th": name or f"บริษัท ทดลอง {number} จำกัด",
            "name_en": f"Trial {number} Co., Ltd.",
            "address": "1 ถนนทดลอง",
            "province_code": "52",
            "postcode": "52000",
            "created_at": self.now,
            "created_by_id": founder,
        }
        return tx.add(Organisation(**(values | columns)))

    def member(
        self,
        tx: Tx,
        organisation_id: int,
        capacity: Capacity,
        role: MemberRole = MemberRole.OWNER,
        *,
        may_consent: bool | None = None,
    ) -> Actor:
        """A new person who acts for the organisation; SME owners may consent unless told otherwise."""
        person = self.person(tx)
        consent = (
            capacity is Capacity.SME and role is MemberRole.OWNER if may_consent is None else may_consent
        )
        tx.add(
            Membership(
                person_id=person.id,
                organisation_id=organisation_id,
                capacity=capacity,
                role=role,
                may_consent=consent,
                since=self.now,
            )
        )
        roles = {
            (Capacity.SME, MemberRole.OWNER): Role.SME_OWNER,
            (Capacity.SME, MemberRole.MEMBER): Role.SME_MEMBER,
            (Capacity.PROVIDER, MemberRole.OWNER): Role.PROVIDER_OWNER,
            (Capacity.PROVIDER, MemberRole.MEMBER): Role.PROVIDER_CASHIER,
        }
        held = {roles[capacity, role]} | ({Role.SME_CONSENTER} if consent else set())
        return actor_with(frozenset(held), person_id=person.id, organisation_id=organisation_id)

    def staff(self, tx: Tx, *roles: Role, person_id: int | None = None) -> Actor:
        """An officer with these roles: a new person, or one who is known already."""
        person_id = person_id or self.person(tx).id
        unit = tx.scalar(sa.select(StaffUnit).limit(1)) or tx.add(
            StaffUnit(code="ฝสส.", name_th="ฝ่ายส่งเสริม", name_en="Promotion Department")
        )
        for role in roles:
            tx.add(StaffRole(person_id=person_id, unit_id=unit.id, role=role, granted_at=self.now))
        return actor_with(frozenset(roles), person_id=person_id)

    def document(self, tx: Tx, organisation_id: int | None = None) -> Document:
        """A row that stands for a stored file."""
        return tx.add(
            Document(
                sha256=secrets.token_bytes(32),
                size=1,
                media_type="application/pdf",
                file_name="paper.pdf",
                kind="test",
                organisation_id=organisation_id,
                stored_at=self.now,
                stored_by_id=0,
            )
        )

    def category(self, tx: Tx, code: str | None = None, **columns: Any) -> ServiceCategory:
        """A service category."""
        number = next(self._next)
        values = {"code": code or f"category-{number}", "name_th": "ทดสอบและรับรอง", "name_en": "Testing"}
        return tx.add(ServiceCategory(**(values | columns)))

    def project(self, tx: Tx, **columns: Any) -> Project:
        """A running project of an approved plan."""
        number = next(self._next)
        drafter, approver, paper = self.person(tx), self.person(tx), self.document(tx)
        approved = {
            "state": PlanState.RUNNING,
            "state_since": self.now,
            "created_at": self.now,
            "created_by_id": drafter.id,
            "submitted_at": self.now,
            "submitted_by_id": drafter.id,
            "approved_at": self.now,
            "approved_by_id": approver.id,
            "resolution_number": "1/2569",
            "resolution_date": self.today,
            "resolution_document_id": paper.id,
        }
        plan = tx.add(ActionPlan(fiscal_year=2570, name_th="แผนปฏิบัติการ", name_en="Action plan", **approved))
        values = {
            "plan_id": plan.id,
            "code": f"P{number}",
            "name_th": f"โครงการ {number}",
            "name_en": f"Project {number}",
            "approach": "-",
            "lead_agency": "สสว.",
            "lead_agency_kind": AgencyKind.STATE_BODY,
            "priority": 1,
            "budget_satang": 0 if columns.get("zero_budget") else Money.baht(100_000_000).satang,
            "starts_on": self.today - timedelta(days=30),
            "ends_on": self.today + timedelta(days=365),
        }
        return tx.add(Project(**(approved | values | columns)))

    def scheme(
        self,
        tx: Tx,
        category: ServiceCategory,
        *,
        money: Money | None = Money.baht(1_000_000),
        share_bp: int = 8000,
        cap: Money = Money.baht(100_000),
        stripes: int = 2,
        **columns: Any,
    ) -> Scheme:
        """An open scheme with money, the same tier for every size; `money=None` makes a zero-budget one."""
        number = next(self._next)
        project = self.project(tx, zero_budget=money is None)
        line = None
        if money is not None:
            line = tx.add(
                BudgetLine(
                    project_id=project.id,
                    source=FundSource.SME_FUND,
                    fiscal_year=2570,
                    created_at=self.now,
                    created_by_id=project.created_by_id,
                )
            )
        values = {
            "project_id": project.id,
            "line_id": line.id if line else None,
            "code": f"S{number}",
            "name_th": f"คูปองทดสอบ {number}",
            "name_en": f"Testing coupon {number}",
            "purpose_th": "-",
            "purpose_en": "-",
            "state": SchemeState.OPEN,
            "state_since": self.now,
            "created_at": self.now,
            "created_by_id": project.created_by_id,
        }
        terms = {name: columns.pop(name) for name in set(columns) & OF_TERMS}
        scheme = tx.add(Scheme(**(values | columns)))
        add_version(
            tx, scheme, category, now=self.now, share_bp=share_bp, cap=cap if money else Money(0), **terms
        )
        if line is not None and money is not None:
            officer = actor_with(frozenset({Role.FINANCE_OFFICER}), person_id=project.created_by_id)
            moves.open_line(tx, line.id, now=self.now)
            moves.appropriate(
                tx,
                money,
                line_id=line.id,
                reference=f"line:{line.id}:appropriate:1",
                actor=officer,
                now=self.now,
            )
            moves.open_scheme(tx, line.id, scheme.id, stripes=stripes)
            moves.allot_to_scheme(
                tx,
                money,
                line_id=line.id,
                scheme_id=scheme.id,
                reference=f"scheme:{scheme.id}:allot:1",
                actor=officer,
                now=self.now,
            )
        return scheme

    def sme(self, tx: Tx, *, size: SmeSize = SmeSize.SMALL, **columns: Any) -> Sme:
        """A verified SME."""
        organisation = self.organisation(tx)
        values = {
            "organisation_id": organisation.id,
            "state": SmeState.VERIFIED,
            "state_since": columns.get("rejected_at") or columns.get("submitted_at") or self.now,
            "sector": Sector.MANUFACTURING,
            "employees": 12,
            "revenue_satang": Money.baht(9_000_000).satang,
            "figures_year": 2568,
            "thai_share_bp": 10_000,
            "taxes_filed": True,
            "not_bankrupt": True,
            "not_barred": True,
            "lawful_business": True,
            "size": size,
            "created_at": self.now,
            "submitted_at": self.now,
            "submitted_by_id": organisation.created_by_id,
            "verified_at": self.now,
            "verified_by_id": self.person(tx).id,
        }
        return tx.add(Sme(**(values | columns)))

    def provider(self, tx: Tx, *categories: ServiceCategory, **columns: Any) -> Provider:
        """An approved provider, approved for the categories for another year, with a verified bank account."""
        organisation = self.organisation(tx)
        officer = self.person(tx)
        values = {
            "organisation_id": organisation.id,
            "state": ProviderState.APPROVED,
            "state_since": columns.get("decided_at") or columns.get("submitted_at") or self.now,
            "created_at": self.now,
            "submitted_at": self.now,
            "submitted_by_id": organisation.created_by_id,
            "decided_at": self.now,
            "decided_by_id": officer.id,
        }
        provider = tx.add(Provider(**(values | columns)))
        for category in categories:
            tx.add(
                ProviderCategory(
                    provider_id=organisation.id,
                    category_id=category.id,
                    state=CategoryState.APPROVED,
                    state_since=self.now,
                    valid_until=self.today + timedelta(days=365),
                    decided_at=self.now,
                    decided_by_id=officer.id,
                )
            )
        self.bank_account(tx, organisation.id, verified_by_id=officer.id)
        return provider

    def bank_account(self, tx: Tx, organisation_id: int, *, verified_by_id: int | None = None) -> BankAccount:
        """A verified, usable account at Krungthai."""
        number = next(self._next)
        organisation = tx.get(Organisation, organisation_id)
        return tx.add(
            BankAccount(
                organisation_id=organisation_id,
                bank_code="006",
                account_number=f"{number:010d}",
                account_name=organisation.name_th,
                state=BankAccountState.VERIFIED,
                submitted_at=self.now,
                submitted_by_id=organisation.created_by_id,
                verified_at=self.now,
                verified_by_id=verified_by_id or self.person(tx).id,
                usable_from=self.today,
            )
        )

    def service(self, tx: Tx, provider: Provider, category: ServiceCategory, **columns: Any) -> Service:
        """A service at 10,000 to 100,000 baht."""
        values = {
            "provider_id": provider.organisation_id,
            "category_id": category.id,
            "name_th": "ทดสอบฉลากโภชนาการ",
            "name_en": "Nutrition label test",
            "price_from_satang": Money.baht(10_000).satang,
            "price_to_satang": Money.baht(100_000).satang,
            "duration_days": 14,
            "created_at": self.now,
            "approved_at": self.now,
            "approved_by_id": provider.decided_by_id or self.person(tx).id,
        }
        return tx.add(Service(**(values | columns)))

    def application(self, tx: Tx, scheme: Scheme, sme: Sme, **columns: Any) -> Application:
        """A submitted application, under the first version of its scheme."""
        first = first_version(tx, scheme)
        number = next(self._next)
        values = {
            "number": f"A2570-9{number:05d}",
            "scheme_id": scheme.id,
            "sme_id": sme.organisation_id,
            "version_id": first.id if columns.get("submitted_at", self.now) else None,
            "category_id": first.categories[0].id,
            "need": "ฉลากโภชนาการสำหรับส่งออก",
            "state": ApplicationState.SUBMITTED,
            "state_since": self.now,
            "created_at": self.now,
            "created_by_id": sme.submitted_by_id,
            "submitted_at": self.now,
            "submitted_by_id": sme.submitted_by_id,
        }
        return tx.add(Application(**(values | columns)))

    def coupon(
        self, tx: Tx, scheme: Scheme, sme: Sme, *, limit: Money = Money.baht(100_000), **columns: Any
    ) -> Coupon:
        """An issued coupon with its money committed and its code known."""
        from coupons.coupons.operations import issue_code

        officer, approver = self.person(tx), self.person(tx)
        first = first_version(tx, scheme)
        application = self.application(
            tx,
            scheme,
            sme,
            state=ApplicationState.APPROVED,
            recommended_at=self.now,
            recommended_by_id=officer.id,
            decided_at=self.now,
            decided_by_id=approver.id,
        )
        values = {
            "number": application.number.replace("A", "C"),
            "application_id": application.id,
            "scheme_id": scheme.id,
            "version_id": application.version_id,
            "line_id": scheme.line_id,
            "sme_id": sme.organisation_id,
            "category_id": application.category_id,
            "size": sme.size,
            "share_bp": first.tiers[0].share_bp if first.tiers else 8000,
            "payee_mode": first.payee_mode,
            "limit_satang": limit.satang if scheme.line_id else 0,
            "state": CouponState.ISSUED,
            "valid_from": self.today,
            "valid_until": self.today + timedelta(days=200),
            "issued_at": self.now,
            "issued_by_id": approver.id,
        }
        coupon = tx.add(Coupon(**(values | columns)))
        if scheme.line_id is not None:
            committed = moves.commit_coupon(
                tx,
                limit,
                line_id=scheme.line_id,
                scheme_id=scheme.id,
                coupon_id=coupon.id,
                reference=f"coupon:{coupon.id}:commit",
                actor=actor_with(frozenset({Role.PROGRAMME_APPROVER}), person_id=approver.id),
                now=self.now,
            )
            if not committed:
                raise AssertionError("the scheme of this test has too little money")
        issue_code(tx, coupon, self.now)
        return coupon

    def scan(self, tx: Tx, coupon: Coupon, provider_id: int, scanned_by_id: int) -> Scan:
        """A coupon that a provider's camera has just read, and found good."""
        return tx.add(
            Scan(
                provider_id=provider_id,
                scanned_by_id=scanned_by_id,
                coupon_id=coupon.id,
                method=ScanMethod.CAMERA,
                outcome=ScanOutcome.GOOD,
                scanned_at=self.now,
            )
        )

    def price(
        self, tx: Tx, scan: Scan, service: Service, price: Money, subsidy: Money, **columns: Any
    ) -> Proposal:
        """A price that waits for the SME, unless told otherwise."""
        values = {
            "coupon_id": scan.coupon_id,
            "scan_id": scan.id,
            "provider_id": scan.provider_id,
            "service_id": service.id,
            "price_satang": price.satang,
            "subsidy_satang": subsidy.satang,
            "own_satang": (price - subsidy).satang,
            "state": ProposalState.OPEN,
            "proposed_at": self.now,
            "proposed_by_id": scan.scanned_by_id,
            "expires_at": self.now + timedelta(minutes=5),
        }
        return tx.add(Proposal(**(values | columns)))


def build(build_it: Any) -> Any:
    """Run `build_it(tx)` in one committed transaction and answer what it answers."""
    with transaction() as tx:
        built = build_it(tx)
    db.session.expire_all()
    return built


def actor_of(session: Session, person_id: int, choice: str | None = None) -> Actor:
    """The actor that a person is in a chosen capacity, as a request finds her; a stranger if there is none."""
    standing = identity_of_person(session, person_id)
    return standing.actor(choice) if standing else ANONYMOUS
