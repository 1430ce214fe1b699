"""E-mails that open an account: asked for by anybody, written by the worker for who may have them."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, current_app, redirect, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_login import current_user
from flask_security.confirmable import confirm_email_token_status, generate_confirmation_token
from flask_security.recoverable import generate_reset_password_token
from flask_security.utils import do_flash, get_message, url_for_security
from werkzeug.wrappers import Response

from core import clock
from core.tasks import queue as jobs
from identity.accounts.services.answer_mail_request import answer_mail_request
from identity.accounts.services.ask_mail import ask_mail
from identity.accounts.states import MailKind
from identity.accounts.views.next_page import going_on, query_to, wanted_page
from identity.accounts.views.security.forms import ConfirmationForm, ForgottenForm, MailRequestForm
from identity.accounts.views.security.messages import SUBJECTS
from identity.people.models import Person


@jobs.task("identity.answer_mail_request", jobs.Queue.MAIL)
def answer(request_id: int) -> None:
    """Serve one request."""
    answer_mail_request(request_id, _written, now=clock.now())


def _written(kind: MailKind, person: Person, wanted: str | None) -> tuple[str, str]:
    """Subject and body, with the link, in the person's language."""
    if kind is MailKind.RESET:
        name, subject, endpoint = "reset_instructions", SUBJECTS["PASSWORD_RESET"], "reset_password"
        token = generate_reset_password_token(person)
    else:
        name, subject, endpoint = "confirmation_instructions", SUBJECTS["CONFIRM"], "confirm_email"
        token = generate_confirmation_token(person)
    link = url_for_security(endpoint, token=token, _external=True) + query_to(wanted)
    with force_locale(person.locale):
        template = current_app.jinja_env.get_template(f"security/email/{name}.txt")
        return _(subject), template.render(user=person, reset_link=link, confirmation_link=link)


def _asking(
    kind: MailKind, form_class: type[MailRequestForm], name: str, template: str, said: str
) -> Callable[[], str]:
    """Flask-Security's view without its look-up: what it does and says is the same for every address."""

    def ask() -> str:
        form = form_class()
        if form.validate_on_submit():  # type: ignore[attr-defined]  # every such form is one of Flask-WTF's
            ask_mail(kind, form.email.data, wanted_page(), now=clock.now())
            do_flash(*get_message(said, email=form.email.data))
        security = current_app.extensions["security"]
        page: str = security.render_template(
            template, **{f"{name}_form": form}, **security._run_ctx_processor(name)
        )
        return page

    return ask


def _led_on(answer: Response) -> Response:
    """The answer; when it leads to another page of an account, with where one was going."""
    if answer.location is not None:
        answer.location += going_on()
    return answer


def _resetting(reset: Callable[[str], Response | str]) -> Callable[[str], Response | str]:
    """Flask-Security's view of the link to a new password: afterwards one goes on, by way of sign-in."""

    def reset_and_go_on(token: str) -> Response | str:
        answer = reset(token)
        return _led_on(answer) if isinstance(answer, Response) else answer

    return reset_and_go_on


def _registering(register: Callable[[], Response | str]) -> Callable[[], Response | str]:
    """Flask-Security's view of a new account: afterwards comes the e-mail, whatever page was wanted before."""

    def register_and_wait() -> Response | str:
        answer = register()
        if isinstance(answer, Response) and request.method == "POST" and current_user.is_anonymous:
            answer.location = url_for("identity.mail_sent") + going_on()
        return answer

    return register_and_wait


def _going_on(confirm: Callable[[str], Response]) -> Callable[[str], Response]:
    """Flask-Security's view of the link that confirms an address: on whatever device it is opened, one goes on there.

    To sign-in, and from there to the page that was wanted before registration; so too when the link was opened before.
    """

    def confirm_and_go_on(token: str) -> Response:
        expired, invalid, person = confirm_email_token_status(token)
        is_good = person is not None and not expired and not invalid
        if is_good and person.confirmed_at is not None:
            do_flash(*get_message("ALREADY_CONFIRMED"))
        else:
            answer = confirm(token)
            if not is_good:
                return _led_on(answer)
        return redirect(url_for_security("login") + going_on())

    return confirm_and_go_on


def replace_views(app: Flask) -> None:
    """Put our views in the place of Flask-Security's."""
    app.view_functions["security.confirm_email"] = _going_on(app.view_functions["security.confirm_email"])
    app.view_functions["security.register"] = _registering(app.view_functions["security.register"])
    app.view_functions["security.reset_password"] = _resetting(app.view_functions["security.reset_password"])
    app.view_functions["security.forgot_password"] = _asking(
        MailKind.RESET,
        ForgottenForm,
        "forgot_password",
        "security/forgot_password.html",
        "PASSWORD_RESET_REQUEST",
    )
    app.view_functions["security.send_confirmation"] = _asking(
        MailKind.CONFIRM,
        ConfirmationForm,
        "send_confirmation",
        "security/send_confirmation.html",
        "CONFIRMATION_REQUEST",
    )


TASKS = (answer,)
