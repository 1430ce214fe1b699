"""Claims: delivery with evidence, acceptance, the officer's decision."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from core import clock
from core.actor import Actor
from core.audit import operations as audit
from core.db import db
from core.documents import operations as documents
from core.labels import words_for
from core.permissions import Permission
from coupons.claims import presenter, queries
from coupons.claims.forms import AcceptanceForm, ApprovalForm, DeliveryForm, EvidenceForm, FilingForm
from coupons.claims.payment_status import payment_status
from coupons.claims.presenter import facts
from coupons.claims.services.accept_delivery import accept_delivery
from coupons.claims.services.accept_for_sme import accept_for_sme
from coupons.claims.services.add_evidence import EvidenceFile, add_evidence
from coupons.claims.services.approve_claim import approve_claim
from coupons.claims.services.close_claim import close_claim
from coupons.claims.services.deliver_service import deliver_service
from coupons.claims.services.dispute_redemption import dispute_redemption
from coupons.claims.services.reject_claim import reject_claim
from coupons.claims.services.remove_evidence import remove_evidence
from coupons.claims.services.resubmit_claim import resubmit_claim
from coupons.claims.services.return_claim import return_claim
from coupons.claims.services.settle_dispute import settle_dispute
from coupons.claims.states import ClaimRefusal, EvidenceKind
from coupons.claims.views.listing import SECOND_LINES, claim_list
from coupons.redemptions.labels import REDEMPTION_HISTORY, REDEMPTION_TONES
from coupons.redemptions.services.cancel_redemption import cancel_redemption
from coupons.redemptions.states import RedemptionState
from coupons.states import CORRECTION_LIMIT, Party
from identity.people.history import history_rows
from web import current_actor, list_view, requires
from web.forms.acting import ActingPage, Answer, FormError
from web.pages.offers import is_tied, offered

blueprint = Blueprint("redemptions", __name__, url_prefix="/redemptions")

P = Permission


@blueprint.get("/")
@requires(P.COUPONS_REDEMPTION_READ)
@list_view
def index() -> str | Response:
    """The services of one's own side; for staff, the claims."""
    actor = current_actor()
    found = claim_list(actor).answer(db.session(), queries.redemption_statement(actor))
    if isinstance(found, Response):
        return found
    if actor.is_staff:
        found.columns = [column for column in found.columns if column.key not in SECOND_LINES]
    return render_template("coupons/redemption_list.html", page=found)


@blueprint.get("/<int:redemption_id>")
@requires(P.COUPONS_REDEMPTION_READ)
def redemption(redemption_id: int) -> str:
    """Show its state, whose turn it is, its evidence, and what happened."""
    return show(redemption_id)


@blueprint.get("/<int:redemption_id>/evidence/<int:evidence_id>")
@requires(P.COUPONS_REDEMPTION_READ)
def evidence(redemption_id: int, evidence_id: int) -> Response:
    """One file of evidence."""
    return documents.serve(
        queries.evidence_document(db.session(), redemption_id, evidence_id, current_actor())
    )


@blueprint.post("/<int:redemption_id>/evidence")
@requires(P.COUPONS_REDEMPTION_DELIVER, P.COUPONS_REDEMPTION_ACCEPT)
def upload(redemption_id: int) -> Answer:
    """Add files that prove one thing."""
    form = EvidenceForm()
    _offer_kinds(form, queries.claim_for(db.session(), redemption_id, current_actor()))
    if not form.validate() or not form.files.uploads:
        if not form.errors:
            form.files.errors = [_("Choose at least one file.")]
        return show(redemption_id, FormError("evidence", first_error(form), form=form)), 400
    files = [EvidenceFile(each.file_name, each.content) for each in form.files.uploads]
    done = _("The evidence has been added.")
    return _staying(
        redemption_id,
        PAGE.act(redemption_id, "evidence", add_evidence, done, form.kind.data, files, form=form),
    )


@blueprint.post("/<int:redemption_id>/evidence/<int:evidence_id>/remove")
@requires(P.COUPONS_REDEMPTION_DELIVER, P.COUPONS_REDEMPTION_ACCEPT)
def take_back(redemption_id: int, evidence_id: int) -> Answer:
    """Take a file back."""
    done = _("The file has been removed.")
    return _staying(redemption_id, PAGE.act(redemption_id, "evidence", remove_evidence, done, evidence_id))


