"""Bank reports: imports, their lines, and the workbench of those that need a person."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Response, render_template, url_for
from flask_babel import lazy_gettext as _l

from banking.labels import words_for_bank_reason
from core import clock
from core.audit import operations as audit
from core.db import db
from core.documents import operations as documents
from core.errors import Refused
from core.labels import words_for
from core.permissions import Permission
from payouts.blueprint import act, blueprint, words_of
from payouts.models.payments import Payment
from payouts.models.reconciliation import BankImport, StatementLine
from payouts.payments.presenter import WAITS_FOR_ANOTHER, for_finding
from payouts.payments.queries import findings_of, names_of
from payouts.payments.services.state_outcome import Evidence, state_outcome
from payouts.payments.views import outcome_choices
from payouts.reconciliation.commands import SET_ASIDE_LINE
from payouts.reconciliation.forms import ImportForm, MatchForm
from payouts.reconciliation.lists import import_list, line_list
from payouts.reconciliation.presenter import LINE_GUIDE
from payouts.reconciliation.queries import (
    ON_WORKBENCH,
    bank_import,
    candidates_for,
    import_page,
    line_page,
    lines_statement,
    meaning_of,
)
from payouts.reconciliation.services.ask_import import ask_import
from payouts.reconciliation.services.set_aside_line import set_aside_line
from payouts.states import ImportKind, LineState, ManualOutcome, ManualState, PayoutRefusal
from web import current_actor, list_view, requires
from web.forms.acting import Answer, ReasonForm
from web.pages.long_work import on_its_way
from web.pages.offers import is_tied, offered

P = Permission
FILE_NAME = 120


@blueprint.get("/statements")
@requires(P.PAYOUTS_STATEMENT_READ)
@list_view
def statements() -> str | Response:
    """Every file the bank gave us, the newest first."""
    found = import_list().answer(db.session(), sa.select(BankImport))
    if isinstance(found, Response):
        return found
    return render_template(
        "payouts/statements.html", page=found, may_import=current_actor().may(P.PAYOUTS_STATEMENT_IMPORT)
    )


@blueprint.route("/statements/import", methods=["GET", "POST"])
@requires(P.PAYOUTS_STATEMENT_IMPORT)
def import_answer() -> Answer | Response:
    """Upload a file: all of it is imported, or nothing."""
    form = ImportForm()
    if not form.validate_on_submit():
        page = _import_page(form)
        return (page, 400) if form.errors else page
    name = documents.clean_name(form.answer.data.filename or "")[:FILE_NAME]
    content = form.answer.data.read()

    def again(refused: Refused) -> str:
        form.answer.errors = [words_of(refused)]
        return _import_page(form, refused.facts.get("import_id"))

    return on_its_way(lambda: ask_import(content, name, actor=current_actor(), now=clock.now()), again)


def _import_page(form: ImportForm, first_id: int | None = None) -> str:
    return render_template("payouts/import.html", form=form, first_id=first_id)


@blueprint.get("/statements/<int:import_id>")
@requires(P.PAYOUTS_STATEMENT_READ)
@list_view
def imported(import_id: int) -> str | Response:
    """How the lines of one file ended up."""
    session = db.session()
    page = import_page(session, import_id)
    wanted = lines_statement().where(StatementLine.import_id == import_id)
    lines = line_list(
        f"bank-answer-{import_id}",
        StatementLine.position,
        "position",
        import_id=import_id,
        with_money=page.taken.kind is not ImportKind.PAIN002,
    )
    rows = lines.answer(session, wanted)
    if isinstance(rows, Response):
        return rows
    return render_template(
        "payouts/imported.html",
        page=page,
        taken=page.taken,
        rows=rows,
        meaning=meaning_of(session, rows.rows),
        turn=LINE_GUIDE.turn(
            LineState.UNMATCHED,
            current_actor(),
            today=clock.bangkok_date(clock.now()),
            ready=for_finding(None),
        ),
        who=names_of(session, {page.taken.imported_by_id}).get(page.taken.imported_by_id),
        bank_reason=words_for_bank_reason,
    )


@blueprint.get("/statements/<int:import_id>/file")
@requires(P.PAYOUTS_STATEMENT_READ)
def imported_file(import_id: int) -> Response:
    """The file as the bank gave it."""
    return documents.serve(bank_import(db.session(), import_id).document)


@blueprint.get("/statements/lines")
@requires(P.PAYOUTS_STATEMENT_READ)
@list_view
def workbench() -> str | Response:
    """Lines that a person must look at, the longest waiting first."""
    wanted = lines_statement().where(StatementLine.state.in_(ON_WORKBENCH))
    rows = line_list("workbench", StatementLine.state_since, "since").answer(db.session(), wanted)
    if isinstance(rows, Response):
        return rows
    return render_template("payouts/workbench.html", rows=rows, bank_reason=words_for_bank_reason)


@blueprint.get("/statements/lines/<int:line_id>")
@requires(P.PAYOUTS_STATEMENT_READ)
def line(line_id: int) -> str:
    """One line: what it says, what we know, what to do."""
    return _show(line_id)


@blueprint.post("/statements/lines/<int:line_id>/set-aside")
@requires(P.PAYOUTS_STATEMENT_MATCH)
def set_aside(line_id: int) -> Answer:
    """Say that no money of ours follows from it."""
    form = ReasonForm(prefix="aside-")
    typed = form.reason.data or ""
    if not form.validate():
        return _show(line_id, problem=form.problem, typed=typed), 400
    return act(
        lambda: set_aside_line(line_id, typed, actor=current_actor(), now=clock.now()),
        _l("Set aside."),
        url_for("payouts.workbench"),
        lambda problem: _show(line_id, problem=problem, typed=typed),
    )


@blueprint.post("/statements/lines/<int:line_id>/match")
@requires(P.PAYOUTS_STATEMENT_MATCH)
def match(line_id: int) -> Answer:
    """Say which payment it is; another person confirms."""
    form = _match_form()
    if not form.validate():
        return _show(line_id, form=form), 400
    found = db.session().scalar(sa.select(Payment).where(Payment.end_to_end_id == form.reference.data))
    if found is None:
        form.reference.errors = [words_for(PayoutRefusal.NO_SUCH_PAYMENT)]
        return _show(line_id, form=form), 400
    booked = line_page(db.session(), line_id).booked_on or clock.bangkok_date(clock.now())
    return act(
        lambda: state_outcome(
            found.id,
            ManualOutcome(form.outcome.data),
            booked,
            Evidence(line_id=line_id),
            form.reason.data,
            actor=current_actor(),
            now=clock.now(),
        ),
        _l("Recorded. Another person must confirm it."),
        url_for("payouts.payment", payment_id=found.id),
        lambda problem: _show(line_id, problem=problem, form=form),
    )


def _match_form() -> MatchForm:
    form = MatchForm()
    form.outcome.choices = outcome_choices(*ManualOutcome)
    return form


def _show(line_id: int, *, problem: str | None = None, typed: str = "", form: MatchForm | None = None) -> str:
    session = db.session()
    found = line_page(session, line_id)
    tied = found.payment is not None and is_tied(current_actor(), found.payment.payable.payee_id)
    actor = offered(current_actor(), tied=tied, barred=(P.PAYOUTS_STATEMENT_MATCH,))
    open_line = found.state in ON_WORKBENCH
    waiting = [each for each in findings_of(session, line_id=line_id) if each.state is ManualState.WAITING]
    may_work = actor.may(P.PAYOUTS_STATEMENT_MATCH) and open_line
    barred = SET_ASIDE_LINE.bar(actor.person_id, {"importer": found.bank_import.imported_by_id})
    if may_work and form is None:
        form = _match_form()
        if found.payment is not None:
            form.reference.data = found.payment.end_to_end_id
    return render_template(
        "payouts/line.html",
        line=found,
        tied=tied,
        candidates=candidates_for(session, found) if may_work else [],
        waiting=waiting,
        turn=LINE_GUIDE.turn(
            found.state,
            actor,
            today=clock.bangkok_date(clock.now()),
            wait=WAITS_FOR_ANOTHER if waiting else None,
            facts={"stater": waiting[0].stated_by_id if waiting else None},
            ready=for_finding(waiting[0] if waiting else None),
        ),
        reason=audit.read_reason(session, found.state_reason_id),
        form=form if may_work and not waiting else None,
        may_set_aside=may_work and not waiting and barred is None,
        not_aside=words_for(barred) if may_work and not waiting and barred else None,
        bank_reason=words_for_bank_reason,
        problem=problem,
        typed=typed,
    )
