"""What the page of an application shows: its state, whose turn it is, what this reader may do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.actor import Actor
from core.calendar.due import due_at
from core.permissions import Permission
from coupons.applications import commands
from coupons.applications.labels import AUDIT_TONES, AUDIT_WORDS
from coupons.applications.models import Application
from coupons.applications.queries import ApplicationPage, due_of
from coupons.applications.states import APPLICATION_MACHINE, ApplicationState
from coupons.limits import time_to_appeal
from identity.people.history import HistoryRow, history_rows
from schemes.eligibility.explanations import Explained, explain
from schemes.eligibility.rules import Verdict, failures
from schemes.models import ServiceCategory
from web.languages import localized
from web.pages.next_action import Guide, Step, Wait
from web.pages.steps import Stage, Turn

_S, _P = ApplicationState, Permission
DECISIONS = (_P.COUPONS_APPLICATION_REVIEW, _P.COUPONS_APPLICATION_DECIDE)
"""What who is connected with the SME leaves to others."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """What this reader may do here now; the services check the same again under the lock."""

    edit: bool
    withdraw: bool
    appeal: bool
    send_back: bool
    recommend: bool
    decide: bool
    judge_appeal: bool
    approve: bool
    """Whether a decision may be in its favour: recommended, and nothing of the business is to be checked first."""
    waitlist: bool
    """Only when the money does not reach it, or others wait before it."""

    @property
    def any_staff_action(self) -> bool:
        """Whether an officer has any action here."""
        return self.send_back or self.recommend or self.decide or self.judge_appeal


def category_choices(categories: Iterable[ServiceCategory]) -> list[tuple[int, str]]:
    """A scheme's categories for radio buttons, in the reader's language."""
    return [
        (category.id, localized(category, "name"))
        for category in sorted(categories, key=lambda each: each.id)
    ]


def explained(verdicts: Iterable[Verdict]) -> list[Explained]:
    """The verdicts in words; those not met first."""
    rows = [explain(verdict.rule, verdict.passed, verdict.facts) for verdict in verdicts]
    return sorted(rows, key=lambda row: row.passed is True)


_ENDS_BADLY = {
    _S.DECLINED: _l("Declined"),
    _S.UPHELD: _l("Appeal rejected"),
    _S.LAPSED: _l("Application expired"),
    _S.WITHDRAWN: _l("Withdrawn"),
}


def steps(page: ApplicationPage) -> list[Stage]:
    """Written, sent, looked at, decided: with dates, and where it has stopped."""
    application = page.application
    state = application.state
    sent = application.submitted_at is not None and state is not _S.RETURNED
    looked_at = application.recommended_at is not None
    decided = state is _S.APPROVED
    stages = [
        Stage(_("Writing"), "done" if sent else "now", when=application.submitted_at),
        Stage(
            _("Check by an officer"),
            "done" if looked_at or decided else "now" if sent else "next",
            when=application.recommended_at,
        ),
        Stage(
            _("Decision by another officer"),
            "done" if decided else "now" if sent and looked_at else "next",
            when=application.decided_at if decided else None,
        ),
        Stage(
            _("Coupon issued"),
            "done" if decided else "next",
            when=page.coupon.issued_at if page.coupon else None,
        ),
    ]
    if state in _ENDS_BADLY:
        behind = sent + looked_at
        stages = [*stages[:behind], Stage(str(_ENDS_BADLY[state]), "stopped", when=application.state_since)]
    return stages


_SME, _OFFICER, _APPROVER, _SYSTEM = (
    _l("the SME"),
    _l("an officer of OSMEP"),
    _l("an approver of OSMEP"),
    _l("the system"),
)
_CHECKED = Wait(
    _l("An officer checks the facts, then recommends the application or sends it back."), _OFFICER
)
_DECIDED = Wait(_l("The second officer decides: approve, decline or put on the waiting list."), _APPROVER)
_RECOMMEND = Step(
    commands.RECOMMEND_APPLICATION, _l("Check the facts, then recommend the application or send it back.")
)
GUIDE = Guide(
    APPLICATION_MACHINE,
    {
        _S.DRAFT: Wait(_l("The SME is writing the application."), _SME),
        _S.SUBMITTED: _CHECKED,
        _S.RETURNED: Wait(_l("The SME is correcting the application."), _SME),
        _S.APPROVED: Wait(_l("The application was approved.")),
        _S.DECLINED: Wait(_l("The application was declined.")),
        _S.WAITLISTED: Wait(
            _l("The application gets its turn, in order, when money becomes available."), _SYSTEM
        ),
        _S.LAPSED: Wait(_l("The application ended without a decision.")),
        _S.WITHDRAWN: Wait(_l("The application was withdrawn.")),
        _S.APPEALED: _CHECKED,
        _S.UPHELD: Wait(_l("The appeal was rejected. The application has ended.")),
    },
    {
        _S.DRAFT: (Step(commands.SUBMIT_APPLICATION, _l("Finish the application and send it."), "submit"),),
        _S.SUBMITTED: (
            Step(
                commands.APPROVE_APPLICATION,
                _l("Decide: approve, decline or put on the waiting list."),
                "approve",
            ),
            _RECOMMEND,
        ),
        _S.RETURNED: (
            Step(commands.SUBMIT_APPLICATION, _l("Correct what OSMEP asks for and send it again."), "submit"),
        ),
        _S.DECLINED: (
            Step(
                commands.APPEAL_APPLICATION,
                _l("If the reason is wrong, appeal: another officer decides."),
                "appeal",
            ),
        ),
        _S.APPEALED: (
            Step(commands.DECIDE_APPEAL, _l("Decide the appeal."), "uphold"),
            _RECOMMEND,
        ),
    },
)


def turn(page: ApplicationPage, actor: Actor, today: date) -> Turn | None:
    """What comes next; None when nothing does."""
    return application_turn(
        page.application, actor, today, figures_wait=page.figures_wait, place=page.place_in_line
    )


def application_turn(
    application: Application,
    actor: Actor,
    today: date,
    *,
    figures_wait: bool = False,
    place: int | None = None,
) -> Turn | None:
    """What comes next with one application; None when nothing does. `place` is its place in line, where that is known."""
    recommended = application.recommended_by_id is not None
    due = due_of(application)
    in_time = due is not None and today <= due
    ready = {
        commands.APPROVE_APPLICATION.name: recommended and not figures_wait,
        commands.DECIDE_APPEAL.name: recommended,
        commands.RECOMMEND_APPLICATION.name: not recommended,
        commands.APPEAL_APPLICATION.name: in_time,
    }
    found = GUIDE.turn(
        application.state,
        actor,
        today=today,
        due=due,
        wait=_wait(application, place, in_time=in_time),
        facts={
            "submitter": application.submitted_by_id,
            "decliner": application.declined_by_id,
            "recommender": application.recommended_by_id,
        },
        ready=lambda step: ready.get(step.command.name, True),
    )
    return found if found.mine or found.whose else None


def _wait(application: Application, place: int | None, *, in_time: bool) -> Wait | None:
    state = application.state
    if state is _S.WAITLISTED and place is not None:
        line = _(
            "Number %(place)s on the list. It gets its turn, in order, when money becomes available.",
            place=place,
        )
        return Wait(line, _SYSTEM)
    if state in (_S.SUBMITTED, _S.APPEALED) and application.recommended_by_id is not None:
        return _DECIDED
    if state is _S.DECLINED and in_time:
        return Wait(_("The SME can appeal. Then another officer decides."), _SME)
    return None


def allowed(page: ApplicationPage, actor: Actor, now: datetime) -> Allowed:
    """What the buttons offer: permission, state, and that nobody acts twice on one application."""
    application = page.application
    state = application.state
    person = actor.person_id
    on_desk = state in (_S.SUBMITTED, _S.APPEALED)
    recommended = application.recommended_by_id is not None
    stranger_to_it = person not in (application.submitted_by_id, application.declined_by_id)
    may_decide = (
        actor.may(_P.COUPONS_APPLICATION_DECIDE)
        and stranger_to_it
        and person != application.recommended_by_id
    )
    applies = actor.may(_P.COUPONS_APPLICATION_APPLY)
    return Allowed(
        edit=applies and state in (_S.DRAFT, _S.RETURNED),
        withdraw=applies and state in (_S.DRAFT, _S.SUBMITTED, _S.RETURNED, _S.WAITLISTED),
        appeal=actor.may(_P.COUPONS_APPLICATION_APPEAL)
        and state is _S.DECLINED
        and now < due_at(time_to_appeal(), application.state_since),
        send_back=actor.may(_P.COUPONS_APPLICATION_REVIEW) and state is _S.SUBMITTED,
        recommend=actor.may(_P.COUPONS_APPLICATION_REVIEW) and on_desk and not recommended and stranger_to_it,
        decide=may_decide and state is _S.SUBMITTED,
        approve=recommended and not page.figures_wait,
        judge_appeal=may_decide and state is _S.APPEALED,
        waitlist=page.others_wait or failures(page.verdicts, money_decides=True) != page.in_the_way,
    )


def history(session: Session, page: ApplicationPage, *, for_staff: bool) -> list[HistoryRow]:
    """What happened to it, newest first."""
    return history_rows(
        session, AUDIT_WORDS, AUDIT_TONES, ("application", page.application.id), for_staff=for_staff
    )
