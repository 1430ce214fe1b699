"""Members of an organisation and invitations to it."""

from __future__ import annotations

from flask import flash, redirect, render_template, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core import clock
from core.db import db
from core.errors import NotFound, Refused
from core.permissions import Permission
from identity import queries
from identity.actors import SELF
from identity.forms import MemberForm, RightsForm
from identity.rights_requests import why_not_replaced
from identity.rules import IdentityRefusal, side_of
from identity.services.change_member_rights import change_member_rights
from identity.services.end_membership import end_membership
from identity.services.invite_member import invite_member
from identity.services.take_up_invitation import take_up_invitation
from identity.services.withdraw_invitation import withdraw_invitation
from identity.states import Capacity, MemberRole
from identity.views.blueprint import blueprint
from identity.views.fresh import fresh
from identity.views.standing import CHOICE, this_session
from web import current_actor, in_capacity, refused_to_form, requires, signed_in_only


@blueprint.get("/organisations/<int:organisation_id>/members")
@requires(Permission.IDENTITY_ORGANISATION_READ)
def members(organisation_id: int) -> str:
    """Who may act for the organisation."""
    actor, reads = current_actor(), db.session()
    return render_template(
        "identity/members.html",
        organisation=queries.organisation_for(reads, organisation_id, actor),
        members=queries.members_of(reads, organisation_id, actor),
        invitations=queries.open_invitations(reads, organisation_id, actor, clock.now()),
        side=side_of(actor.roles),
        manages=actor.may(Permission.IDENTITY_MEMBER_MANAGE),
        why_not_replaced=why_not_replaced(reads, organisation_id, actor, clock.now())
        if actor.may(Permission.IDENTITY_ORGANISATION_CHANGE)
        else {},
        asked=IdentityRefusal.RIGHTS_REQUEST_ASKED,
        me=actor.person_id,
    )


@blueprint.route("/organisations/<int:organisation_id>/members/invite", methods=["GET", "POST"])
@requires(Permission.IDENTITY_MEMBER_MANAGE)
@fresh
def invite(organisation_id: int) -> str | Response:
    """Invite somebody to act for the organisation."""
    actor = current_actor()
    organisation = queries.organisation_for(db.session(), organisation_id, actor)
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
            flash(_("The invitation has been sent. It holds for 7 days."), "good")
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
    organisation = queries.organisation_for(reads, organisation_id, actor)
    member = queries.member_for(reads, organisation_id, membership_id, actor)
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


@blueprint.get("/invitations/<string:token>")
@signed_in_only
def invitation(token: str) -> str:
    """What I am invited to."""
    found = queries.invitation_by_token(db.session(), token, current_actor(), clock.now())
    return render_template("identity/invitation.html", invitation=found, token=token)


def _take_up(which: str | int) -> str:
    here = this_session()
    return take_up_invitation(
        which, actor=current_actor(), now=clock.now(), session_id=here.id if here else None
    )


@blueprint.post("/invitations/<string:token>")
@signed_in_only
def take_up(token: str) -> Response:
    """Take an invitation up, and begin to act in it."""
    return _accepted(_take_up(token))


def _accepted(choice: str) -> Response:
    """Begin to act in what was accepted; or say that a second person must confirm it first."""
    if choice == SELF:
        flash(
            _("You have accepted. Your role begins when a second person at OSMEP has confirmed it."), "wait"
        )
        return redirect(url_for("identity.me"), code=303)
    session[CHOICE] = choice
    flash(_("Welcome. You now act in your new role."), "good")
    return redirect("/today", code=303)


@blueprint.post("/invitations/<int:invitation_id>/take-up")
@signed_in_only
def take_up_mine(invitation_id: int) -> Response:
    """The same from my account, without the letter: the confirmed e-mail is proof enough."""
    actor = current_actor()
    waiting = queries.invitations_to(db.session(), actor.known_person_id, clock.now())
    if invitation_id not in {each.id for each in waiting}:
        raise NotFound
    return _accepted(_take_up(invitation_id))