def _staying(redemption_id: int, answer: Answer) -> Answer:
    """What is typed beside the evidence stays typed: the page is shown with it where one would be sent to it anew."""
    beside = ("delivered_on", "invoice_number", "invoiced_on", "rating", "comment")
    if isinstance(answer, BaseResponse) and any(request.form.get(name) for name in beside):
        return show(redemption_id)
    return answer


@blueprint.post("/<int:redemption_id>/deliver")
@requires(P.COUPONS_REDEMPTION_DELIVER)
def deliver(redemption_id: int) -> Answer:
    """Declare the service delivered."""
    form = DeliveryForm()
    if not form.validate():
        return show(redemption_id, FormError("deliver", first_error(form), form=form)), 400
    return PAGE.act(
        redemption_id,
        "deliver",
        partial(
            deliver_service,
            delivered_on=form.delivered_on.data,
            invoice_number=form.invoice_number.data,
            invoiced_on=form.invoiced_on.data,
        ),
        _("Marked as delivered. The customer is asked to accept it."),
        form=form,
    )


@blueprint.post("/<int:redemption_id>/resubmit")
@requires(P.COUPONS_REDEMPTION_DELIVER)
def resubmit(redemption_id: int) -> Answer:
    """Hand a returned claim in again."""
    return PAGE.act(
        redemption_id,
        "resubmit",
        resubmit_claim,
        _("The claim has been resubmitted."),
    )


@blueprint.post("/<int:redemption_id>/accept")
@requires(P.COUPONS_REDEMPTION_ACCEPT)
def accept(redemption_id: int) -> Answer:
    """Accept what was delivered, and rate it."""
    form = AcceptanceForm()
    if not form.validate():
        return show(redemption_id, FormError("accept", first_error(form), form=form)), 400
    return PAGE.act(
        redemption_id,
        "accept",
        partial(accept_delivery, rating=int(form.rating.data), comment=form.comment.data or ""),
        _("Accepted. Thank you. Next, an officer checks the claim."),
        form=form,
    )


@blueprint.post("/<int:redemption_id>/approve")
@requires(P.COUPONS_REDEMPTION_DECIDE)
def approve(redemption_id: int) -> Answer:
    """Approve the claim, perhaps for less."""
    form = ApprovalForm()
    if not form.validate():
        return show(redemption_id, FormError("approve", first_error(form), form=form)), 400
    return PAGE.act(
        redemption_id,
        "approve",
        partial(approve_claim, reason=form.reason.data or ""),
        _("The claim is approved, and the money is payable."),
        form.amount.data,
        form=form,
    )


@blueprint.post("/<int:redemption_id>/close")
@requires(P.COUPONS_REDEMPTION_DECIDE)
def close(redemption_id: int) -> Answer:
    """Complete a claim in which there is no money."""
    return PAGE.act(
        redemption_id,
        "close",
        close_claim,
        _("The claim is completed."),
    )


@blueprint.post("/<int:redemption_id>/return")
@requires(P.COUPONS_REDEMPTION_DECIDE)
def send_back(redemption_id: int) -> Answer:
    """Ask who filed it for more evidence."""
    return PAGE.act_with_reason(redemption_id, "return", return_claim, _("Sent back for more evidence."))


@blueprint.post("/<int:redemption_id>/reject")
@requires(P.COUPONS_REDEMPTION_DECIDE)
def reject(redemption_id: int) -> Answer:
    """Reject the claim."""
    return PAGE.act_with_reason(
        redemption_id, "reject", reject_claim, _("The claim is rejected, and its money has been released.")
    )


@blueprint.post("/<int:redemption_id>/accept-for-sme")
@requires(P.COUPONS_REDEMPTION_DECIDE)
def accept_in_place(redemption_id: int) -> Answer:
    """Accept a delivery in the place of the side that left it unanswered."""
    return PAGE.act_with_reason(
        redemption_id, "accept-for-sme", accept_for_sme, _("Accepted. Another officer decides the claim.")
    )


@blueprint.post("/<int:redemption_id>/settle")
@requires(P.COUPONS_REDEMPTION_DECIDE)
def settle(redemption_id: int) -> Answer:
    """Settle a dispute for the claim."""
    return PAGE.act_with_reason(
        redemption_id, "settle", settle_dispute, _("The dispute is resolved. The claim continues.")
    )


