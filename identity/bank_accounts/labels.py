"""The words of bank accounts."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from core.audit.words import SubjectKind
from core.labels import Labels, Notices
from core.settings.contact import HELP_TELEPHONE
from identity.bank_accounts.rules import BankAccountRefusal
from identity.bank_accounts.states import BankAccountState
from identity.notifications.states import NoticeGroup

LABELS = (
    Labels(
        {
            BankAccountRefusal.ACCOUNT_NUMBER_TAKEN: _l(
                "This account number is already registered for another organisation. If it is yours, call %(telephone)s.",
                telephone=HELP_TELEPHONE,
            ),
            BankAccountRefusal.BANK_CHANGE_WAITING: _l(
                "A bank account is already awaiting verification. To send another one, withdraw it first."
            ),
        }
    ),
    Labels(
        {
            BankAccountState.PENDING: _l("Waiting to be verified"),
            BankAccountState.VERIFIED: _l("Verified"),
            BankAccountState.REFUSED: lazy_pgettext("bank account", "Rejected"),
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
                "%(business)s: a bank account has been added. If nobody in your organisation did this, call %(telephone)s at once."
            ),
            "bank_account.verified": _l(
                "The bank account of %(business)s has been verified. It can be used from %(day)s."
            ),
            "bank_account.owner_gone": _l(
                "A new bank account of %(business)s has been withdrawn before it was verified. The person who submitted it is no longer an owner. If the bank account is correct, submit it again."
            ),
            "bank_account.owner_blocked": _l(
                "A new bank account of %(business)s has been withdrawn before it was verified. The person who submitted it has been blocked. If the bank account is correct, submit it again."
            ),
            "bank_account.revoked": _l(
                "A new bank account of %(business)s has been cancelled before its first use. The person who submitted it has been blocked or is no longer the owner. Submit the correct bank account."
            ),
            "bank_account.refused": _l(
                "The bank account of %(business)s was rejected. Open the page to see the reason."
            ),
        },
    ),
)
AUDIT_WORDS = {
    "bank_account.submitted": _l("Bank account submitted"),
    "bank_account.verified": _l("Bank account verified"),
    "bank_account.refused": _l("Bank account rejected"),
    "bank_account.withdrawn": _l("Bank account withdrawn"),
    "bank_account.revoked": _l("Bank account cancelled before its first use"),
    "bank_account.put_off": _l("First day to use a bank account postponed"),
}
SUBJECTS = {
    "bank_account": SubjectKind(_l("Bank account")),
}
