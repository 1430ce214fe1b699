"""How registrations, applications and coupons of the demo world end, and how many of each."""

from __future__ import annotations

from enum import StrEnum


class Standing(StrEnum):
    """How far an SME's registration comes."""

    VERIFIED = "verified"
    SUSPENDED = "suspended"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    REJECTED = "rejected"


class Answer(StrEnum):
    """How an application ends, or where it stands now."""

    COUPON = "coupon"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RECOMMENDED = "recommended"
    RETURNED = "returned"
    DECLINED = "declined"
    WAITLISTED = "waitlisted"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    APPEALED = "appealed"
    UPHELD = "upheld"


class Fate(StrEnum):
    """What becomes of a coupon, or of the service bought with it."""

    UNUSED = "unused"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    HELD = "held"
    REISSUED = "reissued"
    TURNED_AWAY = "turned_away"
    """Scanned and priced, but no price was agreed."""
    RESERVED = "reserved"
    DELIVERED = "delivered"
    UNANSWERED = "unanswered"
    """Delivered, and the SME let its days go by."""
    ACCEPTED = "accepted"
    RETURNED = "returned"
    DISPUTED = "disputed"
    APPROVED = "approved"
    """And paid, in time."""
    REJECTED = "rejected"
    CALLED_OFF = "called_off"
    LAPSED = "lapsed"
    REOPENED = "reopened"
    """Disputed after it was approved."""


ANSWERS = {
    Answer.DRAFT: 30, Answer.SUBMITTED: 45, Answer.RECOMMENDED: 25, Answer.RETURNED: 25, Answer.DECLINED: 60,
    Answer.WAITLISTED: 25, Answer.LAPSED: 20, Answer.WITHDRAWN: 35, Answer.APPEALED: 15, Answer.UPHELD: 20,
}  # fmt: skip
"""Applications that got no coupon: 300 of 1,000."""
FATES = {
    Fate.UNUSED: 95, Fate.EXPIRED: 35, Fate.CANCELLED: 20, Fate.HELD: 12, Fate.REISSUED: 25, Fate.TURNED_AWAY: 20,
    Fate.RESERVED: 45, Fate.DELIVERED: 30, Fate.UNANSWERED: 10, Fate.ACCEPTED: 45, Fate.RETURNED: 15,
    Fate.DISPUTED: 12, Fate.APPROVED: 281, Fate.REJECTED: 20, Fate.CALLED_OFF: 18, Fate.LAPSED: 12,
    Fate.REOPENED: 5,
}  # fmt: skip
"""700 coupons."""
STANDINGS = {
    Standing.SUSPENDED: 8, Standing.DRAFT: 14, Standing.SUBMITTED: 20, Standing.RETURNED: 8, Standing.REJECTED: 9,
}  # fmt: skip
"""SMEs that are not simply verified."""
