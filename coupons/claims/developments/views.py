"""Development proposals: choosing a service, writing the proposal, its confirmation and decision."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as AnyResponse

from core import clock
from core.actor import Actor
from core.audit import operations as audit
from core.db import db
from core.documents import operations as documents
from core.errors import NotFound, Refused
from core.money import Money
from core.permissions import Permission
from coupons.claims.developments import presenter, queries
from coupons.claims.developments.forms import DevelopmentForm, typed_before
from coupons.claims.developments.labels import HISTORY, TONES
from coupons.claims.developments.models import Development
from coupons.claims.developments.services.approve_development import approve_development
from coupons.claims.developments.services.confirm_quotation import confirm_quotation
from coupons.claims.developments.services.correct_development import correct_development
from coupons.claims.developments.services.return_development import return_development
from coupons.claims.developments.services.return_quotation import return_quotation
from coupons.claims.developments.services.send_development import send_development
from coupons.claims.developments.services.withdraw_development import withdraw_development
from coupons.claims.developments.states import DevelopmentRefusal
from coupons.claims.services.add_evidence import EvidenceFile
from coupons.coupons.models import Coupon
from coupons.states import CORRECTION_LIMIT, Party
from identity.people.history import history_rows
from providers.directory import search_services
from providers.models import Service
from schemes.states import PayeeMode
from web import Column, ListPage, choice_filter, current_actor, list_view, requires
from web.forms.acting import ActingPage, Answer, FormError
from web.forms.form import refused_to_form
from web.languages import localized
from web.pages.offers import is_tied, offered

blueprint = Blueprint("developments", __name__, url_prefix="/developments")

P = Permission


@blueprint.get("/")
@requires(P.COUPONS_REDEMPTION_READ)
@list_view
def index() -> str | Response:
    """The proposals of one's own side; for staff, all of them."""
    actor = current_actor()
    found = _own_list(actor).answer(db.session(), queries.development_statement(actor))
    if isinstance(found, Response):
        return found
    return render_template("developments/index.html", page=found)


def _own_list(actor: Actor) -> ListPage:
    sme = Column("sme", _l("SME"), lambda row: localized(row, "sme"), sort=queries.SME_NAME)
    provider = Column(
        "provider", _l("Provider"), lambda row: localized(row, "provider"), sort=queries.PROVIDER_NAME
    )
    own = [provider] if actor.may(P.COUPONS_REDEMPTION_ACCEPT) else [sme]
    return ListPage(
        columns=[
            Column("number", _l("No."), lambda row: row.id, sort=Development.id),
            Column("service", _l("Service"), lambda row: localized(row, "service")),
            *([sme, provider] if actor.is_staff else own),
            Column(
                "price",
                _l("Price"),
                lambda row: Money(row.price_satang),
                sort=Development.price_satang,
                numeric=True,
            ),
            Column("state", _l("State"), lambda row: row.state),
            Column("since", _l("Since"), lambda row: row.state_since, sort=Development.state_since),
        ],
        key=Development.id,
        default_sort="since",
        default_descending=not actor.is_staff,
        file_name="development-proposals",
        search=queries.search_as_staff if actor.is_staff else queries.search_developments,
        search_label=_l("Coupon, name or service") if actor.is_staff else _l("Name or service"),
        filters=[choice_filter(Development.state, _l("State"))],
    )


@blueprint.get("/of/<int:coupon_id>")
@requires(P.COUPONS_COUPON_CONSENT)
@list_view
def services(coupon_id: int) -> str | Response | AnyResponse:
    """Choose the service: all that are on offer for this coupon, none placed before others."""
    coupon = queries.coupon_to_use(db.session(), coupon_id, current_actor())
    if coupon.payee_mode is not PayeeMode.REIMBURSE_SME:
        return redirect(url_for("coupons.coupon", coupon_id=coupon_id))
    today = clock.bangkok_date(clock.now())
    found = _service_list().answer(db.session(), queries.services_for(coupon, today))
    if isinstance(found, Response):
        return found
    return render_template("developments/services.html", page=found, coupon=coupon)


def _service_list() -> ListPage:
    return ListPage(
        columns=[
            Column("service", _l("Service"), lambda row: localized(row, "name"), sort=Service.name_order),
            Column(
                "provider",
                _l("Provider"),
                lambda row: localized(row, "provider_name"),
                sort=Service.provider_name_order,
            ),
            Column("province", _l("Province"), lambda row: row.province_code, sort=Service.province_code),
            Column(
                "price",
                _l("Price from"),
                lambda row: Money(row.price_from_satang),
                sort=Service.price_from_satang,
                numeric=True,
            ),
        ],
        key=Service.id,
        default_sort="service",
        file_name="services",
        search=search_services,
        search_label=_l("Service or provider"),
    )


@blueprint.route("/of/<int:coupon_id>/<int:service_id>", methods=["GET", "POST"])
@requires(P.COUPONS_COUPON_CONSENT)
def write(coupon_id: int, service_id: int) -> Answer:
    """Write the proposal for a service and send it."""
    coupon = queries.coupon_to_use(db.session(), coupon_id, current_actor())
    if coupon.payee_mode is not PayeeMode.REIMBURSE_SME:
        return redirect(url_for("coupons.coupon", coupon_id=coupon_id))
    today = clock.bangkok_date(clock.now())
    service = queries.service_to_use(db.session(), coupon, service_id, today)
    form = DevelopmentForm()
    if not form.validate_on_submit():
        return _form(form, coupon, service)
    quotation = _sent_file(form)
    try:
        if quotation is None:
            raise Refused(DevelopmentRefusal.QUOTATION_MISSING)
        development_id = send_development(
            coupon_id, service_id, form.draft, quotation, actor=current_actor(), now=clock.now()
        )
    except Refused as refused:
        refused_to_form(refused, form, form.beside.get(refused.reason, "price"))
        return _form(form, coupon, service)
    flash(_("The development proposal is sent. The provider is asked to confirm its quotation."), "good")
    return redirect(url_for("developments.development", development_id=development_id), code=303)


