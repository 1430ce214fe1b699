"""Flask-Security, set up: our tables, our commit, our letters, our words, one statement for user and actor."""

from __future__ import annotations

import base64
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from flask import Flask, after_this_request, current_app, g, redirect, request, session, url_for
from flask_babel import lazy_gettext as _l
from flask_login import user_logged_in
from flask_security import MailUtil, Security, SQLAlchemyUserDatastore
from flask_security.signals import (
    password_changed,
    password_reset,
    tf_disabled,
    tf_profile_changed,
    user_confirmed,
    user_registered,
    wan_deleted,
    wan_registered,
)
from werkzeug.wrappers import Response

from config import Settings
from core import audit, clock, mail
from core.actor import STRANGER, Actor, actor_with
from core.db import Tx, db, transaction
from core.permissions import Role
from core.qr import qr_svg
from core.web import current_actor
from identity import cli, inbox, jobs, labels, personal_data  # noqa: F401 - they register themselves
from identity.actors import STAFF, Choice, may_serve, person_known
from identity.in_absence import actor_in_absence, capacity_key
from identity.models import Passkey, Person
from identity.notices import notice_words
from identity.views import bank_accounts, me, members, staff, trail  # noqa: F401 - they hang their pages on the blueprint
from identity.views.app_key import (
    RewrappingTotp,
    recovery_code_keys,
    sign_with_the_newest,
    wrapping_secrets,
)
from identity.views.blueprint import blueprint
from identity.views.devices import remember_device
from identity.views.forms import FORMS
from identity.views.messages import settings_of_words
from identity.views.standing import CHOICE, standing, standing_under

OPEN_TO_THE_UNSETTLED = frozenset(
    {
        "identity.act_for",
        "identity.choose",
        "identity.invitation",
        "identity.me",
        "identity.sign_out_all",
        "identity.take_up",
    }
)
"""Where one gets to who has still to choose a capacity, or to set up a second factor."""


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
        """Insert the person now: the letters and the audit that follow need the key."""
        person = Person(**self._prepare_create_user_args(**kwargs))
        db.session.add(person)
        db.session.flush()
        return person


class Letters(MailUtil):  # type: ignore[misc]
    """Flask-Security's letters are rows of our outbox; addresses are kept in lower case."""

    def send_mail(
        self,
        template: str,  # noqa: ARG002 - the letter is rendered already
        subject: str,
        recipient: str | tuple[str, str],
        sender: Any,  # noqa: ARG002 - the settings say who sends
        body: str | None,
        html: str | None,  # noqa: ARG002 - letters are plain text
        **_context: Any,
    ) -> None:
        """Put the letter into the transaction that Flask-Security's view commits at its end."""
        mail.send(Tx(db.session()), str(recipient), str(subject), body or "", now=clock.now())
        _commit_at_the_end()

    def normalize(self, email: str) -> str:
        """The one form of an e-mail."""
        return str(super().normalize(email)).lower()

    def validate(self, email: str) -> str:
        """The one form of an e-mail that can be written to."""
        return str(super().validate(email)).lower()


class Authenticator(RewrappingTotp):
    """TOTP whose QR code is drawn by us, and whose codes are good once."""

    def generate_qrcode(self, username: str, totp: str) -> str:
        """A data address of the SVG, for an img."""
        drawn = qr_svg(self.get_totp_uri(username, totp), str(_l("QR code for your authenticator app")))
        return f"data:image/svg+xml;base64,{base64.b64encode(drawn.encode()).decode()}"

    def get_last_counter(self, user: Person) -> int | None:
        """The time step of the last code taken."""
        return user.tf_last_counter

    def set_last_counter(self, user: Person, tmatch: Any) -> None:
        """A code is used up: the view commits this with the rest."""
        user.tf_last_counter = tmatch.counter


def _commit_at_the_end() -> None:
    """Views that only send a letter do not commit of themselves."""
    if g.get("letter_commits"):
        return
    g.letter_commits = True

    @after_this_request
    def commit(response: Response) -> Response:
        with transaction():
            pass
        return response


