"""What one can do on the pages of this package."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.permissions import Permission
from core.registry import HelpLine, HelpTopic

TOPICS = (
    HelpTopic(
        "schemes",
        _l("Schemes"),
        _l(
            "A scheme is one kind of coupon: who may have it, for which services, and how much the state pays."
        ),
        (
            HelpLine(
                _l("Set the state's share and the cap for each size of SME, then submit the scheme."),
                frozenset({Permission.PROJECTS_SCHEME_DRAFT}),
            ),
            HelpLine(
                _l("Read everything. Then approve it, or send it back for correction with a reason."),
                frozenset({Permission.PROJECTS_SCHEME_APPROVE}),
            ),
            HelpLine(
                _l(
                    "Add new terms on the page of a scheme: a different share, cap, period or group of businesses from a day on."
                ),
                frozenset({Permission.PROJECTS_SCHEME_DRAFT}),
            ),
            HelpLine(
                _l("Approve new terms with their resolution, or withdraw them before they start."),
                frozenset({Permission.PROJECTS_SCHEME_APPROVE}),
            ),
            HelpLine(
                _l(
                    "Applications and coupons keep the terms of the day when the application was first sent. The page shows all versions."
                )
            ),
            HelpLine(
                _l("Open a scheme to applications, and close it."),
                frozenset({Permission.PROJECTS_SCHEME_OPERATE}),
            ),
            HelpLine(_l("The page shows what is left of the scheme's money.")),
        ),
        ("schemes", "versions"),
    ),
)
