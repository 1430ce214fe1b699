"""The SME confirms a price: the one command by which public money is reserved.

It is the busiest command, so it asks the database twice: one statement locks and reads, the
rules decide here, one statement writes everything (docs/decisions/0009-consent-in-two-statements.md). The same command written
plainly is in tests/coupons/plain_consent.py, and a test compares the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from core import idempotency
from core.actor import Actor
from core.audit import operations as audit
from core.calendar.due import calendar_from_json
from core.clock import bangkok_date
from core.db import Tx, transaction
from core.errors import Forbidden, NotFound
from core.idempotency import RequestKey
from core.money import Money
from core.permissions import Permission
from core.statements import HotStatement, with_members
from core.terms import days, last_day
from coupons.coupons import keys
from coupons.coupons.codes import ConsentSubject, consent_code_fits
from coupons.coupons.states import CouponState
from coupons.parties import provider_id_of, sme_id_of
from coupons.redemptions import facts
from coupons.redemptions.models import ConsentDay, Redemption
from coupons.redemptions.outcomes import Outcome, keep, stored_answer
from coupons.redemptions.rules import (
    WRONG_CODES_PER_PROPOSAL,
    PriceParts,
    money_refusal,
    only_tap_left,
    proposal_refusal,
    refusal_for,
)
from coupons.redemptions.states import ConsentMethod, ProposalState, RedemptionState, Refusal
from identity.organisations.states import Capacity
from ledger.states import Kind, Move


@dataclass(frozen=True, slots=True)
class Proof:
    """How the SME said yes: by a tap on its own phone, or by six digits read out to the cashier."""

    method: ConsentMethod
    digits: str = ""


TAP = Proof(ConsentMethod.TAP)


_NAMED = (Capacity, ConsentMethod, CouponState, Kind, Move, ProposalState, RedemptionState)
RESERVE: HotStatement[facts.ReservedRow] = HotStatement(
    with_members(
        """
    WITH entitled AS (
        SELECT FROM memberships m JOIN people p ON p.id = m.person_id AND p.active
        WHERE m.person_id = :person_id AND m.organisation_id = :organisation_id
            AND m.ended_at IS NULL AND CASE :method WHEN ConsentMethod.TAP THEN m.may_consent ELSE m.capacity = Capacity.PROVIDER END
        FOR SHARE OF m, p
    ), spent AS (
        UPDATE coupons SET spent_satang = spent_satang + :subsidy
        WHERE EXISTS (SELECT FROM entitled) AND id = :coupon_id AND state = CouponState.ISSUED AND spent_satang + released_satang + :subsidy <= limit_satang
        RETURNING id, scheme_id, line_id, sme_id
    ), consented AS (
        UPDATE proposals SET state = ProposalState.CONSENTED, method = :method, closed_at = :now, closed_by_id = :person_id
        FROM spent WHERE proposals.id = :proposal_id AND proposals.state = ProposalState.OPEN
        RETURNING proposals.id, provider_id, service_id, price_satang, subsidy_satang, own_satang
    ), reserved AS (
        INSERT INTO redemptions (proposal_id, coupon_id, scheme_id, line_id, sme_id, provider_id, service_id,
            price_satang, subsidy_satang, own_satang, state, state_since, reserved_at, reserved_by_id, deliver_by, comment)
        SELECT p.id, c.id, c.scheme_id, c.line_id, c.sme_id, p.provider_id, p.service_id,
            p.price_satang, p.subsidy_satang, p.own_satang, RedemptionState.RESERVED, :now, :now, :person_id, :deliver_by, ''
        FROM consented p CROSS JOIN spent c
        RETURNING id, coupon_id, scheme_id, line_id, subsidy_satang
    ), posted AS (
        INSERT INTO ledger_postings (source_id, destination_id, amount_satang, move, reference,
            subject_kind, subject_id, coupon_id, actor_person_id, occurred_at)
        SELECT a.id, b.id, r.subsidy_satang, Move.RESERVE, concat_ws(':', 'redemption', r.id, Move.RESERVE, 1),
            'redemption', r.id, r.coupon_id, :person_id, :now
        FROM reserved r
        JOIN ledger_accounts a ON a.line_id = r.line_id AND a.scheme_id = r.scheme_id AND a.kind = Kind.COMMITTED AND a.stripe = 0
        JOIN ledger_accounts b ON b.line_id = r.line_id AND b.scheme_id = r.scheme_id AND b.kind = Kind.RESERVED AND b.stripe = 0
        WHERE r.subsidy_satang > 0
        RETURNING id
    ), told AS (
        INSERT INTO audit_events (name, subject_kind, subject_id, actor_person_id, actor_roles,
            organisation_id, occurred_at, fields)
        SELECT 'redemption.reserved', 'redemption', r.id, :person_id, :actor_roles, :organisation_id, :now,
            jsonb_build_object('proposal_id', :proposal_id, 'method', :method)
        FROM reserved r
    ), kept AS (
        INSERT INTO idempotency_keys (person_id, route, key, body_digest, answer)
        SELECT :person_id, :route, :key, :body_digest, jsonb_build_object(
            'proposal_id', :proposal_id, 'state', ProposalState.CONSENTED,
            'redemption_id', r.id, 'refusal', NULL)
        FROM reserved r WHERE :key IS NOT NULL
    )
    SELECT reserved.id, (SELECT count(*) FROM posted) AS postings FROM reserved""",
        *_NAMED,
    ).bindparams(
        *(sa.bindparam(name, type_=sa.BigInteger()) for name in ("subsidy", "coupon_id", "proposal_id")),
        *(sa.bindparam(name, type_=sa.BigInteger()) for name in ("person_id", "organisation_id")),
        *(sa.bindparam(name, type_=sa.Text()) for name in ("method", "actor_roles", "route", "key")),
        sa.bindparam("now", type_=sa.DateTime(timezone=True)),
        sa.bindparam("deliver_by", type_=sa.Date()),
        sa.bindparam("body_digest", type_=sa.LargeBinary()),
    )
)
"""Typed, so that the server plans it once, whatever the size of the numbers. Sent after the locks, in a snapshot of
its own: a membership that ended while the request waited writes nothing."""

_REDEMPTION_OF = sa.select(Redemption.id).where(Redemption.proposal_id == sa.bindparam("proposal_id"))
_WRONG_TODAY = sa.select(ConsentDay.wrong_codes).where(
    ConsentDay.provider_id == sa.bindparam("provider_id"),
    ConsentDay.coupon_id == sa.bindparam("coupon_id"),
    ConsentDay.day == sa.bindparam("day"),
)
_REFUSE = with_members(
    "UPDATE proposals SET state = :state, refusal = :refusal, closed_at = :now, closed_by_id = :person_id"
    " WHERE id = :proposal_id AND state = ProposalState.OPEN",
    ProposalState,
)
_COUNT_WRONG_CODE = sa.text("UPDATE proposals SET wrong_codes = wrong_codes + 1 WHERE id = :proposal_id")
_COUNT_WRONG_DAY = sa.text(
    "INSERT INTO consent_days (provider_id, coupon_id, day, wrong_codes)"
    " VALUES (:provider_id, :coupon_id, :day, 1)"
    " ON CONFLICT (provider_id, coupon_id, day) DO UPDATE SET wrong_codes = consent_days.wrong_codes + 1"
)

_ATTEMPTS = frozenset({Refusal.NOT_ENOUGH_LEFT, Refusal.ONLY_TAP_TODAY, Refusal.TIED_TO_PROVIDER})
"""After these the proposal stays open: another member, or another way of saying yes, may still put it right.

