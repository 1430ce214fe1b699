"""Changes of budgets: proposed from the page of a line, decided on their own."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as AnyResponse

from core import clock
from core.db import db
from core.documents import operations as documents
from core.errors import Refused
from core.permissions import Permission
from identity.people.history import history_rows
from projects.budgets.changes import queries
from projects.budgets.changes.forms import CorrectionForm, TransferForm
from projects.budgets.changes.labels import EVENTS, TONES
from projects.budgets.changes.presenter import turn_of_change
from projects.budgets.changes.services.approve_change import approve_change
from projects.budgets.changes.services.propose_correction import propose_correction
from projects.budgets.changes.services.propose_transfer import propose_transfer
from projects.budgets.changes.services.reject_change import reject_change
from projects.budgets.changes.services.withdraw_change import withdraw_change
from projects.budgets.labels import PAPERS
from projects.budgets.queries import free_of, line_of
from projects.models import BudgetChange
from projects.presenter import line_words, record_resolution, resolution_form
from projects.queries import resolution_of
from web import Column, Form, ListPage, choice_filter, current_actor, list_view, refused_to_form, requires
from web.forms.acting import ActingPage, Answer, FormError

blueprint = Blueprint("budget_changes", __name__, url_prefix="/budget-changes")
P = Permission


def _list() -> ListPage:
    return ListPage(
        columns=[
            Column("kind", _l("What"), lambda row: row.kind, sort=BudgetChange.kind),
            Column("from", _l("Budget line"), lambda row: line_words(row.line)),
            Column("amount", _l("Amount (baht)"), lambda row: row.amount_satang, numeric=True),
            Column("state", _l("State"), lambda row: row.state, sort=BudgetChange.state),
            Column("since", _l("Since"), lambda row: row.state_since, sort=BudgetChange.state_since),
        ],
        key=BudgetChange.id,
        default_sort="since",
        default_descending=True,
        file_name="budget-changes",
        filters=[
            choice_filter(BudgetChange.state, _l("State")),
            choice_filter(BudgetChange.kind, _l("What")),
        ],
    )


@blueprint.get("/")
@requires(P.PROJECTS_PROJECT_READ)
@list_view
def index() -> Answer:
    """All changes."""
    found = _list().answer(db.session(), queries.listed())
    if isinstance(found, Response):
        return found
    return render_template("projects/changes.html", page=found, line_words=line_words)


@blueprint.get("/<int:change_id>")
@requires(P.PROJECTS_PROJECT_READ)
def show(change_id: int) -> Answer:
    """One change."""
    return _page(change_id)


def _page(change_id: int, form_error: FormError | None = None) -> str:
    actor = current_actor()
    page = queries.change_page(db.session(), change_id)
    return render_template(
        "projects/change.html",
        page=page,
        change=page.change,
        turn=turn_of_change(page.change, actor, clock.bangkok_date(clock.now())),
        history=history_rows(db.session(), EVENTS, TONES, ("budget_change", change_id), for_staff=True),
        actor=actor,
        form_error=form_error,
        resolution_form=resolution_form(form_error),
        line_words=line_words,
        papers=PAPERS,
    )


PAGE = ActingPage("budget_changes.show", "change_id", _page)


@blueprint.route("/transfer/<int:line_id>", methods=["GET", "POST"])
@requires(P.PROJECTS_BUDGET_APPROPRIATE)
def transfer(line_id: int) -> Answer:
    """Propose that a line's money goes to another line."""
    line = line_of(db.session(), line_id)
    lines = queries.lines_to_choose(db.session(), line)
    form = TransferForm([(each.id, line_words(each)) for each in lines])
    if form.validate_on_submit():
        done = _proposed(
            form,
            lambda: propose_transfer(
                line_id,
                form.to_line.data,
                form.amount.data,
                form.reason.data,
                actor=current_actor(),
                now=clock.now(),
            ),
        )
        if done is not None:
            return done
    return render_template(
        "projects/transfer.html",
        form=form,
        line=line,
        has_lines=bool(lines),
        free=free_of(db.session(), line_id),
        line_words=line_words,
    )


@blueprint.route("/correction/<int:entry_id>", methods=["GET", "POST"])
@requires(P.PROJECTS_BUDGET_APPROPRIATE)
def correction(entry_id: int) -> Answer:
    """Propose that an entry is undone."""
    entry = queries.entry_of(db.session(), entry_id)
    form = CorrectionForm()
    if form.validate_on_submit():
        done = _proposed(
            form,
            lambda: propose_correction(entry_id, form.reason.data, actor=current_actor(), now=clock.now()),
        )
        if done is not None:
            return done
    return render_template(
        "projects/correction.html",
        form=form,
        entry=entry,
        line=line_of(db.session(), entry.line_id),
        papers=PAPERS,
        line_words=line_words,
    )


def _proposed(form: Form, propose: Callable[[], int]) -> AnyResponse | None:
    """The way to the change; None when it was refused, with the words beside the field they speak of."""
    try:
        change_id = propose()
    except Refused as refused:
        refused_to_form(refused, form, form.beside.get(refused.reason, "to_line"))
        return None
    flash(_("The change is proposed. No money moves until another person approves it."), "good")
    return redirect(url_for("budget_changes.show", change_id=change_id), code=303)


@blueprint.post("/<int:change_id>/approve")
@requires(P.PROJECTS_BUDGET_APPROVE)
def approve(change_id: int) -> Answer:
    """Record the document that approves it."""
    return record_resolution(
        PAGE, change_id, approve_change, _("The change is approved, and the money has moved.")
    )


@blueprint.post("/<int:change_id>/reject")
@requires(P.PROJECTS_BUDGET_APPROVE)
def reject(change_id: int) -> Answer:
    """Reject it with a reason."""
    return PAGE.act_with_reason(change_id, "reject", reject_change, _("The change is rejected."))


@blueprint.post("/<int:change_id>/withdraw")
@requires(P.PROJECTS_BUDGET_APPROPRIATE)
def withdraw(change_id: int) -> Answer:
    """Withdraw it."""
    return PAGE.act(change_id, "withdraw", withdraw_change, _("The change is withdrawn."))


@blueprint.get("/<int:change_id>/document")
@requires(P.PROJECTS_PROJECT_READ)
def document(change_id: int) -> AnyResponse:
    """The signed file of its approval."""
    return documents.serve(resolution_of(db.session(), BudgetChange, change_id))
