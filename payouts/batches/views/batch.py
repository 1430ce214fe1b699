"""Batches: a new one, the list, and the page on which each is signed, sent and closed."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from flask import Response, render_template, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from wtforms import SelectChoice

from core import clock
from core.calendar.due import calendar
from core.db import db
from core.documents import operations as documents
from core.errors import NotFound
from core.permissions import Permission
from core.tasks.long_work import live_work
from core.thai import writing as thai
from core.typed.banks import BANKS
from payouts.batches import presenter
from payouts.batches.forms import RecallForm, ReleaseForm
from payouts.batches.lists import batch_list, payment_list
from payouts.batches.queries import (
    batch_page,
    flags_of_batch,
    not_paid_in,
    pays_connected,
    rows_statement,
)
from payouts.batches.rules import Flagged
from payouts.batches.services.approve_batch import approve_batch
from payouts.batches.services.ask_recall import ask_recall
from payouts.batches.services.ask_release import ask_release
from payouts.batches.services.cancel_batch import cancel_batch
from payouts.batches.services.close_batch import close_batch
from payouts.batches.services.confirm_recall import confirm_recall
from payouts.batches.services.reject_batch import reject_batch
from payouts.batches.services.release_batch import RELEASE
from payouts.batches.services.return_batch import return_batch
from payouts.batches.services.submit_batch import submit_batch
from payouts.batches.services.withdraw_payment import withdraw_payment
from payouts.blueprint import blueprint, words_of
from payouts.history import history_of
from payouts.models.batches import Batch
from payouts.states import BatchState
from web import current_actor, list_view, requires
from web.forms.acting import ActingPage, Answer, FormError
from web.pages.long_work import on_its_way
from web.pages.offers import offered

P = Permission
DAYS_AHEAD = 10


@blueprint.get("/batches")
@requires(P.PAYOUTS_BATCH_READ)
@list_view
def batches() -> str | Response:
    """All batches, the newest first."""
    found = batch_list(clock.now()).answer(db.session(), sa.select(Batch))
    if isinstance(found, Response):
        return found
    return render_template(
        "payouts/batches.html",
        page=found,
        not_paid=not_paid_in(db.session(), found.rows),
        may_draft=current_actor().may(P.PAYOUTS_BATCH_DRAFT),
    )


@blueprint.get("/batches/<int:batch_id>")
@requires(P.PAYOUTS_BATCH_READ)
@list_view
def batch(batch_id: int) -> Answer | Response:
    """Show its state, who has signed, what to look at, whom it pays."""
    return _show(batch_id)


@blueprint.post("/batches/<int:batch_id>/submit")
@requires(P.PAYOUTS_BATCH_DRAFT)
def submit(batch_id: int) -> Answer:
    """Put it before the approver."""
    return PAGE.act(batch_id, "submit", submit_batch, _("Submitted. Another person must now approve it."))


@blueprint.post("/batches/<int:batch_id>/approve")
@requires(P.PAYOUTS_BATCH_APPROVE)
def approve(batch_id: int) -> Answer:
    """Sign it as the second person."""
    done = _("Approved. The releaser sends it to the bank now.")
    return PAGE.act(batch_id, "approve", approve_batch, done)


@blueprint.post("/batches/<int:batch_id>/return")
@requires(P.PAYOUTS_BATCH_APPROVE)
def send_back(batch_id: int) -> Answer:
    """Send it back for correction."""
    return PAGE.act_with_reason(batch_id, "return", return_batch, _("Sent back for correction."))


@blueprint.post("/batches/<int:batch_id>/reject")
@requires(P.PAYOUTS_BATCH_APPROVE)
def reject(batch_id: int) -> Answer:
    """Refuse it for good."""
    done = _("Rejected. The payments are waiting for another batch.")
    return PAGE.act_with_reason(batch_id, "reject", reject_batch, done)


@blueprint.post("/batches/<int:batch_id>/cancel")
@requires(P.PAYOUTS_BATCH_DRAFT)
def cancel(batch_id: int) -> Answer:
    """Give it up."""
    done = _("Cancelled. The payments are waiting for another batch.")
    return PAGE.act_with_reason(batch_id, "cancel", cancel_batch, done)


@blueprint.post("/batches/<int:batch_id>/release")
@requires(P.PAYOUTS_BATCH_RELEASE)
def release(batch_id: int) -> Answer:
    """Write the bank file."""
    form = _release_form()
    if not form.validate():
        return _page(batch_id, problem=_("Choose the file format and the day."), release=form), 400
    day = date.fromisoformat(form.execution_date.data)
    version = form.version.data
    return on_its_way(
        lambda: ask_release(batch_id, version, day, actor=current_actor(), now=clock.now()),
        lambda refused: _page(batch_id, problem=words_of(refused), release=form),
    )


@blueprint.get("/batches/<int:batch_id>/file")
@requires(P.PAYOUTS_BATCH_READ)
def bank_file(batch_id: int) -> Response:
    """The order as it was written: the same bytes each time."""
    file = batch_page(db.session(), batch_id).file
    if file is None:
        raise NotFound
    return documents.serve(file.document)


@blueprint.post("/batches/<int:batch_id>/recall")
@requires(P.PAYOUTS_STATEMENT_MATCH)
def recall(batch_id: int) -> Answer:
    """Report that the bank will not carry it out."""
    form = RecallForm()
    if not form.validate():
        problem = str(next(iter(form.errors.values()))[0])
        return _page(batch_id, problem=problem, recall=form), 400
    done = _("Recorded. Another person must confirm the recall.")
    given = (form.bank_reference.data, form.reason.data)
    return PAGE.act(batch_id, "recall", ask_recall, done, *given, form=form)


@blueprint.post("/batches/<int:batch_id>/confirm-recall")
@requires(P.PAYOUTS_STATEMENT_MATCH)
def confirm_the_recall(batch_id: int) -> Answer:
    """The second person's word."""
    return PAGE.act(
        batch_id, "confirm-recall", confirm_recall, _("Recalled. The payments are payable again.")
    )


