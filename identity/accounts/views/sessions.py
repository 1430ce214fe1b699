"""Where one is signed in, and an end to it: one's own sessions, and for an administrator another's."""

from __future__ import annotations

from datetime import timedelta

from flask import flash, get_flashed_messages, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from core import clock
from core.db import db
from core.errors import NotFound, Refused
from core.permissions import Permission
from identity.accounts.queries import end_of_session, live_sessions
from identity.accounts.services.end_other_sessions import end_other_sessions as end_others
from identity.accounts.services.end_own_session import end_own_session
from identity.accounts.services.end_sessions_of import end_sessions_of
from identity.accounts.states import SessionEnd
from identity.accounts.views.fresh import fresh
from identity.accounts.views.session_identity import WHO, session_identity, this_session
from identity.blueprint import blueprint
from identity.people.forms import ForAccountForm
from identity.people.queries import person_of_email
from web import current_actor, refused_to_form, requires, signed_in_only
from web.forms.saved_forms import is_saved_form
from web.forms.sealed import RETENTION


def why_sign_in() -> dict[str, list[str]]:
    """For the sign-in page: why somebody was sent there. Nothing for who came by themselves, or reads already what is next."""
    after, unsent = request.values.get("next"), "unsent" in request.args
    if (not after and not unsent) or get_flashed_messages():
        return {"why_sign_in": []}
    typed_before = after is not None and is_saved_form(after)
    token = session.get(WHO)
    ended = end_of_session(db.session(), token) if isinstance(token, str) else None
    words = []
    if ended is SessionEnd.TIME_OVER:
        words.append(_("You were signed out because some time had passed. Sign in again to continue."))
    elif ended is not None:
        words.append(_("You were signed out. Sign in again to continue."))
    elif after and not typed_before:
        words.append(_("Sign in to open the page you asked for."))
    if typed_before:
        kept = ngettext(
            "What you typed is saved for %(num)s minute. You will find it here after you have signed in.",
            "What you typed is saved for %(num)s minutes. You will find it here after you have signed in.",
            RETENTION // timedelta(minutes=1),
        )
        words.append(kept)
    elif unsent:
        words.append(_("What you just sent was not saved."))
    return {"why_sign_in": words}


@blueprint.get("/me/sessions")
@signed_in_only
def sessions() -> str:
    """Where I am signed in."""
    found = session_identity()
    if found is None or found.session is None:
        raise NotFound
    rows = live_sessions(db.session(), found.person_id, clock.now(), is_staff=found.is_staff)
    return render_template("identity/sessions.html", rows=rows, here=found.session.id)


@blueprint.post("/me/sessions/<int:session_id>/end")
@signed_in_only
def end_session(session_id: int) -> Response:
    """End one of my other sessions."""
    end_own_session(session_id, actor=current_actor(), now=clock.now())
    flash(_("The device has been signed out."), "good")
    return redirect(url_for("identity.sessions"), code=303)


@blueprint.post("/me/sessions/end-others")
@signed_in_only
def end_other_sessions() -> Response:
    """Stay signed in here alone."""
    here = this_session()
    if here is None:
        raise NotFound
    end_others(here.id, actor=current_actor(), now=clock.now())
    flash(_("All your other devices are signed out."), "good")
    return redirect(url_for("identity.sessions"), code=303)


@blueprint.route("/people/sign-out", methods=["GET", "POST"])
@requires(Permission.IDENTITY_STAFF_MANAGE)
@fresh
def sign_out_person() -> str | Response:
    """Sign a person out everywhere, for a phone lost or an account abused."""
    form = ForAccountForm()
    if form.validate_on_submit():
        try:
            person_id = person_of_email(db.session(), form.email.data.strip().lower())
            count = end_sessions_of(person_id, form.reason.data, actor=current_actor(), now=clock.now())
        except NotFound:
            form.email.errors = [_("No account has this e-mail address.")]
        except Refused as refused:
            refused_to_form(refused, form, "email")
        else:
            flash(
                ngettext(
                    "The person has been signed out on %(num)s device.",
                    "The person has been signed out on %(num)s devices.",
                    count,
                ),
                "good",
            )
            return redirect(url_for("identity.people"), code=303)
    return render_template("identity/sign_out_person.html", form_=form)
