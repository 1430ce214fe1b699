"""Balances without adding up ten years: roll-ups that move forward, and the tail of postings after them.

A roll-up takes only postings of transactions below the oldest one still running, because ids commit out of
order: what it has taken can never be joined by a latecomer. It is derived, and can be made anew from nothing.
"""

from __future__ import annotations

import sqlalchemy as sa

from core.db import Tx
from ledger.models import Horizon, Posting, Rollup

_FIRST = sa.text("INSERT INTO ledger_horizon (id, as_of_xact) VALUES (1, 0) ON CONFLICT DO NOTHING")
_LOCK = sa.select(Horizon.as_of_xact).where(Horizon.id == 1).with_for_update()

_FORWARD = sa.text("""
WITH mark AS (
  SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS upto
), fresh AS (
  SELECT p.* FROM ledger_postings p, mark WHERE p.xact_id >= :since AND p.xact_id < mark.upto
), ends AS (
  SELECT source_id AS account_id, amount_satang AS debit, 0 AS credit FROM fresh
  UNION ALL SELECT destination_id, 0, amount_satang FROM fresh
), moved AS (
  INSERT INTO ledger_rollups AS r (account_id, debit_satang, credit_satang)
  SELECT account_id, sum(debit), sum(credit) FROM ends GROUP BY account_id
  ON CONFLICT (account_id) DO UPDATE SET debit_satang = r.debit_satang + EXCLUDED.debit_satang,
    credit_satang = r.credit_satang + EXCLUDED.credit_satang
)
UPDATE ledger_horizon SET as_of_xact = mark.upto FROM mark
RETURNING (SELECT count(*) FROM fresh)
""")
"""One statement, so that the mark and the postings are of one snapshot."""


def roll_forward(tx: Tx) -> int:
    """Take all settled postings into the roll-ups; returns how many. Two at once take turns."""
    tx.execute(_FIRST)
    since: int = tx.scalar(_LOCK)
    taken: int = tx.scalar(_FORWARD, {"since": since})
    return taken


def rebuild(tx: Tx) -> int:
    """Forget the roll-ups and make them again from the first posting on; returns how many postings they hold."""
    tx.execute(_FIRST)
    tx.execute(_LOCK)
    tx.execute(sa.delete(Rollup))
    tx.execute(sa.update(Horizon).values(as_of_xact=0))
    return roll_forward(tx)


_as_of = sa.select(sa.func.coalesce(sa.func.max(Horizon.as_of_xact), 0)).scalar_subquery()
_ends = sa.union_all(
    sa.select(Rollup.account_id, Rollup.debit_satang.label("debit"), Rollup.credit_satang.label("credit")),
    sa.select(Posting.source_id, Posting.amount_satang, sa.literal_column("0")).where(
        Posting.xact_id >= _as_of
    ),
    sa.select(Posting.destination_id, sa.literal_column("0"), Posting.amount_satang).where(
        Posting.xact_id >= _as_of
    ),
).subquery("ends")

turnover = (
    sa.select(
        _ends.c.account_id,
        sa.cast(sa.func.sum(_ends.c.debit), sa.BigInteger).label("debit"),
        sa.cast(sa.func.sum(_ends.c.credit), sa.BigInteger).label("credit"),
    )
    .group_by(_ends.c.account_id)
    .subquery("turnover")
)
"""All that left and all that reached each account, now: roll-up and tail in one snapshot."""
