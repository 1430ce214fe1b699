"""What one can do on the pages of this package."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.permissions import Permission
from core.registry import HelpLine, HelpTopic

TOPICS = (
    HelpTopic(
        "sign-in",
        _l("Signing in"),
        _l("You sign in with e-mail and password, or with a passkey."),
        (
            HelpLine(_l("Forgotten the password? Ask for a link by e-mail below the sign-in form.")),
            HelpLine(_l("No e-mail after a few minutes? Look in the spam folder, then request it again.")),
            HelpLine(
                _l(
                    "Staff also enter the code of an authenticator app. Without the phone, use a recovery code, or ask an administrator for a reset."
                )
            ),
        ),
        (
            "security",
            "identity.prove",
            "identity.invitation",
            "identity.choose",
        ),
    ),
    HelpTopic(
        "account",
        _l("My account"),
        _l("Your name, your devices, and the data that we keep about you."),
        (
            HelpLine(_l("Change your name, telephone and language, and choose which e-mails you receive.")),
            HelpLine(_l("See on which devices you are signed in, and sign out those you do not know.")),
            HelpLine(_l("Read or download a copy of the data that we keep about you.")),
        ),
        ("identity",),
    ),
    HelpTopic(
        "members",
        _l("People who act for the business"),
        _l("Who may act for the business here, and what each person may do."),
        (
            HelpLine(
                _l("Invite a colleague by e-mail, and choose what they may do."),
                frozenset({Permission.IDENTITY_MEMBER_MANAGE}),
            ),
            HelpLine(
                _l("Change or end somebody's rights when their work changes."),
                frozenset({Permission.IDENTITY_MEMBER_MANAGE}),
            ),
            HelpLine(_l("Only an owner invites people and changes rights.")),
        ),
        (
            "identity.members",
            "identity.invite",
            "identity.rights",
            "identity.replace_member",
        ),
    ),
    HelpTopic(
        "bank-accounts",
        _l("Bank accounts"),
        _l("The account into which the money is paid."),
        (
            HelpLine(
                _l(
                    "Add an account in the name of the business, with a copy of the first page of the bank book."
                ),
                frozenset({Permission.IDENTITY_BANK_ACCOUNT_MANAGE}),
            ),
            HelpLine(_l("Nothing is paid to an account before an officer has verified it.")),
            HelpLine(
                _l(
                    "Compare name and number with the bank book, then verify the account or reject it with a reason."
                ),
                frozenset({Permission.IDENTITY_BANK_ACCOUNT_VERIFY}),
            ),
        ),
        (
            "identity.bank_accounts",
            "identity.new_bank_account",
            "identity.bank_account",
            "identity.bank_book",
            "identity.all_bank_accounts",
        ),
    ),
    HelpTopic(
        "changes-of-rights",
        _l("Changes of rights"),
        _l(
            "For rare cases: another person has registered the number, an owner has left, or an account is misused."
        ),
        (
            HelpLine(
                _l(
                    "Has somebody registered your 13-digit number? Report it with a document that shows it is yours."
                )
            ),
            HelpLine(
                _l("One officer asks with a reason; another reads the evidence and confirms."),
                frozenset(
                    {
                        Permission.IDENTITY_ORGANISATION_CHANGE,
                        Permission.IDENTITY_ORGANISATION_CONFIRM,
                        Permission.IDENTITY_ACCOUNT_MANAGE,
                    }
                ),
            ),
            HelpLine(
                _l(
                    "One administrator can block a misused account at once. Unblocking it needs two officers."
                ),
                frozenset({Permission.IDENTITY_ACCOUNT_MANAGE}),
            ),
        ),
        (
            "identity.report_a_number",
            "identity.owner_change",
            "identity.number_report",
            "identity.number_reports",
            "identity.number_evidence",
            "identity.rights_requests",
            "identity.owner_evidence",
            "identity.blocked",
            "identity.block",
            "identity.unblock",
            "identity.factor_resets",
            "identity.ask_reset",
            "identity.sign_out_person",
        ),
    ),
    HelpTopic(
        "people",
        _l("People, roles and holidays"),
        _l("Who works at OSMEP with this system, in which unit and role."),
        (
            HelpLine(
                _l(
                    "Invite a colleague, then grant a role. A role that approves, pays or grants roles begins when another officer has confirmed it."
                ),
                frozenset({Permission.IDENTITY_STAFF_MANAGE}),
            ),
            HelpLine(
                _l("Confirm or decline a role that an administrator has granted to somebody."),
                frozenset({Permission.IDENTITY_STAFF_CONFIRM}),
            ),
            HelpLine(
                _l("Add public holidays. A last day that falls on one moves to the next working day."),
                frozenset({Permission.HOUSE_HOLIDAYS_MANAGE}),
            ),
        ),
        (
            "identity.people",
            "identity.invite_person",
            "identity.person",
            "identity.grants",
            "identity.grant",
            "identity.units",
            "identity.new_unit",
            "identity.unit",
            "identity.holidays",
            "identity.new_holiday",
            "identity.strike",
        ),
    ),
    HelpTopic(
        "my-month",
        _l("What I decided this month"),
        _l(
            "Lists each decision that you made this month. The chart on your home page counts the same decisions."
        ),
        (HelpLine(_l("Open a decision to see the whole case.")),),
        ("identity.decided",),
    ),
    HelpTopic(
        "audit-trail",
        _l("Audit trail"),
        _l("Shows who did what, and when."),
        (
            HelpLine(
                _l("Search by person, case or day, and open the case from its row."),
                frozenset({Permission.AUDIT_TRAIL_READ}),
            ),
            HelpLine(
                _l("An entry cannot be changed or deleted. A digital seal proves that none was."),
                frozenset({Permission.AUDIT_TRAIL_READ}),
            ),
        ),
        ("identity.trail",),
    ),
)
