"""Whom I act for: choosing a capacity, my account, and what I am invited to."""

from __future__ import annotations

from flask import flash, redirect, render_template, session, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response
from werkzeug.wrappers import Response as BaseResponse

from core import clock
from core.db import db
from core.errors import NotFound
from identity.accounts.session_identity import SELF
from identity.accounts.views.next_page import next_page
from identity.accounts.views.session_identity import CHOICE, session_identity, this_session
from identity.blueprint import blueprint
from identity.capacities.services.accept_invitation import accept_invitation
from identity.capacities.services.choose_capacity import choose_capacity
from identity.notifications.queries import notices_of
from identity.organisations.queries import (
    invitation_by_token,
    invitations_to,
    memberships_of,
)
from identity.staff.queries import waiting_for
from web import current_actor, signed_in_only

LATEST = 5


@blueprint.get("/act-for")
@signed_in_only
def choose() -> str:
    """Several capacities: which one now?"""
    found = session_identity()
    if found is None:
        raise NotFound
    return render_template("identity/choose.html", choices=found.choices, after=next_page(), alone=SELF)


@blueprint.post("/act-for/<string:choice>")
@signed_in_only
def act_for(choice: str) -> BaseResponse:
    """Act in this capacity from now on; as staff, only with a second factor given in this session."""
    session[CHOICE] = choose_capacity(choice, actor=current_actor(), now=clock.now())
    return redirect(next_page(), code=303)


@blueprint.get("/me")
@signed_in_only
def me() -> str:
    """My account."""
    found, actor = session_identity(), current_actor()
    if found is None:
        raise NotFound
    reads = db.session()
    return render_template(
        "identity/me.html",
        session_identity=found,
        actor=actor,
        person=current_user,
        memberships=memberships_of(reads, found.person_id),
        notices=notices_of(reads, found.person_id, LATEST),
        invitations=invitations_to(reads, found.person_id, clock.now()),
        waiting=waiting_for(reads, found.person_id),
        must_set_up=found.is_staff and not found.has_second_factor,
    )


@blueprint.get("/invitations/<string:token>")
@signed_in_only
def invitation(token: str) -> str:
    """What I am invited to."""
    found = invitation_by_token(db.session(), token, current_actor(), clock.now())
    return render_template("identity/invitation.html", invitation=found, token=token)


def _take_up(which: str | int) -> str:
    here = this_session()
    return accept_invitation(
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
            _("You have accepted. Your role begins when another officer of OSMEP has confirmed it."), "wait"
        )
        return redirect(url_for("identity.me"), code=303)
    session[CHOICE] = choice
    flash(_("Welcome. You now have your new role."), "good")
    return redirect(url_for("today.today"), code=303)


@blueprint.post("/invitations/<int:invitation_id>/take-up")
@signed_in_only
def take_up_mine(invitation_id: int) -> Response:
    """Accept from my account, without the invitation e-mail: the confirmed address is proof enough."""
    actor = current_actor()
    waiting = invitations_to(db.session(), actor.known_person_id, clock.now())
    if invitation_id not in {each.id for each in waiting}:
        raise NotFound
    return _accepted(_take_up(invitation_id))
