"""Batches: the list, a new one, and the page on which it is signed, sent and closed."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from flask import Response, render_template, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice

from core import clock
from core.calendar.due import calendar
from core.db import db
from core.documents import operations as documents
from core.errors import NotFound
from core.labels import words_for
from core.money import Money
from core.permissions import Permission
from core.tasks.long_work import live_work
from core.thai import writing as thai
from core.typed.banks import BANKS
from payouts import batch_page as pages
from payouts.batch_queries import ENDED_UNPAID, batch_page, flags_of_batch, not_paid_in, rows_statement
from payouts.forms import RecallForm, ReleaseForm
from payouts.history import history_of
from payouts.long_work import RELEASE
from payouts.models import Batch, Payment
from payouts.rules import BatchFlag, Flagged
from payouts.services.approve_batch import approve_batch
from payouts.services.ask_recall import ask_recall
from payouts.services.ask_release import ask_release
from payouts.services.cancel_batch import cancel_batch
from payouts.services.close_batch import close_batch
from payouts.services.confirm_recall import confirm_recall
from payouts.services.reject_batch import reject_batch
from payouts.services.return_batch import return_batch
from payouts.services.submit_batch import submit_batch
from payouts.services.withdraw_payment import withdraw_payment
from payouts.states import BatchState, PaymentState
from payouts.views.blueprint import blueprint, words_of
from web import Column, Filter, ListPage, current_actor, list_view, requires
from web.forms.acting import ActingPage, Answer, Trouble
from web.pages.long_work import on_its_way

P = Permission
DAYS_AHEAD = 10
NOT_PAID = "not-paid"


@blueprint.get("/batches")
@requires(P.PAYOUTS_BATCH_READ)
@list_view
def batches() -> str | Response:
    """All batches, the newest first."""
    found = _batch_list().answer(db.session(), sa.select(Batch))
    if isinstance(found, Response):
        return found
    return render_template(
        "payouts/batches.html",
        page=found,
        not_paid=not_paid_in(db.session(), found.rows),
        may_draft=current_actor().may(P.PAYOUTS_BATCH_DRAFT),
    )


def _batch_list() -> ListPage:
    return ListPage(
        columns=[
            Column("number", _l("Number"), lambda row: row.number, sort=Batch.id),
            Column("state", _l("State"), lambda row: row.state, sort=Batch.state),
            Column("count", _l("Payments"), lambda row: row.payment_count, Batch.payment_count, numeric=True),
            Column("net", _l("Net payment"), lambda row: row.net, sort=Batch.net_satang, numeric=True),
            Column("drafted", _l("Drafted"), lambda row: row.drafted_at, sort=Batch.drafted_at),
            Column("since", _l("In this state since"), lambda row: row.state_since, sort=Batch.state_since),
        ],
        key=Batch.id,
        default_sort="number",
        default_descending=True,
        file_name="batches",
        search=lambda statement, typed: statement.where(Batch.number.icontains(typed, autoescape=True)),
        search_label=_l("Number of the batch"),
        filters=[
            Filter(
                "state",
                _l("State"),
                lambda: [(state.value, words_for(state)) for state in BatchState],
                lambda statement, chosen: statement.where(Batch.state == BatchState(chosen)),
            )
        ],
    )


@blueprint.get("/batches/<int:batch_id>")
@requires(P.PAYOUTS_BATCH_READ)
@list_view
def batch(batch_id: int) -> Answer | Response:
    """Where it stands, who has signed, what to look at, whom it pays."""
    return _show(batch_id)


@blueprint.post("/batches/<int:batch_id>/submit")
@requires(P.PAYOUTS_BATCH_DRAFT)
def submit(batch_id: int) -> Answer:
    """Put it before the approver."""
    return PAGE.act(batch_id, "submit", submit_batch, _("Submitted. Another person approves it now."))


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
    return PAGE.act_with_reason(batch_id, "return", return_batch, _("Returned for correction."))


@blueprint.post("/batches/<int:batch_id>/reject")
@requires(P.PAYOUTS_BATCH_APPROVE)
def reject(batch_id: int) -> Answer:
    """Refuse it for good."""
    done = _("Rejected. What is owed waits for another batch.")
    return PAGE.act_with_reason(batch_id, "reject", reject_batch, done)


@blueprint.post("/batches/<int:batch_id>/cancel")
@requires(P.PAYOUTS_BATCH_DRAFT)
def cancel(batch_id: int) -> Answer:
    """Give it up."""
    done = _("Cancelled. What is owed waits for another batch.")
    return PAGE.act_with_reason(batch_id, "cancel", cancel_batch, done)


@blueprint.post("/batches/<int:batch_id>/release")
@requires(P.PAYOUTS_BATCH_RELEASE)
def release(batch_id: int) -> Answer:
    """Write the bank file."""
    form = _release_form()
    if not form.validate():
        return _page(batch_id, problem=_("Choose the form of the file and the day."), release=form), 400
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
    done = _("Kept. Another person must confirm the recall.")
    given = (form.bank_reference.data, form.reason.data)
    return PAGE.act(batch_id, "recall", ask_recall, done, *given, form=form)


@blueprint.post("/batches/<int:batch_id>/confirm-recall")
@requires(P.PAYOUTS_STATEMENT_MATCH)
def confirm_the_recall(batch_id: int) -> Answer:
    """The second person's word."""
    return PAGE.act(batch_id, "confirm-recall", confirm_recall, _("Recalled. What is owed is owed again."))


