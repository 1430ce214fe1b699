"""A world that has been in use for years, made within seconds: one of everything through the factories, then copies in SQL.

What is over is plenty and what waits is little, as in real use: that is the skew in which a plan made for any state
at all reads a whole table. Pages and commands run in it; its books do not add up, for the copied money was never earned.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import psycopg
import sqlalchemy as sa

from core.actor import Actor
from core.audit.models import AuditEvent, AuditSeal
from core.db import Base, Tx, db
from core.documents.models import Document
from core.mail.models import OutboundMail
from core.mail.states import MailState
from core.money import Money
from core.permissions import Role
from core.tasks.models import LongWork
from core.tasks.states import WorkState
from coupons.applications.models import Application, ApplicationVerdict
from coupons.coupons.models import Coupon, CouponCode
from coupons.redemptions.models import Proposal, Redemption, Scan
from identity.accounts.models import SignInAttempt
from identity.accounts.states import AttemptKind
from identity.notifications.models import Notice
from identity.organisations.models import Membership, Organisation
from identity.organisations.states import Capacity, OrganisationKind
from identity.people.models import Person
from ledger.models import Posting
from ledger.services.roll_up import roll_up
from payouts.batches.queries import Selection
from payouts.batches.services.draft_batch import draft_batch
from payouts.models.batches import Batch
from payouts.models.payables import Payable
from payouts.models.payments import Payment
from payouts.models.reconciliation import BankImport, StatementLine
from payouts.states import ImportKind, LineState
from schemes.eligibility.states import EligibilityRule
from smes.models import Sme
from tests.copied import insert_like
from tests.factories import World, build
from tests.payouts.world import Finance

BASE = 1_000_000
"""Copies have the ids BASE + 1, BASE + 2 …; what is made later stays below."""
WAITING = 40
"""How many of each kind wait, however many there are."""
XACT = -100_000_000
"""Transaction of the first copied row: older than any real one."""
EVENTS_A_SEAL = 10


@dataclass(frozen=True, slots=True)
class Grown:
    """What tests and benchmarks act upon."""

    now: datetime
    size: int
    busy_scheme_id: int
    """80 of 100 applications are for it, and nobody waits on its list."""
    full_scheme_id: int
    """Its money is spent: WAITING applications wait on its list."""
    to_approve: range
    """Applications of the busy scheme that an officer recommended."""
    approver: Actor
    everyone: Actor
    """An officer who may read everything."""
    sme_owner: Actor
    provider_owner: Actor


@dataclass(frozen=True, slots=True)
class _Originals:
    """The rows that are copied, by model, and who takes part."""

    rows: dict[type[Base], int]
    schemes: tuple[int, int, int]
    approver: Actor
    everyone: Actor
    sme_owner: Actor
    provider_owner: Actor


def grow(
    connection: psycopg.Connection[Any], now: datetime, size: int, *, to_approve: int = WAITING
) -> Grown:
    """Fill an empty, migrated database with `size` applications and all that belongs to them.

    Needs an application context; `connection` is the superuser's, since copying passes triggers and foreign keys by.
    Statistics are gathered at the end, as autovacuum does.
    """
    originals = _originals(now)
    connection.execute("SET session_replication_role = replica")
    for model, count, columns in _copies(originals, size, to_approve):
        _copy(connection, model, originals.rows[model], count, columns)
    connection.execute("RESET session_replication_role")
    connection.execute("VACUUM ANALYZE")
    return Grown(
        now,
        size,
        originals.schemes[0],
        originals.schemes[2],
        range(BASE + 1, BASE + 1 + to_approve),
        originals.approver,
        originals.everyone,
        originals.sme_owner,
        originals.provider_owner,
    )


def _originals(now: datetime) -> _Originals:
    """One of everything: a claim from application to payment, and what is written beside it."""
    finance = Finance(World(now))
    redemption_id = finance.claim(finance.provider())
    draft_batch(Selection(), actor=replace(finance.officer, second_factor_at=now), now=now)
    found = build(lambda tx: _beside(tx, finance, redemption_id))
    roll_up()
    db.session.remove()
    return found


def _beside(tx: Tx, finance: Finance, redemption_id: int) -> _Originals:
    world, now = finance.world, finance.world.now
    redemption = tx.get(Redemption, redemption_id)
    proposal, coupon = tx.get(Proposal, redemption.proposal_id), tx.get(Coupon, redemption.coupon_id)
    payment = tx.session.scalars(sa.select(Payment)).one()
    paper, owner = world.document(tx), world.member(tx, coupon.sme_id, Capacity.SME)
    schemes = [
        world.scheme(tx, finance.category, money=money, max_open_coupons=1).id
        for money in (Money.baht(90_000_000_000), Money.baht(90_000_000_000), Money.baht(1))
    ]
    answer = tx.add(
        BankImport(
            kind=ImportKind.CAMT053,
            document_id=paper.id,
            sha256=bytes(32),
            message_id="M",
            line_count=1,
            imported_at=now,
            imported_by_id=finance.officer.known_person_id,
        )
    )
    made: list[Base] = [
        AuditEvent(
            name="coupon.issued",
            subject_kind="coupon",
            subject_id=coupon.id,
            actor_roles="x",
            occurred_at=now,
        ),
        AuditSeal(
            number=1,
            from_xact=XACT - 1,
            to_xact=XACT,
            row_count=1,
            digest=bytes(32),
            previous=bytes(32),
            signature=bytes(32),
            sealed_at=now,
        ),
        OutboundMail(
            to_address="a@example.test",
            subject="",
            body="",
            created_at=now,
            state=MailState.SENT,
            sent_at=now,
        ),
        LongWork(
            kind="-",
            about="-",
            arguments={},
            asked_at=now,
            asked_by_id=finance.officer.known_person_id,
            acting_as="staff",
            state=WorkState.DONE,
            state_since=now,
            result_id=1,
        ),
        Notice(
            person_id=owner.known_person_id,
            kind="coupon.expired",
            facts={},
            url="/",
            created_at=now,
            read_at=now,
        ),
        SignInAttempt(kind=AttemptKind.PASSWORD, account=bytes(32), network=bytes(32), at=now, failed=False),
        ApplicationVerdict(
            application_id=coupon.application_id,
            rule=EligibilityRule.MONEY_AVAILABLE,
            passed=True,
            facts={},
            judged_at=now,
        ),
        StatementLine(
            import_id=answer.id,
            position=1,
            fingerprint=bytes(32),
            occurrence=1,
            state=LineState.MATCHED,
            state_since=now,
            payment_id=payment.id,
        ),
    ]
    rows = {type(row): sa.inspect(tx.add(row)).identity[0] for row in made}
    rows |= {
        Document: paper.id,
        Person: owner.known_person_id,
        Organisation: coupon.sme_id,
        Sme: coupon.sme_id,
        Membership: tx.scalar(sa.select(Membership.id).where(Membership.person_id == owner.person_id)),
        Application: coupon.application_id,
        Coupon: coupon.id,
        CouponCode: coupon.id,
        Scan: proposal.scan_id,
        Proposal: proposal.id,
        Redemption: redemption.id,
        Payable: payment.payable_id,
        Payment: payment.id,
        Batch: payment.batch_id,
        Posting: tx.scalar(sa.select(sa.func.max(Posting.id)).where(Posting.coupon_id == coupon.id)),
    }
    readers = (
        Role.PROGRAMME_OFFICER,
        Role.PROGRAMME_APPROVER,
        Role.CLAIM_OFFICER,
        Role.FINANCE_OFFICER,
        Role.AUDITOR,
        Role.PLAN_OFFICER,
    )
    seller = world.member(tx, redemption.provider_id, Capacity.PROVIDER)
    for actor in (owner, seller):
        organisation = tx.get(Organisation, actor.organisation_id)
        organisation.kind, organisation.created_by_id = OrganisationKind.NATURAL_PERSON, actor.known_person_id
    return _Originals(
        rows,
        (schemes[0], schemes[1], schemes[2]),
        replace(world.staff(tx, Role.PROGRAMME_APPROVER), second_factor_at=now),
        world.staff(tx, *readers),
        owner,
        seller,
    )


def _copies(made: _Originals, size: int, to_approve: int) -> list[tuple[type[Base], int, dict[str, str]]]:
    """What is copied how often, and in SQL of `g` (1, 2, 3 …) in what the copies differ."""
    half, smes = size // 2, to_approve + size // 4
    busy, small, full = made.schemes
    recommender = made.everyone.known_person_id

    def scheme_of(number: str) -> str:
        return f"CASE WHEN ({number}) % 100 < 80 THEN {busy} WHEN ({number}) % 100 < 95 THEN {small} ELSE {full} END"

    def first_of(scheme: str) -> str:
        return f"(SELECT v.id FROM scheme_versions v WHERE v.scheme_id = {scheme} AND v.number = 1)"

    def up_to(*steps: tuple[int, str], rest: str) -> str:
        """One of the first kind up to a number, of the next up to the next."""
        cases = " ".join(f"WHEN g <= {number} THEN {sql}" for number, sql in steps)
        return f"CASE {cases} ELSE {rest} END"

    waiting = to_approve + WAITING
    returned = waiting + WAITING
    sme = up_to((to_approve, f"{BASE} + g"), rest=f"{BASE} + {to_approve} + 1 + g % {smes - to_approve}")
    of_application_scheme = up_to((to_approve, str(busy)), (waiting, str(full)), rest=scheme_of("g"))
    application_of = f"({size} - g + 1)"
    of_application = f"{BASE} + {to_approve} + 1 + {application_of} % {smes - to_approve}"
    digest = r"'\x' || encode(sha256(g::text::bytea), 'hex')"
    earlier, later = "now() - interval '400 days'", "current_date + 100"
    return [
        (Document, half, {}),
        (Person, smes, {"email": "'copy' || g || '@example.test'", "fs_uniquifier": "'copy' || g"}),
        (Organisation, smes, {"registration_number": "'9' || lpad(g::text, 12, '0')"}),
        (Sme, smes, {"organisation_id": f"{BASE} + g"}),
        (Membership, smes, {"person_id": f"{BASE} + g", "organisation_id": f"{BASE} + g"}),
        (
            Application,
            size,
            {
                "number": "'G' || g",
                "scheme_id": of_application_scheme,
                "version_id": first_of(of_application_scheme),
                "sme_id": sme,
                "state": up_to(
                    (to_approve, "'submitted'"),
                    (waiting, "'waitlisted'"),
                    (returned, "'returned'"),
                    (half, "(ARRAY['declined', 'lapsed', 'withdrawn'])[1 + g % 3]"),
                    rest="'approved'",
                ),
                "state_since": up_to((returned, "now()"), rest=earlier),
                "recommended_by_id": str(recommender),
                "decided_at": up_to((to_approve, "NULL"), rest=earlier),
                "decided_by_id": up_to((to_approve, "NULL"), rest="o.decided_by_id"),
            },
        ),
        (ApplicationVerdict, size, {"application_id": f"{BASE} + g"}),
        (
            Coupon,
            half,
            {
                "number": "'G' || g",
                "application_id": f"{BASE} + {application_of}",
                "scheme_id": scheme_of(application_of),
                "version_id": first_of(scheme_of(application_of)),
                "sme_id": of_application,
                "state": up_to((WAITING, "'held'"), (half // 10, "'issued'"), rest="'expired'"),
                "held_at": up_to((WAITING, "now()"), rest="NULL"),
                "spent_satang": "o.limit_satang",
                "valid_until": up_to((half // 10, later), rest="o.valid_from + 1"),
            },
        ),
        (CouponCode, half, {"coupon_id": f"{BASE} + g", "lookup": digest}),
        (Scan, half, {"coupon_id": f"{BASE} + g"}),
        (
            Proposal,
            half,
            {
                "coupon_id": f"{BASE} + g",
                "scan_id": f"{BASE} + g",
                "state": up_to((WAITING, "'open'"), rest="'consented'"),
                "method": up_to((WAITING, "NULL"), rest="'tap'"),
                "expires_at": earlier,
            },
        ),
        (
            Redemption,
            half,
            {
                "proposal_id": f"{BASE} + g",
                "coupon_id": f"{BASE} + g",
                "scheme_id": scheme_of(application_of),
                "sme_id": of_application,
                "state": up_to(
                    (WAITING, "'reserved'"),
                    (WAITING * 2, "'delivered'"),
                    (WAITING * 3, "'accepted'"),
                    (WAITING * 4, "'returned'"),
                    (WAITING * 5, "'disputed'"),
                    rest="'paid'",
                ),
                "deliver_by": later,
                "accept_by": "current_date - 1",
            },
        ),
        (
            Payable,
            half,
            {
                "redemption_id": f"{BASE} + g",
                "coupon_id": f"{BASE} + g",
                "state": up_to((WAITING, "'open'"), (WAITING * 2, "'held'"), rest="'settled'"),
                "hold_reason": up_to((WAITING, "NULL"), (WAITING * 2, "'by_person'"), rest="NULL"),
                "settled_at": up_to((WAITING * 2, "NULL"), rest="now()"),
            },
        ),
        (
            Batch,
            half // 200,
            {
                "number": "'G' || g",
                "running_no": f"{BASE} + g",
                "state": "'closed'",
                "submitted_by_id": "o.drafted_by_id",
                "approved_by_id": str(recommender),
                "released_by_id": str(made.approver.known_person_id),
                "closed_by_id": str(recommender),
                "settled_at": earlier,
                "execution_date": "current_date - 300 + g",
                "control_digest": digest,
            },
        ),
        (
            Payment,
            half,
            {
                "payable_id": f"{BASE} + {WAITING * 2} + g",
                "batch_id": f"{BASE} + 1 + g % {half // 200}",
                "end_to_end_id": "'G' || g",
                "state": "'paid'",
                "sent_at": earlier,
                "paid_on": "current_date - 300",
            },
        ),
        (
            StatementLine,
            half,
            {
                "position": "1 + g",
                "fingerprint": digest,
                "payment_id": up_to((WAITING, "NULL"), rest=f"{BASE} + g"),
                "state": up_to((WAITING, "'unmatched'"), rest="'matched'"),
                "problem": up_to((WAITING, "'stranger'"), rest="NULL"),
            },
        ),
        (
            Posting,
            size,
            {
                "reference": "'copy:' || g",
                "subject_id": f"{BASE} + g % {half}",
                "coupon_id": f"{BASE} + g % {half}",
                "xact_id": f"{XACT} + g",
            },
        ),
        (
            AuditEvent,
            size * 2,
            {
                "subject_id": f"{BASE} + g % {half}",
                "xact_id": f"{XACT} + g",
                "occurred_at": f"now() - interval '1 second' * ({size * 2} - g)",
            },
        ),
        (
            AuditSeal,
            size * 2 // EVENTS_A_SEAL,
            {"from_xact": f"{XACT} + (g - 1) * {EVENTS_A_SEAL}", "to_xact": f"{XACT} + g * {EVENTS_A_SEAL}"},
        ),
        (Notice, size, {"person_id": f"{BASE} + 1 + g % {smes}"}),
        (OutboundMail, size, {"created_at": earlier}),
        (SignInAttempt, half, {"at": "now() - interval '1 second' * g"}),
        (LongWork, half // 10, {"about": "'copy' || g", "asked_by_id": f"{BASE} + g"}),
    ]


def _copy(
    connection: psycopg.Connection[Any], model: type[Base], original: int, count: int, columns: dict[str, str]
) -> None:
    """`count` copies of one row, with a key of their own and these columns in SQL."""
    key = sa.inspect(model).primary_key[0].name
    given = {key: "1 + g" if model is AuditSeal else f"{BASE} + g"} | columns
    connection.execute(insert_like(model.__tablename__, given, count, f"{key} = {original}"))
