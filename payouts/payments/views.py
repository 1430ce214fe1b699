"""One payment: what the bank said of it, and what people find out when the bank does not."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, render_template
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from wtforms import SelectChoice

from banking.labels import words_for_bank_reason
from core import clock
from core.audit import operations as audit
from core.db import db
from core.documents import operations as documents
from core.errors import NotFound
from core.labels import words_for
from core.permissions import Permission
from core.typed.banks import BANKS
from payouts.blueprint import blueprint
from payouts.history import history_of
from payouts.models.payments import Payment
from payouts.payees.statuses import reported_statuses
from payouts.payees.words import WHOSE, ReportedStatus
from payouts.payments.forms import FindingForm
from payouts.payments.presenter import PAYMENT_GUIDE, WAITS_FOR_ANOTHER, for_finding
from payouts.payments.queries import finding_of, findings_of, names_of, payment_page
from payouts.payments.services.confirm_outcome import confirm_outcome
from payouts.payments.services.decline_outcome import decline_outcome
from payouts.payments.services.state_outcome import Evidence, state_outcome
from payouts.states import ManualOutcome, ManualState, PaymentState
from web import current_actor, requires
from web.forms.acting import ActingPage, Answer, FormError
from web.pages.next_action import Wait
from web.pages.offers import is_tied, offered

P = Permission
_STATABLE = {
    PaymentState.SENT: (ManualOutcome.PAID, ManualOutcome.FAILED),
    PaymentState.UNKNOWN: (ManualOutcome.PAID, ManualOutcome.FAILED),
    PaymentState.PAID: (ManualOutcome.RETURNED,),
}


def outcome_choices(*outcomes: ManualOutcome) -> list[SelectChoice]:
    """What a person may state, in words."""
    return [SelectChoice(outcome.value, words_for(outcome)) for outcome in outcomes]


@blueprint.get("/payables/payments/<int:payment_id>")
@requires(P.PAYOUTS_PAYABLE_READ)
def payment(payment_id: int) -> str:
    """One attempt: whom, where, how much, and everything the bank said."""
    return _show(payment_id)


@blueprint.post("/payables/payments/<int:payment_id>/finding")
@requires(P.PAYOUTS_STATEMENT_MATCH)
def state_finding(payment_id: int) -> Answer:
    """Record its result."""
    form = _form(payment_page(db.session(), payment_id).payment.state)
    if not form.validate():
        return _show(payment_id, form=form), 400
    day: Any = form.happened_on.data
    upload = form.evidence.uploads[0] if form.evidence.uploads else None
    evidence = Evidence(
        content=upload.content if upload else None, file_name=upload.file_name if upload else ""
    )
    given = (ManualOutcome(form.outcome.data), day, evidence, form.reason.data)
    done = _("Recorded. Another person must confirm it.")
    return PAGE.act(payment_id, "state", state_outcome, done, *given, form=form)


@blueprint.post("/payables/findings/<int:finding_id>/confirm")
@requires(P.PAYOUTS_STATEMENT_MATCH)
def confirm_finding(finding_id: int) -> Answer:
    """The second person agrees."""
    payment_id = finding_of(db.session(), finding_id).payment_id
    done = _("Confirmed. The result is recorded.")
    return PAGE.act(payment_id, "confirm", lambda _key, **by: confirm_outcome(finding_id, **by), done)


@blueprint.post("/payables/findings/<int:finding_id>/decline")
@requires(P.PAYOUTS_STATEMENT_MATCH)
def decline_finding(finding_id: int) -> Answer:
    """The second person does not agree."""
    payment_id = finding_of(db.session(), finding_id).payment_id

    def decline(_key: int, typed: str, **by: Any) -> None:
        decline_outcome(finding_id, typed, **by)

    return PAGE.act_with_reason(payment_id, "decline", decline, _("Declined. No money was moved."))


@blueprint.get("/payables/findings/<int:finding_id>/evidence")
@requires(P.PAYOUTS_PAYABLE_READ)
def finding_evidence(finding_id: int) -> Response:
    """The file that proves a finding."""
    found = finding_of(db.session(), finding_id)
    if found.document is None:
        raise NotFound
    return documents.serve(found.document)


def _form(state: PaymentState) -> FindingForm:
    form = FindingForm()
    form.outcome.choices = outcome_choices(*_STATABLE.get(state, ()))
    return form


def _show(
    payment_id: int, *, problem: str | None = None, declined: FormError | None = None, form: Any = None
) -> str:
    session = db.session()
    page = payment_page(session, payment_id)
    tied = is_tied(current_actor(), page.payment.payable.payee_id)
    actor = offered(current_actor(), tied=tied, barred=(P.PAYOUTS_STATEMENT_MATCH,))
    findings = findings_of(session, payment_id=payment_id)
    waiting = next((each for each in findings if each.state is ManualState.WAITING), None)
    may_match = actor.may(P.PAYOUTS_STATEMENT_MATCH)
    statable = may_match and waiting is None and page.payment.state in _STATABLE
    today = clock.bangkok_date(clock.now())
    reported = _reported_again(session, page.payment, today)
    again = Wait(reported.for_staff, WHOSE[reported.status]) if reported is not None else None
    return render_template(
        "payouts/payment.html",
        page=page,
        payment=page.payment,
        tied=tied,
        turn=PAYMENT_GUIDE.turn(
            page.payment.state,
            actor,
            today=today,
            due=reported.due if reported is not None and not waiting else None,
            wait=WAITS_FOR_ANOTHER if waiting else again,
            facts={"stater": waiting.stated_by_id if waiting else None},
            ready=for_finding(waiting),
        ),
        findings=findings,
        waiting=waiting,
        waiting_reason=audit.read_reason(session, waiting.reason_id) if waiting else None,
        names=names_of(session, {each.stated_by_id for each in findings}) if findings else {},
        may_confirm=may_match and waiting is not None and waiting.stated_by_id != actor.person_id,
        may_read_lines=actor.may(P.PAYOUTS_STATEMENT_READ),
        form=(form or _form(page.payment.state)) if statable else None,
        history=history_of(session, ("payment", payment_id)),
        bank=BANKS.get(page.payment.bank_code),
        bank_reason=_reason,
        problem=problem,
        declined=declined,
    )


def _again(payment_id: int, form_error: FormError) -> str:
    if form_error.command == "decline":
        return _show(payment_id, problem=form_error.words, declined=form_error)
    return _show(payment_id, problem=form_error.words, form=form_error.form)


def _reported_again(session: Session, payment: Payment, today: date) -> ReportedStatus | None:
    """After a refusal of the latest attempt: what happens with what is owed. Asked only where money came back."""
    if payment.state not in (PaymentState.FAILED, PaymentState.RETURNED):
        return None
    reported = reported_statuses(session, [payment.payable], today)[payment.payable_id]
    is_latest = reported.attempt is not None and reported.attempt.id == payment.id
    return reported if reported.for_staff and is_latest else None


PAGE = ActingPage("payouts.payment", "payment_id", _again)


def _reason(code: str | None) -> Any:
    return words_for_bank_reason(code) if code else ""
