"""What one can do on the pages of this package."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.permissions import Permission
from core.registry import HelpLine, HelpTopic

TOPICS = (
    HelpTopic(
        "claims-to-pay",
        _l("Claims to pay"),
        _l("Approved claims that are not paid yet, and what each is waiting for."),
        (
            HelpLine(
                _l("Select the payments that can be made, and put them into a batch."),
                frozenset({Permission.PAYOUTS_BATCH_DRAFT}),
            ),
            HelpLine(
                _l("Put a payment on hold with a reason, and release the hold when the problem is solved."),
                frozenset({Permission.PAYOUTS_PAYABLE_HOLD}),
            ),
        ),
        (
            "payouts.payables",
            "payouts.payable",
            "payouts.dispute",
            "payouts.finding_evidence",
        ),
    ),
    HelpTopic(
        "batches",
        _l("Batches"),
        _l("A batch sends many payments to the bank in one file."),
        (
            HelpLine(
                _l("Compare the rows with the total, then submit the batch."),
                frozenset({Permission.PAYOUTS_BATCH_DRAFT}),
            ),
            HelpLine(
                _l(
                    "Check the warnings on the page before you approve. The person who prepared a batch cannot approve it."
                ),
                frozenset({Permission.PAYOUTS_BATCH_APPROVE}),
            ),
            HelpLine(
                _l("Release an approved batch to the bank. Large batches take three different people."),
                frozenset({Permission.PAYOUTS_BATCH_RELEASE}),
            ),
        ),
        ("payouts",),
    ),
    HelpTopic(
        "bank-files",
        _l("Files and lines of the bank"),
        _l("What the bank reports: payments made, rejected and returned."),
        (
            HelpLine(
                _l("Upload the bank's file. The same file is counted only once."),
                frozenset({Permission.PAYOUTS_STATEMENT_IMPORT}),
            ),
            HelpLine(
                _l("Match by hand the lines that the system could not match."),
                frozenset({Permission.PAYOUTS_STATEMENT_MATCH}),
            ),
            HelpLine(_l("Open a file to see the result of each of its lines.")),
        ),
        (
            "payouts.statements",
            "payouts.import_answer",
            "payouts.imported",
            "payouts.imported_file",
            "payouts.workbench",
            "payouts.line",
        ),
    ),
    HelpTopic(
        "money-path",
        _l("Money path"),
        _l("Follows the money of one coupon from the budget to the bank."),
        (
            HelpLine(
                _l("Find a coupon by its number, then follow its money from top to bottom."),
                frozenset({Permission.PAYOUTS_MONEY_PATH_READ}),
            ),
            HelpLine(
                _l("Each step names the ledger accounts that changed."),
                frozenset({Permission.PAYOUTS_MONEY_PATH_READ}),
            ),
        ),
        (
            "payouts.money_paths",
            "payouts.money_path",
        ),
    ),
    HelpTopic(
        "my-payments",
        _l("Money that you receive"),
        _l("Shows what was approved, what is with the bank, and what was paid."),
        (
            HelpLine(_l("Open a row to see when it is paid, and what it is waiting for.")),
            HelpLine(_l("If the bank could not pay, check your bank account first.")),
        ),
        (
            "payouts.mine",
            "payouts.payment",
        ),
    ),
)
