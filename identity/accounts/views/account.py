"""A new account's next step; my particulars, my e-mails, and an end to all my sessions."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user, logout_user
from werkzeug.wrappers import Response as BaseResponse

from core import clock
from core.db import db
from identity.accounts.forms import MailForm, ProfileForm
from identity.accounts.services.save_profile import save_profile
from identity.accounts.services.sign_out_everywhere import sign_out_everywhere
from identity.accounts.views.session_identity import session_identity
from identity.blueprint import blueprint
from identity.notifications.operations import choices_of
from identity.notifications.services.choose_mail import choose_mail
from identity.notifications.states import NoticeGroup
from web import current_actor, public, signed_in_only


@blueprint.get("/register/sent")
@public
def mail_sent() -> str:
    """After an account was created: the e-mail to open next, and what to do when it does not arrive."""
    return render_template("identity/mail_sent.html")


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
    flash(_("You are signed out on all devices."), "good")
    return redirect(url_for("security.login"), code=303)


@blueprint.route("/me/mail", methods=["GET", "POST"])
@signed_in_only
def mail_choices() -> str | BaseResponse:
    """Of which notices I want an e-mail too."""
    actor = current_actor()
    found = session_identity()
    chosen = choices_of(db.session(), actor.known_person_id)
    form = MailForm(data={"groups": [group.value for group, wanted in chosen.items() if wanted]})
    asked = form.offer(is_staff=found is not None and found.is_staff)
    if form.validate_on_submit():
        kept = {group for group, wanted in chosen.items() if wanted and group not in asked}
        choose_mail(kept | set(map(NoticeGroup, form.groups.data or ())), actor=actor, now=clock.now())
        flash(_("Saved."), "good")
        return redirect(url_for("identity.me"), code=303)
    return render_template("identity/mail_choices.html", form_=form)