And a price that the coupon cannot carry must look to its provider like one that nobody has answered.
"""


@dataclass(frozen=True, slots=True)
class _Asked:
    """One request to consent, with what was locked and read for it."""

    proposal_id: int
    proof: Proof
    actor: Actor
    now: datetime
    today: date
    request_key: RequestKey | None
    row: facts.LockedRow


def consent_to_price(
    proposal_id: int, proof: Proof, *, actor: Actor, now: datetime, request_key: RequestKey | None = None
) -> Outcome:
    """Reserve the coupon's money for one priced service, with the SME's own consent.

    Terminal refusals are facts that we keep, so they commit too; a wrong code is only an attempt, and
    commits its count. Repeating a consent gives the first outcome: phones retry on a weak signal.
    Raises NotFound for another's proposal, Forbidden when the right ended meanwhile, KeyReused when the key came with another request before.
    """
    try:
        return _consent(proposal_id, proof, actor, now, request_key)
    except IntegrityError as error:
        if request_key is None or "idempotency_keys" not in str(error.orig):
            raise
        return _first_answer(request_key)


def _consent(
    proposal_id: int, proof: Proof, actor: Actor, now: datetime, request_key: RequestKey | None
) -> Outcome:
    _require_right(actor, proof)
    with transaction() as tx:
        row = facts.LOCKED_BY_PROPOSAL.first(
            tx.session,
            {
                "proposal_id": proposal_id,
                "person_id": actor.known_person_id,
                "method": proof.method.value,
                "tied_since": facts.tied_since(now),
            },
        )
        if row is None:
            raise NotFound
        _require_own(actor, proof, row)
        asked = _Asked(proposal_id, proof, actor, now, bangkok_date(now), request_key, row)
        if row.proposal_state != ProposalState.OPEN or proof.method is ConsentMethod.CODE:
            earlier = _earlier_outcome(tx, asked)
            if earlier:
                return earlier
        refusal = _refusal(tx, asked)
        if refusal is None:
            return _reserve(tx, asked)
        if refusal is Refusal.WRONG_CODE:
            return _count_wrong_code(tx, asked)
        if refusal in _ATTEMPTS:
            return keep(tx, asked.request_key, Outcome(proposal_id, ProposalState.OPEN, refusal=refusal))
        return _refuse(tx, asked, refusal)


def _require_right(actor: Actor, proof: Proof) -> None:
    by_tap = proof.method is ConsentMethod.TAP
    actor.require(Permission.COUPONS_COUPON_CONSENT if by_tap else Permission.COUPONS_PROPOSAL_PROPOSE)


def _require_own(actor: Actor, proof: Proof, row: facts.LockedRow) -> None:
    """A tap is the SME's, six digits are typed by the provider who asked; to others there is no proposal."""
    by_tap = proof.method is ConsentMethod.TAP
    if (sme_id_of(actor) != row.sme_id) if by_tap else (provider_id_of(actor) != row.provider_id):
        raise NotFound


