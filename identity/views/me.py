"""A person's own pages: whom I act for, my account."""

from __future__ import annotations

from flask import flash, redirect, render_template, session, url_for
from flask_babel import gettext as _
from flask_login import current_user, logout_user
from werkzeug.wrappers import Response as BaseResponse

from core import clock
from core.db import db
from core.errors import NotFound
from identity import queries, role_grants
from identity.actors import SELF
from identity.forms import ProfileForm
from identity.services.choose_capacity import choose_capacity
from identity.services.save_profile import save_profile
from identity.services.sign_out_everywhere import sign_out_everywhere
from identity.views.blueprint import blueprint
from identity.views.next_page import next_page
from identity.views.standing import CHOICE, standing
from web import current_actor, signed_in_only

LATEST = 5


@blueprint.get("/act-for")
@signed_in_only
def choose() -> str:
    """Several capacities: which one now?"""
    found = standing()
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
    found, actor = standing(), current_actor()
    if found is None:
        raise NotFound
    reads = db.session()
    return render_template(
        "identity/me.html",
        standing=found,
        actor=actor,
        person=current_user,
        memberships=queries.memberships_of(reads, found.person_id),
        notices=queries.notices_of(reads, found.person_id, LATEST),
        invitations=queries.invitations_to(reads, found.person_id, clock.now()),
        waiting=role_grants.waiting_for(reads, found.person_id),
        must_set_up=found.is_staff and not found.has_second_factor,
    )


@blueprint.route("/me/profile", methods=["GET", "POST"])
@signed_in_only
def profile() -> str | BaseResponse:
    """My name, telephone and language."""
    form = ProfileForm(obj=current_user)
    if form.validate_on_submit():
        save_profile(
            form.full_name.data,
            form.phone.data or "",
            form.locale.data,
            title=form.title.data or "",
            actor=current_actor(),
            now=clock.now(),
        )
        flash(_("Saved."), "good")
        return redirect(url_for("identity.me"), code=303)
    return render_template("identity/profile.html", form_=form)


@blueprint.post("/me/sign-out-everywhere")
@signed_in_only
def sign_out_all() -> BaseResponse:
    """End all my sessions, this one too."""
    sign_out_everywhere(actor=current_actor(), now=clock.now())
    logout_user()
    flash(_("You are signed out on every device."), "good")
    return redirect(url_for("security.login"), code=303)
