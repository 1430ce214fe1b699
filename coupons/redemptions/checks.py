"""What `flask ledger verify` proves of redemptions: their rows and their postings agree."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from core.money import Money
from core.registry import Finding
from core.statements import with_members
from coupons.redemptions.states import ProposalState, RedemptionState
from ledger.states import Kind

_SPENT = with_members(
    """
    SELECT c.id, c.spent_satang, coalesce(sum(coalesce(r.approved_satang, r.subsidy_satang)), 0) AS claimed
    FROM coupons c LEFT JOIN redemptions r ON r.coupon_id = c.id
        AND r.state NOT IN (RedemptionState.REJECTED, RedemptionState.CANCELLED, RedemptionState.LAPSED)
    GROUP BY c.id
    HAVING c.spent_satang <> coalesce(sum(coalesce(r.approved_satang, r.subsidy_satang)), 0)
    ORDER BY c.id""",
    RedemptionState,
)
_CLAIMS = with_members(
    """
    WITH ends AS (
        SELECT p.subject_id AS redemption_id, a.kind, -p.amount_satang AS satang
        FROM ledger_postings p JOIN ledger_accounts a ON a.id = p.source_id
        WHERE p.subject_kind = 'redemption'
        UNION ALL
        SELECT p.subject_id, a.kind, p.amount_satang
        FROM ledger_postings p JOIN ledger_accounts a ON a.id = p.destination_id
        WHERE p.subject_kind = 'redemption'
    ), posted AS (
        SELECT redemption_id,
            sum(satang) FILTER (WHERE kind = Kind.RESERVED) AS reserved,
            sum(satang) FILTER (WHERE kind = Kind.PAYABLE) AS payable
        FROM ends GROUP BY redemption_id
    ), expected AS (
        SELECT id, state,
            CASE WHEN line_id IS NOT NULL
                AND state IN (RedemptionState.RESERVED, RedemptionState.DELIVERED, RedemptionState.RETURNED, RedemptionState.ACCEPTED, RedemptionState.DISPUTED)
                THEN coalesce(approved_satang, subsidy_satang) ELSE 0 END AS reserved,
            CASE WHEN state IN (RedemptionState.APPROVED, RedemptionState.PAID) THEN approved_satang ELSE 0 END AS payable
        FROM redemptions
    )
    SELECT coalesce(e.id, p.redemption_id) AS redemption_id, e.state,
        coalesce(p.reserved, 0) AS reserved, coalesce(p.payable, 0) AS payable,
        e.reserved AS reserved_expected, e.payable AS payable_expected
    FROM expected e FULL JOIN posted p ON p.redemption_id = e.id
    WHERE e.id IS NULL OR coalesce(p.reserved, 0) <> e.reserved OR coalesce(p.payable, 0) <> e.payable
    ORDER BY 1""",
    Kind,
    RedemptionState,
)
_CONSENTS = with_members(
    """
    SELECT p.id, p.state, r.id AS redemption_id FROM proposals p
    FULL JOIN redemptions r ON r.proposal_id = p.id
    WHERE (p.state = ProposalState.CONSENTED) <> (r.id IS NOT NULL) ORDER BY p.id""",
    ProposalState,
)


def spent_is_claimed(session: Session) -> Iterator[Finding]:
    """What a coupon counts as spent is what its living claims hold, to the satang."""
    for row in session.execute(_SPENT):
        spent, claimed = Money(row.spent_satang), Money(int(row.claimed))
        yield Finding(
            "coupons.spent", f"coupon {row.id}", f"counts {spent} as spent, its claims hold {claimed}"
        )


def claims_match_postings(session: Session) -> Iterator[Finding]:
    """Each redemption's money is where its state says: reserved, payable or nowhere."""
    for row in session.execute(_CLAIMS):
        found = f"reserved {Money(int(row.reserved))}, approved {Money(int(row.payable))}"
        yield Finding("coupons.claims", f"redemption {row.redemption_id}", f"is {row.state}, yet {found}")


def consents_have_effects(session: Session) -> Iterator[Finding]:
    """Each price consented to has its redemption, and no other price has one."""
    for row in session.execute(_CONSENTS):
        words = f"is {row.state}, and its redemption is {row.redemption_id}"
        yield Finding("coupons.consents", f"proposal {row.id}", words)


OWN = {
    "coupons.claims": claims_match_postings,
    "coupons.consents": consents_have_effects,
    "coupons.spent": spent_is_claimed,
}
