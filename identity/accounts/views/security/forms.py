"""Flask-Security's forms, with our words, and with every guess at a secret counted first."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_ngettext
from flask_login import current_user
from flask_security.forms import (
    ChangePasswordForm,
    EmailValidation,
    LoginForm,
    RegisterFormV2,
    ResetPasswordForm,
    TwoFactorRescueForm,
    TwoFactorSetupForm,
    TwoFactorVerifyCodeForm,
    VerifyForm,
    email_required,
)
from flask_security.forms import Form as SecurityForm
from flask_security.recovery_codes import MfRecoveryForm
from flask_security.utils import get_message
from flask_security.webauthn import WebAuthnRegisterForm, WebAuthnSigninResponseForm
from wtforms import (
    BooleanField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectChoice,
    StringField,
)
from wtforms.validators import DataRequired, StopValidation

from core import clock
from core.errors import Refused
from core.thai.writing import parse_thai_digits
from core.typed.emails import read_account_email
from identity.accounts.passwords import LONGEST, SHORTEST
from identity.accounts.recovery_codes import LONGEST_TYPED
from identity.accounts.rules import SignInRefusal
from identity.accounts.services.record_password_proof import record_password_proof
from identity.accounts.services.record_second_factor_proof import record_second_factor_proof
from identity.accounts.states import AttemptKind
from identity.accounts.views.security.guarded import Guarded
from identity.accounts.views.security.second_step import note_password
from identity.accounts.views.session_identity import session_identity, this_session
from web.forms.fields import at_most, needed
from web.forms.party_fields import EmailAddressField, PersonNameField


class _EmailField(EmailAddressField):
    """The e-mail of an account: in its one form, however it was typed."""

    def read(self, typed: str) -> str:
        return read_account_email(typed)

    def pre_validate(self, _form: Any) -> None:
        """What was typed and is no address is said so, not asked for again as if nothing had been typed."""
        if self.process_errors:
            raise StopValidation


class _SecretField(PasswordField):  # type: ignore[misc]
    """A password given again. What is longer than any password can be is cut, so that no megabyte is hashed: it is wrong."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata([str(value)[: LONGEST + 1] for value in valuelist])