def _form(
    form: DevelopmentForm, coupon: Coupon, service: Service, development: Development | None = None
) -> Answer:
    page = render_template(
        "developments/form.html", form=form, coupon=coupon, service=service, development=development
    )
    return (page, 409) if form.errors else page


def _sent_file(form: DevelopmentForm) -> EvidenceFile | None:
    sent = form.quotation.data
    if not getattr(sent, "filename", ""):
        return None
    return EvidenceFile(sent.filename, sent.read(documents.MAX_BYTES + 1))


@blueprint.get("/<int:development_id>")
@requires(P.COUPONS_REDEMPTION_READ)
def development(development_id: int) -> str:
    """Show its state, whose turn it is, what it says, and what happened."""
    return _show(development_id)


@blueprint.route("/<int:development_id>/correct", methods=["GET", "POST"])
@requires(P.COUPONS_COUPON_CONSENT)
def correct(development_id: int) -> Answer:
    """Correct what was sent back, and send it again."""
    page = queries.development_for(db.session(), development_id, current_actor())
    if page.side is not Party.SME:
        raise NotFound
    form = DevelopmentForm(**typed_before(page.development))
    if not form.validate_on_submit():
        return _form(form, page.coupon, page.service, page.development)
    try:
        correct_development(
            development_id, form.draft, _sent_file(form), actor=current_actor(), now=clock.now()
        )
    except Refused as refused:
        refused_to_form(refused, form, form.beside.get(refused.reason, "price"))
        return _form(form, page.coupon, page.service, page.development)
    flash(_("The development proposal is sent again."), "good")
    return redirect(url_for("developments.development", development_id=development_id), code=303)


@blueprint.get("/<int:development_id>/quotation")
@requires(P.COUPONS_REDEMPTION_READ)
def quotation(development_id: int) -> Response:
    """The quotation, for both sides and staff."""
    return documents.serve(queries.development_for(db.session(), development_id, current_actor()).quotation)


@blueprint.get("/<int:development_id>/agreement")
@requires(P.COUPONS_REDEMPTION_READ)
def agreement(development_id: int) -> Response:
    """The agreement, for both sides and staff."""
    return documents.serve(queries.agreement_of(db.session(), development_id, current_actor()))


@blueprint.post("/<int:development_id>/confirm")
@requires(P.COUPONS_PROPOSAL_PROPOSE)
def confirm(development_id: int) -> Answer:
    """Confirm the quotation."""
    return PAGE.act(
        development_id,
        "confirm",
        confirm_quotation,
        _("The quotation is confirmed. An officer decides next."),
    )


@blueprint.post("/<int:development_id>/wrong")
@requires(P.COUPONS_PROPOSAL_PROPOSE)
def wrong(development_id: int) -> Answer:
    """Say what is wrong with the quotation."""
    return PAGE.act_with_reason(development_id, "wrong", return_quotation, _("Sent back to the customer."))


@blueprint.post("/<int:development_id>/approve")
@requires(P.COUPONS_REDEMPTION_DECIDE)
def approve(development_id: int) -> Answer:
    """Approve the proposal."""
    return PAGE.act(
        development_id,
        "approve",
        approve_development,
        _("The proposal is approved, and its money is reserved."),
    )


@blueprint.post("/<int:development_id>/return")
@requires(P.COUPONS_REDEMPTION_DECIDE)
def send_back(development_id: int) -> Answer:
    """Send the proposal back with a reason."""
    return PAGE.act_with_reason(
        development_id, "return", return_development, _("The proposal is sent back for correction.")
    )


@blueprint.post("/<int:development_id>/withdraw")
@requires(P.COUPONS_COUPON_CONSENT)
def withdraw(development_id: int) -> Answer:
    """Take the proposal back."""
    return PAGE.act(
        development_id,
        "withdraw",
        withdraw_development,
        _("The proposal is withdrawn. Nothing was reserved."),
    )


def _show(development_id: int, form_error: FormError | None = None) -> str:
    page = queries.development_for(db.session(), development_id, current_actor())
    found = page.development
    tied = is_tied(current_actor(), found.sme_id, found.provider_id)
    actor = offered(current_actor(), tied=tied, barred=(P.COUPONS_REDEMPTION_DECIDE,))
    return render_template(
        "developments/show.html",
        page=page,
        form_error=form_error,
        turn=presenter.development_turn(page, actor, clock.now(), tied=tied),
        can=presenter.allowed(page, actor, tied=tied),
        tied=tied,
        facts=presenter.facts(page),
        to_correct=CORRECTION_LIMIT,
        reason=audit.read_reason(db.session(), found.state_reason_id),
        history=history_rows(
            db.session(), HISTORY, TONES, ("development", development_id), for_staff=actor.is_staff
        ),
        Party=Party,
    )


PAGE = ActingPage("developments.development", "development_id", _show)
