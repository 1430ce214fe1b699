"""What Flask-Security says, in our words. Its own are for developers; ours are for shopkeepers."""

from __future__ import annotations

from flask_security.core import _default_messages


def _l(text: str) -> str:
    """Mark for the catalogue: Flask-Security translates when it speaks."""
    return text


WORDS: dict[str, str] = {
    "ALREADY_CONFIRMED": _l("This e-mail is confirmed already. You can sign in."),
    "ANONYMOUS_USER_REQUIRED": _l("Sign out first to open this page."),
    "API_ERROR": _l("This could not be understood. Try again."),
    "CONFIRMATION_EXPIRED": _l("The link to confirm your e-mail has expired. We can send another."),
    "CONFIRMATION_REQUEST": _l("If %(email)s is waiting to be confirmed, we have e-mailed you."),
    "CONFIRMATION_REQUIRED": _l("Confirm your e-mail first."),
    "CONFIRM_REGISTRATION": _l("Thank you. Open the link in the e-mail that we have sent to %(email)s."),
    "DISABLED_ACCOUNT": _l(
        "OSMEP has blocked this account, so you cannot sign in with it. If you think this is a mistake, call 1301."
    ),
    "EMAIL_ALREADY_ASSOCIATED": _l("This e-mail belongs to somebody already."),
    "EMAIL_CONFIRMED": _l("Your e-mail is confirmed. You can sign in now."),
    "EMAIL_NOT_PROVIDED": _l("Write your e-mail."),
    "GENERIC_AUTHN_FAILED": _l("E-mail or password is wrong."),
    "INVALID_CODE": _l("This code is wrong."),
    "INVALID_CONFIRMATION_TOKEN": _l("The link to confirm your e-mail is not valid. We can send another."),
    "INVALID_EMAIL_ADDRESS": _l("This is not an e-mail address."),
    "INVALID_INPUT": _l("This could not be understood. Try again."),
    "INVALID_INPUT_LENGTH": _l("Write at most %(length)s characters."),
    "INVALID_PASSWORD": _l("The password is wrong."),
    "INVALID_RECOVERY_CODE": _l("This recovery code is wrong or used up."),
    "INVALID_REDIRECT": _l("That address leads away from here."),
    "INVALID_RESET_PASSWORD_TOKEN": _l("The link to choose a new password is not valid. Ask for another."),
    "LOGIN": _l("Sign in to open this page."),
    "NO_RECOVERY_CODES_SETUP": _l("No recovery codes have been made yet."),
    "PASSWORD_CHANGE": _l("Your password has been changed."),
    "PASSWORD_INVALID_LENGTH": _l("The password needs at least %(length)s characters."),
    "PASSWORD_IS_THE_SAME": _l("The new password must differ from the old one."),
    "PASSWORD_MISMATCH": _l("The two passwords differ."),
    "PASSWORD_NOT_PROVIDED": _l("Write the password."),
    "PASSWORD_RESET_EXPIRED": _l("The link to choose a new password has expired. Ask for another."),
    "PASSWORD_RESET_NO_LOGIN": _l("Your password has been reset. Sign in with the new one."),
    "PASSWORD_RESET_REQUEST": _l("If %(email)s has an account, we have e-mailed you."),
    "PASSWORD_TOO_SIMPLE": _l("This password is too easy to guess."),
    "REAUTHENTICATION_REQUIRED": _l("Give your password again: you are about to change something important."),
    "REAUTHENTICATION_SUCCESSFUL": _l("Thank you. You can go on."),
    "REFRESH": _l("Give your password again: you are about to change something important."),
    "RETYPE_PASSWORD_MISMATCH": _l("The two passwords differ."),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": _l("Your authenticator app is set up."),
    "TWO_FACTOR_DISABLED": _l("Your authenticator app is switched off."),
    "TWO_FACTOR_INVALID_TOKEN": _l("This code is wrong."),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": _l("Welcome."),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": _l("Choose one of the second factors."),
    "TWO_FACTOR_PERMISSION_DENIED": _l("Sign in from the beginning."),
    "TWO_FACTOR_SETUP_EXPIRED": _l("This took too long. Begin again."),
    "UNAUTHENTICATED": _l("Sign in to open this page."),
    "UNAUTHORIZED": _l("You may not open this page."),
    "USER_DOES_NOT_EXIST": _l("E-mail or password is wrong."),
    "WEBAUTHN_CREDENTIAL_DELETED": _l("The passkey %(name)s has been removed."),
    "WEBAUTHN_CREDENTIAL_ID_INUSE": _l("This passkey is registered already."),
    "WEBAUTHN_CREDENTIAL_WRONG_USAGE": _l("This passkey cannot be used here."),
    "WEBAUTHN_EXPIRED": _l("This took too long. Begin again."),
    "WEBAUTHN_MISMATCH_USER_HANDLE": _l("This passkey belongs to another account."),
    "WEBAUTHN_NAME_DISALLOWED_CHARACTERS": _l("Use letters, digits, spaces and hyphens only."),
    "WEBAUTHN_NAME_INUSE": _l("You have a passkey named %(name)s already."),
    "WEBAUTHN_NAME_NOT_FOUND": _l("You have no passkey of this name."),
    "WEBAUTHN_NAME_REQUIRED": _l("Give the passkey a name."),
    "WEBAUTHN_NO_VERIFY": _l("The passkey could not be read. Try again, or use another way."),
    "WEBAUTHN_ORPHAN_CREDENTIAL_ID": _l("This passkey is not known here."),
    "WEBAUTHN_REGISTER_SUCCESSFUL": _l("The passkey %(name)s has been added."),
    "WEBAUTHN_UNKNOWN_CREDENTIAL_ID": _l("This passkey is not known here."),
}
"""By Flask-Security's name of the message; what is not here belongs to features that are off."""
SUBJECTS: dict[str, str] = {
    "CONFIRM": _l("Confirm your e-mail"),
    "PASSWORD_CHANGE_NOTICE": _l("Your password has been changed."),
    "PASSWORD_NOTICE": _l("Your password has been reset."),
    "PASSWORD_RESET": _l("Reset your password"),
    "REGISTER": _l("Your account for the SME Development Coupon"),
}
TONES = {"success": "good", "error": "bad", "info": "info"}


def settings_of_words() -> dict[str, object]:
    """Flask-Security's settings that carry the words above, with the layouts' tones."""
    told: dict[str, object] = {
        f"SECURITY_MSG_{name}": (WORDS.get(name, text), TONES[category])
        for name, (text, category) in _default_messages.items()
    }
    return told | {f"SECURITY_EMAIL_SUBJECT_{name}": text for name, text in SUBJECTS.items()}