_FIXED: dict[str, Any] = {
    "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
    "REMEMBER_COOKIE_DURATION": timedelta(days=30),
    "REMEMBER_COOKIE_SAMESITE": "Lax",
    "REMEMBER_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_HTTPONLY": True,
    "SECURITY_I18N_DOMAIN": "messages",
    "SECURITY_API_ENABLED_METHODS": ["session"],
    "SECURITY_RETURN_GENERIC_RESPONSES": True,
    "SECURITY_JOIN_USER_ROLES": False,
    "SECURITY_STATIC_FOLDER": None,
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_SCHEMES": ["argon2"],
    "SECURITY_PASSWORD_SINGLE_HASH": True,
    "SECURITY_PASSWORD_LENGTH_MIN": 10,
    "SECURITY_EMAIL_HTML": False,
    # Never DNS: an answer would depend on somebody else's server. Whether an address can be written to, its e-mail shows.
    "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False, "test_environment": True},
    "SECURITY_LOGIN_URL": "/sign-in",
    "SECURITY_LOGOUT_URL": "/sign-out",
    "SECURITY_POST_LOGIN_VIEW": "/today",
    "SECURITY_POST_LOGOUT_VIEW": "/",
    "SECURITY_REGISTERABLE": True,
    "SECURITY_REGISTER_URL": "/register",
    "SECURITY_POST_REGISTER_VIEW": "/sign-in",
    "SECURITY_CONFIRMABLE": True,
    "SECURITY_CONFIRM_URL": "/confirm-email",
    "SECURITY_POST_CONFIRM_VIEW": "/sign-in",
    "SECURITY_RECOVERABLE": True,
    "SECURITY_RESET_URL": "/reset-password",
    "SECURITY_POST_RESET_VIEW": "/sign-in",
    "SECURITY_CHANGEABLE": True,
    "SECURITY_CHANGE_URL": "/change-password",
    "SECURITY_POST_CHANGE_VIEW": "/me",
    "SECURITY_VERIFY_URL": "/confirm-password",
    "SECURITY_FRESHNESS": timedelta(minutes=30),
    "SECURITY_FRESHNESS_GRACE_PERIOD": timedelta(minutes=10),
    "SECURITY_TWO_FACTOR": True,
    "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
    "SECURITY_TWO_FACTOR_SETUP_URL": "/second-factor",
    "SECURITY_TWO_FACTOR_TOKEN_VALIDATION_URL": "/second-factor/code",
    "SECURITY_TWO_FACTOR_SELECT_URL": "/second-factor/choose",
    "SECURITY_TWO_FACTOR_RESCUE_URL": "/second-factor/lost",
    "SECURITY_TWO_FACTOR_POST_SETUP_VIEW": "/me",
    "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
    "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
    "SECURITY_MULTI_FACTOR_RECOVERY_CODES_N": 8,
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
    "SECURITY_WAN_POST_REGISTER_VIEW": "/me",
    "SECURITY_WAN_DELETE_URL": "/passkeys/remove",
    "SECURITY_WAN_SIGNIN_URL": "/passkeys/sign-in",
    "SECURITY_WAN_VERIFY_URL": "/passkeys/confirm",
}
"""What of Flask-Security's configuration no setting moves."""


def _configuration(app: Flask, settings: Settings) -> dict[str, Any]:
    cheap = (
        {}
        if settings.environment in ("production", "development")
        else {
            "argon2__time_cost": 1,
            "argon2__memory_cost": 1024,
            "argon2__parallelism": 1,
        }
    )
    return (
        _FIXED
        | {
            "REMEMBER_COOKIE_SECURE": settings.is_production,
            "SECURITY_I18N_DIRNAME": [str(Path(app.root_path) / "translations")],
            "SECURITY_DATETIME_FACTORY": clock.now,
            "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": cheap,
            "SECURITY_EMAIL_SENDER": settings.mail_from,
            "SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS": recovery_code_keys(settings.secret_key),
            "SECURITY_TOTP_SECRETS": wrapping_secrets(settings.secret_key),
        }
        | settings_of_words()
    )


def _no_key_in_the_address(_request: Any) -> None:
    """Flask-Security's own tokens are not a way in; API keys come with the machine API."""


def load_person(uniquifier: str) -> Person | None:
    """The person of a session. Her standing is asked for; of her row, what Flask-Security then asks for."""
    found = standing_under(uniquifier)
    if found is None:
        return None
    return person_known(db.session(), found.person_id, uniquifier)


def load_actor() -> Actor:
    """Who is asking, in the capacity chosen."""
    found = standing()
    if found is None:
        return STRANGER
    choice = found.chosen(session.get(CHOICE))
    if choice is not None and choice.key == STAFF and not may_serve(found, g.settings):
        return actor_with(frozenset({Role.PERSON}), person_id=found.person_id)
    return found.actor(session.get(CHOICE))


