"""What a coupon may be used for, and what a price costs whom. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.money import FULL_SHARE_BP, ZERO, Money
from coupons.coupons.states import CouponState
from coupons.redemptions.states import ConsentMethod, ProposalState, Refusal, ScanOutcome
from providers.states import CategoryState, ProviderState
from schemes.states import PayeeMode
from schemes.terms.rules import NO_LIMITS, PriceTerms, state_part
from smes.states import SmeState

SCAN_LIMIT = timedelta(minutes=30)
"""How long after its scan a coupon may be offered a price: while its holder is at the counter."""
PRICES_PER_SCAN = 5
"""Prices that one scan carries: enough to correct a slip, too few to wear the holder down."""
WRONG_CODES_PER_PROPOSAL = 5
WRONG_CODES_PER_DAY = 10
"""Of one provider on one coupon; then only the tap is left (docs/architecture.md#code-and-consent)."""
TRIES_LIMIT = timedelta(minutes=15)
TRIES = 10
"""How many unknown codes one person may try within TRIES_LIMIT before we look no more up."""


@dataclass(frozen=True, slots=True)
class PriceParts:
    """What a price costs whom. `subsidy + own == price`, to the satang."""

    price: Money
    subsidy: Money
    own: Money


def price_parts(
    price: Money, share_bp: int, terms: PriceTerms = NO_LIMITS, *, has_budget: bool = True
) -> PriceParts:
    """Split a price: the state's share rounded down to the satang, within the limits of one price; the rest is the SME's.

    What is left on the coupon, and its limit, play no part: a subsidy cut to the balance would reveal it
    to the provider. A scheme without a budget pays nothing.
    """
    subsidy = state_part(price, share_bp, terms) if has_budget else ZERO
    return PriceParts(price, subsidy, price - subsidy)


@dataclass(frozen=True, slots=True)
class WhoPays:
    """Who pays what for one price. Every page, paper and message takes it from here.

    Under a scheme that reimburses, the customer pays the provider the whole price and the state pays its part
    back to the customer; under any other the customer pays the rest and the state pays the provider.
    """

    price: Money
    subsidy: Money
    """The state's part, whomever it is paid to."""
    reimburses: bool

    @property
    def own(self) -> Money:
        """What the price costs the customer in the end."""
        return self.price - self.subsidy

    @property
    def collect(self) -> Money:
        """What the provider collects from the customer, and the customer proves to have paid."""
        return self.price if self.reimburses else self.own


def who_pays(price: Money, subsidy: Money, payee_mode: PayeeMode) -> WhoPays:
    """Who pays what, under the coupon's own mode, which was frozen when it was issued. Of nothing, nothing is paid back."""
    return WhoPays(price, subsidy, bool(subsidy) and payee_mode is PayeeMode.REIMBURSE_SME)


def highest_price_within(remaining: Money, share_bp: int, terms: PriceTerms = NO_LIMITS) -> Money | None:
    """The highest price whose subsidy is no more than `remaining`, to the satang; None where every price is.

    With R satang left and a share of s basis points, ⌊p·s/10000⌋ ≤ R holds exactly for p·s < (R+1)·10000. Every price
    is within what the state pays of one at most; and of a price it pays never more than is over the least own share.
    """
    if not share_bp or (terms.price_cap_satang is not None and terms.price_cap_satang <= remaining.satang):
        return None
    highest = Money(((remaining.satang + 1) * FULL_SHARE_BP - 1) // share_bp)
    return max(highest, remaining + Money(terms.least_own_satang)) if terms.least_own_satang else highest


@dataclass(frozen=True, slots=True)
class CouponFacts:
    """The coupon, its scheme and its SME, as they are under lock.

    No sum of money is among them: what these facts decide is shown to the provider, who must not learn the
    balance (docs/decisions, what a counter learns). Nor is the state of the scheme: pausing or closing it
    stops applications only, and what was issued runs to its own end.
    """

    state: CouponState
    valid_from: date
    valid_until: date
    delivers_until: date
    sme_state: SmeState


@dataclass(frozen=True, slots=True)
class CounterFacts:
    """The provider at whose counter it is, in the coupon's service category.

    `category_state` is None when the provider never asked for the category. `is_tied` says that the
    provider is the coupon's own SME, or that the person who would consent serves the provider.
    """

    provider_state: ProviderState
    category_state: CategoryState | None
    category_valid_until: date | None
    is_tied: bool


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """The service and the price."""

    service_active: bool
    service_in_category: bool
    price_from: Money
    price_to: Money
    parts: PriceParts


def refusal_for(coupon: CouponFacts, counter: CounterFacts, offer: OfferFacts, today: date) -> Refusal | None:
    """Why this price may not be named or reserved today; None if it may. Asked at the price and again at consent.

    The order is the order in which a person could put it right: first what no other price would change.
    Whether the coupon holds enough is not asked here, but of the owner's consent alone (money_refusal).
    """
    return _coupon_refusal(coupon, today) or _counter_refusal(counter, today) or _offer_refusal(offer)


def money_refusal(method: ConsentMethod, subsidy: Money, remaining: Money) -> Refusal | None:
    """Return how a consent is refused that the coupon cannot carry; None if it can.

    The owner, who taps, learns it. The cashier, who types six digits, reads what any other wrong code says:
    the owner's page shows no digits for such a price, so whatever is typed for it is wrong.
    """
    if subsidy <= remaining:
        return None
    return Refusal.NOT_ENOUGH_LEFT if method is ConsentMethod.TAP else Refusal.WRONG_CODE


def _coupon_refusal(coupon: CouponFacts, today: date) -> Refusal | None:
    if coupon.state is CouponState.EXPIRED or not coupon.valid_from <= today <= coupon.valid_until:
        return Refusal.COUPON_EXPIRED
    if coupon.state is not CouponState.ISSUED:
        return Refusal.COUPON_NOT_OPEN
    if today > coupon.delivers_until:
        return Refusal.DELIVERY_WINDOW_OVER
    if coupon.sme_state is not SmeState.VERIFIED:
        return Refusal.SME_NOT_VERIFIED
    return None


def _counter_refusal(counter: CounterFacts, today: date) -> Refusal | None:
    if counter.provider_state is not ProviderState.APPROVED:
        return Refusal.PROVIDER_NOT_APPROVED
    if counter.category_state is not CategoryState.APPROVED:
        return Refusal.CATEGORY_NOT_APPROVED
    if counter.category_valid_until is None or today > counter.category_valid_until:
        return Refusal.ACCREDITATION_EXPIRED
    return Refusal.TIED_TO_PROVIDER if counter.is_tied else None


def _offer_refusal(offer: OfferFacts) -> Refusal | None:
    if not offer.service_active:
        return Refusal.SERVICE_WITHDRAWN
    if not offer.service_in_category:
        return Refusal.CATEGORY_NOT_APPROVED
    if not offer.price_from <= offer.parts.price <= offer.price_to:
        return Refusal.PRICE_OUTSIDE_RANGE
    return None


_CLOSED: dict[ProposalState, Refusal] = {
    ProposalState.DECLINED: Refusal.PROPOSAL_DECLINED,
    ProposalState.LAPSED: Refusal.PROPOSAL_LAPSED,
    ProposalState.SUPERSEDED: Refusal.PROPOSAL_SUPERSEDED,
    ProposalState.WITHDRAWN: Refusal.PROPOSAL_WITHDRAWN,
}


def proposal_refusal(
    state: ProposalState, refusal: Refusal | None, expires_at: datetime, now: datetime
) -> Refusal | None:
    """Why a proposal cannot be consented to any more; None while it is open and in time."""
    if state is ProposalState.OPEN:
        return None if now < expires_at else Refusal.PROPOSAL_LAPSED
    return _CLOSED.get(state, refusal)


def only_tap_left(method: ConsentMethod, wrong_today: int) -> bool:
    """Whether so many codes were wrong today that only the SME's own tap counts."""
    return method is ConsentMethod.CODE and wrong_today >= WRONG_CODES_PER_DAY


@dataclass(frozen=True, slots=True)
class ScanFacts:
    """What one scanned code turned out to be, at one counter."""

    is_current_issue: bool
    coupon: CouponFacts
    counter: CounterFacts
    payee_mode: PayeeMode


def scan_outcome(facts: ScanFacts, today: date) -> ScanOutcome:
    """What a scan of one of our codes comes to. The first thing that is wrong is what is said."""
    if not facts.is_current_issue:
        return ScanOutcome.REPLACED
    if facts.payee_mode is PayeeMode.REIMBURSE_SME:
        return ScanOutcome.SME_FILES
    return _coupon_outcome(facts.coupon, today) or _counter_outcome(facts.counter, today) or ScanOutcome.GOOD


def _coupon_outcome(coupon: CouponFacts, today: date) -> ScanOutcome | None:
    if coupon.state is CouponState.CANCELLED:
        return ScanOutcome.CANCELLED
    if coupon.state is CouponState.EXPIRED or not coupon.valid_from <= today <= coupon.valid_until:
        return ScanOutcome.EXPIRED
    if coupon.state is CouponState.HELD or coupon.sme_state is not SmeState.VERIFIED:
        return ScanOutcome.HELD
    if today > coupon.delivers_until:
        return ScanOutcome.SCHEME_CLOSED
    return None


def _counter_outcome(counter: CounterFacts, today: date) -> ScanOutcome | None:
    refusal = _counter_refusal(counter, today)
    if refusal is Refusal.TIED_TO_PROVIDER:
        return ScanOutcome.OWN_COUPON
    if refusal is Refusal.PROVIDER_NOT_APPROVED:
        return ScanOutcome.PROVIDER_NOT_APPROVED
    return ScanOutcome.CATEGORY_NOT_APPROVED if refusal else None
