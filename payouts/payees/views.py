"""What a payee sees of its own."""

from __future__ import annotations

from flask import render_template, request

from core import clock
from core.db import db
from core.errors import NotFound
from core.permissions import Permission, Role
from payouts.blueprint import blueprint
from payouts.models.payments import Payment
from payouts.payees.presenter import way_on
from payouts.payees.rules import TO_PUT_RIGHT
from payouts.payees.statuses import owed_to
from payouts.payees.words import WHOSE, why_of, why_words
from schemes.states import PayeeMode
from web import current_actor, requires
from web.pages.today import layout_for

P = Permission


@blueprint.get("/payables/mine")
@requires(P.PAYOUTS_PAYOUT_READ)
def mine() -> str:
    """Payments to me, for the owners of the payee: what is owed, when money comes, and what went wrong."""
    actor = current_actor()
    if actor.organisation_id is None:
        raise NotFound
    mode = PayeeMode.PAY_PROVIDER if Role.PROVIDER_OWNER in actor.roles else PayeeMode.REIMBURSE_SME
    show = request.args.get("show", "")
    owed = owed_to(db.session(), actor.organisation_id, mode, clock.bangkok_date(clock.now()), show)
    return render_template(
        "payouts/mine.html",
        owed=[
            (each, WHOSE.get(each.reported.status), way_on(each.reported.status, each.payable))
            for each in owed
        ],
        to_put_right=TO_PUT_RIGHT,
        show=show,
        layout=layout_for(actor),
    )


@blueprint.app_template_filter("bank_why")
def bank_why(payment: Payment) -> str:
    """Why the bank did not carry out a payment, in words."""
    return why_words(why_of(payment))
