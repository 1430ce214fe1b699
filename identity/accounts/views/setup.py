"""Sets Flask-Security up: our tables, our commit, our e-mails, our words, one statement for user and actor."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from flask import Flask, current_app, g, redirect, request, url_for
from flask_security import MailUtil, Security, SQLAlchemyUserDatastore
from werkzeug.wrappers import Response

from config import Settings
from core import clock
from core.actor import FRESH_FOR
from core.commands import ProofNeeded
from core.db import Tx, db, transaction
from core.errors import Forbidden
from core.mail import operations as mail
from core.settings import installation
from identity.accounts.passwords import SHORTEST
from identity.accounts.rules import REMEMBERED
from identity.accounts.views.proving import Proof, ask_again
from identity.accounts.views.security.account_mails import replace_views
from identity.accounts.views.security.app_key import RewrappingTotp, sign_with_the_newest, wrapping_secrets
from identity.accounts.views.security.forms import FORMS
from identity.accounts.views.security.messages import settings_of_words
from identity.accounts.views.security.passwords import Passwords
from identity.accounts.views.security.second_factors import Authenticator, RecoveryCodes
from identity.accounts.views.security.second_step import end_late_second_step
from identity.accounts.views.security.signing import commit_at_the_end, listen
from identity.accounts.views.session_identity import identity_under, session_identity
from identity.accounts.views.sessions import why_sign_in
from identity.people.models import Passkey, Person
from identity.people.queries import person_known
from web.errors import wants_json


class Datastore(SQLAlchemyUserDatastore):  # type: ignore[misc]
    """Flask-Security's store whose commit is ours, and which knows no roles: those are per unit and organisation."""

    def commit(self) -> None:
        """Commit what Flask-Security has changed, through the one transaction helper."""
        with transaction():
            pass

    def _prepare_create_user_args(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("active", True)
        kwargs.setdefault("fs_uniquifier", uuid4().hex)
        kwargs.setdefault("fs_webauthn_user_handle", uuid4().hex)
        kwargs["locale"] = g.get("locale", "th")
        return kwargs

    def tf_set(self, user: Person, primary_method: str, totp_secret: str | None = None, *rest: Any) -> None:
        """Keep an authenticator's secret, at set-up and at each sign-in, under the newest generation of our key."""
        factory: RewrappingTotp = current_app.extensions["security"].totp_factory
        wrapped = factory.rewrapped(totp_secret) if totp_secret else None
        super().tf_set(user, primary_method, wrapped, *rest)

    def create_user(self, **kwargs: Any) -> Person:
        """Insert the person now: the e-mails and the audit that follow need the key."""
        person = Person(**self._prepare_create_user_args(**kwargs))
        db.session.add(person)
        db.session.flush()
        return person


class OutboxMailUtil(MailUtil):  # type: ignore[misc]
    """Flask-Security's e-mails are rows of our outbox; addresses are kept in lower case."""

    def send_mail(
        self,
        template: str,  # noqa: ARG002 - the e-mail is rendered already
        subject: str,
        recipient: str | tuple[str, str],
        sender: Any,  # noqa: ARG002 - the settings say who sends
        body: str | None,
        html: str | None,  # noqa: ARG002 - e-mails are plain text
        **_context: Any,
    ) -> None:
        """Put the e-mail into the transaction that Flask-Security's view commits at its end."""
        mail.send(Tx(db.session()), str(recipient), str(subject), body or "", now=clock.now())
        commit_at_the_end()

    def normalize(self, email: str) -> str:
        """The one form of an e-mail."""
        return str(super().normalize(email)).lower()

    def validate(self, email: str) -> str:
        """The one form of an e-mail that can be written to."""
        return str(super().validate(email)).lower()


_FIXED: dict[str, Any] = {
    "PERMANENT_SESSION_LIFETIME": REMEMBERED.longest,
    "SESSION_PROTECTION": None,  # a phone changes its network all day; what limits a session is in its row
    "SESSION_COOKIE_HTTPONLY": True,
    "SECURITY_I18N_DOMAIN": "messages",
    "SECURITY_API_ENABLED_METHODS": ["session"],
    "SECURITY_RETURN_GENERIC_RESPONSES": True,
    "SECURITY_JOIN_USER_ROLES": False,
    "SECURITY_STATIC_FOLDER": None,
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_SCHEMES": ["argon2"],
    "SECURITY_PASSWORD_SINGLE_HASH": True,
    "SECURITY_PASSWORD_LENGTH_MIN": SHORTEST,
    "SECURITY_EMAIL_HTML": False,
    # Never DNS: the result would depend on somebody else's server. Whether an address can be written to, its e-mail shows.
    "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False, "test_environment": True},
    "SECURITY_LOGIN_URL": "/sign-in",
    "SECURITY_LOGOUT_URL": "/sign-out",
    "SECURITY_POST_LOGIN_VIEW": "today.today",
    "SECURITY_POST_LOGOUT_VIEW": "/",
    "SECURITY_REGISTERABLE": True,
    "SECURITY_REGISTER_URL": "/register",
    "SECURITY_POST_REGISTER_VIEW": "identity.mail_sent",
    "SECURITY_CONFIRMABLE": True,
    "SECURITY_CONFIRM_URL": "/confirm-email",
    "SECURITY_POST_CONFIRM_VIEW": "security.login",
    "SECURITY_RECOVERABLE": True,
    "SECURITY_RESET_URL": "/reset-password",
    "SECURITY_POST_RESET_VIEW": "security.login",
    "SECURITY_CHANGEABLE": True,
    "SECURITY_CHANGE_URL": "/change-password",
    "SECURITY_POST_CHANGE_VIEW": "identity.me",
    "SECURITY_VERIFY_URL": "/confirm-password",
    "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,  # our own notice says it, in the person's language
    "SECURITY_SEND_PASSWORD_RESET_NOTICE_EMAIL": False,
    "SECURITY_FRESHNESS": FRESH_FOR,
    "SECURITY_FRESHNESS_GRACE_PERIOD": timedelta(0),  # it is kept in the cookie, and each use prolongs it
    "SECURITY_TWO_FACTOR": True,
    "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
    "SECURITY_TWO_FACTOR_SETUP_URL": "/second-factor",
    "SECURITY_TWO_FACTOR_TOKEN_VALIDATION_URL": "/second-factor/code",
    "SECURITY_TWO_FACTOR_SELECT_URL": "/second-factor/choose",
    "SECURITY_TWO_FACTOR_RESCUE_URL": "/second-factor/lost",
    "SECURITY_TWO_FACTOR_POST_SETUP_VIEW": "identity.me",
    "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
    "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
    "SECURITY_MULTI_FACTOR_RECOVERY_CODES_URL": "/recovery-codes",
    "SECURITY_MULTI_FACTOR_RECOVERY_URL": "/second-factor/recovery",
    "SECURITY_TOTP_ISSUER": "SME Coupon",
    "SECURITY_WEBAUTHN": True,
    "SECURITY_WAN_ALLOW_AS_FIRST_FACTOR": False,
    "SECURITY_WAN_ALLOW_AS_VERIFY": ["secondary"],
    "SECURITY_WAN_NAME_ALLOWED_CHARS": ["L", "M", "N", "Pc", "Pd", "Zs"],  # M: Thai vowels and tone marks
    "SECURITY_INPUT_NORMALIZE_FORM": "NFC",  # NFKD would take ำ apart
    "SECURITY_WAN_RP_NAME": "SME Development Coupon",
    "SECURITY_WAN_REGISTER_URL": "/passkeys",
    "SECURITY_WAN_POST_REGISTER_VIEW": "identity.me",
    "SECURITY_WAN_DELETE_URL": "/passkeys/remove",
    "SECURITY_WAN_SIGNIN_URL": "/passkeys/sign-in",
    "SECURITY_WAN_VERIFY_URL": "/passkeys/confirm",
    "SECURITY_WAN_SIGNIN_WITHIN": timedelta(minutes=5),  # one reads the page before one presses the button
}
"""The part of Flask-Security's configuration that no setting changes."""


_CHEAP = {"argon2__time_cost": 1, "argon2__memory_cost": 1024, "argon2__parallelism": 1}
"""Of hashing a password, where no real one is stored: a demo and tests sign in hundreds."""


def _configuration(app: Flask, settings: Settings) -> dict[str, Any]:
    cheap = {} if settings.environment in ("production", "development") else _CHEAP
    return (
        _FIXED
        | {
            "SECURITY_I18N_DIRNAME": [str(Path(app.root_path) / "translations")],
            "SECURITY_DATETIME_FACTORY": clock.now,
            "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": cheap,
            "SECURITY_EMAIL_SENDER": settings.mail_from,
            "SECURITY_TOTP_SECRETS": wrapping_secrets(settings.secret_key),
        }
        | settings_of_words()
    )


def _no_key_in_the_address(_request: Any) -> None:
    """Flask-Security's own tokens are not a way in; API keys come with the machine API."""


def load_person(token: str) -> Person | None:
    """Return the person of a session. Their identity is read; of their row, what Flask-Security then asks for."""
    found = identity_under(token)
    return person_known(db.session(), found.person_id) if found else None


_FACTOR_PAGES = {
    "security.change_password": "security.change_password",
    "security.mf_recovery_codes": "security.mf_recovery_codes",
    "security.two_factor_setup": "security.two_factor_setup",
    "security.two_factor_setup_validate": "security.two_factor_setup",
    "security.two_factor_token_validation": "security.two_factor_setup",
    "security.wan_delete": "security.wan_register",
    "security.wan_register": "security.wan_register",
    "security.wan_register_response": "security.wan_register",
}
"""Flask-Security's views that change how one signs in, and the page that each belongs to."""


def _guard_factors() -> Response | None:
    """Who has a second factor gives it before password or factors are changed: a password alone changes neither."""
    page = _FACTOR_PAGES.get(request.endpoint or "")
    found = session_identity() if page else None
    if page is None or found is None or found.session is None or g.settings.second_factor_waived:
        return None
    if not found.has_second_factor or found.session.proved_lately(clock.now()):
        return None
    return redirect(url_for("identity.prove", next=url_for(page)))


def _proof_needed(_error: ProofNeeded) -> Response:
    """A command wants the second factor just given: a page asks for it and sends the form on; a script is refused."""
    if wants_json():
        refused: Response = current_app.make_response(
            current_app.handle_user_exception(Forbidden("identity.second_factor"))
        )
        return refused
    return ask_again(Proof.SECOND_FACTOR)


def set_up(app: Flask, passwords: type[Passwords]) -> None:
    """Everything above, on one application; `passwords` checks new ones."""
    settings: Settings = installation.of(app).settings
    app.config.update(_configuration(app, settings))
    security = Security(
        app,
        Datastore(db, Person, None, Passkey),
        mail_util_cls=OutboxMailUtil,
        password_util_cls=passwords,
        totp_cls=Authenticator,
        mf_recovery_codes_util_cls=RecoveryCodes,
        **FORMS,
    )
    sign_with_the_newest(security, settings.secret_key)
    replace_views(app)
    security.principal.identity_loaders.clear()  # its roles are not ours, and it would ask for their row at each request
    security.want_json(lambda _request: False)
    app.login_manager.user_loader(load_person)  # type: ignore[attr-defined]  # Flask-Login's own
    app.login_manager.request_loader(_no_key_in_the_address)  # type: ignore[attr-defined]  # Flask-Login's own
    security.login_context_processor(why_sign_in)
    app.before_request(end_late_second_step)
    app.before_request(_guard_factors)
    app.register_error_handler(ProofNeeded, _proof_needed)
    listen(app)
