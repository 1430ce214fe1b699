"""Administration: OSMEP's people, their roles, the units."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from werkzeug.wrappers import Response
from wtforms import SelectChoice

from core import clock
from core.db import db
from core.errors import NotFound, Refused
from core.labels import words_for
from core.permissions import STAFF_ROLES, Permission, Role
from identity.accounts.views.fresh import fresh
from identity.blueprint import blueprint
from identity.organisations.models import StaffUnit
from identity.organisations.queries import staff_invitations
from identity.organisations.rules import INVITATION_DAYS
from identity.people.models import Person
from identity.people.queries import search_people
from identity.staff import queries
from identity.staff.forms import GrantForm, InviteStaffForm, UnitForm
from identity.staff.models import StaffRole
from identity.staff.queries import waiting_for
from identity.staff.services.end_role import end_role
from identity.staff.services.grant_role import grant_role
from identity.staff.services.invite_staff import invite_staff
from identity.staff.services.save_unit import UnitDraft, save_unit
from web import Column, Filter, ListPage, current_actor, list_view, refused_to_form, requires
from web.languages import localized


def _list() -> ListPage:
    return ListPage(
        columns=[
            Column("name", _l("Name"), lambda row: row.person.full_name, Person.full_name),
            Column("email", _l("E-mail"), lambda row: row.person.email, Person.email),
            Column("role", _l("Role"), lambda row: row.role, StaffRole.role),
            Column("unit", _l("Unit"), lambda row: row.unit.code, StaffUnit.code),
            Column("since", _l("Since"), lambda row: row.granted_at, StaffRole.granted_at),
        ],
        key=StaffRole.id,
        default_sort="name",
        file_name="staff",
        filters=[
            Filter(
                "role",
                _l("Role"),
                lambda: [(role.value, words_for(role)) for role in Role if role in STAFF_ROLES],
                lambda statement, value: statement.where(StaffRole.role == Role(value)),
            )
        ],
        search=search_people,
        search_label=_l("Name or e-mail"),
    )


@blueprint.get("/people")
@requires(Permission.IDENTITY_STAFF_MANAGE)
@list_view
def people() -> str | Response:
    """OSMEP's people and the roles they hold."""
    statement = (
        sa.select(StaffRole)
        .join(StaffRole.person)
        .join(StaffRole.unit)
        .where(StaffRole.ended_at.is_(None))
        .options(sa.orm.contains_eager(StaffRole.person), sa.orm.contains_eager(StaffRole.unit))
    )
    page = _list().answer(db.session(), statement)
    if isinstance(page, FlaskResponse):
        return page
    return render_template(
        "identity/people.html", page=page, invitations=staff_invitations(db.session(), clock.now())
    )


def _unit_choices() -> list[SelectChoice]:
    return [
        SelectChoice(unit.id, f"{unit.code} {localized(unit, 'name')}")
        for unit in queries.units(db.session())
        if unit.active
    ]


@blueprint.route("/people/invite", methods=["GET", "POST"])
@requires(Permission.IDENTITY_STAFF_MANAGE)
@fresh
def invite_person() -> str | Response:
    """Invite somebody to serve."""
    form = InviteStaffForm()
    form.unit_id.choices = _unit_choices()
    if form.validate_on_submit():
        try:
            invite_staff(
                form.email.data,
                form.unit_id.data,
                Role(form.role.data),
                actor=current_actor(),
                now=clock.now(),
            )
        except Refused as refused:
            refused_to_form(refused, form, "email")
        else:
            flash(
                ngettext(
                    "The invitation has been sent. It is valid for %(num)s day.",
                    "The invitation has been sent. It is valid for %(num)s days.",
                    INVITATION_DAYS,
                ),
                "good",
            )
            return redirect(url_for("identity.people"), code=303)
    return render_template("identity/invite_staff.html", form_=form)


@blueprint.route("/people/<int:person_id>", methods=["GET", "POST"])
@requires(Permission.IDENTITY_STAFF_MANAGE)
@fresh
def person(person_id: int) -> str | Response:
    """One person's roles; another may be granted."""
    form = GrantForm()
    form.unit_id.choices = _unit_choices()
    found = queries.staff_member(db.session(), person_id)
    if form.validate_on_submit():
        try:
            grant_id = grant_role(
                person_id, form.unit_id.data, Role(form.role.data), actor=current_actor(), now=clock.now()
            )
        except Refused as refused:
            refused_to_form(refused, form, "role")
        else:
            if grant_id is not None:
                flash(_("The role has been granted. It begins when another officer confirms it."), "good")
                return redirect(url_for("identity.grant", grant_id=grant_id), code=303)
            flash(_("The role has been granted and has begun."), "good")
            return redirect(url_for("identity.person", person_id=person_id), code=303)
    return render_template(
        "identity/person.html",
        found=found,
        waiting=waiting_for(db.session(), person_id),
        form_=form,
        me=current_actor().person_id,
    )


@blueprint.post("/people/roles/<int:staff_role_id>/end")
@requires(Permission.IDENTITY_STAFF_MANAGE)
@fresh
def end_staff_role(staff_role_id: int) -> Response:
    """Take a role back."""
    person_id = end_role(staff_role_id, actor=current_actor(), now=clock.now())
    flash(_("The role has ended."), "good")
    return redirect(url_for("identity.person", person_id=person_id), code=303)


@blueprint.get("/units")
@requires(Permission.IDENTITY_STAFF_MANAGE)
def units() -> str:
    """OSMEP's units."""
    return render_template("identity/units.html", rows=queries.units(db.session()))


@blueprint.route("/units/new", methods=["GET", "POST"])
@requires(Permission.IDENTITY_STAFF_MANAGE)
def new_unit() -> str | Response:
    """Enter a unit."""
    return _unit_page(None, UnitForm())


@blueprint.route("/units/<int:unit_id>", methods=["GET", "POST"])
@requires(Permission.IDENTITY_STAFF_MANAGE)
def unit(unit_id: int) -> str | Response:
    """Change a unit."""
    row = db.session.get(StaffUnit, unit_id)
    if row is None:
        raise NotFound
    return _unit_page(unit_id, UnitForm(obj=row))


def _unit_page(unit_id: int | None, form: UnitForm) -> str | Response:
    if form.validate_on_submit():
        draft = UnitDraft(form.code.data, form.name_th.data, form.name_en.data, active=form.active.data)
        try:
            save_unit(unit_id, draft, actor=current_actor(), now=clock.now())
        except Refused as refused:
            refused_to_form(refused, form, "code")
        else:
            flash(_("Saved."), "good")
            return redirect(url_for("identity.units"), code=303)
    return render_template("identity/unit.html", form_=form, unit_id=unit_id)
