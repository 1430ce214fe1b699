"""The counter: scan or type, name a price, wait for the customer, or type the six digits read out."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, flash, g, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from core import clock
from core.db import db
from core.errors import Refused, WrongState
from core.idempotency import RequestKey
from core.labels import words_for
from core.money import Money
from core.permissions import Permission
from core.typed import Unreadable
from core.typed.amounts import read_amount
from coupons.redemptions import queries, rules
from coupons.redemptions.forms import PriceForm, SixDigitsForm
from coupons.redemptions.models import Proposal
from coupons.redemptions.outcomes import Outcome
from coupons.redemptions.rules import WhoPays, price_parts, proposal_refusal, who_pays
from coupons.redemptions.services.consent_to_price import TAP, Proof, consent_to_price
from coupons.redemptions.services.decline_proposal import decline_proposal
from coupons.redemptions.services.propose_price import propose_price
from coupons.redemptions.services.scan_coupon import scan_coupon
from coupons.redemptions.services.withdraw_proposal import withdraw_proposal
from coupons.redemptions.states import ConsentMethod, ProposalState, Refusal, ScanOutcome
from providers.models import Provider
from providers.states import ProviderState
from schemes.states import PayeeMode
from web import current_actor, public, requires
from web.edge.headers import allow_scanning
from web.errors import wants_json
from web.forms.form import MAX_TOKEN
from web.languages import localized

blueprint = Blueprint("counter", __name__)

P = Permission
View = str | BaseResponse | tuple[str, int]


@blueprint.app_template_filter("as_money")
def as_money(satang: int) -> Money:
    """A stored amount as the components take it."""
    return Money(satang)


@blueprint.app_template_filter("who_pays")
def who_pays_of(row: Any, payee_mode: PayeeMode) -> WhoPays:
    """Who pays what for a stored price: of a proposal, or of a redemption."""
    return who_pays(Money(row.price_satang), Money(row.subsidy_satang), payee_mode)


@blueprint.app_context_processor
def _open_price_of_pages() -> dict[str, Any]:
    """For the layouts: the price that waits for this reader's answer, asked only where a page draws it."""
    return {"open_price": _open_price}


def _open_price() -> queries.OpenPrice | None:
    actor = current_actor()
    if actor.organisation_id is None or not actor.may(P.COUPONS_COUPON_CONSENT):
        return None
    return queries.open_price(db.session(), actor.organisation_id, clock.now())


@blueprint.get("/C/<code>/<tag>")
@blueprint.get("/c/<code>/<tag>")
@public
def stranger(code: str, tag: str) -> Response:  # noqa: ARG001 - looked at by nobody: a scan is a POST of a signed-in device
    """Show whoever scans a coupon with any camera what this system is, and nothing else."""
    response = Response(render_template("coupons/not_our_code.html"))
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@blueprint.get("/scan")
@requires(P.COUPONS_COUPON_SCAN)
def scan_page() -> str:
    """Camera, and typing beside it."""
    return _scan_page()


@blueprint.post("/scan")
@requires(P.COUPONS_COUPON_SCAN)
def scan() -> View:
    """Check what was scanned: redirect to the sheet, or say why not, with the typed code still there."""
    typed = request.form.get("code", "")
    scanned = scan_coupon(typed, actor=current_actor(), now=clock.now())
    if scanned.outcome is ScanOutcome.GOOD:
        return redirect(url_for("counter.sheet", scan_id=scanned.scan_id), code=303)
    return _scan_page(typed, words_for(scanned.outcome)), 409


def _scan_page(value: str = "", error: str | None = None) -> str:
    allow_scanning()
    provider = db.session.get(Provider, current_actor().organisation_id)
    approved = provider is not None and provider.state is ProviderState.APPROVED
    return render_template("coupons/scan.html", value=value, error=error, approved=approved)


@blueprint.get("/scan/<int:scan_id>")
@requires(P.COUPONS_PROPOSAL_PROPOSE)
def sheet(scan_id: int) -> str:
    """Good here: choose the service, name the price."""
    return _sheet(scan_id, PriceForm())


@blueprint.get("/scan/<int:scan_id>/figures")
@requires(P.COUPONS_PROPOSAL_PROPOSE)
def figures(scan_id: int) -> str:
    """What a price would cost whom, as it is being typed; says nothing of what the coupon holds."""
    found = queries.sheet_for(db.session(), scan_id, current_actor(), clock.now())
    chosen = request.args.get("service", "")
    return render_template("coupons/_figures.html", **_figures(found, request.args.get("price", ""), chosen))


