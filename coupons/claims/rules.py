"""What a claim must prove, what may be approved, and what is worth a look. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from core.money import ZERO, Money
from coupons.claims.states import ClaimFlag, ClaimRefusal, EvidenceKind
from coupons.redemptions.rules import WhoPays
from coupons.redemptions.states import RedemptionState
from coupons.states import Party
from schemes.states import PayeeMode

MANDATORY_EVIDENCE = frozenset(
    {
        EvidenceKind.TAX_INVOICE,
        EvidenceKind.PROOF_OF_OWN_SHARE,
        EvidenceKind.DELIVERABLE,
        EvidenceKind.AGREEMENT,
    }
)
"""Without each of these a claim is not approved (docs/domain.md#schemes)."""

_INVOICE = re.compile(r"[0-9A-Zก-๙./-]{1,40}")


def missing_evidence(kinds: Collection[EvidenceKind], pays: WhoPays) -> list[EvidenceKind]:
    """Which mandatory kinds of evidence are not there, in the order of the list.

    Who pays the provider nothing has nothing to prove; who is reimbursed proves the whole price.
    """
    needed = MANDATORY_EVIDENCE if pays.collect else MANDATORY_EVIDENCE - {EvidenceKind.PROOF_OF_OWN_SHARE}
    return [kind for kind in EvidenceKind if kind in needed and kind not in kinds]


def invoice_number(typed: str) -> str | None:
    """The number as we compare it: composed, upper case, no spaces, Arabic digits. None if it cannot be one."""
    composed = unicodedata.normalize("NFKC", typed).upper()
    number = "".join(
        str(unicodedata.digit(character, -1)) if character.isdigit() else character
        for character in composed
        if not character.isspace()
    )
    return number if _INVOICE.fullmatch(number) else None


def delivery_refusal(
    delivered_on: date, invoiced_on: date, *, reserved_on: date, deliver_by: date, today: date
) -> ClaimRefusal | None:
    """Whether the days of a delivery hold: not before the SME consented, not after the last day, not tomorrow."""
    if not reserved_on <= delivered_on <= today:
        return ClaimRefusal.DELIVERY_DATE_WRONG
    if delivered_on > deliver_by:
        return ClaimRefusal.DELIVERED_TOO_LATE
    return None if reserved_on <= invoiced_on <= today else ClaimRefusal.INVOICE_DATE_WRONG


def approval_refusal(
    amount: Money, held: Money, kinds: Collection[EvidenceKind], *, pays: WhoPays, has_budget: bool
) -> ClaimRefusal | None:
    """Why an amount may not be approved; None if it may. Less than was reserved is allowed, more never."""
    if not has_budget:
        return ClaimRefusal.NOTHING_TO_PAY
    if not ZERO < amount <= held:
        return ClaimRefusal.AMOUNT_ABOVE_RESERVED
    return ClaimRefusal.EVIDENCE_MISSING if missing_evidence(kinds, pays) else None


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """What is worth a look before an officer signs."""

    price: Money
    price_from: Money
    price_to: Money
    same_amount_count: int
    """Other claims of the provider at the very same price in SAME_AMOUNT_DAYS."""
    reserved_on: date
    delivered_on: date | None
    duration_days: int
    provider_since: date | None
    rating: int | None
    accepted_by_officer: bool
    filed_by: Party
    was_disputed: bool


SAME_AMOUNT_DAYS = 90
SAME_AMOUNT_COUNT = 3
NEW_PROVIDER_DAYS = 90
FAST_SHARE = 4
"""A service delivered in less than a quarter of the time its catalogue entry names is fast."""
LOW_RATING = 2


def claim_flags(facts: ClaimFacts) -> list[ClaimFlag]:
    """What an officer should look at; thresholds are OSMEP's to confirm (docs/domain.md#abuse)."""
    return list(_claim_flags(facts))


def _claim_flags(facts: ClaimFacts) -> Iterator[ClaimFlag]:
    if facts.same_amount_count >= SAME_AMOUNT_COUNT:
        yield ClaimFlag.SAME_AMOUNT_REPEATED
    if (
        facts.delivered_on
        and (facts.delivered_on - facts.reserved_on).days * FAST_SHARE < facts.duration_days
    ):
        yield ClaimFlag.FAST_DELIVERY
    if facts.provider_since and (facts.reserved_on - facts.provider_since).days < NEW_PROVIDER_DAYS:
        yield ClaimFlag.NEW_PROVIDER
    if facts.price == facts.price_to and facts.price_from < facts.price_to:
        yield ClaimFlag.TOP_OF_PRICE_RANGE
    if facts.rating is not None and facts.rating <= LOW_RATING:
        yield ClaimFlag.LOW_RATING
    if facts.accepted_by_officer:
        by_sme = facts.filed_by is Party.SME
        yield ClaimFlag.CONFIRMED_FOR_PROVIDER if by_sme else ClaimFlag.ACCEPTED_FOR_SME
    if facts.was_disputed:
        yield ClaimFlag.WAS_DISPUTED


def filer_of(mode: PayeeMode) -> Party:
    """Who files a claim and proves it: whoever is paid. The other side says whether it is so."""
    return Party.SME if mode is PayeeMode.REIMBURSE_SME else Party.PROVIDER


def filing_refusal(mode: PayeeMode, side: Party) -> ClaimRefusal | None:
    """Why a side may not file the claim under this mode; None if it is the one that does."""
    if side is filer_of(mode):
        return None
    return ClaimRefusal.SME_FILES if mode is PayeeMode.REIMBURSE_SME else ClaimRefusal.PROVIDER_FILES


def confirming_refusal(mode: PayeeMode, side: Party) -> ClaimRefusal | None:
    """Why a side may not say that a claim is so: it filed it."""
    if side is not filer_of(mode):
        return None
    return ClaimRefusal.SME_FILES if side is Party.SME else ClaimRefusal.PROVIDER_FILES


def bearer_of_rest(mode: PayeeMode) -> Party:
    """Who bears what OSMEP does not pay of a claim approved for less: whoever was to be paid.

    The SME agreed to its own share and not to more, so a provider may not ask it for the rest; an SME that is paid
    back has paid the whole price already (docs/decisions, 29).
    """
    return Party.SME if mode is PayeeMode.REIMBURSE_SME else Party.PROVIDER


_TO_FILE = frozenset({RedemptionState.RESERVED, RedemptionState.RETURNED})
_OPEN_FOR_EVIDENCE: dict[PayeeMode, dict[Party, frozenset[RedemptionState]]] = {
    PayeeMode.PAY_PROVIDER: {
        Party.PROVIDER: _TO_FILE,
        Party.SME: _TO_FILE | {RedemptionState.DELIVERED},
    },
    PayeeMode.REIMBURSE_SME: {Party.SME: _TO_FILE},
}


def open_for_evidence(mode: PayeeMode, side: Party) -> frozenset[RedemptionState]:
    """When a side may add files: what an officer checks does not change meanwhile.

    Where the SME is paid back it proves everything itself, and the provider only confirms.
    """
    return _OPEN_FOR_EVIDENCE[mode].get(side, frozenset())