@blueprint.post("/batches/<int:batch_id>/close")
@requires(P.PAYOUTS_BATCH_CLOSE)
def close(batch_id: int) -> Answer:
    """Put it away."""
    return PAGE.act(batch_id, "close", close_batch, _("Closed."))


@blueprint.post("/batches/<int:batch_id>/payments/<int:payment_id>/withdraw")
@requires(P.PAYOUTS_BATCH_DRAFT)
def withdraw(batch_id: int, payment_id: int) -> Answer:
    """Take one payment out."""
    done = _("Taken out. It waits for another batch.")
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


def _again(batch_id: int, trouble: Trouble) -> str:
    recall = trouble.form if trouble.verb == "recall" else None
    return _page(batch_id, problem=trouble.words, verb=trouble.verb, typed=trouble.typed, recall=recall)


PAGE = ActingPage("payouts.batch", "batch_id", _again)


def _show(
    batch_id: int,
    *,
    problem: str | None = None,
    verb: str = "",
    typed: str = "",
    release: ReleaseForm | None = None,
    recall: RecallForm | None = None,
) -> str | Response:
    session, actor, now = db.session(), current_actor(), clock.now()
    page = batch_page(session, batch_id)
    today = clock.bangkok_date(now)
    signing = page.batch.state in pages.TO_SIGN
    flags = flags_of_batch(session, batch_id, today) if signing else ()
    rows = _row_list(page.batch, flags).answer(session, rows_statement(batch_id))
    if isinstance(rows, Response):
        return rows
    by_payment: dict[int, list[Flagged]] = {}
    for each in flags:
        by_payment.setdefault(each.payment_id, []).append(each)
    can = pages.allowed(page, actor)
    under_way = (
        live_work(session, RELEASE, str(batch_id)) if page.batch.state is BatchState.APPROVED else None
    )
    return render_template(
        "payouts/batch.html",
        page=page,
        batch=page.batch,
        rows=rows,
        flags=by_payment,
        findings=pages.findings(flags, lambda flag: f"{_url(batch_id)}?flag={flag}"),
        steps=pages.steps(page),
        turn=pages.turn(page, actor, today),
        tiles=pages.tiles(page, str),
        not_paid=pages.not_paid(page),
        can=can,
        under_way=under_way,
        release=(release or _release_form()) if can.release and under_way is None else None,
        recall=(recall or RecallForm()) if can.ask_recall else None,
        history=history_of(session, ("batch", batch_id)),
        banks=BANKS,
        problem=problem,
        verb=verb,
        typed=typed,
    )


def _row_list(batch: Batch, flags: tuple[Flagged, ...]) -> ListPage:
    columns = [
        Column("payee", _l("Payee"), lambda row: row.payee_name, sort=Payment.payee_name),
        Column("account", _l("Account"), lambda row: f"{row.bank_code} {row.account_number}"),
        Column(
            "gross", _l("Subsidy"), lambda row: Money(row.gross_satang), Payment.gross_satang, numeric=True
        ),
        Column("withheld", _l("Tax"), lambda row: Money(row.withheld_satang), numeric=True),
        Column("net", _l("Net"), lambda row: row.net, sort=Payment.net_satang, numeric=True),
        Column("state", _l("State"), lambda row: row.state, sort=Payment.state),
        Column(
            "reference", _l("Reference"), lambda row: row.end_to_end_id, Payment.end_to_end_id, numeric=True
        ),
    ]
    filters = [
        Filter(
            "state",
            _l("State"),
            lambda: [
                (NOT_PAID, _l("The bank could not pay")),
                *((state.value, words_for(state)) for state in PaymentState),
            ],
            _by_state,
        )
    ]
    if flags:
        filters.append(_flag_filter(flags))
    return ListPage(
        columns=columns,
        key=Payment.id,
        default_sort="reference",
        file_name=batch.number,
        page_size=50,
        search=lambda statement, typed: statement.where(
            Payment.payee_name.icontains(typed, autoescape=True)
            | Payment.end_to_end_id.icontains(typed, autoescape=True)
            | (Payment.payee_number == typed)
            | Payment.account_number.endswith(typed, autoescape=True)
        ),
        search_label=_l("Payee, reference, 13 digits or end of account"),
        filters=filters,
    )


def _by_state(statement: Any, chosen: str) -> Any:
    wanted = ENDED_UNPAID if chosen == NOT_PAID else (PaymentState(chosen),)
    return statement.where(Payment.state.in_(wanted))


_FLAG_NAMES = {
    BatchFlag.ACCOUNT_CHANGED: _l("Account changed lately"),
    BatchFlag.SAME_AMOUNT: _l("Same amount several times"),
    BatchFlag.NEW_PAYEE: _l("New payee"),
    BatchFlag.BIG_SHARE: _l("Large share"),
    BatchFlag.PAID_AGAIN: _l("Paid again"),
}


def _flag_filter(flags: tuple[Flagged, ...]) -> Filter:
    present = {each.flag for each in flags}

    def apply(statement: Any, chosen: str) -> Any:
        ids = [each.payment_id for each in flags if each.flag == chosen]
        return statement.where(Payment.id.in_(ids))

    return Filter(
        "flag",
        _l("To look at"),
        lambda: [(flag.value, name) for flag, name in _FLAG_NAMES.items() if flag in present],
        apply,
    )
