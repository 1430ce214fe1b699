"""What the pages of plans, projects and schemes share: the way, what comes next on it, and the resolution that approves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.actor import Actor
from core.labels import words_for
from core.permissions import Role
from projects.forms import PublicationForm, ResolutionForm
from projects.models import ActionPlan, BudgetLine, Programme, Project, Published
from projects.states import PlanState
from web.forms.acting import ActingPage, Answer, FormError
from web.languages import fiscal_year, localized
from web.pages.next_action import Guide, Wait
from web.pages.steps import Stage, Turn, way

_WAY = (PlanState.DRAFT, PlanState.SUBMITTED, PlanState.APPROVED, PlanState.RUNNING, PlanState.CLOSED)
_WAY_WORDS = {
    PlanState.DRAFT: _l("Drafted"),
    PlanState.SUBMITTED: _l("Submitted"),
    PlanState.APPROVED: _l("Approved"),
    PlanState.RUNNING: _l("Running"),
    PlanState.CLOSED: _l("Closed"),
}
RECORD = _l("Record the resolution that approves it, or send it back with a reason.")
LIES_BEFORE = Wait(_l("A resolution approves it, or it is sent back with a reason."), Role.PLAN_APPROVER)


def steps_of_plan(row: ActionPlan | Project) -> list[Stage]:
    """Where a plan or project stands on its way; one that was returned stands at its draft again."""
    at = PlanState.DRAFT if row.state is PlanState.RETURNED else row.state
    dates = {
        PlanState.DRAFT: row.created_at,
        PlanState.SUBMITTED: row.submitted_at,
        PlanState.APPROVED: row.approved_at,
    }
    note = words_for(PlanState.RETURNED) if row.state is PlanState.RETURNED else None
    return steps_of(_WAY, _WAY_WORDS, at, dates, note)


def steps_of(
    path: tuple[Any, ...],
    words: Mapping[Any, Any],
    at: Any,
    dates: Mapping[Any, datetime | None],
    note: str | None,
) -> list[Stage]:
    """Where something stands on its way: the last station is also its end."""
    done = len(path) if at is path[-1] else path.index(at)
    return way([(words[state], dates.get(state)) for state in path], done, note)


def turn_of(
    guide: Guide,
    row: Any,
    ready: Mapping[str, bool],
    actor: Actor,
    authors: frozenset[int],
    today: date,
) -> Turn:
    """What comes next with a plan, of one year or five, or a project, by its guide. `authors` wrote it, and do not approve it."""
    return guide.turn(
        row.state,
        actor,
        today=today,
        since=row.state_since,
        facts={"authors": authors},
        ready=lambda step: ready.get(step.command.name, True),
    )


def resolution_form(form_error: FormError | None) -> ResolutionForm:
    """The form for a resolution, with what was typed if that was what went wrong."""
    form = form_error.form if form_error else None
    return form if isinstance(form, ResolutionForm) else ResolutionForm(formdata=None)


def record_resolution(page: ActingPage, key: int, approve: Callable[..., object], done: str) -> Answer:
    """Approve by the resolution that was sent; when it is not whole, the page anew with what is wrong (400)."""
    form = ResolutionForm()
    if not form.validate():
        return page.again(key, FormError("approve", "", form=form)), 400
    return page.act(key, "approve", approve, done, form.resolution(), form=form)


def publication_form(form_error: FormError | None, row: Published) -> PublicationForm:
    """The form for a publication, with what is recorded, or with what was typed if that was what went wrong."""
    form = form_error.form if form_error else None
    return form if isinstance(form, PublicationForm) else PublicationForm(formdata=None, obj=row)


def record_publication(page: ActingPage, key: int, publish: Callable[..., object]) -> Answer:
    """Record the publication that was sent; when it is not whole, the page anew with what is wrong (400)."""
    form = PublicationForm()
    if not form.validate():
        return page.again(key, FormError("publish", "", form=form)), 400
    done = _("The publication is recorded.")
    return page.act(key, "publish", publish, done, form.publication(), form=form)


def line_words(line: BudgetLine) -> str:
    """A line by its project, source and fiscal year, in the reader's language."""
    project = line.project
    year = fiscal_year(line.fiscal_year)
    return f"{project.code} {localized(project, 'name')} · {words_for(line.source)} {year}"


def programme_words(programme: Programme) -> str:
    """A programme by the numbers of its strategy and its own, and its name."""
    return f"{programme.strategy.number}.{programme.number} {localized(programme, 'name')}"
