"""What is owed: the list, one payable, a new batch of them, and what a payee sees of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice

from core import clock
from core.actor import Actor
from core.audit import operations as audit
from core.db import db
from core.errors import NotFound, Refused
from core.labels import words_for
from core.permissions import Permission, Role
from core.typed.banks import BANKS
from coupons.coupons.models import Coupon
from coupons.redemptions.models import Redemption
from identity.organisations.desks import named, numbered
from identity.organisations.models import Organisation
from payouts.drafting import MOST_PAYMENTS, Selection
from payouts.forms import ReasonForm, SelectionForm
from payouts.history import history_of
from payouts.models import PAYABLE_QUEUE, Payable
from payouts.payable_queries import (
    choices,
    is_live,
    owed_to,
    payable_page,
    payables_statement,
    preview,
    refused_last,
)
from payouts.payee import WHOSE, told_of, way_on
from payouts.payee_rules import TO_PUT_RIGHT
from payouts.services.dispute_claim import dispute_claim
from payouts.services.draft_batch import draft_batch
from payouts.services.hold_payable import hold_payable
from payouts.services.resume_payable import resume_payable
from payouts.states import HoldReason, PayableState, PayeeStatus
from payouts.views.blueprint import blueprint, words_of
from projects.states import PayeeMode
from web import Column, Filter, ListPage, current_actor, list_view, requires
from web.forms.acting import ActingPage, Answer, Trouble
from web.languages import localized
from web.pages.today import layout_for

P = Permission


@blueprint.get("/payables")
@requires(P.PAYOUTS_PAYABLE_READ)
@list_view
def payables() -> str | Response:
    """Everything owed, the longest waiting first."""
    found = _list().answer(db.session(), payables_statement())
    if isinstance(found, Response):
        return found
    return render_template(
        "payouts/payables.html",
        page=found,
        told=told_of(db.session(), found.rows, clock.bangkok_date(clock.now())),
        may_draft=current_actor().may(P.PAYOUTS_BATCH_DRAFT),
    )


def _list() -> ListPage:
    return ListPage(
        columns=[
            Column(
                "payee", _l("Payee"), lambda row: localized(row.payee, "name"), sort=Organisation.name_order
            ),
            Column("coupon", _l("Coupon"), lambda row: row.coupon.number, sort=Payable.coupon_id),
            Column("amount", _l("Amount"), lambda row: row.amount, sort=Payable.amount_satang, numeric=True),
            Column("state", _l("State"), lambda row: row.state, sort=Payable.state),
            Column("hold", _l("Why held"), lambda row: row.hold_reason),
            Column(
                "since",
                _l("Approved"),
                lambda row: row.opened_at,
                sort=PAYABLE_QUEUE,
            ),
        ],
        key=Payable.id,
        default_sort="since",
        file_name="payables",
        search=lambda statement, typed: statement.where(
            named(typed) | numbered(typed) | Coupon.number.icontains(typed, autoescape=True)
        ),
        search_label=_l("Payee, 13 digits or coupon"),
        filters=[
            Filter("state", _l("State"), _state_options, _by_state),
            Filter(
                "why",
                _l("Why held"),
                lambda: [(reason.value, words_for(reason)) for reason in HoldReason],
                lambda statement, chosen: statement.where(Payable.hold_reason == HoldReason(chosen)),
            ),
            Filter(
                "payee",
                _l("Who is paid"),
                lambda: [(mode.value, words_for(mode)) for mode in PayeeMode],
                lambda statement, chosen: statement.where(Payable.payee_mode == PayeeMode(chosen)),
            ),
        ],
    )


TO_BATCH = "to-batch"
ON_ITS_WAY = "on-its-way"
REFUSED = "refused"


def _state_options() -> list[tuple[str, Any]]:
    return [
        (TO_BATCH, _("To be batched")),
        (ON_ITS_WAY, _("In a batch or with the bank")),
        (REFUSED, _("The bank could not pay")),
        *((state.value, words_for(state)) for state in PayableState),
    ]


def _by_state(statement: Any, chosen: str) -> Any:
    if chosen == REFUSED:
        return statement.where(refused_last())
    if chosen in (TO_BATCH, ON_ITS_WAY):
        live = is_live()
        return statement.where(
            Payable.state == PayableState.OPEN, live if chosen == ON_ITS_WAY else sa.not_(live)
        )
    return statement.where(Payable.state == PayableState(chosen))


@blueprint.get("/payables/<int:payable_id>")
@requires(P.PAYOUTS_PAYABLE_READ)
def payable(payable_id: int) -> str:
    """What is owed to whom for what, and every attempt to pay it."""
    return _show(payable_id)


@blueprint.post("/payables/<int:payable_id>/hold")
@requires(P.PAYOUTS_PAYABLE_HOLD)
def hold(payable_id: int) -> Answer:
    """Keep it out of every batch."""
    done = _("Held. It enters no batch until it is let go.")
    return PAGE.act_with_reason(payable_id, "hold", hold_payable, done)


@blueprint.post("/payables/<int:payable_id>/resume")
@requires(P.PAYOUTS_PAYABLE_HOLD)
def resume(payable_id: int) -> Answer:
    """Let it go again."""
    return PAGE.act(
        payable_id, "resume", resume_payable, _("The hold is released. The next batch may take it.")
    )


def _show(payable_id: int, *, problem: str | None = None, typed: str = "") -> str:
    session, actor = db.session(), current_actor()
    page = payable_page(session, payable_id, clock.bangkok_date(clock.now()))
    held = page.payable.state is PayableState.HELD
    may_hold = actor.may(P.PAYOUTS_PAYABLE_HOLD) and page.live is None
    return render_template(
        "payouts/payable.html",
        page=page,
        payable=page.payable,
        whose=WHOSE.get(page.told.status),
        step=_step(page.told.status, actor),
        reason=audit.read_reason(session, page.payable.state_reason_id)
        if page.payable.state_reason_id
        else None,
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


_STEPS: Mapping[PayeeStatus, tuple[Permission, str, Mapping[str, str], Any]] = {
    PayeeStatus.ACCOUNT_PENDING: (
        P.IDENTITY_BANK_ACCOUNT_VERIFY,
        "identity.all_bank_accounts",
        {"state": "pending"},
        _l("Bank accounts to verify"),
    ),
    PayeeStatus.ASKING_BANK: (
        P.PAYOUTS_STATEMENT_MATCH,
        "payouts.workbench",
        {},
        _l("Bank lines to look at"),
    ),
    **dict.fromkeys(
        (PayeeStatus.NEXT_BATCH, PayeeStatus.REFUSED_OTHER),
        (P.PAYOUTS_BATCH_DRAFT, "payouts.new_batch", {}, _l("Draft a batch")),
    ),
}
"""What an officer does about it, with which permission, and where."""


def _step(status: PayeeStatus, actor: Actor) -> tuple[str, str] | None:
    """The words and address of this reader's next step; None when it is not theirs."""
    if status not in _STEPS:
        return None
    permission, endpoint, arguments, words = _STEPS[status]
    return (str(words), url_for(endpoint, **arguments)) if actor.may(permission) else None


