"""What one can do on the pages of this package."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.registry import HelpLine, HelpTopic

TOPICS = (
    HelpTopic(
        "public-pages",
        _l("Pages for everybody"),
        _l("What the coupon is, who may have one, who provides services, and where the money goes."),
        (
            HelpLine(
                _l(
                    "Answer six questions to see which schemes could give a business a coupon. No account is needed."
                )
            ),
            HelpLine(_l("Find a provider by province and kind of service.")),
            HelpLine(_l("See how much money was received, committed and paid, by scheme and province.")),
        ),
        ("openness",),
    ),
)
