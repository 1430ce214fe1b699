"""The closing of one budget line."""

from __future__ import annotations

from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from core import clock
from core.clock import bangkok_date
from core.database.search import FEW
from core.db import db
from core.documents import operations as documents
from coupons.year_end import queries
from coupons.year_end.forms import ChoiceForm, ProposeForm, coupon_ids
from coupons.year_end.labels import EVENTS, TONES
from coupons.year_end.models import LineClosing
from coupons.year_end.presenter import (
    LAPSES,
    may_approve,
    may_prepare,
    turn_of_closing,
)
from coupons.year_end.rules import last_day_of_year, usual_last_day
from coupons.year_end.services.approve_closing import approve_closing
from coupons.year_end.services.choose_carried import choose_carried
from coupons.year_end.services.choose_many import choose_many
from coupons.year_end.services.propose_closing import propose_closing
from coupons.year_end.services.return_closing import return_closing
from coupons.year_end.services.withdraw_closing import withdraw_closing
from coupons.year_end.states import Bulk
from coupons.year_end.views.lines import P, blueprint
from identity.people.history import history_rows
from projects.presenter import line_words, record_resolution, resolution_form
from projects.queries import resolution_of
from web import current_actor, requires
from web.forms.acting import ActingPage, Answer, FormError

LARGEST_ID = 2**63 - 1


@blueprint.get("/<int:closing_id>")
@requires(P.PROJECTS_PROJECT_READ)
def show(closing_id: int) -> Answer:
    """The closing of a line."""
    return _page(closing_id)


def _page(closing_id: int, form_error: FormError | None = None) -> str:
    actor, now = current_actor(), clock.now()
    after = request.args.get("after", 0, type=int)
    page = queries.closing_page(db.session(), closing_id, min(max(after, 0), LARGEST_ID))
    form = form_error.form if form_error and isinstance(form_error.form, ProposeForm) else None
    if form is None:
        form = ProposeForm(formdata=None)
        form.carried_until.data = page.closing.carried_until or usual_last_day(page.line.fiscal_year)
    typed = "shown" in request.form
    ticked = _ticks()[1] if typed else [row.id for row in page.bound.rows if row.carried]
    return render_template(
        "year_end/show.html",
        page=page,
        ticked=ticked,
        closing=page.closing,
        line=page.line,
        form=form,
        form_error=form_error,
        resolution_form=resolution_form(form_error),
        turn=turn_of_closing(page, actor, bangkok_date(now)),
        prepares=may_prepare(page.closing, actor),
        approves=may_approve(page, actor),
        year_ends=last_day_of_year(page.line.fiscal_year),
        lapses=LAPSES[page.line.source],
        history=history_rows(db.session(), EVENTS, TONES, ("line_closing", closing_id), for_staff=True),
        actor=actor,
        line_words=line_words,
        Bulk=Bulk,
        FEW=FEW,
        after=after,
    )


PAGE = ActingPage("year_end.show", "closing_id", _page)


def _ticks() -> tuple[list[int], list[int]]:
    """The coupons that the page showed, and those that were ticked there."""
    shown, ticked = (coupon_ids(request.form.getlist(name)) for name in ("shown", "row"))
    if shown is None or ticked is None:
        abort(400)
    return shown, ticked


@blueprint.post("/<int:closing_id>/choose")
@requires(P.PROJECTS_BUDGET_APPROPRIATE)
def choose(closing_id: int) -> Answer:
    """Keep which coupons of the page are carried over."""
    if not ChoiceForm().validate():
        abort(400)
    shown, ticked = _ticks()
    done = PAGE.act(closing_id, "choose", choose_carried, _("The choice is kept."), shown, ticked)
    if isinstance(done, AnyResponse) and (following := request.form.get("after", type=int)):
        return redirect(url_for("year_end.show", closing_id=closing_id, after=following), code=303)
    return done


@blueprint.post("/<int:closing_id>/choose/<any(all, unfinished, none):which>")
@requires(P.PROJECTS_BUDGET_APPROPRIATE)
def choose_at_once(closing_id: int, which: str) -> Answer:
    """Carry all coupons over, those with an unfinished service, or none."""
    return PAGE.act(closing_id, "choose", choose_many, _("The choice is kept."), Bulk(which))


@blueprint.post("/<int:closing_id>/propose")
@requires(P.PROJECTS_BUDGET_APPROPRIATE)
def propose(closing_id: int) -> Answer:
    """Propose it to who records resolutions, with the ticks of the page."""
    form, (shown, ticked) = ProposeForm(), _ticks()
    if not form.validate():
        return _page(closing_id, FormError("propose", "", form=form)), 400
    done = _("The closing is proposed. Nothing changes until another person approves it.")
    return PAGE.act(
        closing_id, "propose", propose_closing, done, form.carried_until.data, shown, ticked, form=form
    )


@blueprint.post("/<int:closing_id>/approve")
@requires(P.PROJECTS_BUDGET_APPROVE)
def approve(closing_id: int) -> Answer:
    """Record the resolution."""
    return record_resolution(PAGE, closing_id, approve_closing, _("The closing is approved."))


@blueprint.post("/<int:closing_id>/return")
@requires(P.PROJECTS_BUDGET_APPROVE)
def send_back(closing_id: int) -> Answer:
    """Send it back with a reason."""
    return PAGE.act_with_reason(closing_id, "return", return_closing, _("The closing is sent back."))


@blueprint.post("/<int:closing_id>/withdraw")
@requires(P.PROJECTS_BUDGET_APPROPRIATE)
def withdraw(closing_id: int) -> Answer:
    """Withdraw it."""
    return PAGE.act(closing_id, "withdraw", withdraw_closing, _("The closing is withdrawn."))


@blueprint.get("/<int:closing_id>/document")
@requires(P.PROJECTS_PROJECT_READ)
def document(closing_id: int) -> AnyResponse:
    """The signed file of its resolution."""
    return documents.serve(resolution_of(db.session(), LineClosing, closing_id))
