"""“Confirm that it is you”: the password or the second factor is asked for again, and nothing typed is lost.

What was sent comes back as hidden fields of the page that asks, which posts to the address of the first sending; files
are kept for a short while (web.forms.saved_forms) and go along. The proof is looked at before the view, and then the view
does what it would have done.
"""

from __future__ import annotations

import json
from datetime import timedelta
from enum import StrEnum
from typing import Any

from flask import Response, current_app, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_security.utils import check_and_get_token_status, get_message
from flask_security.webauthn import _signin_common
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse
from wtforms import PasswordField, StringField

from core import clock
from core.actor import FRESH_FOR
from identity.accounts.services.record_second_factor_proof import record_second_factor_proof
from identity.accounts.session_identity import SessionIdentity
from identity.accounts.views.next_page import next_page
from identity.accounts.views.security.forms import FreshForm, PasskeyAnswerForm, SecondFactorForm
from identity.accounts.views.session_identity import forget_session_identity, session_identity
from identity.blueprint import blueprint
from identity.people.models import Person
from web import Form, signed_in_only
from web.forms.form import PROOF_CODE, PROOF_FILES, PROOF_PASSKEY, PROOF_PASSWORD, UNDIGESTED
from web.forms.saved_forms import save_for_proof


class Proof(StrEnum):
    """What is asked for again."""

    PASSWORD = "password"  # noqa: S105 - the name of a kind
    SECOND_FACTOR = "second_factor"


class ProofForm(Form):
    """Its fields have names that no other form has."""

    proof_code = StringField(_l("Six-digit code"))
    proof_password = PasswordField(_l("Password"))


def ask_again(proof: Proof, problem: str = "", status: int = 403) -> BaseResponse:
    """The page that asks for a proof, with what was sent; a page that was only read is come back to afterwards."""
    if request.method in ("GET", "HEAD"):
        after = request.full_path.rstrip("?")
        where = "security.verify" if proof is Proof.PASSWORD else "identity.prove"
        return redirect(url_for(where, next=after))
    kept = save_for_proof()
    sent = [pair for pair in request.form.items(multi=True) if pair[0] not in UNDIGESTED]
    with_files = any(each.filename for each in request.files.values())
    if PROOF_FILES in request.form or (with_files and not kept):
        sent.append((PROOF_FILES, "1"))
    return Response(_page(proof, request.full_path.rstrip("?"), sent, problem), status)


def _page(proof: Proof, action: str, sent: list[tuple[str, str]], problem: str) -> str:
    form, person = ProofForm(formdata=None), current_user
    wanted = form.proof_password if proof is Proof.PASSWORD else form.proof_code
    wanted.errors = [problem] if problem else []
    options = state = None
    if proof is Proof.SECOND_FACTOR and person.webauthn:
        asked, state = _signin_common(person, ["secondary"])
        options = json.dumps(asked)
    return render_template(
        "identity/prove.html",
        form_=form,
        wanted=wanted,
        has_code=proof is Proof.PASSWORD or bool(person.tf_primary_method),
        by_password=proof is Proof.PASSWORD,
        fresh_minutes=FRESH_FOR // timedelta(minutes=1),
        action=action,
        sent=sent,
        files_again=any(name == PROOF_FILES for name, _value in sent),
        credential_options=options,
        passkey_state=state,
        passkey_field=PROOF_PASSKEY,
    )


def proof_offered() -> bool:
    """Whether the form brings a proof."""
    return request.method == "POST" and any(
        name in request.form for name in (PROOF_CODE, PROOF_PASSWORD, PROOF_PASSKEY)
    )


def take_proof(found: SessionIdentity) -> BaseResponse | None:
    """Look at the proof, which counts as a guess like any other; None once it was right, else the page again."""
    proof = Proof.PASSWORD if PROOF_PASSWORD in request.form else Proof.SECOND_FACTOR
    problem = _problem(found)
    if problem:
        return ask_again(proof, problem, 400)
    forget_session_identity()
    if PROOF_FILES in request.form:
        g.shown_again = _("You have confirmed that it is you. Choose the file again, then send.")
    return None


def _problem(found: SessionIdentity) -> str:
    """What is wrong with the proof, in words; empty once it was right and is kept in the session."""
    person: Person = current_user._get_current_object()
    if PROOF_PASSWORD in request.form:
        return _first_problem(FreshForm(formdata=_typed("password", PROOF_PASSWORD), user=person, **_BARE))
    if PROOF_PASSKEY in request.form:
        return _passkey_problem(person)
    if not person.tf_primary_method or not person.tf_totp_secret:
        return str(get_message("INVALID_CODE")[0])
    form = SecondFactorForm(formdata=_typed("code", PROOF_CODE), **_BARE)
    form.user, form.primary_method, form.tf_totp_secret = (
        person,
        person.tf_primary_method,
        person.tf_totp_secret,
    )
    problem = _first_problem(form)
    if not problem and found.session is not None:
        record_second_factor_proof(found.session.id, now=clock.now())
    return problem


_BARE: dict[str, Any] = {"meta": {"csrf": False}}
"""The request's CSRF token has been looked at already."""


def _typed(name: str, field: str) -> MultiDict[str, str]:
    return MultiDict({name: request.form.get(field, "")})


def _first_problem(form: Any) -> str:
    if form.validate():
        return ""
    errors = [*form.form_errors, *(error for field in form for error in field.errors)]
    return str(errors[0]) if errors else str(get_message("INVALID_CODE")[0])


def _passkey_problem(person: Person) -> str:
    expired, invalid, state = check_and_get_token_status(
        request.form.get(PROOF_PASSKEY, ""), "wan", current_app.config["SECURITY_WAN_SIGNIN_WITHIN"]
    )
    if expired or invalid:
        return _("The passkey could not be read. Try again, or sign in another way.")
    form = PasskeyAnswerForm(formdata=MultiDict({"credential": request.form.get("credential", "")}), **_BARE)
    form.challenge, form.user_verification = state["challenge"], state["user_verification"]
    form.is_secondary, form.is_verify = False, True
    if not form.validate() or form.user.id != person.id:
        return _("The passkey could not be read. Try again, or sign in another way.")
    return ""


@blueprint.route("/confirm-second-factor", methods=["GET", "POST"])
@signed_in_only
def prove() -> BaseResponse | str:
    """Give the second factor again, and go on to the page one came from."""
    found = session_identity()
    if found is None or not found.has_second_factor:
        return redirect(url_for("identity.me", _anchor="second-factor"))
    problem = _problem(found) if proof_offered() else ""
    if proof_offered() and not problem:
        return redirect(next_page(), code=303)
    page = _page(Proof.SECOND_FACTOR, request.full_path.rstrip("?"), [], problem)
    return Response(page, 400 if problem else 200)