class SignInForm(Guarded, LoginForm):  # type: ignore[misc]
    email = _EmailField(_l("E-mail"), validators=LoginForm.email.kwargs["validators"])
    password = _SecretField(_l("Password"), validators=LoginForm.password.kwargs["validators"])
    remember = BooleanField(_l("Keep me signed in on this device"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.password.description = ""

    def guessed_email(self) -> str:
        return self.email.data or ""

    def validate(self, **kwargs: Any) -> bool:
        if self.email.data and self.password.data and not self.admit():
            return False
        right = bool(super().validate(**kwargs))
        if right:
            note_password()
        if self.user_authenticated:
            proved = self.user.fs_uniquifier
            self.passed()
            if self.user.fs_uniquifier != proved:
                raise Refused(SignInRefusal.SIGN_IN_OVERTAKEN)
            if not self.user.is_active:
                self.form_errors.append(str(get_message("DISABLED_ACCOUNT")[0]))
                self.email.errors = []
            elif self.requires_confirmation:
                self.form_errors.append(
                    _("Confirm your e-mail address first: open the link in the e-mail that we sent you.")
                )
                self.email.errors = []
        return right


class FreshForm(Guarded, VerifyForm):  # type: ignore[misc]
    password = _SecretField(_l("Password"), validators=VerifyForm.password.kwargs["validators"])

    def guessed_email(self) -> str:
        return str(self.user.email)

    def validate(self, **kwargs: Any) -> bool:
        if self.password.data and not self.admit():
            return False
        right = bool(super().validate(**kwargs))
        if right:
            self.passed()
            session = this_session()
            if session is not None:
                record_password_proof(session.id, now=clock.now())
        return right


_PASSWORD_HINT = lazy_ngettext(
    "At least %(num)s character. Best is a sentence that only you know.",
    "At least %(num)s characters. Best is a sentence that only you know.",
    SHORTEST,
)


class NewPasswordForm(Guarded, ChangePasswordForm):  # type: ignore[misc]
    password = _SecretField(_l("Current password"))
    new_password = PasswordField(
        _l("New password"),
        description=_PASSWORD_HINT,
        validators=ChangePasswordForm.new_password.kwargs["validators"],
    )
    new_password_confirm = PasswordField(
        _l("Repeat new password"), validators=ChangePasswordForm.new_password_confirm.kwargs["validators"]
    )

    def guessed_email(self) -> str:
        return str(current_user.email)

    def validate(self, **kwargs: Any) -> bool:
        if self.password.data and not self.admit():
            return False
        right = bool(super().validate(**kwargs))
        if not self.password.errors:
            self.passed()
        return right


class SecondFactorForm(Guarded, TwoFactorVerifyCodeForm):  # type: ignore[misc]
    guess_kind = AttemptKind.SECOND_FACTOR
    code = StringField(
        _l("Six-digit code"), validators=[DataRequired(_l("Enter the code from your authenticator app."))]
    )

    def guessed_email(self) -> str:
        return str(self.user.email)

    def validate(self, **kwargs: Any) -> bool:
        if self.code.data:
            self.code.data = parse_thai_digits("".join(str(self.code.data).split())[:10])
        if self.code.data and not self.is_setup and not self.admit():
            return False
        right = bool(super().validate(**kwargs))
        if right:
            self.passed()
        return right


class RecoveryForm(Guarded, MfRecoveryForm):  # type: ignore[misc]
    guess_kind = AttemptKind.SECOND_FACTOR
    code = StringField(
        _l("Recovery code"), validators=[DataRequired(_l("Enter one of your recovery codes."))]
    )

    def guessed_email(self) -> str:
        return str(self.user.email)

    def validate(self, **kwargs: Any) -> bool:
        if self.code.data:
            self.code.data = self.code.data[:LONGEST_TYPED]
            if not self.admit():
                return False
        right = bool(super().validate(**kwargs))
        if right:
            self.passed()
        return right


class PasskeyAnswerForm(WebAuthnSigninResponseForm):  # type: ignore[misc]
    """The response of a passkey; given by who is signed in, the session has proved its second factor again."""

    def validate(self, **kwargs: Any) -> bool:
        right = bool(super().validate(**kwargs))
        found = session_identity()
        if right and found is not None and found.session is not None and self.user.id == found.person_id:
            self.cred.lastuse_datetime = clock.now()
            self.cred.sign_count = self.authentication_verification.new_sign_count
            record_second_factor_proof(found.session.id, now=clock.now())
        return right


class NoRescueForm(TwoFactorRescueForm):  # type: ignore[misc]
    """A lost second factor is replaced by a recovery code, never by an e-mail to the address a thief may hold."""

    help_setup = RadioField(choices=[])


class AuthenticatorForm(TwoFactorSetupForm):  # type: ignore[misc]
    setup = RadioField(
        _l("Second factor"),
        choices=[
            SelectChoice("authenticator", _l("Authenticator app on your phone")),
            SelectChoice("disable", _l("Turn off the authenticator app")),
        ],
        validate_choice=False,
    )


class MailRequestForm(Guarded):
    """Asks for an e-mail to an address: few a day, so that no mailbox is flooded."""

    guess_kind = AttemptKind.MAIL
    email: Any

    def guessed_email(self) -> str:
        return self.email.data or ""

    def validate(self, **kwargs: Any) -> bool:
        if self.email.data and not self.admit():
            return False
        return bool(super().validate(**kwargs))  # type: ignore[misc]  # the form that follows has it


class _AddressForm(MailRequestForm, SecurityForm):  # type: ignore[misc]
    """An address and nothing else. Whether anybody has it is not asked here."""

    email = _EmailField(_l("E-mail"), validators=[email_required, EmailValidation(verify=False)])


class ForgottenForm(_AddressForm):
    """Asks for a link to a new password."""


class ConfirmationForm(_AddressForm):
    """Asks for another link to confirm an address."""


class ResetForm(ResetPasswordForm):  # type: ignore[misc]
    password = PasswordField(
        _l("New password"),
        description=_PASSWORD_HINT,
        validators=ResetPasswordForm.password.kwargs["validators"],
    )
    password_confirm = PasswordField(
        _l("Repeat new password"), validators=ResetPasswordForm.password_confirm.kwargs["validators"]
    )


class RegisterForm(MailRequestForm, RegisterFormV2):  # type: ignore[misc]
    full_name = PersonNameField(
        _l("First name and last name"),
        validators=[needed(_l("Enter your first name and last name.")), at_most(300)],
    )
    email = _EmailField(_l("E-mail"), validators=RegisterFormV2.email.kwargs["validators"])
    password = PasswordField(
        _l("Password"),
        description=_PASSWORD_HINT,
        validators=RegisterFormV2.password.kwargs["validators"],
    )
    password_confirm = PasswordField(
        _l("Repeat password"), validators=RegisterFormV2.password_confirm.kwargs["validators"]
    )

    def to_dict(self, only_user: bool) -> dict[str, Any]:
        """What the person is made of: the title apart from the name."""
        made: dict[str, Any] = super().to_dict(only_user)
        return made | {"title": self.full_name.title}


class PasskeyForm(WebAuthnRegisterForm):  # type: ignore[misc]
    name = StringField(
        _l("Name of this passkey"),
        description=_l("A name to recognise it by, for example, “office key”."),
        validators=WebAuthnRegisterForm.name.kwargs["validators"],
    )
    usage = HiddenField(default="secondary")


FORMS = {
    "login_form": SignInForm,
    "verify_form": FreshForm,
    "change_password_form": NewPasswordForm,
    "forgot_password_form": ForgottenForm,
    "reset_password_form": ResetForm,
    "send_confirmation_form": ConfirmationForm,
    "register_form": RegisterForm,
    "two_factor_verify_code_form": SecondFactorForm,
    "two_factor_setup_form": AuthenticatorForm,
    "two_factor_rescue_form": NoRescueForm,
    "mf_recovery_form": RecoveryForm,
    "wan_register_form": PasskeyForm,
    "wan_signin_response_form": PasskeyAnswerForm,
}
"""Which of our forms stands for which of Flask-Security's."""
