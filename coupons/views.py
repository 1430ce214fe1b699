"""Coupons: the SME's ticket with the moment of consent above it, what it shows at the counter, the officers' page."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from core import clock
from core.actor import Actor
from core.audit import operations as audit
from core.db import db
from core.errors import NotFound
from core.money import Money
from core.pdf.qr import qr_svg
from core.permissions import Permission
from core.thai import places
from coupons.claims.developments.queries import open_of_coupon
from coupons.claims.presenter import DECISIONS as CLAIM_DECISIONS
from coupons.coupons import codes, keys, pdf, queries
from coupons.coupons.codes import ConsentSubject
from coupons.coupons.labels import AUDIT_TONES, AUDIT_WORDS
from coupons.coupons.models import Coupon
from coupons.coupons.services.cancel_coupon import cancel_coupon
from coupons.coupons.services.hold_coupon import hold_coupon
from coupons.coupons.services.reissue_coupon import reissue_coupon
from coupons.coupons.services.resume_coupon import resume_coupon
from coupons.coupons.states import CouponState
from coupons.coupons.together import TOGETHER
from coupons.paper import coupon_paper
from coupons.presenter import coupon_turn
from coupons.redemptions import queries as uses
from coupons.redemptions.services.give_up_coupon import give_up_coupon
from identity.organisations.models import Organisation
from identity.people.history import history_rows
from schemes.states import PayeeMode
from web import Column, ListPage, choice_filter, current_actor, list_view, requires
from web.forms.acting import ActingPage, Answer, FormError
from web.languages import localized
from web.pages.offers import is_tied, offered

blueprint = Blueprint("coupons", __name__, url_prefix="/coupons")

P = Permission


@blueprint.get("/")
@requires(P.COUPONS_COUPON_READ)
@list_view
def index() -> str | Response:
    """My coupons; for staff, all of them."""
    actor = current_actor()
    if actor.is_staff:
        found = _desk_list().answer(db.session(), queries.coupon_statement())
        if isinstance(found, Response):
            return found
        return render_template("coupons/coupon_staff.html", page=found, together=TOGETHER.offered())
    return render_template(
        "coupons/coupon_list.html",
        coupons=queries.own_coupons(db.session(), actor),
        **_panel(actor),
    )


@blueprint.route("/together/<any(hold, resume):act>", methods=["GET", "POST"])
@requires(P.COUPONS_COUPON_HOLD)
def together(act: str) -> Answer:
    """Hold many coupons, or let them be used again."""
    return TOGETHER.answer(act)


@blueprint.get("/<int:coupon_id>")
@requires(P.COUPONS_COUPON_READ)
def coupon(coupon_id: int) -> str:
    """The ticket, or for staff the coupon's file."""
    return _show(coupon_id)


@blueprint.get("/asks")
@requires(P.COUPONS_COUPON_READ)
def asks() -> Response:
    """Whether a price waits for the SME's answer, for the panel that looks every two seconds."""
    return jsonify(version=_panel(current_actor())["version"], url=url_for("coupons.asks_fragment"))


@blueprint.get("/asks/fragment")
@requires(P.COUPONS_COUPON_READ)
def asks_fragment() -> str:
    """The prices that wait, as cards."""
    return render_template("coupons/_asks.html", **_panel(current_actor()))


@blueprint.get("/<int:coupon_id>/show")
@requires(P.COUPONS_COUPON_READ)
def show(coupon_id: int) -> str:
    """What the holder turns towards the counter: code, name and last day (docs/architecture.md#code-and-consent).

    A price comes to this very page; nothing on it depends on what is left on the coupon.
    """
    found = _shown_at_counters(coupon_id)
    generation = queries.key_generation(db.session(), found)
    code = keys.code_of(found, generation)
    drawn = qr_svg(keys.qr_url(code, generation), _("QR code of this coupon"))
    return render_template(
        "coupons/show.html",
        coupon=found,
        code=code,
        qr=Markup(drawn),  # noqa: S704 - drawn by us from our own characters
        **_waiting(coupon_id),
    )


@blueprint.get("/<int:coupon_id>/waiting")
@requires(P.COUPONS_COUPON_READ)
def waiting(coupon_id: int) -> Response:
    """Whether a price waits on this coupon, for the page that is shown at the counter."""
    _usable(coupon_id)
    url = url_for("coupons.waiting_fragment", coupon_id=coupon_id)
    return jsonify(version=uses.news_of_coupon(db.session(), coupon_id, clock.now()), url=url)