def _again(payable_id: int, trouble: Trouble) -> str:
    return _show(payable_id, problem=trouble.words, typed=trouble.typed)


PAGE = ActingPage("payouts.payable", "payable_id", _again)


# A new batch.


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
    try:
        batch_id = draft_batch(selection, actor=current_actor(), now=clock.now())
    except Refused as refused:
        return _new_batch(words_of(refused)), 409
    flash(_("Drafted. Look through it, then submit it."), "good")
    return redirect(url_for("payouts.batch", batch_id=batch_id), 303)


def _selection(arguments: Any) -> tuple[Selection, SelectionForm]:
    """The selection of an address or a form; a choice that is none of ours counts as none."""
    form = SelectionForm(arguments, meta={"csrf": False})
    offered = choices(db.session())
    form.line.choices = _with_all(
        (line.id, f"{localized(project, 'name')} · {words_for(line.source)} {line.fiscal_year}")
        for line, project in offered.lines
    )
    form.category.choices = _with_all((each.id, localized(each, "name")) for each in offered.categories)
    form.payee.choices = _with_all((each.id, localized(each, "name")) for each in offered.payees)
    form.validate()
    for field in (form.line, form.category, form.payee):
        if field.errors:
            field.errors, field.data = (), ""

    def chosen(field: Any) -> int | None:
        return int(field.data) if field.data else None

    selection = Selection(chosen(form.line), chosen(form.category), chosen(form.payee), form.up_to.data)
    return selection, form


def _with_all(offered: Iterable[tuple[int, str]]) -> list[SelectChoice]:
    return [SelectChoice("", _("All")), *(SelectChoice(str(key), words) for key, words in offered)]


def _new_batch(problem: str | None = None) -> str:
    now = clock.now()
    selection, form = _selection(request.form if request.method == "POST" else request.args)
    found = preview(db.session(), selection, clock.bangkok_date(now))
    return render_template(
        "payouts/new_batch.html",
        form=form,
        found=found,
        most=MOST_PAYMENTS,
        shown=100,
        problem=problem,
    )


# Disputing an approved claim.


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
            flash(_("Disputed. Nothing is owed until it is decided anew."), "good")
            return redirect(f"/redemptions/{redemption_id}", 303)
    elif request.method == "POST":
        problem = str(next(iter(form.errors.values()))[0])
    page = render_template("payouts/dispute.html", redemption=redemption, form=form, problem=problem)
    return (page, 409) if problem else page


# What a payee sees.


@blueprint.get("/payables/mine")
@requires(P.PAYOUTS_PAYOUT_READ)
def mine() -> str:
    """Payments to me, for the owners of the payee: what is owed, when money comes, and what went wrong."""
    actor = current_actor()
    if actor.organisation_id is None:
        raise NotFound
    mode = PayeeMode.PAY_PROVIDER if Role.PROVIDER_OWNER in actor.roles else PayeeMode.REIMBURSE_SME
    owed = owed_to(db.session(), actor.organisation_id, mode, clock.bangkok_date(clock.now()))
    return render_template(
        "payouts/mine.html",
        owed=[(each, WHOSE.get(each.told.status), way_on(each.told.status, each.payable)) for each in owed],
        to_put_right=TO_PUT_RIGHT,
        layout=layout_for(actor),
    )
