"""A new batch: choose what to pay, see what it would take, draft it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from wtforms import SelectChoice

from core import clock
from core.db import db
from core.errors import Refused
from core.labels import words_for
from core.permissions import Permission
from core.thai import writing as thai
from payouts.batches.forms import SelectionForm
from payouts.batches.operations import MOST_PAYMENTS
from payouts.batches.queries import Selection, choices, preview
from payouts.batches.services.draft_batch import draft_batch
from payouts.blueprint import blueprint, words_of
from web import current_actor, requires
from web.forms.acting import Answer
from web.languages import localized
from web.pages.offers import is_tied

P = Permission


@blueprint.get("/batches/new")
@requires(P.PAYOUTS_BATCH_DRAFT)
def new_batch() -> str:
    """Choose what to pay, see what would be taken and what would be left, and why."""
    return _new_batch()


@blueprint.post("/batches/new")
@requires(P.PAYOUTS_BATCH_DRAFT)
def draft() -> Answer:
    """Draft it."""
    selection, form = _selection(request.form)
    if form.errors:
        return _new_batch(), 400
    if _no_longer_offered(form, request.form):
        return _new_batch(_("What you chose has changed meanwhile. Check what would be included now.")), 409
    try:
        batch_id = draft_batch(selection, actor=current_actor(), now=clock.now())
    except Refused as refused:
        return _new_batch(words_of(refused)), 409
    flash(_("Drafted. Check the batch, then submit it."), "good")
    return redirect(url_for("payouts.batch", batch_id=batch_id), 303)


def _selection(arguments: Any) -> tuple[Selection, SelectionForm]:
    """The selection of an address or a form; a choice that is none of ours counts as none, a source as the first."""
    form = SelectionForm(arguments, meta={"csrf": False})
    offered = choices(db.session())
    form.source.choices = [SelectChoice(each.value, words_for(each)) for each in offered.sources]
    source = next(
        (each for each in offered.sources if each.value == form.source.data),
        next(iter(offered.sources), None),
    )
    form.line.choices = _with_all(
        (line.id, f"{localized(project, 'name')} · {thai.fiscal_year(line.fiscal_year, get_locale())}")
        for line, project in offered.lines
        if line.source is source
    )
    form.category.choices = _with_all((each.id, localized(each, "name")) for each in offered.categories)
    form.payee.choices = _with_all((each.id, localized(each, "name")) for each in offered.payees)
    form.validate()
    for field in (form.source, form.line, form.category, form.payee):
        if field.errors:
            field.errors, field.data = (), ""
    form.source.data = source.value if source else ""

    def chosen(field: Any) -> int | None:
        return int(field.data) if field.data else None

    selection = Selection(
        source, chosen(form.line), chosen(form.category), chosen(form.payee), form.up_to.data
    )
    return selection, form


def _no_longer_offered(form: SelectionForm, sent: Any) -> bool:
    """Whether something that was chosen is no choice any more: nobody has seen what would be taken instead."""
    return any(
        sent.get(field.name) and sent[field.name] != field.data for field in form if field.name != "up_to"
    )


def _with_all(offered: Iterable[tuple[int, str]]) -> list[SelectChoice]:
    return [SelectChoice("", _("All")), *(SelectChoice(str(key), words) for key, words in offered)]


def _new_batch(problem: str | None = None) -> str:
    now = clock.now()
    selection, form = _selection(request.form if request.method == "POST" else request.args)
    found = preview(db.session(), selection, clock.bangkok_date(now))
    payables = (*found.taken, *(payable for payable, _reason in found.left))
    return render_template(
        "payouts/new_batch.html",
        form=form,
        found=found,
        tied=is_tied(current_actor(), *(each.payee_id for each in payables)),
        most=MOST_PAYMENTS,
        shown=100,
        problem=problem,
    )