def _parts(row: facts.LockedRow) -> PriceParts:
    return PriceParts(Money(row.price_satang), Money(row.subsidy_satang), Money(row.own_satang))


def _refusal(tx: Tx, asked: _Asked) -> Refusal | None:
    row = asked.row
    late = proposal_refusal(ProposalState(row.proposal_state), None, row.expires_at, asked.now)
    if late:
        return late
    if asked.proof.method is ConsentMethod.CODE:
        wrong = _code_refusal(tx, asked)
        if wrong:
            return wrong
    parts = _parts(row)
    return refusal_for(
        facts.coupon_facts(row),
        facts.counter_facts(row, is_tied=row.consenter_is_tied),
        facts.offer_facts(row, parts),
        asked.today,
    ) or money_refusal(asked.proof.method, parts.subsidy, Money(row.remaining_satang))


def _code_refusal(tx: Tx, asked: _Asked) -> Refusal | None:
    """Counted under the coupon's lock, in a snapshot of its own: what a twin counted is seen."""
    row = asked.row
    wrong_today = tx.scalar(
        _WRONG_TODAY, {"provider_id": row.provider_id, "coupon_id": row.coupon_id, "day": asked.today}
    )
    if only_tap_left(asked.proof.method, wrong_today or 0):
        return Refusal.ONLY_TAP_TODAY
    parts = _parts(row)
    subject = ConsentSubject(
        asked.proposal_id, row.coupon_id, parts.price, parts.subsidy, row.provider_id, row.service_id
    )
    if consent_code_fits(keys.consent_key(), subject, asked.proof.digits, asked.now):
        return None
    return Refusal.WRONG_CODE