@blueprint.get("/<int:coupon_id>/waiting/fragment")
@requires(P.COUPONS_COUPON_READ)
def waiting_fragment(coupon_id: int) -> str:
    """The prices on the page that is shown at the counter, and what became of those answered just now."""
    return render_template("coupons/_waiting.html", coupon=_usable(coupon_id), **_waiting(coupon_id))


def _waiting(coupon_id: int) -> dict[str, Any]:
    """The prices as their counter knows them itself: the cashier reads along. No digits, and never what is left."""
    session, actor, now = db.session(), current_actor(), clock.now()
    return {
        "asks": uses.open_asks(session, actor, now, coupon_id),
        "answered": uses.answered(session, actor, now, coupon_id),
        "may_consent": actor.may(P.COUPONS_COUPON_CONSENT),
        "version": uses.news_of_coupon(session, coupon_id, now),
    }


def _usable(coupon_id: int) -> Coupon:
    """The holder's own coupon, which can be used now; NotFound for staff, who see no code, and any other."""
    found = queries.coupon_for(db.session(), coupon_id, current_actor())
    if current_actor().is_staff or found.state is not CouponState.ISSUED:
        raise NotFound
    return found


def _shown_at_counters(coupon_id: int) -> Coupon:
    """As _usable(); NotFound for a coupon that is used by a development proposal, and shown at no counter."""
    found = _usable(coupon_id)
    if found.payee_mode is PayeeMode.REIMBURSE_SME:
        raise NotFound
    return found


@blueprint.get("/<int:coupon_id>/pdf")
@requires(P.COUPONS_COUPON_READ)
def paper(coupon_id: int) -> Response:
    """The coupon on paper. Made anew each time, and kept nowhere."""
    found = _usable(coupon_id)
    today = clock.bangkok_date(clock.now())
    content = pdf.coupon_pdf(coupon_paper(found, today), str(get_locale()))
    return Response(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{found.number}.pdf"'},
    )


@blueprint.post("/<int:coupon_id>/reissue")
@requires(P.COUPONS_COUPON_REISSUE)
def reissue(coupon_id: int) -> Answer:
    """A new code; the old one is dead at once."""
    return PAGE.act(
        coupon_id, "reissue", reissue_coupon, _("The coupon has a new code. The old one no longer works.")
    )


@blueprint.post("/<int:coupon_id>/hold")
@requires(P.COUPONS_COUPON_HOLD)
def hold(coupon_id: int) -> Answer:
    """Stop it while something is looked into."""
    return PAGE.act_with_reason(coupon_id, "hold", hold_coupon, _("The coupon is on hold."))


@blueprint.post("/<int:coupon_id>/resume")
@requires(P.COUPONS_COUPON_HOLD)
def resume(coupon_id: int) -> Answer:
    """Let it be used again."""
    return PAGE.act_with_reason(coupon_id, "resume", resume_coupon, _("The coupon can be used again."))


@blueprint.post("/<int:coupon_id>/cancel")
@requires(P.COUPONS_COUPON_CANCEL)
def cancel(coupon_id: int) -> Answer:
    """End it for good."""
    return PAGE.act_with_reason(
        coupon_id,
        "cancel",
        cancel_coupon,
        _("The coupon is cancelled, and its unused money has been released."),
    )


@blueprint.post("/<int:coupon_id>/give-up")
@requires(P.COUPONS_COUPON_GIVE_UP)
def give_up(coupon_id: int) -> Answer:
    """End one's own coupon for good."""
    carried = queries.coupon_for(db.session(), coupon_id, current_actor()).funded_until
    done = (
        _("The coupon has been given up.")
        if carried
        else _("The coupon has been given up. Its unused money went back to the scheme.")
    )
    return PAGE.act(coupon_id, "give-up", give_up_coupon, done)


DECISIONS = (P.COUPONS_COUPON_HOLD, P.COUPONS_COUPON_CANCEL, P.COUPONS_COUPON_REISSUE, *CLAIM_DECISIONS)
"""What an officer who is connected with the SME leaves to others."""


