"""The words of accounts: sessions, guesses, notifications, audit names."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.audit.words import SubjectKind
from core.labels import Labels, Notices
from identity.accounts.rules import SignInRefusal
from identity.accounts.states import AttemptKind, MailKind, SessionEnd
from identity.notifications.states import NoticeGroup

LABELS = (
    Labels(
        {
            SignInRefusal.SIGN_IN_OVERTAKEN: _l(
                "Your account was changed while you signed in. Sign in again, with the new password if you chose one."
            ),
        }
    ),
    Labels(
        {
            AttemptKind.PASSWORD: _l("Password"),
            AttemptKind.SECOND_FACTOR: _l("Second factor"),
            AttemptKind.MAIL: _l("E-mail"),
        }
    ),
    Labels(
        {
            MailKind.CONFIRM: _l("Confirm your e-mail address"),
            MailKind.RESET: _l("Reset your password"),
        }
    ),
    Labels(
        {
            SessionEnd.SIGNED_OUT: _l("Signed out"),
            SessionEnd.ENDED_FROM_ANOTHER: _l("Ended from another device"),
            SessionEnd.ENDED_BY_ADMINISTRATOR: _l("Ended by an administrator"),
            SessionEnd.PASSWORD_CHANGED: _l("Ended because the password changed"),
            SessionEnd.SECOND_FACTOR_CHANGED: _l("Ended because the second factor changed"),
            SessionEnd.ROLE_CHANGED: _l("Ended because a role changed"),
            SessionEnd.BLOCKED: _l("Ended because the account was blocked"),
            SessionEnd.TIME_OVER: _l("Ended automatically"),
        }
    ),
)
NOTICES = (
    Notices(
        NoticeGroup.SECURITY,
        {
            "person.password_changed": _l(
                "Your password has been changed. Your other devices have been signed out. If it was not you, call %(telephone)s at once."
            ),
            "person.password_reset": _l(
                "Your password has been reset by e-mail. Your other devices have been signed out. If it was not you, call %(telephone)s at once."
            ),
            "person.authenticator_set": _l(
                "An authenticator app has been set up for your account. Your other devices have been signed out. If it was not you, call %(telephone)s at once."
            ),
            "person.authenticator_removed": _l(
                "The authenticator app of your account has been removed. Your other devices have been signed out. If it was not you, call %(telephone)s at once."
            ),
            "person.passkey_added": _l(
                "A passkey has been added to your account. Your other devices have been signed out. If it was not you, call %(telephone)s at once."
            ),
            "person.passkey_removed": _l(
                "A passkey of your account has been removed. Your other devices have been signed out. If it was not you, call %(telephone)s at once."
            ),
            "person.sessions_ended": _l("An administrator has signed you out on all devices. Sign in again."),
        },
    ),
)
AUDIT_WORDS = {
    "person.registered": _l("Account opened"),
    "person.email_confirmed": _l("E-mail address confirmed"),
    "person.signed_in": _l("Signed in"),
    "person.signed_out": _l("Signed out"),
    "person.session_ended": _l("Signed out on another device"),
    "person.other_sessions_ended": _l("Signed out on all other devices"),
    "person.sessions_ended_by_administrator": _l("Signed out by an administrator"),
    "person.signed_out_everywhere": _l("Signed out on all devices"),
    "person.profile_changed": _l("Own details changed"),
    "person.password_changed": _l("Password changed"),
    "person.password_reset": _l("Password reset by e-mail"),
    "person.authenticator_set": _l("Authenticator app set up"),
    "person.authenticator_removed": _l("Authenticator app removed"),
    "person.recovery_codes_made": _l("Recovery codes made"),
    "person.recovery_code_used": _l("Recovery code used"),
    "person.passkey_added": _l("Passkey added"),
    "person.passkey_removed": _l("Passkey removed"),
    "sign_in.failed": _l("Sign-in failed"),
    "sign_in.failed_many": _l("Failed sign-ins to many accounts"),
}
SUBJECTS = {
    "sign_in": SubjectKind(_l("Sign-in")),
}
