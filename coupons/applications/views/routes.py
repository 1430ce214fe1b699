"""Applications: the SME's pages and the officers' pages."""

from __future__ import annotations

from datetime import date, datetime

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from core import clock
from core.actor import Actor
from core.db import db
from core.errors import NotFound, Refused
from core.labels import words_for
from core.money import percent
from core.permissions import Permission
from core.thai import places
from coupons.applications import offers, presenter, queries
from coupons.applications.forms import AppealDecisionForm, ExpectedResultForm, NeedForm, category_form
from coupons.applications.labels import outlook_words
from coupons.applications.prospects import Outlook
from coupons.applications.services.appeal_application import appeal_application
from coupons.applications.services.approve_application import approve_application
from coupons.applications.services.decide_appeal import decide_appeal
from coupons.applications.services.decline_application import decline_application
from coupons.applications.services.edit_application import EDITABLE, edit_application
from coupons.applications.services.recommend_application import recommend_application
from coupons.applications.services.return_application import return_application
from coupons.applications.services.start_application import start_application
from coupons.applications.services.submit_application import submit_application
from coupons.applications.services.waitlist_application import waitlist_application
from coupons.applications.services.withdraw_application import withdraw_application
from coupons.applications.states import ApplicationState
from coupons.applications.views.staff import staff_list
from coupons.states import CORRECTION_LIMIT
from schemes.queries import categories
from web import current_actor, list_view, refused_to_form, requires
from web.forms.acting import ActingPage, Answer, FormError
from web.pages.offers import is_tied, offered

blueprint = Blueprint("applications", __name__, url_prefix="/applications")

P = Permission


@blueprint.app_template_filter("percent")
def percent_filter(share_bp: int) -> str:
    """Basis points as people write a share."""
    return percent(share_bp)


@blueprint.app_template_filter("outlook_words")
def outlook_filter(outlook: Outlook, public: bool = False) -> str:
    """Whether there is money, and the place in line."""
    return outlook_words(outlook, public=public)


@blueprint.app_template_filter("province")
def province_words(code: str) -> str:
    """A province in the reader's language."""
    return places.province_name(code, get_locale())


@blueprint.app_template_filter("days_since")
def days_since(moment: datetime, today: date) -> int:
    """Whole Bangkok days from a moment to today."""
    return (today - clock.bangkok_date(moment)).days


REFUSED = (ApplicationState.DECLINED, ApplicationState.UPHELD)
TEXT_PAGES = {"need": NeedForm, "expected-result": ExpectedResultForm}


@blueprint.get("/")
@requires(P.COUPONS_APPLICATION_READ)
@list_view
def index() -> str | Response:
    """The SME's applications and what it may apply for; for staff, the list of all."""
    actor = current_actor()
    if actor.organisation_id is None:
        return _desk()
    now = clock.now()
    return render_template(
        "coupons/application_home.html",
        sme=offers.sme_of(db.session(), actor.organisation_id),
        applications=queries.own_applications(
            db.session(), actor.organisation_id, queries.in_state(request.args.get("state", ""), now)
        ),
        offers=offers.offers(db.session(), actor.organisation_id, now),
        may_apply=actor.may(P.COUPONS_APPLICATION_APPLY),
        today=clock.bangkok_date(now),
    )


@blueprint.route("/schemes/<int:scheme_id>", methods=["GET", "POST"])
@requires(P.COUPONS_APPLICATION_APPLY)
def scheme(scheme_id: int) -> str | Response:
    """One scheme: does my business qualify, what does the state pay, and the way in."""
    actor, now = current_actor(), clock.now()
    offer, others = offers.offer(db.session(), _own_id(actor), scheme_id, now)
    form = category_form(
        presenter.category_choices(categories(db.session(), offer.demands.category_ids)), None
    )
    if form.validate_on_submit():
        try:
            application_id = start_application(scheme_id, form.category.data, actor=actor, now=now)
        except Refused as refused:
            refused_to_form(refused, form, "category")
            offer, others = offers.offer(db.session(), _own_id(actor), scheme_id, now)
        else:
            return redirect(
                url_for("applications.text_page", application_id=application_id, page="need"), 303
            )
    return render_template(
        "coupons/application_scheme.html",
        offer=offer,
        form=form,
        verdicts=presenter.explained(offer.verdicts),
        fits=others if offer.in_the_way else None,
    )