@blueprint.post("/batches/<int:batch_id>/close")
@requires(P.PAYOUTS_BATCH_CLOSE)
def close(batch_id: int) -> Answer:
    """Put it away."""
    return PAGE.act(batch_id, "close", close_batch, _("Closed."))


@blueprint.post("/batches/<int:batch_id>/payments/<int:payment_id>/withdraw")
@requires(P.PAYOUTS_BATCH_DRAFT)
def withdraw(batch_id: int, payment_id: int) -> Answer:
    """Take one payment out."""
    done = _("Removed. The payment is left for another batch.")
    return PAGE.act(batch_id, "withdraw", lambda _key, **by: withdraw_payment(payment_id, **by), done)


def _url(batch_id: int) -> str:
    return url_for("payouts.batch", batch_id=batch_id)


def _release_form() -> ReleaseForm:
    """The next ten days on which banks work, the very next one first; today is offered last."""
    form = ReleaseForm()
    today = clock.bangkok_date(clock.now())
    banking = calendar()
    days = [banking.next_working_day(today)]
    while len(days) < DAYS_AHEAD:
        days.append(banking.next_working_day(days[-1]))
    if banking.is_working_day(today):
        days.append(today)
    form.execution_date.choices = [
        SelectChoice(day.isoformat(), thai.be_date(day, str(get_locale()), long=True)) for day in days
    ]
    return form


def _page(batch_id: int, **context: Any) -> str:
    shown = _show(batch_id, **context)
    return shown if isinstance(shown, str) else ""


def _again(batch_id: int, form_error: FormError) -> str:
    recall = form_error.form if form_error.command == "recall" else None
    return _page(
        batch_id, problem=form_error.words, command=form_error.command, typed=form_error.typed, recall=recall
    )


PAGE = ActingPage("payouts.batch", "batch_id", _again)


def _show(
    batch_id: int,
    *,
    problem: str | None = None,
    command: str = "",
    typed: str = "",
    release: ReleaseForm | None = None,
    recall: RecallForm | None = None,
) -> str | Response:
    session, now = db.session(), clock.now()
    page = batch_page(session, batch_id)
    tied = pays_connected(session, batch_id, current_actor(), now)
    actor = offered(current_actor(), tied=tied, barred=presenter.DECISIONS)
    today = clock.bangkok_date(now)
    signing = page.batch.state in presenter.TO_SIGN
    flags = flags_of_batch(session, batch_id, today) if signing else ()
    rows = payment_list(page.batch, flags).answer(session, rows_statement(batch_id))
    if isinstance(rows, Response):
        return rows
    by_payment: dict[int, list[Flagged]] = {}
    for each in flags:
        by_payment.setdefault(each.payment_id, []).append(each)
    can = presenter.allowed(page, actor)
    under_way = (
        live_work(session, RELEASE, str(batch_id)) if page.batch.state is BatchState.APPROVED else None
    )
    return render_template(
        "payouts/batch.html",
        page=page,
        batch=page.batch,
        tied=tied,
        rows=rows,
        flags=by_payment,
        findings=presenter.findings(flags, lambda flag: f"{_url(batch_id)}?flag={flag}"),
        steps=presenter.steps(page),
        turn=presenter.turn(page, actor, today),
        tiles=presenter.tiles(page, str),
        not_paid=presenter.not_paid(page),
        can=can,
        under_way=under_way,
        release=(release or _release_form()) if can.release and under_way is None else None,
        recall=(recall or RecallForm()) if can.ask_recall else None,
        history=history_of(session, ("batch", batch_id)),
        banks=BANKS,
        problem=problem,
        command=command,
        typed=typed,
    )
