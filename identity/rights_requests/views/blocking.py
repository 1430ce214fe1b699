"""An administrator blocks a person, and asks for one to be let in again."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from core import clock
from core.audit import operations as audit
from core.db import db
from core.errors import NotFound, Refused
from core.labels import words_for
from core.permissions import Permission
from identity.accounts.views.fresh import fresh
from identity.blueprint import blueprint
from identity.people.forms import ForAccountForm
from identity.people.models import Person
from identity.people.queries import blocked_person, person_of_email, search_people
from identity.rights_requests.queries import unblock_asked
from identity.rights_requests.rules import RightsRequestRefusal
from identity.rights_requests.services.ask_unblock import ask_unblock
from identity.rights_requests.services.block_person import block_person
from web import Column, ListPage, current_actor, list_view, refused_to_form, requires
from web.forms.acting import ReasonForm


def _list() -> ListPage:
    return ListPage(
        columns=[
            Column("name", _l("Name"), lambda row: row.full_name, Person.full_name),
            Column("email", _l("E-mail"), lambda row: row.email, Person.email),
            Column("since", _l("Blocked on"), lambda row: row.blocked_at, Person.blocked_at),
            Column("by", _l("Blocked by"), lambda row: row.blocked_by.full_name),
            Column("do", _l("Change"), lambda _row: ""),
        ],
        key=Person.id,
        default_sort="since",
        file_name="blocked",
        search=search_people,
        search_label=_l("Name or e-mail"),
    )


@blueprint.get("/people/blocked")
@requires(Permission.IDENTITY_ACCOUNT_MANAGE)
@list_view
def blocked() -> str | Response:
    """Whose accounts are blocked."""
    statement = (
        sa.select(Person).where(Person.blocked_at.is_not(None)).options(sa.orm.joinedload(Person.blocked_by))
    )
    page = _list().answer(db.session(), statement)
    if isinstance(page, FlaskResponse):
        return page
    asked = unblock_asked(db.session(), [row.id for row in page.rows])
    return render_template("identity/blocked.html", page=page, asked=asked)


@blueprint.route("/people/block", methods=["GET", "POST"])
@requires(Permission.IDENTITY_ACCOUNT_MANAGE)
@fresh
def block() -> str | Response:
    """Shut a person's account, for one that is abused or in other hands."""
    form = ForAccountForm()
    if form.validate_on_submit():
        try:
            person_id = person_of_email(db.session(), form.email.data.strip().lower())
            block_person(person_id, form.reason.data, actor=current_actor(), now=clock.now())
        except NotFound:
            form.email.errors = [_("No account has this e-mail address.")]
        except Refused as refused:
            refused_to_form(refused, form, "email")
        else:
            flash(_("Blocked. The person has been signed out on all devices and notified by e-mail."), "good")
            return redirect(url_for("identity.blocked"), code=303)
    return render_template("identity/block.html", form_=form)


@blueprint.route("/people/blocked/<int:person_id>/unblock", methods=["GET", "POST"])
@requires(Permission.IDENTITY_ACCOUNT_MANAGE)
@fresh
def unblock(person_id: int) -> str | Response:
    """Ask that a blocked person be let in again; another officer confirms."""
    reads, form = db.session(), ReasonForm()
    found = blocked_person(reads, person_id)
    if form.validate_on_submit():
        try:
            ask_unblock(person_id, form.reason.data, actor=current_actor(), now=clock.now())
        except Refused as refused:
            refused_to_form(refused, form, "reason")
        else:
            flash(_("Requested. Another officer must confirm it."), "good")
            return redirect(url_for("identity.rights_requests"), code=303)
    return render_template(
        "identity/unblock.html",
        form_=form,
        found=found,
        reason=audit.read_reason(reads, found.block_reason_id),
        is_asked=bool(unblock_asked(reads, [person_id])) and request.method == "GET",
        asked=words_for(RightsRequestRefusal.RIGHTS_REQUEST_ASKED),
    )
