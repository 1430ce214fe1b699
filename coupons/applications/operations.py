"""Operations that the commands on an application share. All take the caller's transaction and commit nothing.

Who locks what: the application, then its scheme (shared), then its SME, then money. The SME is what
becomes less available when a coupon is granted – one coupon is its limit – so it is locked outright
and two approvals for one SME wait for each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from flask import url_for
from psycopg.types.json import Jsonb
from sqlalchemy.dialects.postgresql import JSONB

import ledger.moves
from core.actor import Actor
from core.audit import operations as audit
from core.calendar.due import calendar
from core.clock import bangkok_date
from core.db import Tx
from core.errors import NotFound, Refused
from core.money import Money
from core.statements import HotStatement
from core.tasks import queue as jobs
from coupons.applications.facts import holdings_for, sme_facts, support_of
from coupons.applications.models import Application, ApplicationVerdict
from coupons.applications.queries import has_line
from coupons.applications.states import APPLICATION_MACHINE, ApplicationRefusal
from coupons.coupons import operations
from coupons.coupons.models import Coupon
from coupons.numbers import next_number
from identity.organisations.members import notify_members
from identity.organisations.queries import province_of
from identity.organisations.states import Capacity
from schemes.eligibility.facts import facts_and_money
from schemes.eligibility.rules import SchemeFacts, Tier, Verdict, coupon_valid_until, failures, judge, offered
from schemes.models import Scheme
from smes.models import Sme
from smes.queries import figures_wait


@dataclass(frozen=True, slots=True)
class Judged:
    """An application with the facts it was evaluated on, all locked."""

    application: Application
    scheme: Scheme
    sme: Sme
    demands: SchemeFacts
    tier: Tier | None
    """What the coupon would be worth; None for a size that the scheme does not cover."""
    verdicts: tuple[Verdict, ...]


def lock_own_application(tx: Tx, application_id: int, actor: Actor) -> Application:
    """The application, locked; NotFound when it is not the actor's business to know of it.

    OSMEP's own people never see a draft: it has not been sent to them.
    """
    application = tx.lock(Application, application_id)
    actor.require_own(application.sme_id)
    if actor.organisation_id is None and application.submitted_at is None:
        raise NotFound
    return application


_VERDICTS = (
    sa.func.jsonb_to_recordset(sa.bindparam("verdicts", type_=JSONB))
    .table_valued(
        sa.column("rule", sa.Text), sa.column("passed", sa.Boolean), sa.column("facts", JSONB), name="judged"
    )
    .render_derived(with_types=True)
)
_INSERT_VERDICTS: HotStatement[Any] = HotStatement(
    sa.insert(ApplicationVerdict.__table__)
    .from_select(
        ["application_id", "rule", "passed", "facts", "judged_at"],
        sa.select(
            sa.bindparam("application_id", type_=sa.BigInteger),
            *_VERDICTS.c,
            sa.bindparam("judged_at", type_=sa.DateTime(True)),
        ),
    )
    .returning(ApplicationVerdict.__table__.c.rule)
)
"""All rules in their order. One statement: rows of their own would each be sent, and inserted, by themselves."""


def judge_under_lock(tx: Tx, application: Application, now: datetime, *, sent: bool = True) -> Judged:
    """Evaluate an application that is already locked, and store the verdict of each rule as new rows.

    `sent` says that it was sent before this moment. One sent before is judged by the terms that it keeps, another by
    those in force; a new version waits for the shared lock on its scheme, or we read it.
    """
    scheme = tx.share(Scheme, application.scheme_id)
    sme = tx.lock(Sme, application.sme_id)
    kept = {scheme.id: application.version_id}
    facts, available = facts_and_money(tx.session, [scheme], bangkok_date(now), kept=kept)
    demands = facts[scheme.id]
    holdings = holdings_for(
        (held for held in support_of(tx.session, sme.organisation_id) if held.number != application.number),
        scheme,
        application.category_id,
        available,
    )
    asked_on = bangkok_date(application.submitted_at or now)
    facts_of_sme = sme_facts(sme, province_of(tx.session, sme.organisation_id))
    verdicts = judge(facts_of_sme, demands, holdings, asked_on=asked_on, today=bangkok_date(now), sent=sent)
    judged = [{"rule": each.rule, "passed": each.passed, "facts": each.facts} for each in verdicts]
    _INSERT_VERDICTS.all(
        tx.session, {"application_id": application.id, "judged_at": now, "verdicts": Jsonb(judged)}
    )
    tier = offered(sme.size, demands, holdings, bangkok_date(now))
    return Judged(application, scheme, sme, demands, tier, verdicts)


def refuse_unless_eligible(judged: Judged) -> None:
    """Refused(NOT_ELIGIBLE), naming the rules in the way; money is left to the ledger."""
    rules = failures(judged.verdicts)
    if rules:
        raise Refused(ApplicationRefusal.NOT_ELIGIBLE, rules=[rule.value for rule in rules])


def persons_behind(application: Application) -> dict[str, int | None]:
    """What the commands that decide on an application ask to know."""
    return {
        "sme": application.sme_id,
        "submitter": application.submitted_by_id,
        "recommender": application.recommended_by_id,
        "decliner": application.declined_by_id,
    }


def refuse_unless_recommended(application: Application) -> None:
    """Two people: an officer has looked and recommended it before anyone decides in its favour."""
    if application.recommended_by_id is None:
        raise Refused(ApplicationRefusal.NOT_RECOMMENDED)


def grant(tx: Tx, judged: Judged, *, decided_by_id: int, actor: Actor, now: datetime) -> Coupon:
    """Approve, commit the money and issue the coupon: all of it or nothing.

    Size, share, cap and payee are frozen on the coupon: what the scheme or the business becomes
    later changes nothing. Refused(NOT_ELIGIBLE), (FIGURES_WAIT), (NO_DAY_LEFT), (NOT_ENOUGH_MONEY) or
    (OUTSIDE_FISCAL_YEAR), which the ledger alone can say.
    """
    refuse_unless_eligible(judged)
    if figures_wait(tx.session, judged.sme.organisation_id):
        raise Refused(ApplicationRefusal.FIGURES_WAIT)
    application = judged.application
    tier = judged.tier
    today = bangkok_date(now)
    valid_until = coupon_valid_until(judged.demands, now, calendar())
    if tier is None or valid_until is None:
        raise Refused(ApplicationRefusal.NO_DAY_LEFT)
    tx.advance(
        Application,
        application.id,
        APPLICATION_MACHINE,
        "approve",
        state_since=now,
        decided_at=now,
        decided_by_id=decided_by_id,
        state_reason_id=None,
    )
    coupon = _issue(tx, judged, tier, (today, valid_until), decided_by_id, now)
    _commit_money(tx, coupon, actor, now)
    operations.issue_code(tx, coupon, now)
    audit.record(
        tx,
        "application.approved",
        "application",
        application.id,
        actor,
        now,
        fields={"coupon_id": coupon.id, "limit_satang": coupon.limit_satang},
    )
    audit.record(
        tx,
        "coupon.issued",
        "coupon",
        coupon.id,
        actor,
        now,
        fields={"application_id": application.id, "limit_satang": coupon.limit_satang},
    )
    page = url_for("coupons.coupon", coupon_id=coupon.id)
    tell_sme(tx, application, "application.approved", now, url=page, coupon=coupon.number)
    return coupon


def _issue(
    tx: Tx, judged: Judged, tier: Tier, valid: tuple[date, date], decided_by_id: int, now: datetime
) -> Coupon:
    """The coupon's row, with the terms of this day; `valid` are its first and its last day."""
    application, scheme, demands = judged.application, judged.scheme, judged.demands
    coupon_id, number = next_number(tx, Coupon, "C", now)
    return tx.add(
        Coupon(
            id=coupon_id,
            number=number,
            application_id=application.id,
            scheme_id=scheme.id,
            version_id=demands.version_id,
            line_id=scheme.line_id,
            sme_id=application.sme_id,
            category_id=application.category_id,
            size=tier.size,
            share_bp=tier.share_bp,
            payee_mode=demands.payee_mode,
            limit_satang=tier.cap.satang,
            valid_from=valid[0],
            valid_until=valid[1],
            issued_at=now,
            issued_by_id=decided_by_id,
        )
    )