@blueprint.route("/<int:application_id>/category", methods=["GET", "POST"])
@requires(P.COUPONS_APPLICATION_APPLY)
def category(application_id: int) -> str | Response:
    """Change what kind of service is applied for."""
    page = _editable(application_id)
    application = page.application
    form = category_form(
        presenter.category_choices(categories(db.session(), page.demands.category_ids)),
        application.category_id,
    )
    if form.validate_on_submit():
        try:
            edit_application(
                application_id, category_id=form.category.data, actor=current_actor(), now=clock.now()
            )
        except Refused as refused:
            refused_to_form(refused, form, "category")
        else:
            return redirect(url_for("applications.check", application_id=application_id), 303)
    return render_template("coupons/application_category.html", page=page, form=form)


@blueprint.route("/<int:application_id>/<any('need', 'expected-result'):page>", methods=["GET", "POST"])
@requires(P.COUPONS_APPLICATION_APPLY)
def text_page(application_id: int, page: str) -> str | Response:
    """One question, one page."""
    shown = _editable(application_id)
    field = page.replace("-", "_")
    form = TEXT_PAGES[page](data={"text": getattr(shown.application, field)})
    if form.validate_on_submit():
        edit_application(application_id, actor=current_actor(), now=clock.now(), **{field: form.text.data})
        answered = page == "expected-result" or shown.application.expected_result
        following = {"endpoint": "applications.check"}
        if not answered:
            following = {"endpoint": "applications.text_page", "page": "expected-result"}
        return redirect(url_for(application_id=application_id, **following), 303)
    return render_template(
        "coupons/application_text.html", page=shown, form=form, step=2 if page == "need" else 3
    )


@blueprint.get("/<int:application_id>/check")
@requires(P.COUPONS_APPLICATION_APPLY)
def check(application_id: int) -> str:
    """Everything that was written, before it is sent."""
    page = _editable(application_id)
    sme_id, scheme_id = page.application.sme_id, page.application.scheme_id
    return render_template(
        "coupons/application_check.html",
        page=page,
        verdicts=presenter.explained(page.verdicts),
        outlook=queries.outlook_for(db.session(), page, clock.bangkok_date(clock.now())),
        fits=offers.fitting(db.session(), sme_id, clock.now(), besides=scheme_id)
        if page.in_the_way
        else None,
    )


@blueprint.get("/<int:application_id>")
@requires(P.COUPONS_APPLICATION_READ)
def application(application_id: int) -> str:
    """Show its state, whose turn it is, what the rules said, and what happened."""
    return _show(application_id)


@blueprint.post("/<int:application_id>/submit")
@requires(P.COUPONS_APPLICATION_APPLY)
def submit(application_id: int) -> Answer:
    """Send it to OSMEP."""
    return PAGE.act(application_id, "submit", submit_application, _("Your application has been sent."))


@blueprint.post("/<int:application_id>/withdraw")
@requires(P.COUPONS_APPLICATION_APPLY)
def withdraw(application_id: int) -> Answer:
    """Take it back."""
    return PAGE.act(
        application_id, "withdraw", withdraw_application, _("Your application has been withdrawn.")
    )


@blueprint.post("/<int:application_id>/appeal")
@requires(P.COUPONS_APPLICATION_APPEAL)
def appeal(application_id: int) -> Answer:
    """Ask another approver."""
    return PAGE.act_with_reason(application_id, "appeal", appeal_application, _("Your appeal has been sent."))


@blueprint.post("/<int:application_id>/return")
@requires(P.COUPONS_APPLICATION_REVIEW)
def send_back(application_id: int) -> Answer:
    """Send it back for correction."""
    return PAGE.act_with_reason(
        application_id, "return", return_application, _("Sent back to the SME for correction.")
    )


