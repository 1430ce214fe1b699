"""What one can do on the pages of this package."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.permissions import Permission
from core.registry import HelpLine, HelpTopic

TOPICS = (
    HelpTopic(
        "applications",
        _l("Applications"),
        _l("Each application is for one coupon from one scheme."),
        (
            HelpLine(
                _l("Choose a scheme. You see at once whether your business qualifies."),
                frozenset({Permission.COUPONS_APPLICATION_APPLY}),
            ),
            HelpLine(
                _l("Say what you need and what result you expect, check your answers, and submit."),
                frozenset({Permission.COUPONS_APPLICATION_APPLY}),
            ),
            HelpLine(
                _l(
                    "If the application is declined, read the reason. You can appeal until the day shown on the page."
                ),
                frozenset({Permission.COUPONS_APPLICATION_APPEAL}),
            ),
            HelpLine(
                _l("Check the facts, then recommend the application or send it back for correction."),
                frozenset({Permission.COUPONS_APPLICATION_REVIEW}),
            ),
            HelpLine(
                _l(
                    "Decide applications that others have recommended. You cannot decide one that you recommended yourself."
                ),
                frozenset({Permission.COUPONS_APPLICATION_DECIDE}),
            ),
            HelpLine(_l("The page always says who must act next, and by when.")),
        ),
        ("applications",),
    ),
    HelpTopic(
        "coupons",
        _l("Coupons"),
        _l("A coupon pays part of the price of a service, once you confirm the price."),
        (
            HelpLine(
                _l(
                    "Show the code at the counter. When the provider types a price, it appears on your phone: confirm it, or decline."
                ),
                frozenset({Permission.COUPONS_COUPON_CONSENT}),
            ),
            HelpLine(_l("No money is spent until the business confirms.")),
            HelpLine(
                _l("Has the code been lost or copied? Ask for a new one; the old one stops working at once."),
                frozenset({Permission.COUPONS_COUPON_REISSUE}),
            ),
            HelpLine(
                _l("Put a coupon on hold during a review, or cancel it. Give a reason."),
                frozenset({Permission.COUPONS_COUPON_HOLD, Permission.COUPONS_COUPON_CANCEL}),
            ),
        ),
        ("coupons",),
    ),
    HelpTopic(
        "counter",
        _l("Accepting a coupon"),
        _l("For the person at the counter: from the customer's code to a confirmed price."),
        (
            HelpLine(_l("Scan the code with the camera or a hand scanner, or type its 16 characters.")),
            HelpLine(
                _l(
                    "Choose the service and type the price including VAT. The customer confirms on a phone, or reads out six digits."
                )
            ),
            HelpLine(_l("Begin the work once the page says that the price is confirmed.")),
        ),
        ("counter",),
    ),
    HelpTopic(
        "development-proposals",
        _l("Development proposals"),
        _l("Where the state pays the business back, its proposal is approved before the work begins."),
        (
            HelpLine(
                _l(
                    "Ask a provider for a quotation. On the page of the coupon choose the service, write the proposal and send it."
                ),
                frozenset({Permission.COUPONS_COUPON_CONSENT}),
            ),
            HelpLine(
                _l("Compare it with your quotation, then confirm it or say what is wrong."),
                frozenset({Permission.COUPONS_PROPOSAL_PROPOSE}),
            ),
            HelpLine(
                _l("Check the proposal and the quotation, then approve it or send it back."),
                frozenset({Permission.COUPONS_REDEMPTION_DECIDE}),
            ),
        ),
        ("developments",),
    ),
    HelpTopic(
        "services-and-claims",
        _l("Services and claims"),
        _l("What happens from the confirmed price until the claim is approved."),
        (
            HelpLine(
                _l("Record the delivery and add the evidence. The customer then accepts it."),
                frozenset({Permission.COUPONS_REDEMPTION_DELIVER}),
            ),
            HelpLine(
                _l("Accept a delivered service, or say what is missing."),
                frozenset({Permission.COUPONS_REDEMPTION_ACCEPT}),
            ),
            HelpLine(
                _l(
                    "Where the state pays the business back, the business pays the full price, files the claim itself with the evidence, and the provider confirms it."
                ),
                frozenset({Permission.COUPONS_REDEMPTION_ACCEPT, Permission.COUPONS_REDEMPTION_DELIVER}),
            ),
            HelpLine(
                _l("Read the evidence beside the claim, then decide and give a reason."),
                frozenset({Permission.COUPONS_REDEMPTION_DECIDE}),
            ),
        ),
        ("redemptions",),
    ),
    HelpTopic(
        "year-end",
        _l("Year end"),
        _l(
            "Budget lines are closed when their fiscal year ends. What is still needed is carried over by resolution."
        ),
        (
            HelpLine(
                _l(
                    "Before the fiscal year ends, prepare the closing of each line of the annual budget: tick the coupons whose money is carried over, enter the last day, then propose it."
                ),
                frozenset({Permission.PROJECTS_BUDGET_APPROPRIATE}),
            ),
            HelpLine(
                _l("Check it, then record the resolution or send it back with a reason."),
                frozenset({Permission.PROJECTS_BUDGET_APPROVE}),
            ),
            HelpLine(
                _l(
                    "A coupon with a service that is not finished must be carried over. Other coupons that are not carried over are cancelled when the line is closed, and their holders are notified."
                )
            ),
            HelpLine(
                _l(
                    "When the line is closed, its free money lapses to the treasury, or goes back to the Fund. What is payable for approved services is paid as usual."
                )
            ),
            HelpLine(
                _l(
                    "Money of the Fund that is needed next year is first transferred to a budget line of that year."
                ),
                frozenset({Permission.PROJECTS_BUDGET_APPROPRIATE}),
            ),
        ),
        ("year_end",),
    ),
)
