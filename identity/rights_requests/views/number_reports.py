"""A number that somebody else registered: its owner reports it, officers look into it."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core import clock
from core.actor import Actor
from core.audit import operations as audit
from core.calendar.due import due_on
from core.commands import Command
from core.db import db
from core.documents import operations as documents
from core.documents.models import Document
from core.documents.operations import FileProblem
from core.errors import NotFound, Refused
from core.labels import words_for
from core.permissions import Permission
from identity.accounts.views.fresh import fresh
from identity.blueprint import blueprint
from identity.organisations.queries import connections
from identity.rights_requests.commands import ASK_NUMBER_RELEASE, DISMISS_NUMBER_REPORT
from identity.rights_requests.forms import ReportNumberForm
from identity.rights_requests.models import NumberReport
from identity.rights_requests.queries import concerned_in, open_reports, release_asked
from identity.rights_requests.rules import RightsRequestRefusal
from identity.rights_requests.services.ask_number_release import ask_number_release
from identity.rights_requests.services.dismiss_number_report import dismiss_number_report
from identity.rights_requests.services.report_number import report_number
from identity.rights_requests.states import LOOK_WITHIN, NumberReportState
from web import card_page, current_actor, refused_to_form, requires, signed_in_only
from web.forms.acting import ReasonForm


@blueprint.route("/numbers/report", methods=["GET", "POST"])
@signed_in_only
def report_a_number() -> str | Response:
    """Say that a number is one's own, with evidence."""
    form = ReportNumberForm()
    if request.method == "GET":
        form.number.raw_data = [request.args.get("number", "")[:40]]
    if form.validate_on_submit():
        try:
            report_id = report_number(
                form.number.data.digits,
                form.reason.data,
                form.evidence.data.read(documents.MAX_BYTES + 1),
                form.evidence.data.filename or "",
                actor=current_actor(),
                now=clock.now(),
            )
        except Refused as refused:
            refused_to_form(
                refused, form, "evidence" if isinstance(refused.reason, FileProblem) else "number"
            )
        else:
            flash(_("Reported. Officers check your evidence, and you get the result by e-mail."), "good")
            return redirect(url_for("identity.number_report", report_id=report_id), code=303)
    return render_template("identity/report_number.html", form_=form)


def _report(report_id: int) -> NumberReport:
    found = db.session.get(NumberReport, report_id)
    if found is None:
        raise NotFound
    return found


@blueprint.get("/number-reports/<int:report_id>")
@signed_in_only
def number_report(report_id: int) -> str:
    """My report, and its result."""
    found = _report(report_id)
    if found.reported_by_id != current_actor().person_id:
        raise NotFound
    reason = audit.read_reason(db.session(), found.state_reason_id)
    return render_template(
        "identity/number_report.html",
        found=found,
        reason=reason,
        due=due_on(LOOK_WITHIN, found.reported_at) if found.state is NumberReportState.OPEN else None,
        today=clock.bangkok_date(clock.now()),
    )


@blueprint.get("/number-reports")
@requires(Permission.IDENTITY_ORGANISATION_CHANGE)
def number_reports() -> str:
    """Reports that wait for an officer."""
    return _page()


def _page(problem: str = "", *, at: str = "", reason_error: str | None = None) -> str:
    """`at`: the form that was sent, as its command and the report's id, with what is wrong with its reason."""
    reads, actor = db.session(), current_actor()
    only = int(at.rpartition("-")[2]) if at else None
    page = card_page(reads, open_reports(), NumberReport.reported_at, NumberReport.id, only=only)
    reports = page.rows
    connected = connections(reads, actor.known_person_id, clock.now())
    return render_template(
        "identity/number_reports.html",
        page=page,
        reasons=audit.read_reasons(reads, [each.reason_id for each in reports]),
        not_freed=_barred(reports, ASK_NUMBER_RELEASE, actor, connected)
        | {each.id: RightsRequestRefusal.NUMBER_FREED for each in reports if each.organisation.released_at},
        not_dismissed=_barred(reports, DISMISS_NUMBER_REPORT, actor, connected),
        asked=release_asked(reads, reports),
        due={each.id: due_on(LOOK_WITHIN, each.reported_at) for each in reports},
        today=clock.bangkok_date(clock.now()),
        problem=problem,
        at=at,
        reason_error=reason_error,
        reason_value=request.form.get("reason", ""),
    )


def _barred(
    reports: Iterable[NumberReport], command: Command, actor: Actor, connected: frozenset[int]
) -> dict[int, StrEnum]:
    """Why this officer cannot decide so, of each report where it is so."""
    facts = {
        each.id: {"organisation": each.organisation_id, "person": concerned_in(each, command)}
        for each in reports
    }
    reasons = ((key, command.refusal(actor, about, connected)) for key, about in facts.items())
    return {key: reason for key, reason in reasons if reason}


def _refused(refused: Refused, at: str) -> tuple[str, int]:
    return _page(words_for(refused.reason, **refused.facts), at=at), 409


@blueprint.get("/number-reports/<int:report_id>/evidence")
@requires(Permission.IDENTITY_ORGANISATION_CHANGE)
def number_evidence(report_id: int) -> FlaskResponse:
    """What proves that the number is theirs."""
    document = db.session.get(Document, _report(report_id).document_id)
    if document is None:
        raise NotFound
    return documents.serve(document)


@blueprint.post("/number-reports/<int:report_id>/free")
@requires(Permission.IDENTITY_ORGANISATION_CHANGE)
@fresh
def ask_to_free(report_id: int) -> str | Response | tuple[str, int]:
    """Ask that the number be freed; another officer confirms."""
    form, at = ReasonForm(), f"free-{report_id}"
    if not form.validate():
        return _page(at=at, reason_error=form.problem), 400
    try:
        ask_number_release(report_id, form.reason.data, actor=current_actor(), now=clock.now())
    except Refused as refused:
        return _refused(refused, at)
    flash(_("Requested. Another officer must confirm it."), "good")
    return redirect(url_for("identity.rights_requests"), code=303)


@blueprint.post("/number-reports/<int:report_id>/dismiss")
@requires(Permission.IDENTITY_ORGANISATION_CHANGE)
@fresh
def dismiss_report(report_id: int) -> str | Response | tuple[str, int]:
    """Who registered the number keeps it."""
    form, at = ReasonForm(), f"dismiss-{report_id}"
    if not form.validate():
        return _page(at=at, reason_error=form.problem), 400
    try:
        dismiss_number_report(report_id, form.reason.data, actor=current_actor(), now=clock.now())
    except Refused as refused:
        return _refused(refused, at)
    flash(_("The report has been dismissed. The person who sent it can read the reason."), "good")
    return redirect(url_for("identity.number_reports"), code=303)
