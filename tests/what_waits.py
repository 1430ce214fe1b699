"""What the deadline board must count, in SQL of its own: since when or until when each waiting thing waits, and how long it may."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core.calendar.due import due_at
from core.terms import Term, days, end_of, working_days

FIFTEEN, TWENTY, TEN, FIVE, THREE = (working_days(length) for length in (15, 20, 10, 5, 3))
TODAY = "(now() AT TIME ZONE 'Asia/Bangkok')::date"
APPROVED = "(SELECT organisation_id FROM providers WHERE state = 'approved')"
IN_A_BATCH = (
    "(SELECT payable_id FROM payments WHERE state IN ('ready', 'batched', 'sent', 'unknown', 'paid'))"
)


def _since_entered(table: str, kind: str, key: str, states: str, before: str = "") -> str:
    entered = (
        f"SELECT max(a.occurred_at) FROM audit_events a WHERE a.subject_kind = '{kind}'"
        f" AND a.subject_id = r.{key} AND a.name = '{kind}.' || r.state"
    )
    return f"SELECT coalesce(({entered}), r.created_at) FROM {table} r WHERE state IN ({states}){before}"


WAITING: tuple[tuple[str, Term | None], ...] = (
    ("SELECT state_since FROM applications WHERE state IN ('submitted', 'appealed')", FIFTEEN),
    ("SELECT state_since FROM applications WHERE state = 'returned'", days(30)),
    ("SELECT deliver_by FROM redemptions WHERE state = 'reserved'", None),
    ("SELECT accept_by FROM redemptions WHERE state = 'delivered'", None),
    ("SELECT state_since FROM redemptions WHERE state = 'returned'", days(30)),
    ("SELECT state_since FROM redemptions WHERE state IN ('accepted', 'disputed')", FIFTEEN),
    ("SELECT state_since FROM developments WHERE state = 'sent'", days(14)),
    ("SELECT state_since FROM developments WHERE state = 'confirmed'", FIFTEEN),
    ("SELECT state_since FROM developments WHERE state = 'returned'", days(30)),
    ("SELECT held_at FROM coupons WHERE state = 'held'", FIFTEEN),
    (
        f"SELECT valid_until FROM coupons WHERE state = 'issued' AND valid_until BETWEEN {TODAY} AND {TODAY} + 30"
        " AND spent_satang + released_satang < limit_satang",
        None,
    ),
    ("SELECT submitted_at FROM bank_accounts WHERE state = 'pending'", FIVE),
    ("SELECT granted_at FROM role_grants WHERE state = 'proposed'", TEN),
    ("SELECT asked_at FROM factor_resets WHERE state = 'asked'", THREE),
    ("SELECT reported_at FROM number_reports WHERE state = 'open'", FIVE),
    ("SELECT asked_at FROM rights_requests WHERE state = 'asked'", FIVE),
    ("SELECT state_since FROM batches WHERE state IN ('draft', 'returned')", FIVE),
    ("SELECT state_since FROM batches WHERE state IN ('submitted', 'approved')", THREE),
    ("SELECT state_since FROM batches WHERE state = 'released'", TEN),
    ("SELECT state_since FROM batches WHERE state = 'settled'", TWENTY),
    (f"SELECT state_since FROM payables WHERE state = 'open' AND id NOT IN {IN_A_BATCH}", TWENTY),
    ("SELECT state_since FROM payables WHERE state = 'held'", days(30)),
    ("SELECT state_since FROM statement_lines WHERE state IN ('mismatched', 'unmatched')", FIVE),
    ("SELECT state_since FROM payments WHERE state = 'unknown'", FIVE),
    ("SELECT stated_at FROM manual_findings WHERE state = 'waiting'", THREE),
    *(
        (f"SELECT submitted_at FROM {table} WHERE state = 'submitted'", FIFTEEN)
        for table in ("smes", "providers")
    ),
    *(
        (_since_entered(table, kind, "organisation_id", f"'{state}'"), term)
        for table, kind in (("smes", "sme"), ("providers", "provider"))
        for state, term in (("returned", days(30)), ("suspended", FIFTEEN))
    ),
    ("SELECT said_at FROM sme_updates WHERE state = 'waiting'", FIFTEEN),
    (
        "SELECT asked_at FROM category_renewals r JOIN provider_categories c ON c.id = r.provider_category_id"
        f" WHERE r.state = 'requested' AND c.state = 'approved' AND c.provider_id IN {APPROVED}",
        FIFTEEN,
    ),
    ("SELECT state_since FROM scheme_versions WHERE state = 'draft' AND number > 1", TWENTY),
    (
        "SELECT asked_at FROM service_changes c JOIN services s ON s.id = c.service_id"
        f" WHERE c.state = 'requested' AND s.provider_id IN {APPROVED}",
        FIFTEEN,
    ),
    (
        "SELECT coalesce((SELECT max(a.occurred_at) FROM audit_events a WHERE a.subject_kind = 'provider'"
        " AND a.subject_id = p.organisation_id AND a.name = 'provider.category_requested'), p.created_at)"
        " FROM provider_categories c JOIN providers p ON p.organisation_id = c.provider_id"
        " WHERE c.state = 'requested' AND p.state = 'approved'",
        FIFTEEN,
    ),
    (
        f"SELECT valid_until FROM provider_categories c WHERE state = 'approved' AND provider_id IN {APPROVED}"
        f" AND valid_until BETWEEN {TODAY} AND {TODAY} + 90 AND NOT EXISTS (SELECT FROM category_renewals r"
        " WHERE r.provider_category_id = c.id AND r.state = 'requested')",
        None,
    ),
    *(
        (_since_entered(table, kind, "id", states), TWENTY)
        for table, kind, states in (
            ("five_year_plans", "five_year_plan", "'submitted', 'returned'"),
            ("action_plans", "plan", "'submitted', 'returned', 'approved'"),
            ("projects", "project", "'submitted', 'returned', 'approved'"),
            ("schemes", "scheme", "'draft', 'approved', 'paused'"),
            ("budget_changes", "budget_change", "'proposed'"),
            ("kpi_changes", "kpi_change", "'proposed'"),
            ("line_closings", "line_closing", "'proposed', 'returned'"),
        )
    ),
)
"""A statement of moments since when, with the term; or of last days, without."""
UNTIL_IT_IS_OVER: tuple[tuple[str, Term], ...] = (
    ("SELECT state_since FROM applications WHERE state = 'declined'", days(30)),
    *(
        (f"SELECT {at} FROM {table} WHERE state = 'rejected' AND first_decided_by_id IS NULL", days(30))
        for table, at in (("smes", "rejected_at"), ("providers", "decided_at"))
    ),
    (
        f"SELECT decided_at FROM provider_categories WHERE state = 'rejected' AND provider_id IN {APPROVED}",
        days(30),
    ),
)
"""What may be done until then, and waits for nobody afterwards."""


def _dues(session: Session, now: datetime) -> Iterator[datetime]:
    for statement, term in WAITING:
        for (place,) in session.execute(sa.text(statement)):
            yield end_of(place) if term is None else due_at(term, place)
    for statement, term in UNTIL_IT_IS_OVER:
        dues = (due_at(term, since) for (since,) in session.execute(sa.text(statement)))
        yield from (due for due in dues if due > now)


def by_when(session: Session, now: datetime) -> dict[str, int]:
    """How much is late, due within seven days, and due later."""
    soon = now + timedelta(days=7)
    found: Counter[Any] = Counter(
        "late" if due <= now else "soon" if due <= soon else "later" for due in _dues(session, now)
    )
    return {when: found[when] for when in ("late", "soon", "later")}
