"""What Flask-Security says, in our words. Its own are for developers; ours are for shopkeepers."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext
from flask_security.core import _default_messages

from core.settings.contact import HELP_TELEPHONE


def _l(text: str) -> str:
    """Mark for the catalogue: Flask-Security translates when it speaks."""
    return text


WORDS: dict[str, Any] = {
    "ALREADY_CONFIRMED": _l("This e-mail address is already confirmed. You can sign in."),
    "ANONYMOUS_USER_REQUIRED": _l("Sign out first to open this page."),
    "API_ERROR": _l("The request could not be read. Try again."),
    "CONFIRMATION_EXPIRED": _l("The link to confirm your e-mail address has expired. Request a new one."),
    "CONFIRMATION_REQUEST": _l("If %(email)s still has to be confirmed, we have sent an e-mail to it."),
    "CONFIRMATION_REQUIRED": _l("Confirm your e-mail address first."),
    "CONFIRM_REGISTRATION": _l("Thank you. Open the link in the e-mail that we have sent to %(email)s."),
    "DISABLED_ACCOUNT": lazy_gettext(
        "OSMEP has blocked this account, so you cannot sign in with it. If you think this is a mistake, call %(telephone)s.",
        telephone=HELP_TELEPHONE,
    ),
    "EMAIL_ALREADY_ASSOCIATED": _l("This e-mail address is already used by somebody."),
    "EMAIL_CONFIRMED": _l("Your e-mail is confirmed. You can sign in now."),
    "EMAIL_NOT_PROVIDED": _l("Enter your e-mail address."),
    "GENERIC_AUTHN_FAILED": _l("The e-mail address or the password is wrong."),
    "INVALID_CODE": _l("This code is wrong. Check it and try again."),
    "INVALID_CONFIRMATION_TOKEN": _l(
        "The link to confirm your e-mail address is not valid. Request a new one."
    ),
    "INVALID_EMAIL_ADDRESS": _l("This is not an e-mail address. Check it."),
    "INVALID_INPUT": _l("The request could not be read. Try again."),
    "INVALID_INPUT_LENGTH": _l("This text is too long. Maximum number of characters: %(length)s."),
    "INVALID_PASSWORD": _l("The password is wrong."),
    "INVALID_RECOVERY_CODE": _l("This recovery code is wrong or has already been used."),
    "INVALID_REDIRECT": _l("This link leads to another website."),
    "INVALID_RESET_PASSWORD_TOKEN": _l("The link to choose a new password is not valid. Request a new one."),
    "LOGIN": _l("Sign in to open this page."),
    "NO_RECOVERY_CODES_SETUP": _l("No recovery codes have been made yet."),
    "PASSWORD_CHANGE": _l("Your password has been changed."),
    "PASSWORD_INVALID_LENGTH": _l("The password is too short. Minimum number of characters: %(length)s."),
    "PASSWORD_IS_THE_SAME": _l("The new password must differ from the old one."),
    "PASSWORD_MISMATCH": _l("The two passwords are not the same."),
    "PASSWORD_NOT_PROVIDED": _l("Enter the password."),
    "PASSWORD_RESET_EXPIRED": _l("The link to choose a new password has expired. Request a new one."),
    "PASSWORD_RESET_NO_LOGIN": _l("Your password has been reset. Sign in with the new one."),
    "PASSWORD_RESET_REQUEST": _l("If %(email)s has an account, we have sent an e-mail to it."),
    "PASSWORD_TOO_SIMPLE": _l("This password is too easy to guess. Choose another."),
    "REAUTHENTICATION_REQUIRED": _l(
        "You are about to change something important. Enter your password again."
    ),
    "REAUTHENTICATION_SUCCESSFUL": _l("Thank you. You can continue."),
    "REFRESH": _l("You are about to change something important. Enter your password again."),
    "RETYPE_PASSWORD_MISMATCH": _l("The two passwords are not the same."),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": _l("Your authenticator app is set up."),
    "TWO_FACTOR_DISABLED": _l("Your authenticator app is turned off."),
    "TWO_FACTOR_INVALID_TOKEN": _l("This code is wrong. Check it and try again."),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": _l("Welcome."),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": _l("Choose one of the second factors."),
    "TWO_FACTOR_PERMISSION_DENIED": _l("Sign in from the beginning."),
    "TWO_FACTOR_SETUP_EXPIRED": _l("This took too long. Start again."),
    "UNAUTHENTICATED": _l("Sign in to open this page."),
    "UNAUTHORIZED": _l("You do not have permission to open this page."),
    "USER_DOES_NOT_EXIST": _l("The e-mail address or the password is wrong."),
    "WEBAUTHN_CREDENTIAL_DELETED": _l("The passkey %(name)s has been removed."),
    "WEBAUTHN_CREDENTIAL_ID_INUSE": _l("This passkey is already registered."),
    "WEBAUTHN_CREDENTIAL_WRONG_USAGE": _l("This passkey cannot be used here."),
    "WEBAUTHN_EXPIRED": _l("This took too long. Start again."),
    "WEBAUTHN_MISMATCH_USER_HANDLE": _l("This passkey belongs to another account."),
    "WEBAUTHN_NAME_DISALLOWED_CHARACTERS": _l("Use letters, digits, spaces and hyphens only."),
    "WEBAUTHN_NAME_INUSE": _l("You already have a passkey named %(name)s. Choose another name."),
    "WEBAUTHN_NAME_NOT_FOUND": _l("You have no passkey of this name."),
    "WEBAUTHN_NAME_REQUIRED": _l("Enter a name for the passkey."),
    "WEBAUTHN_NO_VERIFY": _l("The passkey could not be read. Try again, or sign in another way."),
    "WEBAUTHN_ORPHAN_CREDENTIAL_ID": _l("This passkey is not registered here."),
    "WEBAUTHN_REGISTER_SUCCESSFUL": _l("The passkey %(name)s has been added."),
    "WEBAUTHN_UNKNOWN_CREDENTIAL_ID": _l("This passkey is not registered here."),
}
"""By Flask-Security's name of the message; what is not here belongs to features that are off."""
SUBJECTS: dict[str, str] = {
    "CONFIRM": _l("Confirm your e-mail address"),
    "PASSWORD_CHANGE_NOTICE": _l("Your password has been changed."),
    "PASSWORD_NOTICE": _l("Your password has been reset."),
    "PASSWORD_RESET": _l("Reset your password"),
    "REGISTER": _l("Your account for the Capability Improvement Coupon system"),
}
TONES = {"success": "good", "error": "bad", "info": "info"}


def settings_of_words() -> dict[str, object]:
    """Flask-Security's settings that carry the words above, with the layouts' tones."""
    told: dict[str, object] = {
        f"SECURITY_MSG_{name}": (WORDS.get(name, text), TONES[category])
        for name, (text, category) in _default_messages.items()
    }
    return told | {f"SECURITY_EMAIL_SUBJECT_{name}": text for name, text in SUBJECTS.items()}