def _reserve(tx: Tx, asked: _Asked) -> Outcome:
    row, key = asked.row, asked.request_key
    event = audit.event_values(
        "redemption.reserved", "redemption", 0, asked.actor, asked.now, {"method": asked.proof.method.value}
    )
    reserved = RESERVE.first(
        tx.session,
        {
            "proposal_id": asked.proposal_id,
            "coupon_id": row.coupon_id,
            "subsidy": row.subsidy_satang,
            "method": asked.proof.method.value,
            "now": asked.now,
            "person_id": asked.actor.known_person_id,
            "actor_roles": event["actor_roles"],
            "organisation_id": asked.actor.organisation_id,
            "deliver_by": min(
                last_day(days(row.delivery_days), asked.now, calendar_from_json(row.holiday_changes)),
                row.delivers_until,
            ),
            "route": key.route if key else None,
            "key": key.key if key else None,
            "body_digest": key.body_digest if key else None,
        },
    )
    if reserved is None:
        raise Forbidden("coupons.consent_to_price")
    if row.line_id is not None and row.subsidy_satang and reserved.postings != 1:
        raise LookupError(f"scheme {row.scheme_id} has no accounts on line {row.line_id}")
    return Outcome(asked.proposal_id, ProposalState.CONSENTED, reserved.id)


def _refuse(tx: Tx, asked: _Asked, refusal: Refusal) -> Outcome:
    """Close the proposal for good, with its reason; a lapsed one lapses."""
    lapsed = refusal is Refusal.PROPOSAL_LAPSED
    state = ProposalState.LAPSED if lapsed else ProposalState.REFUSED
    tx.execute(
        _REFUSE,
        {
            "proposal_id": asked.proposal_id,
            "state": state,
            "refusal": None if lapsed else refusal,
            "now": asked.now,
            "person_id": asked.actor.known_person_id,
        },
    )
    fields = {"refusal": refusal, "method": asked.proof.method.value}
    audit.record(tx, "proposal.refused", "proposal", asked.proposal_id, asked.actor, asked.now, fields)
    return keep(tx, asked.request_key, Outcome(asked.proposal_id, state, refusal=refusal))


def _count_wrong_code(tx: Tx, asked: _Asked) -> Outcome:
    """Count the attempt on the proposal and on the day. The fifth ends the proposal."""
    row = asked.row
    tx.execute(_COUNT_WRONG_CODE, {"proposal_id": asked.proposal_id})
    tx.execute(
        _COUNT_WRONG_DAY, {"provider_id": row.provider_id, "coupon_id": row.coupon_id, "day": asked.today}
    )
    if row.wrong_codes + 1 >= WRONG_CODES_PER_PROPOSAL:
        return _refuse(tx, asked, Refusal.TOO_MANY_WRONG_CODES)
    audit.record(tx, "proposal.wrong_code", "proposal", asked.proposal_id, asked.actor, asked.now)
    return keep(
        tx, asked.request_key, Outcome(asked.proposal_id, ProposalState.OPEN, refusal=Refusal.WRONG_CODE)
    )


def _earlier_outcome(tx: Tx, asked: _Asked) -> Outcome | None:
    """Return the outcome of this request, or of an earlier one that closed the proposal; None if it is still open.

    Read after the lock, in a snapshot of its own: what a twin did while we waited is seen.
    """
    if asked.request_key and (kept := stored_answer(tx, asked.request_key)):
        return kept
    row = asked.row
    state = ProposalState(row.proposal_state)
    if state is ProposalState.OPEN:
        return None
    if state is ProposalState.CONSENTED:
        return Outcome(
            asked.proposal_id, state, tx.scalar(_REDEMPTION_OF, {"proposal_id": asked.proposal_id})
        )
    kept_refusal = Refusal(row.refusal) if row.refusal else None
    refusal = proposal_refusal(state, kept_refusal, row.expires_at, asked.now)
    return Outcome(asked.proposal_id, state, refusal=refusal)


def _first_answer(request_key: RequestKey) -> Outcome:
    """The key was taken by a request that is committed by now. Nothing of ours was written."""
    with transaction() as tx:
        kept = stored_answer(tx, request_key)
        if kept is None:
            raise idempotency.KeyReused
        return kept
