"""The page of a budget line."""

from __future__ import annotations

from flask import redirect, render_template, url_for

from core import clock
from core.db import db
from core.errors import Refused
from core.permissions import Permission
from identity.people.history import history_rows
from projects.blueprint import blueprint
from projects.budgets.forms import AmountForm
from projects.budgets.labels import EVENTS, PAPERS
from projects.budgets.queries import corrected, line_page, waiting_of
from projects.budgets.rules import CORRECTED_BY_REVERSAL
from projects.budgets.services.appropriate import appropriate
from projects.presenter import line_words
from web import current_actor, refused_to_form, requires
from web.forms.acting import Answer, FormError

P = Permission


@blueprint.get("/projects/lines/<int:line_id>")
@requires(P.PROJECTS_PROJECT_READ)
def line(line_id: int) -> Answer:
    """One budget line."""
    return _line_page(line_id)


def _line_page(line_id: int, form_error: FormError | None = None) -> str:
    form = form_error.form if form_error else None
    return render_template(
        "projects/line.html",
        page=line_page(db.session(), line_id, clock.bangkok_date(clock.now())),
        history=history_rows(db.session(), EVENTS, {}, ("budget_line", line_id), for_staff=True),
        actor=current_actor(),
        form_error=form_error,
        form=form or AmountForm(formdata=None),
        papers=PAPERS,
        correctable=CORRECTED_BY_REVERSAL,
        corrected=corrected(db.session(), line_id),
        waiting=waiting_of(db.session(), line_id),
        line_words=line_words,
    )


@blueprint.post("/projects/lines/<int:line_id>/appropriate")
@requires(P.PROJECTS_BUDGET_APPROPRIATE)
def receive(line_id: int) -> Answer:
    """Enter a budget that was received."""
    form = AmountForm()
    if form.validate():
        try:
            appropriate(
                line_id, form.amount.data, form.document_number.data, actor=current_actor(), now=clock.now()
            )
        except Refused as refused:
            refused_to_form(refused, form, "amount")
        else:
            return redirect(url_for("projects.line", line_id=line_id), code=303)
    return _line_page(line_id, FormError("appropriate", "", form=form)), 400