@blueprint.post("/<int:application_id>/recommend")
@requires(P.COUPONS_APPLICATION_REVIEW)
def recommend(application_id: int) -> Answer:
    """Recommend it to an approver."""
    return PAGE.act(
        application_id, "recommend", recommend_application, _("Recommended. Another officer decides now.")
    )


@blueprint.post("/<int:application_id>/approve")
@requires(P.COUPONS_APPLICATION_DECIDE)
def approve(application_id: int) -> Answer:
    """Approve it and issue the coupon."""
    return PAGE.act(
        application_id, "approve", approve_application, _("Approved. The coupon has been issued.")
    )


@blueprint.post("/<int:application_id>/waitlist")
@requires(P.COUPONS_APPLICATION_DECIDE)
def waitlist(application_id: int) -> Answer:
    """Put it on the waiting list."""
    return PAGE.act(application_id, "waitlist", waitlist_application, _("Put on the waiting list."))


@blueprint.post("/<int:application_id>/decline")
@requires(P.COUPONS_APPLICATION_DECIDE)
def decline(application_id: int) -> Answer:
    """Decline it, with the reason."""
    return PAGE.act_with_reason(
        application_id,
        "decline",
        decline_application,
        _("Declined. The SME has been notified of the reason."),
    )


@blueprint.post("/<int:application_id>/decide-appeal")
@requires(P.COUPONS_APPLICATION_DECIDE)
def judge_appeal(application_id: int) -> Answer:
    """Decide the appeal."""
    form = AppealDecisionForm()
    typed = form.reason.data or ""
    if not form.validate():
        words = _("Choose a decision.") if form.outcome.errors else form.reason.errors[0]
        return _show(application_id, FormError("decide-appeal", words, typed, form)), 400
    return PAGE.act(
        application_id,
        "decide-appeal",
        decide_appeal,
        _("The appeal is decided."),
        form.outcome.data,
        typed,
        form=form,
        typed=typed,
    )


def _own_id(actor: Actor) -> int:
    if actor.organisation_id is None:
        raise NotFound
    return actor.organisation_id


def _editable(application_id: int) -> queries.ApplicationPage:
    """The application while it is the SME's turn to write; NotFound otherwise, as for another's."""
    page = queries.application_page(db.session(), application_id, current_actor(), clock.now())
    if page.application.state not in EDITABLE:
        raise NotFound
    return page


def _show(application_id: int, form_error: FormError | None = None) -> str:
    now = clock.now()
    page = queries.application_page(db.session(), application_id, current_actor(), now)
    tied = is_tied(current_actor(), page.application.sme_id)
    actor = offered(current_actor(), tied=tied, barred=presenter.DECISIONS)
    can = presenter.allowed(page, actor, now)
    return render_template(
        "coupons/application_page.html",
        page=page,
        to_correct=CORRECTION_LIMIT,
        layout="layouts/staff.html" if actor.is_staff else "layouts/phone.html",
        for_staff=actor.organisation_id is None,
        steps=presenter.steps(page),
        turn=presenter.turn(page, actor, clock.bangkok_date(now)),
        verdicts=presenter.explained(page.verdicts),
        history=presenter.history(db.session(), page, for_staff=actor.organisation_id is None),
        can=can,
        tied=tied,
        deciding=[words_for(rule) for rule in page.in_the_way],
        fits=offers.fitting(db.session(), page.sme.organisation_id, now, besides=page.application.scheme_id)
        if not actor.is_staff and page.application.state in REFUSED
        else None,
        form_error=form_error,
    )


PAGE = ActingPage("applications.application", "application_id", _show)


def _desk() -> str | Response:
    """The officers' list, longest waiting first; narrowed to what waits for OSMEP unless a state is chosen."""
    found = staff_list().answer(db.session(), queries.staff_statement())
    if isinstance(found, Response):
        return found
    return render_template(
        "coupons/application_staff.html", page=found, today=clock.bangkok_date(clock.now())
    )