def unsettled() -> Response | None:
    """Asked before each page that is not public.

    Who has several capacities chooses one; whose staff role needs a second factor sets it up.
    """
    found = standing()
    if found is None or request.endpoint in OPEN_TO_THE_UNSETTLED:
        return None
    choice = found.chosen(session.get(CHOICE))
    if choice is None:
        return redirect(
            url_for("identity.choose", next=request.full_path if request.method == "GET" else None)
        )
    if choice.key == STAFF and not may_serve(found, g.settings):
        return redirect(url_for("identity.me", _anchor="second-factor"))
    return None


def _role_label(choice: Choice) -> str:
    roles = sorted(choice.roles - {Role.SME_CONSENTER})
    return ", ".join(labels.role_words(role) for role in roles)


def _signed_in() -> dict[str, Any] | None:
    found = standing()
    if found is None:
        return None
    choice = found.chosen(session.get(CHOICE))
    return {
        "name": found.full_name,
        "role_label": _role_label(choice) if choice else "",
        "organisation_name": labels.organisation_name(choice) if choice else "",
        "choices": [
            {
                "label": labels.choice_words(each),
                "url": url_for("identity.act_for", choice=each.key),
                "current": choice is not None and each.key == choice.key,
            }
            for each in found.choices
        ]
        if len(found.choices) > 1
        else [],
    }


def _context() -> dict[str, Any]:
    """What the layouts read about who is signed in."""
    known = _signed_in() if "_user_id" in session else None
    waived = known is not None and g.settings.second_factor_waived and current_actor().is_staff
    return {
        "signed_in": known,
        "sign_in_url": url_for("security.login"),
        "sign_out_url": url_for("security.logout"),
        "account_url": url_for("identity.me"),
        "second_factor_waived": waived,
    }


def _record(name: str, person: Person, fields: dict[str, Any] | None = None) -> None:
    """An audit row in the transaction that Flask-Security's view commits."""
    actor = actor_with(frozenset({Role.PERSON}), person_id=person.id)
    audit.record(Tx(db.session()), name, "person", person.id, actor, clock.now(), fields or {})


def _on_sign_in(_app: Flask, user: Person, **_: Any) -> None:
    """A device that proved itself is known; staff are never kept signed in past the session."""
    session.permanent = True
    found = standing()
    if found is not None and found.is_staff:
        session.pop("_remember", None)
    remember_device(user.email)
    _record("person.signed_in", user)
    _commit_at_the_end()


def _on_reset(_app: Flask, user: Person, **_: Any) -> None:
    """Who could read the letter owns the account: her browser is known from now on."""
    remember_device(user.email)
    _record("person.password_reset", user)


def _listen(app: Flask) -> None:
    def noting(name: str) -> Any:
        def note(_app: Flask, user: Any, **_: Any) -> None:
            _record(name, user)

        return note

    user_logged_in.connect(_on_sign_in, app, weak=False)
    password_reset.connect(_on_reset, app, weak=False)
    for signal, name in (
        (user_registered, "person.registered"),
        (user_confirmed, "person.email_confirmed"),
        (password_changed, "person.password_changed"),
        (tf_profile_changed, "person.authenticator_set"),
        (tf_disabled, "person.authenticator_removed"),
        (wan_registered, "person.passkey_added"),
        (wan_deleted, "person.passkey_removed"),
    ):
        signal.connect(noting(name), app, weak=False)


def wire(app: Flask) -> None:
    """Everything above, on one application."""
    settings: Settings = app.extensions["settings"]
    app.config.update(_configuration(app, settings))
    security = Security(
        app,
        Datastore(db, Person, None, Passkey),
        mail_util_cls=Letters,
        totp_cls=Authenticator,
        **FORMS,
    )
    sign_with_the_newest(security, settings.secret_key)
    security.principal.identity_loaders.clear()  # its roles are not ours, and it would ask for her row at each request
    security.want_json(lambda _request: False)
    app.login_manager.user_loader(load_person)  # type: ignore[attr-defined]  # Flask-Login's own
    app.login_manager.request_loader(_no_key_in_the_address)  # type: ignore[attr-defined]  # Flask-Login's own
    app.extensions["load_actor"] = load_actor
    app.extensions["capacity_key"] = capacity_key
    app.extensions["actor_in_absence"] = actor_in_absence
    app.extensions["signed_in"] = _signed_in
    app.extensions["unsettled"] = unsettled
    app.context_processor(_context)
    app.jinja_env.filters["choice_words"] = labels.choice_words
    app.jinja_env.filters["notice_words"] = notice_words
    _listen(app)
    app.register_blueprint(blueprint)
    app.cli.add_command(cli.group)
