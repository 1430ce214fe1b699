"""The words of bank accounts."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.audit.words import SubjectKind
from core.labels import Labels, Notices
from identity.bank_accounts.rules import BankAccountRefusal
from identity.bank_accounts.states import BankAccountState
from identity.notifications.states import NoticeGroup

LABELS = (
    Labels(
        {
            BankAccountRefusal.ACCOUNT_NUMBER_TAKEN: _l(
                "This account number is registered for another organisation. If it is yours, call 1301."
            ),
            BankAccountRefusal.BANK_CHANGE_WAITING: _l(
                "An account is waiting to be verified already. Withdraw it first to send another."
            ),
        }
    ),
    Labels(
        {
            BankAccountState.PENDING: _l("Waiting to be verified"),
            BankAccountState.VERIFIED: _l("Verified"),
            BankAccountState.REFUSED: _l("Refused"),
            BankAccountState.WITHDRAWN: _l("Withdrawn"),
            BankAccountState.REPLACED: _l("Replaced"),
        },
        {
            BankAccountState.PENDING: "wait",
            BankAccountState.VERIFIED: "good",
            BankAccountState.REFUSED: "bad",
            BankAccountState.WITHDRAWN: "plain",
            BankAccountState.REPLACED: "plain",
        },
    ),
)
NOTICES = (
    Notices(
        NoticeGroup.SECURITY,
        {
            "bank_account.submitted": _l(
                "A bank account was given for %(business)s. If none of you did this, call 1301 at once."
            ),
            "bank_account.verified": _l(
                "The bank account of %(business)s has been verified. It can be paid to from %(day)s."
            ),
            "bank_account.owner_gone": _l(
                "A bank account of %(business)s that waited to be verified has been withdrawn: who submitted it is no longer an owner."
                " Submit it again if it is right."
            ),
            "bank_account.owner_blocked": _l(
                "A bank account of %(business)s that waited to be verified has been withdrawn: the account of who submitted it has been"
                " blocked. Submit it again if it is right."
            ),
            "bank_account.revoked": _l(
                "A bank account of %(business)s to which no money could go yet has been taken back: who submitted it has been blocked, or"
                " replaced as owner. Submit the right account."
            ),
            "bank_account.refused": _l(
                "The bank account of %(business)s was not accepted. Open the page to read why."
            ),
        },
    ),
)
AUDIT_WORDS = {
    "bank_account.submitted": _l("Bank account handed in"),
    "bank_account.verified": _l("Bank account verified"),
    "bank_account.refused": _l("Bank account refused"),
    "bank_account.withdrawn": _l("Bank account withdrawn"),
    "bank_account.revoked": _l("Bank account taken back before money could go to it"),
    "bank_account.put_off": _l("Bank account can be paid to later"),
}
SUBJECTS = {
    "bank_account": SubjectKind(_l("Bank account")),
}
