"""What one can do on the pages of this package."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.permissions import Permission
from core.registry import HelpLine, HelpTopic

TOPICS = (
    HelpTopic(
        "my-business",
        _l("Registering your business"),
        _l("Registration tells OSMEP who you are and how large the business is."),
        (
            HelpLine(
                _l(
                    "Have ready: the 13-digit number, last year's revenue, the number of employees, and a file that proves both figures."
                )
            ),
            HelpLine(_l("Each step is saved when you go on. You can continue another day.")),
            HelpLine(_l("If the registration is sent back, its page says what to correct.")),
        ),
        ("smes",),
    ),
    HelpTopic(
        "businesses",
        _l("Businesses"),
        _l("The businesses that are registered as SMEs."),
        (
            HelpLine(
                _l(
                    "Compare the figures with the documents, then verify the business, send the registration back for correction, or reject it with a reason."
                ),
                frozenset({Permission.SMES_SME_DECIDE}),
            ),
            HelpLine(
                _l("Suspend a business during a review, and end the suspension later."),
                frozenset({Permission.SMES_SME_SUSPEND}),
            ),
            HelpLine(_l("Search by name or by 13-digit number."), frozenset({Permission.SMES_SME_LIST})),
        ),
        (
            "smes.index",
            "smes.show",
            "smes.document",
        ),
    ),
)
