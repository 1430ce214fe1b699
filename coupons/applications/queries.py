"""Reads for the pages of applications."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from core.actor import Actor
from core.audit import operations as audit
from core.calendar.due import due_on, is_over
from core.clock import bangkok_date
from core.errors import NotFound
from core.statements import HotStatement
from core.terms import Term
from coupons.applications.facts import Support, ahead_by_scheme, holdings_for, sme_facts, support_of
from coupons.applications.models import Application, ApplicationVerdict
from coupons.applications.offers import LIVE, outlook_of
from coupons.applications.prospects import Outlook
from coupons.applications.states import APPLICATION_MACHINE, ApplicationState
from coupons.coupons.models import Coupon
from coupons.limits import time_to_appeal
from coupons.numbers import has_number_or_side
from identity.organisations.models import Organisation
from schemes.eligibility.facts import available_by_scheme, facts_and_money
from schemes.eligibility.rules import Holdings, SchemeFacts, Tier, Verdict, failures, judge, offered
from schemes.eligibility.states import EligibilityRule
from schemes.models import Scheme, ServiceCategory
from schemes.states import SchemeState
from smes.models import Sme
from smes.queries import figures_wait


def outlook_for(session: Session, page: ApplicationPage, today: date) -> Outlook:
    """What an application not sent yet would meet if it were sent now. Two statements."""
    scheme = page.application.scheme
    ids = [scheme.id]
    ahead = ahead_by_scheme(session, ids, besides=page.application.sme_id)
    caps = [tier.cap for tier in page.demands.tiers] if page.tier is None else []
    return outlook_of(scheme, page.tier, caps, available_by_scheme(session, ids, today), ahead)


TO_APPEAL_NOW = "appealable"
"""In the address of the SME's list: what was declined and may still be appealed."""


def may_be_appealed(now: datetime) -> sa.ColumnElement[bool]:
    """Whether it was declined, and not too long ago to appeal."""
    over = is_over(Application.state_since, time_to_appeal(), now)
    return sa.and_(Application.state == ApplicationState.DECLINED, sa.not_(over))


def in_state(chosen: str, now: datetime) -> sa.ColumnElement[bool]:
    """Whether an application is in the state that the address names; any is when it names none."""
    if chosen == TO_APPEAL_NOW:
        return may_be_appealed(now)
    return Application.state == ApplicationState(chosen) if chosen in set(ApplicationState) else sa.true()


def own_applications(session: Session, sme_id: int, narrowed: sa.ColumnElement[bool]) -> list[Application]:
    """The applications of one SME that a condition leaves, the latest first, with scheme and category."""
    return list(
        session.scalars(
            sa.select(Application)
            .where(Application.sme_id == sme_id, narrowed)
            .options(joinedload(Application.scheme), joinedload(Application.category))
            .order_by(Application.id.desc())
            .limit(200)
        )
    )


@dataclass(frozen=True, slots=True)
class ApplicationPage:
    """Everything that the page of one application shows."""

    application: Application
    sme: Sme
    demands: SchemeFacts
    tier: Tier | None
    verdicts: tuple[Verdict, ...]
    judged_at: datetime
    coupon: Coupon | None
    reason: str | None
    """The reason for its state: what to correct, why it was declined, why it was appealed."""
    due: date | None
    """The last day for whose turn it is; None when no limit runs."""
    support: tuple[Support, ...]
    """What else the SME receives or has asked for."""
    place_in_line: int | None
    others_wait: bool
    """Whether its scheme has a waiting list."""
    figures_wait: bool
    """Whether figures of another size or sector are to be checked before it is approved."""

    @property
    def in_the_way(self) -> tuple[EligibilityRule, ...]:
        """The rules not met, money left aside."""
        return failures(self.verdicts)


def application_page(session: Session, application_id: int, actor: Actor, now: datetime) -> ApplicationPage:
    """One application; NotFound when it is not the actor's business. While it is not decided, evaluated as of now."""
    application = session.scalars(
        sa.select(Application)
        .where(Application.id == application_id)
        .options(
            joinedload(Application.scheme),
            joinedload(Application.category),
            joinedload(Application.sme).joinedload(Sme.organisation),
        )
    ).one_or_none()
    if application is None:
        raise NotFound
    actor.require_own(application.sme_id)
    if actor.organisation_id is None and application.submitted_at is None:
        raise NotFound
    kept = {application.scheme_id: application.version_id}
    found, available = facts_and_money(session, [application.scheme], bangkok_date(now), kept=kept)
    demands = found[application.scheme_id]
    support = tuple(
        held for held in support_of(session, application.sme_id) if held.number != application.number
    )
    holdings = holdings_for(support, application.scheme, application.category_id, available)
    verdicts, judged_at = _verdicts(session, application, demands, holdings, now)
    return ApplicationPage(
        application=application,
        sme=application.sme,
        demands=demands,
        tier=offered(application.sme.size, demands, holdings, bangkok_date(now)),
        verdicts=verdicts,
        judged_at=judged_at,
        coupon=session.scalars(
            sa.select(Coupon).where(Coupon.application_id == application.id)
        ).one_or_none(),
        reason=audit.read_reason(session, application.state_reason_id),
        due=due_of(application),
        support=tuple(held for held in support if held.is_live),
        place_in_line=_place(session, application),
        others_wait=has_line(session, application.scheme_id),
        figures_wait=figures_wait(session, application.sme_id),
    )


