"""What the pages of coupons and claims say: where it stands, whose turn it is, what this reader may do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.actor import Actor
from core.clock import add_days, bangkok_date
from core.permissions import Permission
from core.trail import SubjectKind, register_events, register_subjects
from core.web.steps import Stage, Turn
from coupons import moves
from coupons.models import Coupon, Redemption
from coupons.parties import Party
from coupons.payment_news import PaymentNews
from coupons.queries import ClaimPage
from coupons.services.add_evidence import OPEN_FOR_EVIDENCE
from coupons.states import CORRECTION_LIMIT, REVIEW_LIMIT, CouponState, RedemptionState
from identity.notices import notice_words

_R, _P = RedemptionState, Permission

COUPON_HISTORY: Mapping[str, Any] = {
    "coupon.issued": _l("Coupon issued"),
    "coupon.held": _l("Put on hold"),
    "coupon.resumed": _l("Can be used again"),
    "coupon.reissued": _l("New code given, the old one dead"),
    "coupon.cancelled": _l("Cancelled"),
    "coupon.expired": _l("Expired, its rest released"),
}
COUPON_TONES = {
    "coupon.issued": "good",
    "coupon.held": "wait",
    "coupon.resumed": "good",
    "coupon.cancelled": "bad",
}
CLAIM_HISTORY: Mapping[str, Any] = {
    "redemption.reserved": _l("Price confirmed, money reserved"),
    "redemption.evidence_added": _l("Evidence added"),
    "redemption.evidence_removed": _l("Evidence taken back"),
    "redemption.delivered": _l("Declared delivered"),
    "redemption.accepted": _l("Accepted by the business"),
    "redemption.accepted_for_sme": _l("Accepted by an officer in the business's place"),
    "redemption.returned": _l("Returned for more evidence"),
    "redemption.resubmitted": _l("Handed in again"),
    "redemption.approved": _l("Claim approved"),
    "redemption.rejected": _l("Claim rejected"),
    "redemption.closed": _l("Completed without payment"),
    "redemption.disputed": _l("Disputed"),
    "redemption.dispute_settled": _l("Dispute settled, the claim goes on"),
    "redemption.cancelled": _l("Reservation cancelled"),
    "redemption.lapsed": _l("Not delivered in time, money freed"),
    "redemption.paid": _l("Paid by the bank"),
    "redemption.unpaid": _l("The bank returned the payment"),
}
CLAIM_TONES = {
    "redemption.reserved": "brand",
    "redemption.delivered": "brand",
    "redemption.accepted": "good",
    "redemption.returned": "wait",
    "redemption.approved": "good",
    "redemption.rejected": "bad",
    "redemption.disputed": "bad",
    "redemption.cancelled": "bad",
    "redemption.lapsed": "bad",
    "redemption.paid": "good",
    "redemption.unpaid": "bad",
}
register_events(
    {
        **COUPON_HISTORY,
        **CLAIM_HISTORY,
        "proposal.offered": _l("Price proposed"),
        "proposal.refused": _l("Price refused by a rule"),
        "proposal.declined": _l("Price declined by the customer"),
        "proposal.wrong_code": _l("Wrong six-digit code"),
        "proposal.lapsed": _l("Nobody answered in time"),
        "proposal.superseded": _l("Price replaced by a newer one"),
        "proposal.withdrawn": _l("Price withdrawn by the provider"),
    }
)
register_subjects(
    {
        "coupon": SubjectKind(_l("Coupon"), "coupons.coupon", "coupon_id"),
        "redemption": SubjectKind(_l("Claim"), "redemptions.redemption", "redemption_id"),
        "proposal": SubjectKind(_l("Price proposal")),
    }
)


@dataclass(frozen=True, slots=True)
class Allowed:
    """What this reader may do here now; the services check the same again under the lock."""

    add_evidence: bool
    deliver: bool
    resubmit: bool
    accept: bool
    dispute: bool
    take_back_from_payment: bool
    cancel: bool
    decide: bool
    close: bool
    accept_for_sme: bool
    settle: bool
    reject: bool

    @property
    def at_the_desk(self) -> bool:
        """Whether an officer has any action here."""
        return self.decide or self.close or self.accept_for_sme or self.settle or self.reject


_PLACE: Mapping[RedemptionState, int] = {
    _R.RESERVED: 1,
    _R.DELIVERED: 2,
    _R.RETURNED: 3,
    _R.ACCEPTED: 3,
    _R.DISPUTED: 3,
    _R.APPROVED: 4,
    _R.PAID: 5,
    _R.CLOSED: 5,
}
"""How many stages of the way are done."""
_STOPPED: Mapping[RedemptionState, tuple[int, Any]] = {
    _R.CANCELLED: (1, _l("Cancelled")),
    _R.LAPSED: (1, _l("Not delivered in time")),
    _R.REJECTED: (3, _l("Claim rejected")),
}


def steps(page: ClaimPage) -> list[Stage]:
    """From price to payment: with dates, and where it stopped. Named as tasks: a stage may still be to do."""
    redemption = page.redemption
    way = [
        (_("Price confirmed"), redemption.reserved_at),
        (_("Delivery"), redemption.delivered_on),
        (_("Acceptance by the business"), redemption.accepted_at),
        (_("Check of the evidence"), redemption.decided_at),
        (_("Payment") if redemption.line_id is not None else _("Completion"), redemption.state_since),
    ]
    stopped = _STOPPED.get(redemption.state)
    done = stopped[0] if stopped else _PLACE[redemption.state]
    stages = [
        Stage(
            label,
            "done" if place < done else "now" if place == done else "next",
            when=when if place < done else None,
        )
        for place, (label, when) in enumerate(way)
    ]
    if stopped:
        return [*stages[:done], Stage(str(stopped[1]), "stopped", when=redemption.state_since)]
    return stages


Wait = tuple[str, Party | None, date | None]
"""What is to be done, by whom (None: the finance office), until when."""


def _wait_of(redemption: Redemption) -> Wait | None:
    """What a claim waits for; None at an end."""
    waits: Mapping[RedemptionState, Wait] = {
        _R.RESERVED: (
            _("Deliver the service, add the evidence and declare it delivered."),
            Party.PROVIDER,
            redemption.deliver_by,
        ),
        _R.DELIVERED: (
            _("Check what was delivered, then accept it or say what is wrong."),
            Party.SME,
            redemption.accept_by,
        ),
        _R.ACCEPTED: (
            _("An officer checks the evidence and decides."),
            Party.OSMEP,
            bangkok_date(add_days(redemption.state_since, REVIEW_LIMIT.days - 1)),
        ),
        _R.RETURNED: (
            _("Add what the officer asks for and hand the claim in again."),
            Party.PROVIDER,
            bangkok_date(add_days(redemption.state_since, CORRECTION_LIMIT.days - 1)),
        ),
        _R.DISPUTED: (
            _("An officer hears both sides and settles the dispute."),
            Party.OSMEP,
            bangkok_date(add_days(redemption.state_since, REVIEW_LIMIT.days - 1)),
        ),
        _R.APPROVED: (_("Follow the payment on the page of the claim."), None, None),
    }
    return waits.get(redemption.state)


def turn(page: ClaimPage, now: datetime, news: PaymentNews | None = None) -> Turn | None:
    """What comes next; None at an end. `news` is what is told of the payment of an approved claim."""
    if news is not None:
        return Turn(news.what, news.whose, news.mine, None, late=False)
    wait = _wait_of(page.redemption)
    return _turn(wait, now, mine=wait[1] is page.side) if wait else None


def rest_words(page: ClaimPage) -> str | None:
    """Who bears the rest of a claim approved for less, in the words of the notice; None when nothing was cut."""
    cut = moves.cut_of(page.redemption, page.coupon)
    if cut is None:
        return None
    return notice_words(f"redemption.cut.{cut.bearer}.{page.side}", cut.facts)


def coupon_turn(coupon: Coupon, uses: Iterable[Redemption], actor: Actor, now: datetime) -> Turn | None:
    """What comes next with a coupon, as the desk sees it: its most pressing use, else the next; None at an end."""
    if coupon.state is CouponState.HELD:
        what = _("Find out what is wrong, then let the coupon be used again or cancel it.")
        return _turn((what, Party.OSMEP, None), now, mine=actor.may(_P.COUPONS_COUPON_HOLD))
    waits = [wait for use in uses if (wait := _wait_of(use)) is not None]
    if waits:
        first = min(waits, key=lambda wait: wait[2] or date.max)
        decides = first[1] is Party.OSMEP and actor.may(_P.COUPONS_REDEMPTION_DECIDE)
        return _turn(first, now, mine=decides)
    if not coupon.is_open or not coupon.remaining:
        return None
    return _turn(
        (_("Use the coupon at an approved provider."), Party.SME, coupon.valid_until), now, mine=False
    )


def _turn(wait: Wait, now: datetime, *, mine: bool) -> Turn:
    what, whose, due = wait
    late = due is not None and bangkok_date(now) > due
    return Turn(what, str(_WHOSE[whose]), mine, due, late)


_WHOSE: Mapping[Party | None, Any] = {
    Party.SME: _l("the SME"),
    Party.PROVIDER: _l("the provider"),
    Party.OSMEP: _l("an officer of OSMEP"),
    None: _l("the finance office"),
}


def allowed(page: ClaimPage, actor: Actor, now: datetime) -> Allowed:
    """What the buttons offer: side, permission, state; and that nobody decides what they accepted."""
    redemption, side = page.redemption, page.side
    state = redemption.state
    officer = side is Party.OSMEP and actor.may(_P.COUPONS_REDEMPTION_DECIDE)
    another = redemption.accepted_by_id != actor.person_id
    delivers = side is Party.PROVIDER and actor.may(_P.COUPONS_REDEMPTION_DELIVER)
    accepts = side is Party.SME and actor.may(_P.COUPONS_REDEMPTION_ACCEPT)
    return Allowed(
        add_evidence=(delivers or accepts) and state in OPEN_FOR_EVIDENCE[side],
        deliver=delivers and state is _R.RESERVED,
        resubmit=delivers and state is _R.RETURNED,
        accept=accepts and state is _R.DELIVERED,
        dispute=actor.may(_P.COUPONS_REDEMPTION_DISPUTE) and state in (_R.DELIVERED, _R.ACCEPTED),
        take_back_from_payment=actor.may(_P.PAYOUTS_CLAIM_DISPUTE) and state is _R.APPROVED,
        cancel=actor.may(_P.COUPONS_REDEMPTION_CANCEL) and state is _R.RESERVED,
        decide=officer and another and state is _R.ACCEPTED and redemption.line_id is not None,
        close=officer and another and state is _R.ACCEPTED and redemption.line_id is None,
        accept_for_sme=officer and state is _R.DELIVERED and moves.overdue(redemption, now),
        settle=officer and state is _R.DISPUTED,
        reject=officer and another and state in (_R.ACCEPTED, _R.RETURNED, _R.DISPUTED),
    )