@blueprint.post("/scan/<int:scan_id>/price")
@requires(P.COUPONS_PROPOSAL_PROPOSE)
def propose(scan_id: int) -> View:
    """Send the price to the customer."""
    form = PriceForm()
    if not form.validate():
        return _sheet(scan_id, form), 400
    try:
        proposed = propose_price(
            scan_id, form.service.data, form.price.data, actor=current_actor(), now=clock.now()
        )
    except Refused as refused:
        form.price.errors = [words_for(refused.reason, **refused.facts)]
        return _sheet(scan_id, form), 409
    if proposed.refusal:
        form.price.errors = [words_for(proposed.refusal)]
        form.ask_again()
        return _sheet(scan_id, form), 409
    return redirect(url_for("counter.offer", proposal_id=proposed.proposal_id), code=303)


def _offer_services(form: PriceForm, found: queries.Sheet) -> None:
    form.service.choices = [(service.id, localized(service, "name")) for service in found.services]


def _figures(found: queries.Sheet, typed: str, chosen: str) -> dict[str, Any]:
    """What the price costs whom, and the service chosen: the first one is preselected."""
    service = next(
        (each for each in found.services if str(each.id) == chosen), next(iter(found.services), None)
    )
    try:
        price = read_amount(typed)
    except Unreadable:
        return {"service": service, "pays": None, "share_bp": found.share_bp}
    parts = price_parts(price, found.share_bp, found.terms, has_budget=found.has_budget)
    return {
        "service": service,
        "pays": who_pays(parts.price, parts.subsidy, found.payee_mode),
        "share_bp": found.share_bp if found.has_budget else 0,
    }


def _sheet(scan_id: int, form: PriceForm) -> str:
    found = queries.sheet_for(db.session(), scan_id, current_actor(), clock.now())
    _offer_services(form, found)
    return render_template(
        "coupons/sheet.html",
        sheet=found,
        form=form,
        **_figures(found, form.price._value(), str(form.service.data)),
    )


@blueprint.get("/proposals/<int:proposal_id>")
@requires(P.COUPONS_PROPOSAL_PROPOSE)
def offer(proposal_id: int) -> str:
    """The counter waits for the customer; the six digits can be typed here."""
    return _offer(proposal_id, SixDigitsForm())


@blueprint.get("/proposals/<int:proposal_id>/news")
@requires(P.COUPONS_PROPOSAL_PROPOSE)
def offer_news(proposal_id: int) -> Response:
    """Whether anything has changed, for the waiting page."""
    found = queries.offer_for(db.session(), proposal_id, current_actor())
    return jsonify(
        version=_version(found.proposal), url=url_for("counter.offer_fragment", proposal_id=proposal_id)
    )


@blueprint.get("/proposals/<int:proposal_id>/fragment")
@requires(P.COUPONS_PROPOSAL_PROPOSE)
def offer_fragment(proposal_id: int) -> str:
    """The changing part of the waiting page."""
    return render_template("coupons/_offer.html", **_offer_facts(proposal_id, SixDigitsForm()))


def _seconds_left(proposal: Proposal) -> int:
    """How long a price still waits; 0 when it does not, swept up already or not."""
    left = int((proposal.expires_at - clock.now()).total_seconds())
    return max(left, 0) if proposal.state is ProposalState.OPEN else 0


def _version(proposal: Proposal) -> str:
    """What the page draws, and no more than that."""
    if proposal.state is ProposalState.CONSENTED:
        return "confirmed"
    if _seconds_left(proposal):
        return f"waits-{proposal.wrong_codes}"
    return f"over-{_over(proposal)}"


def _over(proposal: Proposal) -> Refusal:
    """Why a price that waits no longer is over, as the counter may know it."""
    return _counter_refusal(
        proposal_refusal(proposal.state, proposal.refusal, proposal.expires_at, clock.now())
    )


def _offer_facts(proposal_id: int, form: SixDigitsForm) -> dict[str, Any]:
    found = queries.offer_for(db.session(), proposal_id, current_actor())
    left = _seconds_left(found.proposal)
    return {
        "offer": found,
        "waits": left > 0,
        "most_tries": rules.WRONG_CODES_PER_PROPOSAL,
        "seconds_left": left,
        "version": _version(found.proposal),
        "closed": _counter_words(_over(found.proposal)),
        "form": form,
    }


def _counter_refusal(refusal: Refusal | None) -> Refusal:
    """Why a price is over, as the counter may know it.

    Declined, out of time or more than the coupon holds: it was not confirmed, and nothing more is said.
    """
    said_alike = (Refusal.NOT_ENOUGH_LEFT, Refusal.PROPOSAL_DECLINED)
    return Refusal.PROPOSAL_LAPSED if refusal is None or refusal in said_alike else refusal


def _counter_words(refusal: Refusal | None) -> str:
    known = _counter_refusal(refusal)
    if known is Refusal.PROPOSAL_LAPSED:
        return _("The customer did not confirm this price.")
    return words_for(known)


