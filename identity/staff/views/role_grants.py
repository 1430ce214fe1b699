"""Roles that an administrator has granted and a second person decides about."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from core import clock
from core.actor import Actor
from core.audit import operations as audit
from core.db import db
from core.labels import words_for
from core.permissions import Permission
from identity.blueprint import blueprint
from identity.people.models import Person
from identity.people.queries import is_person
from identity.staff import origins, queries
from identity.staff.commands import CONFIRM_ROLE_GRANT
from identity.staff.models import RoleGrant
from identity.staff.rules import FIRST_ADMINISTRATORS, NEWCOMER_FOR, StaffRefusal
from identity.staff.services.confirm_role_grant import confirm_role_grant
from identity.staff.services.decline_role_grant import decline_role_grant
from identity.staff.services.withdraw_role_grant import withdraw_role_grant
from identity.staff.states import ROLE_GRANT, RoleGrantState
from web import Column, ListPage, choice_filter, current_actor, list_view, requires, turn_filter
from web.forms.acting import ReasonForm
from web.pages.next_action import Guide, Step, Wait

GRANT_GUIDE = Guide(
    ROLE_GRANT,
    {
        RoleGrantState.PROPOSED: Wait(
            _l("Another officer checks that this role is right, then confirms or declines it."),
            _l("another administrator or an approver"),
        ),
        RoleGrantState.CONFIRMED: Wait(_l("The role was confirmed.")),
        RoleGrantState.DECLINED: Wait(_l("The role was declined.")),
        RoleGrantState.WITHDRAWN: Wait(_l("The role was withdrawn.")),
        RoleGrantState.LAPSED: Wait(
            _l("Nobody confirmed the role in time. Grant it again if it is still needed.")
        ),
    },
    {
        RoleGrantState.PROPOSED: (
            Step(
                CONFIRM_ROLE_GRANT,
                _l(
                    "Make sure that you know this person and that they need this role for their work. Then confirm or decline it."
                ),
                "confirm",
            ),
        ),
    },
)
_READERS = (Permission.IDENTITY_STAFF_CONFIRM, Permission.AUDIT_TRAIL_READ)


def _list() -> ListPage:
    return ListPage(
        columns=[
            Column("name", _l("Name"), lambda row: row.person.full_name, Person.full_name),
            Column("role", _l("Role"), lambda row: row.role, RoleGrant.role),
            Column("unit", _l("Unit"), lambda row: row.unit.code),
            Column("by", _l("Granted by"), lambda row: row.granted_by.full_name),
            Column("since", _l("Granted on"), lambda row: row.granted_at, RoleGrant.queue_since),
            Column("state", _l("State"), lambda row: row.state),
        ],
        key=RoleGrant.id,
        default_sort="since",
        file_name="role-grants",
        filters=[
            choice_filter(RoleGrant.state, _l("State")),
            turn_filter(lambda: queries.waits_for_second(current_actor(), clock.now())),
        ],
        search=lambda session, statement, typed: statement.where(
            is_person(session, typed, RoleGrant.person_id)
        ),
        search_label=_l("Name"),
    )


@blueprint.get("/people/grants")
@requires(*_READERS)
@list_view
def grants() -> str | Response:
    """Roles that wait for a second person, and those that were decided."""
    statement = (
        sa.select(RoleGrant)
        .join(RoleGrant.person)
        .options(
            sa.orm.contains_eager(RoleGrant.person),
            sa.orm.joinedload(RoleGrant.unit),
            sa.orm.joinedload(RoleGrant.granted_by),
        )
    )
    page = _list().answer(db.session(), statement)
    if isinstance(page, FlaskResponse):
        return page
    return render_template("identity/grants.html", page=page, newcomer_days=NEWCOMER_FOR.days)


@blueprint.get("/people/grants/<int:grant_id>")
@requires(*_READERS)
def grant(grant_id: int) -> str:
    """One granted role: who gave it to whom, and whether the reader may confirm it."""
    return _page(grant_id)


def _page(grant_id: int, reason_error: str | None = None) -> str:
    reads, actor = db.session(), current_actor()
    found = queries.grant(reads, grant_id)
    bar = _bar(found, actor) if found.state is RoleGrantState.PROPOSED else None
    turn = GRANT_GUIDE.turn(
        found.state,
        actor,
        today=clock.bangkok_date(clock.now()),
        since=found.granted_at,
        ready=lambda _step: bar is None,
    )
    return render_template(
        "identity/grant.html",
        found=found,
        held=queries.roles_of(reads, found.person_id),
        turn=turn,
        bar=bar,
        may_confirm=actor.may(Permission.IDENTITY_STAFF_CONFIRM),
        may_withdraw=actor.may(Permission.IDENTITY_STAFF_MANAGE),
        may_decline=actor.may(Permission.IDENTITY_STAFF_CONFIRM)
        and actor.person_id not in {found.granted_by_id, found.person_id},
        reason=audit.read_reason(reads, found.state_reason_id),
        reason_error=reason_error,
        reason_value=request.form.get("reason", ""),
    )


def _bar(found: RoleGrant, actor: Actor) -> str | None:
    """Why this reader would be refused, as the command would say it; None if nothing bars."""
    reads, person_id = db.session(), actor.known_person_id
    facts = origins.grant_bars(reads, found, person_id, clock.now())
    if reason := CONFIRM_ROLE_GRANT.bar(person_id, facts):
        return words_for(reason)
    if queries.administrators(reads) < FIRST_ADMINISTRATORS:
        return words_for(StaffRefusal.SECOND_ADMINISTRATOR)
    return None


@blueprint.post("/people/grants/<int:grant_id>/confirm")
@requires(Permission.IDENTITY_STAFF_CONFIRM)
def confirm_grant(grant_id: int) -> Response:
    """The role begins."""
    confirm_role_grant(grant_id, actor=current_actor(), now=clock.now())
    flash(_("The role has been confirmed. It begins now."), "good")
    return redirect(url_for("identity.grant", grant_id=grant_id), code=303)


@blueprint.post("/people/grants/<int:grant_id>/decline")
@requires(Permission.IDENTITY_STAFF_CONFIRM)
def decline_grant(grant_id: int) -> str | Response | tuple[str, int]:
    """The role is not given."""
    form = ReasonForm()
    if not form.validate():
        return _page(grant_id, form.problem), 400
    decline_role_grant(grant_id, form.reason.data, actor=current_actor(), now=clock.now())
    flash(_("The role has been declined."), "good")
    return redirect(url_for("identity.grant", grant_id=grant_id), code=303)


@blueprint.post("/people/grants/<int:grant_id>/withdraw")
@requires(Permission.IDENTITY_STAFF_MANAGE)
def withdraw_grant(grant_id: int) -> Response:
    """The granter, or another administrator, takes it back."""
    withdraw_role_grant(grant_id, actor=current_actor(), now=clock.now())
    flash(_("The role has been withdrawn."), "good")
    return redirect(url_for("identity.grant", grant_id=grant_id), code=303)