def _show(coupon_id: int, form_error: FormError | None = None) -> str:
    found = queries.coupon_for(db.session(), coupon_id, current_actor())
    tied = current_actor().is_staff and is_tied(current_actor(), found.sme_id)
    actor = offered(current_actor(), tied=tied, barred=DECISIONS)
    facts: dict[str, Any] = {
        "coupon": found,
        "redemptions": uses.coupon_redemptions(db.session(), coupon_id),
        "form_error": form_error,
        "may_reissue": actor.may(P.COUPONS_COUPON_REISSUE) and found.is_open,
        "reason": audit.read_reason(db.session(), found.state_reason_id),
        "ended_with_line": queries.ended_with_line(db.session(), found),
    }
    if actor.is_staff:
        history = history_rows(db.session(), AUDIT_WORDS, AUDIT_TONES, ("coupon", coupon_id), for_staff=True)
        return render_template(
            "coupons/coupon_file.html",
            history=history,
            tied=tied,
            turn=coupon_turn(found, facts["redemptions"], actor, clock.now()),
            may_hold=actor.may(P.COUPONS_COUPON_HOLD),
            may_cancel=actor.may(P.COUPONS_COUPON_CANCEL),
            **facts,
        )
    return render_template(
        "coupons/coupon.html",
        **facts,
        can_show=found.state is CouponState.ISSUED,
        by_proposal=found.payee_mode is PayeeMode.REIMBURSE_SME,
        developments=open_of_coupon(db.session(), coupon_id),
        may_give_up=actor.may(P.COUPONS_COUPON_GIVE_UP) and found.state is CouponState.ISSUED,
        not_given_up=uses.not_given_up(db.session(), coupon_id, clock.now()),
        **_panel(actor),
        places=queries.places_near(db.session(), found, clock.bangkok_date(clock.now())),
        province=places.province_name(found.sme.organisation.province_code, get_locale()),
    )


PAGE = ActingPage("coupons.coupon", "coupon_id", _show)


def _panel(actor: Actor) -> dict[str, Any]:
    """The prices that wait for the SME; the six digits only for whoever may consent, is not tied, and can pay.

    For a price that the coupon cannot carry there are none: it is never said to the cashier why.
    """
    now = clock.now()
    waiting = uses.open_asks(db.session(), actor, now)
    may_consent = actor.may(P.COUPONS_COUPON_CONSENT)
    digits = {
        ask.proposal.id: _digits(ask, now) if may_consent and ask.may_consent and ask.fits else None
        for ask in waiting
    }
    answered = uses.answered(db.session(), actor, now)
    told = [(ask.proposal.id, digits[ask.proposal.id], ask.fits or ask.remaining) for ask in waiting]
    told += [(each.proposal.id, each.redemption_id, each.coupon.remaining) for each in answered]
    return {
        "asks": waiting,
        "answered": answered,
        "digits": digits,
        "may_consent": may_consent,
        "digits_seconds": codes.consent_seconds_left(now),
        "version": hashlib.sha256(repr(told).encode()).hexdigest()[:16],
    }


def _digits(ask: uses.Ask, now: datetime) -> str:
    proposal = ask.proposal
    subject = ConsentSubject(
        proposal.id,
        proposal.coupon_id,
        Money(proposal.price_satang),
        Money(proposal.subsidy_satang),
        proposal.provider_id,
        proposal.service_id,
    )
    return codes.consent_code(keys.consent_key(), subject, now)


def _desk_list() -> ListPage:
    return ListPage(
        columns=[
            Column("number", _l("Number"), lambda row: row.number, sort=Coupon.number),
            Column("sme", _l("SME"), lambda row: localized(row, "sme"), sort=Organisation.name_order),
            Column("scheme", _l("Scheme"), lambda row: row.scheme_code, sort=Coupon.scheme_id),
            Column("state", _l("State"), lambda row: row.state, sort=Coupon.state),
            Column(
                "limit",
                _l("Limit"),
                lambda row: Money(row.limit_satang),
                sort=Coupon.limit_satang,
                numeric=True,
            ),
            Column(
                "spent",
                _l("Used"),
                lambda row: Money(row.spent_satang),
                sort=Coupon.spent_satang,
                numeric=True,
            ),
            Column("until", _l("Valid until"), lambda row: row.valid_until, sort=Coupon.valid_until),
        ],
        key=Coupon.id,
        default_sort="number",
        default_descending=True,
        file_name="coupons",
        search=queries.search_coupons,
        search_label=_l("Number, name of the SME or 13 digits"),
        filters=[choice_filter(Coupon.state, _l("State"))],
    )