def _counter_json(outcome: Outcome) -> Response:
    """What the cashier's own request came to; a price that was not confirmed reads the same whatever the cause."""
    if outcome.redemption_id:
        return _as_json(outcome, None)
    known = _counter_refusal(outcome.refusal)
    if known is Refusal.PROPOSAL_LAPSED:
        outcome = replace(outcome, state=ProposalState.LAPSED, refusal=known)
    return _as_json(outcome, _counter_words(known))


def _offer(proposal_id: int, form: SixDigitsForm) -> str:
    return render_template("coupons/offer.html", **_offer_facts(proposal_id, form))


@blueprint.post("/proposals/<int:proposal_id>/consent")
@requires(P.COUPONS_COUPON_CONSENT)
def consent(proposal_id: int) -> View:
    """The SME's tap."""
    outcome = consent_to_price(
        proposal_id, TAP, actor=current_actor(), now=clock.now(), request_key=_take_request_key()
    )
    if wants_json():
        return _as_json(outcome, words_for(outcome.refusal) if outcome.refusal else None)
    if outcome.redemption_id:
        return redirect(url_for("redemptions.slip", redemption_id=outcome.redemption_id), code=303)
    flash(words_for(outcome.refusal) if outcome.refusal else "", "bad")
    coupon_id = queries.coupon_of_proposal(db.session(), proposal_id, current_actor())
    return redirect(url_for("coupons.coupon", coupon_id=coupon_id), code=303)


@blueprint.post("/proposals/<int:proposal_id>/consent-by-code")
@requires(P.COUPONS_PROPOSAL_PROPOSE)
def consent_by_code(proposal_id: int) -> View:
    """The cashier types the six digits that the customer reads out."""
    form = SixDigitsForm()
    key = _take_request_key()
    if not form.validate():
        return _offer(proposal_id, form), 400
    proof = Proof(ConsentMethod.CODE, form.digits.data)
    outcome = consent_to_price(proposal_id, proof, actor=current_actor(), now=clock.now(), request_key=key)
    if wants_json():
        return _counter_json(outcome)
    if outcome.redemption_id:
        return redirect(url_for("redemptions.slip", redemption_id=outcome.redemption_id), code=303)
    if outcome.state is ProposalState.OPEN and outcome.refusal:
        form.digits.errors = [words_for(outcome.refusal)]
        form.ask_again()
    return _offer(proposal_id, form), 409


@blueprint.post("/proposals/<int:proposal_id>/withdraw")
@requires(P.COUPONS_PROPOSAL_PROPOSE)
def withdraw(proposal_id: int) -> View:
    """The cashier takes the price back, and may name another."""
    scan_id = queries.offer_for(db.session(), proposal_id, current_actor()).proposal.scan_id
    try:
        withdraw_proposal(proposal_id, actor=current_actor(), now=clock.now())
    except WrongState:
        return redirect(url_for("counter.offer", proposal_id=proposal_id), code=303)
    flash(_("The price has been withdrawn. Nothing was reserved."), "info")
    return redirect(url_for("counter.sheet", scan_id=scan_id), code=303)


@blueprint.post("/proposals/<int:proposal_id>/decline")
@requires(P.COUPONS_COUPON_CONSENT)
def decline(proposal_id: int) -> View:
    """The SME says no."""
    coupon_id = queries.coupon_of_proposal(db.session(), proposal_id, current_actor())
    decline_proposal(proposal_id, actor=current_actor(), now=clock.now())
    flash(_("You declined the price. Nothing was reserved."), "info")
    return redirect(url_for("coupons.coupon", coupon_id=coupon_id), code=303)


def _as_json(outcome: Outcome, words: str | None) -> Response:
    """The outcome; 409 when nothing was reserved, with the reason in the reader's language."""
    response = jsonify(outcome.as_json() | {"words": words})
    response.status_code = 200 if outcome.redemption_id else 409
    return response


def _take_request_key() -> RequestKey | None:
    """The request's idempotency key, taken over from the web layer: this command claims it in its one statement.

    The form's token, or the header Idempotency-Key of a JSON client. What is asked is the address and the body.
    """
    g.pop("unclaimed_request_key", None)
    key: RequestKey | None = g.pop("request_key", None)
    header = request.headers.get("Idempotency-Key", "")[:MAX_TOKEN]
    if key is None and header:
        actor = current_actor()
        key = RequestKey(actor.known_person_id, str(request.endpoint), header, request.get_data(cache=True))
    if key is None:
        return None
    asked = hashlib.sha256(request.path.encode() + b"\0" + key.body_digest).digest()
    return replace(key, body_digest=asked)
