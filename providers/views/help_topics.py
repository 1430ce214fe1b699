"""What one can do on the pages of this package."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.permissions import Permission
from core.registry import HelpLine, HelpTopic

TOPICS = (
    HelpTopic(
        "my-services",
        _l("Information for providers"),
        _l("Who you are, which kinds of service you offer, and at which prices."),
        (
            HelpLine(
                _l(
                    "Register the organisation, choose kinds of service, and add your services with their prices."
                )
            ),
            HelpLine(_l("Each kind of service is approved on its own. Coupons pay only for approved kinds.")),
            HelpLine(_l("Ask for renewal before the day on which an approval ends.")),
        ),
        ("providers",),
    ),
    HelpTopic(
        "providers",
        _l("Providers"),
        _l("The providers that are registered with OSMEP."),
        (
            HelpLine(
                _l("Check the documents of each kind of service, then approve or reject it with a reason."),
                frozenset({Permission.PROVIDERS_PROVIDER_DECIDE}),
            ),
            HelpLine(
                _l("Suspend a provider during a review. Payments to the provider are also put on hold."),
                frozenset({Permission.PROVIDERS_PROVIDER_SUSPEND}),
            ),
            HelpLine(
                _l("Search by name or by 13-digit number."), frozenset({Permission.PROVIDERS_PROVIDER_LIST})
            ),
        ),
        (
            "providers.index",
            "providers.show",
            "providers.document",
        ),
    ),
)