def _commit_money(tx: Tx, coupon: Coupon, actor: Actor, now: datetime) -> None:
    """Take the coupon's money from its scheme; a zero-budget scheme posts nothing."""
    if coupon.line_id is None:
        return
    taken = ledger.moves.commit_coupon(
        tx,
        Money(coupon.limit_satang),
        line_id=coupon.line_id,
        scheme_id=coupon.scheme_id,
        coupon_id=coupon.id,
        reference=f"coupon:{coupon.id}:commit",
        actor=actor,
        now=now,
    )
    if not taken:
        raise Refused(ApplicationRefusal.NOT_ENOUGH_MONEY, needed=Money(coupon.limit_satang).short())


def put_in_line(tx: Tx, judged: Judged, *, actor: Actor, now: datetime) -> None:
    """Put an eligible application on its scheme's waiting list, at the place of its first submission.

    Only while the money does not reach it: Refused(MONEY_IS_THERE) otherwise, for nobody may be made
    to wait at an official's pleasure.
    """
    refuse_unless_eligible(judged)
    application = judged.application
    if not failures(judged.verdicts, money_decides=True) and not has_line(tx.session, application.scheme_id):
        raise Refused(ApplicationRefusal.MONEY_IS_THERE)
    tx.advance(
        Application,
        application.id,
        APPLICATION_MACHINE,
        "waitlist",
        state_since=now,
        decided_at=now,
        decided_by_id=actor.known_person_id,
        state_reason_id=None,
    )
    audit.record(tx, "application.waitlisted", "application", application.id, actor, now)
    tell_sme(tx, application, "application.waitlisted", now)


def tell_sme(
    tx: Tx, application: Application, kind: str, now: datetime, *, url: str | None = None, **facts: str
) -> None:
    """Notify every member of the SME."""
    notify_members(
        tx,
        application.sme_id,
        kind,
        {"number": application.number, **facts},
        url or url_for("applications.application", application_id=application.id),
        now=now,
        capacity=Capacity.SME,
    )


def tell_refused(tx: Tx, application: Application, kind: str, now: datetime) -> None:
    """Notify the SME that an officer refused, naming the rules not met at that moment; the verdicts are stored."""
    rules = failures(judge_under_lock(tx, application, now).verdicts)
    if rules:
        tell_sme(tx, application, f"{kind}_by_rules", now, rules=" ".join(rules))
    else:
        tell_sme(tx, application, kind, now)


def serve_line_later(tx: Tx, scheme_id: int) -> None:
    """Have the waiting list of a scheme served once this transaction is done: money came back, or was added."""
    jobs.defer(tx, "coupons.serve_waiting_list", scheme_id=scheme_id)