def due_of(application: Application) -> date | None:
    """Return the last day on which the next step may be taken: by the machine's table of limits, an appeal by the setting."""
    limit = limit_of(application.state)
    return due_on(limit, application.state_since) if limit else None


def limit_of(state: ApplicationState) -> Term | None:
    """How long a state may wait: by the machine, an appeal by the setting."""
    return time_to_appeal() if state is ApplicationState.DECLINED else APPLICATION_MACHINE.limit(state)


def _verdicts(
    session: Session,
    application: Application,
    demands: SchemeFacts,
    holdings: Holdings,
    now: datetime,
) -> tuple[tuple[Verdict, ...], datetime]:
    """As of now while the matter is open; once it is decided, what was kept when it was."""
    if application.state not in LIVE and (kept := _kept_verdicts(session, application.id)):
        return kept
    asked_on = bangkok_date(application.submitted_at or now)
    sent = application.submitted_at is not None
    return judge(
        sme_facts(application.sme, application.sme.organisation.province_code),
        demands,
        holdings,
        asked_on=asked_on,
        today=bangkok_date(now),
        sent=sent,
    ), now


def _kept_verdicts(session: Session, application_id: int) -> tuple[tuple[Verdict, ...], datetime] | None:
    latest = (
        sa.select(sa.func.max(ApplicationVerdict.judged_at))
        .where(ApplicationVerdict.application_id == application_id)
        .scalar_subquery()
    )
    rows = session.scalars(
        sa.select(ApplicationVerdict)
        .where(ApplicationVerdict.application_id == application_id, ApplicationVerdict.judged_at == latest)
        .order_by(ApplicationVerdict.id)
    ).all()
    if not rows:
        return None
    last = {row.rule: Verdict(row.rule, row.passed, row.facts) for row in rows}
    return tuple(last[rule] for rule in EligibilityRule if rule in last), rows[0].judged_at


_HAS_LINE: HotStatement[Any] = HotStatement(
    sa.select(
        sa.exists()
        .where(
            Application.scheme_id == sa.bindparam("scheme_id", None, sa.BigInteger),
            Application.state == ApplicationState.WAITLISTED,
        )
        .label("waits")
    )
)


def has_line(session: Session, scheme_id: int) -> bool:
    """Whether anyone waits for this scheme's money."""
    return bool(_HAS_LINE.all(session, {"scheme_id": scheme_id})[0].waits)


def _place(session: Session, application: Application) -> int | None:
    """1 for the first in line of its scheme; None when it does not wait."""
    if application.state is not ApplicationState.WAITLISTED:
        return None
    before = sa.tuple_(Application.submitted_at, Application.id) <= sa.tuple_(
        sa.literal(application.submitted_at), sa.literal(application.id)
    )
    return session.scalar(
        sa.select(sa.func.count()).where(
            Application.scheme_id == application.scheme_id,
            Application.state == ApplicationState.WAITLISTED,
            before,
        )
    )


def staff_statement() -> Any:
    """Applications as officers list them: everything that has been sent, drafts left out."""
    return (
        sa.select(
            Application.id,
            Application.number,
            Organisation.name_th.label("sme_th"),
            Organisation.name_en.label("sme_en"),
            Organisation.province_code,
            Scheme.code.label("scheme_code"),
            Scheme.name_th.label("scheme_th"),
            Scheme.name_en.label("scheme_en"),
            ServiceCategory.name_th.label("category_th"),
            ServiceCategory.name_en.label("category_en"),
            Application.state,
            Application.state_since,
            Application.recommended_by_id,
        )
        .join(Organisation, Organisation.id == Application.sme_id)
        .join(Scheme, Scheme.id == Application.scheme_id)
        .join(ServiceCategory, ServiceCategory.id == Application.category_id)
        .where(Application.submitted_at.is_not(None))
    )


def search_applications(session: Session, statement: Any, typed: str) -> Any:
    """Narrow by number, or the SME's name or 13 digits."""
    return statement.where(
        has_number_or_side(session, typed, Application.number, Application.id, Application.sme_id)
    )


def scheme_choices(session: Session) -> list[tuple[int, str, str]]:
    """Schemes that have ever been open, as (id, Thai name, English name)."""
    return [
        (row.id, row.name_th, row.name_en)
        for row in session.execute(
            sa.select(Scheme.id, Scheme.name_th, Scheme.name_en)
            .where(Scheme.state.not_in([SchemeState.DRAFT, SchemeState.APPROVED]))
            .order_by(Scheme.id.desc())
        )
    ]


def schemes_with_a_line(session: Session) -> list[int]:
    """Return the schemes that have somebody on the waiting list."""
    return list(
        session.scalars(
            sa.select(Application.scheme_id)
            .where(Application.state == ApplicationState.WAITLISTED)
            .distinct()
            .order_by(Application.scheme_id)
        )
    )
