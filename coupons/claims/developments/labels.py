"""Words for development proposals. Refusals are also listed in docs/refusals.md."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from core.audit.words import SubjectKind
from core.labels import Labels
from coupons.claims.developments.states import DevelopmentRefusal, DevelopmentState
from identity.notifications.states import NoticeGroup
from web.module import Notices

HISTORY: Mapping[str, Any] = {
    "development.sent": _l("Development proposal sent"),
    "development.confirmed": _l("Quotation confirmed by the provider"),
    "development.quotation_wrong": _l("Sent back by the provider"),
    "development.returned": _l("Sent back by an officer"),
    "development.approved": _l("Approved, money reserved"),
    "development.withdrawn": _l("Withdrawn by the business"),
    "development.lapsed": _l("Ended, because nobody answered in time or the coupon ended"),
}
TONES = {
    "development.sent": "brand",
    "development.confirmed": "good",
    "development.quotation_wrong": "wait",
    "development.returned": "wait",
    "development.approved": "good",
    "development.withdrawn": "bad",
    "development.lapsed": "bad",
}
_R, _S = DevelopmentRefusal, DevelopmentState
LABELS = (
    Labels(
        {
            _S.SENT: _l("Waiting for the provider"),
            _S.CONFIRMED: _l("Quotation confirmed, waiting for an officer"),
            _S.RETURNED: _l("Sent back for correction"),
            _S.APPROVED: _l("Approved, work may begin"),
            _S.WITHDRAWN: _l("Withdrawn"),
            _S.LAPSED: _l("Ended without a decision"),
        },
        {
            _S.SENT: "wait",
            _S.CONFIRMED: "wait",
            _S.RETURNED: "bad",
            _S.APPROVED: "good",
            _S.WITHDRAWN: "plain",
            _S.LAPSED: "plain",
        },
    ),
    Labels(
        {
            _R.ALREADY_OPEN: _l("A development proposal for this service is already being decided."),
            _R.BEGINS_TOO_EARLY: _l("Work begins after the approval. Enter today or a later day."),
            _R.ENDS_BEFORE_IT_BEGINS: _l("The work cannot end before it begins."),
            _R.ENDS_TOO_LATE: _l(
                "Services under this scheme must be delivered earlier. Enter an earlier day."
            ),
            _R.NOT_PAID_BACK: _l("This coupon is used at the counter of the provider."),
            _R.QUOTATION_MISSING: _l("Add the quotation of the provider."),
            _R.QUOTED_LATER: _l("The quotation cannot be from a day to come."),
            _R.SENDER_GONE: _l(
                "Who sent this proposal may no longer confirm prices for the business. Send it back, so that it is sent again."
            ),
        }
    ),
)
_SENTENCES: dict[str, Any] = {
    "development.sent": _l(
        "%(service)s, no. %(number)s: a customer sent a development proposal with your quotation. Please confirm the quotation, or say what is wrong, by %(day)s."
    ),
    "development.confirmed": _l(
        "%(service)s, no. %(number)s: the provider confirmed the quotation of your development proposal. An officer decides next."
    ),
    "development.quotation_wrong": _l(
        "%(service)s, no. %(number)s: the provider says that something in your development proposal is wrong. Please correct it by %(day)s."
    ),
    "development.returned": _l(
        "%(service)s, no. %(number)s: an officer sent your development proposal back. Please correct it by %(day)s."
    ),
    "development.approved": _l(
        "%(service)s, no. %(number)s: the development proposal was approved, and the money is reserved. The work may begin. The claim is filed by %(day)s."
    ),
    "development.withdrawn": _l("%(service)s, no. %(number)s: a customer withdrew its development proposal."),
    "development.lapsed": _l(
        "%(service)s, no. %(number)s: a development proposal ended without a decision. Nothing was reserved."
    ),
}
_DECISIONS = frozenset({"development.approved", "development.returned"})
NOTICES = (
    Notices(
        NoticeGroup.SERVICES, {kind: words for kind, words in _SENTENCES.items() if kind not in _DECISIONS}
    ),
    Notices(NoticeGroup.DECISIONS, {kind: _SENTENCES[kind] for kind in sorted(_DECISIONS)}),
)
SUBJECTS = {
    "development": SubjectKind(_l("Development proposal"), "developments.development", "development_id")
}
