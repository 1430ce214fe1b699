"""Members of an organisation and invitations to it."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from core import clock
from core.db import db
from core.errors import Refused
from core.permissions import Permission
from identity.accounts.views.fresh import fresh
from identity.blueprint import blueprint
from identity.organisations.forms import MemberForm, RightsForm
from identity.organisations.queries import (
    member_for,
    members_of,
    open_invitations,
    organisation_for,
    why_not_replaced,
)
from identity.organisations.rules import INVITATION_DAYS, side_of
from identity.organisations.services.change_member_rights import change_member_rights
from identity.organisations.services.end_membership import end_membership
from identity.organisations.services.invite_member import invite_member
from identity.organisations.services.withdraw_invitation import withdraw_invitation
from identity.organisations.states import Capacity, MemberRole
from web import current_actor, in_capacity, refused_to_form, requires, signed_in_only


@blueprint.get("/organisations/<int:organisation_id>/members")
@requires(Permission.IDENTITY_ORGANISATION_READ)
def members(organisation_id: int) -> str:
    """Who may act for the organisation."""
    actor, reads = current_actor(), db.session()
    return render_template(
        "identity/members.html",
        organisation=organisation_for(reads, organisation_id, actor),
        members=members_of(reads, organisation_id, actor),
        invitations=open_invitations(reads, organisation_id, actor, clock.now()),
        side=side_of(actor.roles),
        manages=actor.may(Permission.IDENTITY_MEMBER_MANAGE),
        why_not_replaced=why_not_replaced(reads, organisation_id, actor, clock.now())
        if actor.may(Permission.IDENTITY_ORGANISATION_CHANGE)
        else {},
        me=actor.person_id,
    )


@blueprint.route("/organisations/<int:organisation_id>/members/invite", methods=["GET", "POST"])
@requires(Permission.IDENTITY_MEMBER_MANAGE)
@fresh
def invite(organisation_id: int) -> str | Response:
    """Invite somebody to act for the organisation."""
    actor = current_actor()
    organisation = organisation_for(db.session(), organisation_id, actor)
    form, side = MemberForm(), side_of(actor.roles)
    if side is not Capacity.SME:
        del form.may_consent
    if form.validate_on_submit():
        try:
            invite_member(
                organisation_id,
                form.email.data,
                MemberRole(form.role.data),
                may_consent=bool(form.may_consent and form.may_consent.data),
                actor=actor,
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
            return redirect(url_for("identity.members", organisation_id=organisation_id), code=303)
    return render_template("identity/invite.html", form_=form, organisation=organisation)


@blueprint.route(
    "/organisations/<int:organisation_id>/members/<int:membership_id>/rights", methods=["GET", "POST"]
)
@requires(Permission.IDENTITY_MEMBER_MANAGE)
@fresh
def rights(organisation_id: int, membership_id: int) -> str | Response:
    """What a member may do."""
    actor, reads = current_actor(), db.session()
    organisation = organisation_for(reads, organisation_id, actor)
    member = member_for(reads, organisation_id, membership_id, actor)
    form = RightsForm(role=member.role.value, may_consent=member.may_consent)
    if member.capacity is not Capacity.SME:
        del form.may_consent
    if form.validate_on_submit():
        try:
            change_member_rights(
                membership_id,
                MemberRole(form.role.data),
                may_consent=bool(form.may_consent and form.may_consent.data),
                actor=actor,
                now=clock.now(),
            )
        except Refused as refused:
            refused_to_form(refused, form, "role")
        else:
            flash(_("Saved."), "good")
            return redirect(url_for("identity.members", organisation_id=organisation_id), code=303)
    return render_template("identity/rights.html", form_=form, organisation=organisation, member=member)


@blueprint.post("/members/<int:membership_id>/end")
@signed_in_only
@in_capacity
def end_member(membership_id: int) -> Response:
    """Remove a member, or leave."""
    actor = current_actor()
    organisation_id = end_membership(membership_id, actor=actor, now=clock.now())
    flash(_("The membership has ended."), "good")
    if actor.organisation_id == organisation_id and actor.may(Permission.IDENTITY_MEMBER_MANAGE):
        return redirect(url_for("identity.members", organisation_id=organisation_id), code=303)
    return redirect(url_for("identity.me"), code=303)


@blueprint.post("/invitations/<int:invitation_id>/withdraw")
@requires(Permission.IDENTITY_MEMBER_MANAGE, Permission.IDENTITY_STAFF_MANAGE)
def withdraw(invitation_id: int) -> Response:
    """Take an invitation back."""
    organisation_id = withdraw_invitation(invitation_id, actor=current_actor(), now=clock.now())
    flash(_("The invitation has been withdrawn."), "good")
    if organisation_id is None:
        return redirect(url_for("identity.people"), code=303)
    return redirect(url_for("identity.members", organisation_id=organisation_id), code=303)