@blueprint.post("/<int:redemption_id>/dispute")
@requires(P.COUPONS_REDEMPTION_DISPUTE)
def dispute(redemption_id: int) -> Answer:
    """Say what is wrong."""
    return PAGE.act_with_reason(
        redemption_id,
        "dispute",
        dispute_redemption,
        _("Your report has been sent. An officer will check it."),
    )


@blueprint.post("/<int:redemption_id>/cancel")
@requires(P.COUPONS_REDEMPTION_CANCEL)
def cancel(redemption_id: int) -> Answer:
    """Call the service off."""
    return PAGE.act_with_reason(
        redemption_id, "cancel", cancel_redemption, _("Cancelled. The money has been released.")
    )


def first_error(form: Any) -> str:
    """What is wrong first, in words."""
    return next((str(errors[0]) for errors in form.errors.values() if errors), _("Check the form."))


def _offer_kinds(form: EvidenceForm, page: queries.ClaimPage) -> None:
    """Who files proves everything; an SME that does not proves what it paid itself."""
    kinds = tuple(EvidenceKind) if page.side is page.filer else presenter.FROM_THE_SME
    form.kind.choices = [(kind.value, presenter.evidence_words(kind, page.pays)) for kind in kinds]


def _forms(page: queries.ClaimPage, form_error: FormError | None) -> dict[str, Any]:
    """The forms of the page, one of them perhaps as it was sent."""
    forms: dict[str, Any] = {
        "evidence": EvidenceForm(),
        "deliver": DeliveryForm(),
        "accept": AcceptanceForm(),
        "file": FilingForm(),
        "approve": ApprovalForm(amount=page.redemption.held),
    }
    if form_error is None:
        for form in forms.values():
            form.ask_again()
    if form_error and form_error.form is not None and form_error.command in forms:
        forms[form_error.command] = form_error.form
    _offer_kinds(forms["evidence"], page)
    return forms


def show(redemption_id: int, form_error: FormError | None = None) -> str:
    """The page, perhaps with what went wrong."""
    now = clock.now()
    page = queries.claim_for(db.session(), redemption_id, current_actor())
    found = page.redemption
    tied = is_tied(current_actor(), found.sme_id, found.provider_id)
    actor = offered(current_actor(), tied=tied, barred=presenter.DECISIONS)
    forms = _forms(page, form_error)
    can = presenter.allowed(page, actor, now, tied=tied)
    owed = found.state in (RedemptionState.APPROVED, RedemptionState.PAID)
    news = payment_status(db.session(), found, page.side, actor, now) if owed else None
    return render_template(
        "coupons/redemption.html",
        page=page,
        to_correct=CORRECTION_LIMIT,
        forms=forms,
        form_error=form_error,
        problems=_problems(form_error, page),
        steps=presenter.steps(page),
        turn=presenter.turn(page, actor, now, news, tied=tied),
        news=news,
        rest=presenter.rest_words(page),
        can=can,
        tied=tied,
        account_url=_account_url(page, actor),
        reason=audit.read_reason(db.session(), found.state_reason_id),
        history=history_rows(
            db.session(),
            REDEMPTION_HISTORY,
            REDEMPTION_TONES,
            ("redemption", redemption_id),
            for_staff=actor.is_staff,
        ),
        Party=Party,
        findings=[{"text": words_for(flag)} for flag in page.flags],
        missing=presenter.missing_words(page),
        files=presenter.evidence_files(page, removable=can.add_evidence),
        facts=facts(page),
    )


PAGE = ActingPage("redemptions.redemption", "redemption_id", show)


def _account_url(page: queries.ClaimPage, actor: Actor) -> str | None:
    """Where who is paid back names its bank account, for those who may."""
    if not page.account_missing or not actor.may(P.IDENTITY_BANK_ACCOUNT_MANAGE):
        return None
    return url_for("identity.bank_accounts", organisation_id=page.sme.id)


def _problems(form_error: FormError | None, page: queries.ClaimPage) -> list[tuple[str, str | None]]:
    """What went wrong, for the summary; of missing evidence which, with the way to where it is added."""
    if form_error is None:
        return []
    if form_error.reason is ClaimRefusal.ACCOUNT_MISSING:
        return [(form_error.words, "account")]
    if form_error.reason is ClaimRefusal.EVIDENCE_MISSING:
        return [(" ".join(presenter.missing_words(page)), "evidence")]
    return [(form_error.words, None)]
