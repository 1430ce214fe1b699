"""What the page of a scheme says besides its facts: where it stands, what comes next."""

from __future__ import annotations

from datetime import date

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.actor import Actor
from core.labels import words_for
from core.money import ZERO
from core.permissions import Role
from core.thai.writing import be_date
from projects.presenter import steps_of
from projects.rules import ProjectReason
from schemes import commands
from schemes.models import SchemeVersion
from schemes.queries import SchemePage
from schemes.rules import OpeningFacts, problem_of_opening
from schemes.states import SCHEME_MACHINE, SchemeState
from web.pages.next_action import Guide, Step, Wait
from web.pages.steps import Stage, Turn

_APPROVER = Role.PLAN_APPROVER
_WAY = (SchemeState.DRAFT, SchemeState.APPROVED, SchemeState.OPEN, SchemeState.CLOSED)
_WAY_WORDS = {
    SchemeState.DRAFT: _l("Drafted"),
    SchemeState.APPROVED: _l("Approved"),
    SchemeState.OPEN: _l("Open"),
    SchemeState.CLOSED: _l("Closed"),
}
GUIDE = Guide(
    SCHEME_MACHINE,
    {
        SchemeState.DRAFT: Wait(
            _l("A resolution approves the scheme. It can be changed until then."), _APPROVER
        ),
        SchemeState.APPROVED: Wait(
            _l("The scheme is approved. It can be opened when its time comes."), _APPROVER
        ),
        SchemeState.OPEN: Wait(_l("SMEs can apply.")),
        SchemeState.PAUSED: Wait(
            _l(
                "No new applications are accepted. Applications already sent and coupons already issued continue."
            ),
            _APPROVER,
        ),
        SchemeState.CLOSED: Wait(
            _l(
                "This scheme is closed. Applications already sent and coupons already issued continue until they end."
            )
        ),
    },
    {
        SchemeState.DRAFT: (
            Step(commands.APPROVE_SCHEME, _l("Record the resolution that approves the scheme."), "approve"),
        ),
        SchemeState.APPROVED: (
            Step(
                commands.OPEN_SCHEME, _l("Open the scheme when its time comes. Then SMEs can apply."), "open"
            ),
            Step(commands.ALLOT, _l("Allot money to the scheme. Then it can be opened.")),
        ),
        SchemeState.PAUSED: (
            Step(commands.RESUME_SCHEME, _l("Resume the scheme, or close it permanently."), "resume"),
        ),
    },
)
WAITS_FOR_MONEY = Wait(
    _l("The scheme is waiting for money from its budget line. It can be opened when it has money."),
    Role.FINANCE_OFFICER,
)
WAITS_FOR_PROJECT = Wait(_l("The scheme can be opened when its project is running."), _APPROVER)
WINDOW_PAST = Wait(_l("The last day for applications has passed. Coupons already issued continue."))
WINDOW_OVER = Wait(_l("The last day for applications has passed, so the scheme can no longer be opened."))


def steps_of_scheme(page: SchemePage) -> list[Stage]:
    """Where a scheme stands on its way; a pause is a note under being open."""
    scheme = page.scheme
    at = SchemeState.OPEN if scheme.state is SchemeState.PAUSED else scheme.state
    dates = {SchemeState.DRAFT: scheme.created_at, SchemeState.APPROVED: page.first.approved_at}
    note = words_for(SchemeState.PAUSED) if scheme.state is SchemeState.PAUSED else None
    return steps_of(_WAY, _WAY_WORDS, at, dates, note)


def _while_open(version: SchemeVersion, today: date) -> Wait | None:
    """What an open scheme does outside its application period; None within it."""
    if today < version.applies_from:
        first = be_date(version.applies_from, get_locale())
        return Wait(_("SMEs can apply from %(first)s.", first=first))
    return WINDOW_PAST if today > version.applies_until else None


def turn_of_scheme(page: SchemePage, actor: Actor, authors: frozenset[int], today: date) -> Turn:
    """What comes next with a scheme: what opening it still lacks is said to who can give it."""
    scheme = page.scheme
    facts = OpeningFacts(
        scheme.project.state, scheme.project.zero_budget, page.purse.available, page.version.applies_until
    )
    problem = problem_of_opening(facts, today)
    lacks_money = scheme.line_id is not None and page.purse.available <= ZERO
    ready = {commands.OPEN_SCHEME.name: problem is None, commands.ALLOT.name: lacks_money}
    wait = None
    if scheme.state is SchemeState.OPEN:
        wait = _while_open(page.version, today)
    elif scheme.state is SchemeState.APPROVED and problem is not None:
        wait = {
            ProjectReason.NO_MONEY: WAITS_FOR_MONEY,
            ProjectReason.PROJECT_NOT_RUNNING: WAITS_FOR_PROJECT,
        }.get(problem, WINDOW_OVER)
    return GUIDE.turn(
        scheme.state,
        actor,
        today=today,
        since=scheme.state_since,
        wait=wait,
        facts={"authors": authors},
        ready=lambda step: ready.get(step.command.name, True),
    )
