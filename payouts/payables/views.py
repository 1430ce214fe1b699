"""What is owed: the list, one payable, and disputing an approved claim."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from core import clock
from core.audit import operations as audit
from core.db import db
from core.errors import NotFound, Refused
from core.permissions import Permission
from core.typed.banks import BANKS
from coupons.redemptions.models import Redemption
from payouts.blueprint import blueprint, words_of
from payouts.history import history_of
from payouts.payables.lists import payable_list
from payouts.payables.presenter import next_step
from payouts.payables.queries import payable_page, payables_statement
from payouts.payables.services.dispute_claim import dispute_claim
from payouts.payables.services.hold_payable import hold_payable
from payouts.payables.services.resume_payable import resume_payable
from payouts.payables.together import TOGETHER
from payouts.payees.statuses import reported_statuses
from payouts.payees.words import WHOSE
from payouts.states import HoldReason, PayableState
from web import current_actor, list_view, requires
from web.forms.acting import ActingPage, Answer, FormError, ReasonForm
from web.pages.offers import is_tied, offered

P = Permission


@blueprint.get("/payables")
@requires(P.PAYOUTS_PAYABLE_READ)
@list_view
def payables() -> str | Response:
    """Everything owed, the longest waiting first."""
    found = payable_list(clock.now()).answer(db.session(), payables_statement())
    if isinstance(found, Response):
        return found
    return render_template(
        "payouts/payables.html",
        page=found,
        reported=reported_statuses(db.session(), found.rows, clock.bangkok_date(clock.now())),
        may_draft=current_actor().may(P.PAYOUTS_BATCH_DRAFT),
        together=TOGETHER.offered(),
    )


@blueprint.route("/payables/together/<any(hold, resume):act>", methods=["GET", "POST"])
@requires(P.PAYOUTS_PAYABLE_HOLD)
def together(act: str) -> Answer:
    """Hold many claims, or release their holds."""
    return TOGETHER.answer(act)


@blueprint.get("/payables/<int:payable_id>")
@requires(P.PAYOUTS_PAYABLE_READ)
def payable(payable_id: int) -> str:
    """What is owed to whom for what, and every attempt to pay it."""
    return _show(payable_id)


@blueprint.post("/payables/<int:payable_id>/hold")
@requires(P.PAYOUTS_PAYABLE_HOLD)
def hold(payable_id: int) -> Answer:
    """Keep it out of every batch."""
    done = _("On hold. It is not included in a batch until the hold is released.")
    return PAGE.act_with_reason(payable_id, "hold", hold_payable, done)


@blueprint.post("/payables/<int:payable_id>/resume")
@requires(P.PAYOUTS_PAYABLE_HOLD)
def resume(payable_id: int) -> Answer:
    """Let it go again."""
    return PAGE.act(
        payable_id,
        "resume",
        resume_payable,
        _("The hold is released. The next batch can include the payment."),
    )


def _show(payable_id: int, *, problem: str | None = None, typed: str = "") -> str:
    session = db.session()
    page = payable_page(session, payable_id, clock.bangkok_date(clock.now()))
    tied = is_tied(current_actor(), page.payable.payee_id)
    actor = offered(
        current_actor(), tied=tied, barred=(P.PAYOUTS_PAYABLE_HOLD, P.IDENTITY_BANK_ACCOUNT_VERIFY)
    )
    held = page.payable.state is PayableState.HELD
    may_hold = actor.may(P.PAYOUTS_PAYABLE_HOLD) and page.live is None
    return render_template(
        "payouts/payable.html",
        page=page,
        payable=page.payable,
        tied=tied,
        whose=WHOSE.get(page.reported.status),
        step=next_step(page.reported.status, actor),
        reason=audit.read_reason(session, page.payable.state_reason_id),
        may_hold=may_hold and (page.payable.state is PayableState.OPEN),
        may_resume=may_hold and held and page.hold in (None, HoldReason.ACCOUNT_REFUSED),
        may_see_path=actor.may(P.PAYOUTS_MONEY_PATH_READ),
        history=history_of(
            session, ("payable", payable_id), *(("payment", each.id) for each in page.attempts)
        ),
        banks=BANKS,
        problem=problem,
        typed=typed,
    )


def _again(payable_id: int, form_error: FormError) -> str:
    return _show(payable_id, problem=form_error.words, typed=form_error.typed)


PAGE = ActingPage("payouts.payable", "payable_id", _again)


@blueprint.route("/payables/claims/<int:redemption_id>/dispute", methods=["GET", "POST"])
@requires(P.PAYOUTS_CLAIM_DISPUTE)
def dispute(redemption_id: int) -> Answer | Response:
    """Take an approved claim back from payment."""
    actor = current_actor()
    redemption = db.session().get(Redemption, redemption_id)
    if redemption is None:
        raise NotFound
    form, problem = ReasonForm(), None
    if request.method == "POST" and form.validate():
        try:
            dispute_claim(redemption_id, form.reason.data, actor=actor, now=clock.now())
        except Refused as refused:
            problem = words_of(refused)
        else:
            flash(_("Disputed. Nothing is payable until it is decided again."), "good")
            return redirect(url_for("redemptions.redemption", redemption_id=redemption_id), 303)
    elif request.method == "POST":
        problem = form.problem
    page = render_template("payouts/dispute.html", redemption=redemption, form=form, problem=problem)
    return (page, 409) if problem else page
