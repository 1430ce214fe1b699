"""The consent: the fast verb equals the plain one; wrong codes count; nobody's code is to be found anywhere."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core.audit.models import AuditEvent
from core.db import Tx, db
from core.errors import NotFound
from core.money import Money
from coupons.coupons.models import Coupon
from coupons.coupons.services.reissue_coupon import reissue_coupon
from coupons.coupons.states import CouponState
from coupons.redemptions.models import Proposal, Redemption
from coupons.redemptions.outcomes import Outcome
from coupons.redemptions.services.consent_to_price import TAP, Proof, consent_to_price
from coupons.redemptions.services.scan_coupon import scan_coupon
from coupons.redemptions.states import ConsentMethod, ProposalState, Refusal, ScanOutcome
from identity.organisations.models import Membership
from identity.organisations.states import Capacity, MemberRole
from ledger.checks import run_all
from ledger.models import Account, Posting
from providers.models import Provider, ProviderCategory, Service
from providers.states import CategoryState, ProviderState
from schemes.models import Scheme
from schemes.states import SchemeState
from smes.models import Sme
from smes.states import SmeState
from tests.coupons.counter import PRICE, Counter, code_of, digits_for, open_counter
from tests.coupons.plain_consent import plain_consent
from tests.factories import NOW, build

UNCOMPARED = {"id", "xact_id", "recorded_at", "reference", "subject_id", "proposal_id", "scan_id"}


def _set(model: Any, key: Callable[[Counter], Any], **values: Any) -> Callable[[Counter], None]:
    def change(counter: Counter) -> None:
        build(lambda tx: tx.execute(sa.update(model).where(key(counter)).values(**values)))

    return change


def _tie(counter: Counter) -> None:
    def make(tx: Tx) -> None:
        tx.add(
            Membership(
                person_id=counter.owner.known_person_id,
                organisation_id=counter.provider_id,
                capacity=Capacity.PROVIDER,
                role=MemberRole.MEMBER,
                since=NOW,
            )
        )

    build(make)


SCENARIOS: dict[str, tuple[Callable[[Counter], None] | None, datetime]] = {
    "good": (None, NOW),
    "lapsed": (None, NOW + timedelta(minutes=5)),
    "held": (
        _set(Coupon, lambda c: Coupon.id == c.coupon_id, state=CouponState.HELD, held_at=NOW),
        NOW,
    ),
    "spent": (_set(Coupon, lambda c: Coupon.id == c.coupon_id, spent_satang=Money.baht(70_000).satang), NOW),
    "paused": (_set(Scheme, lambda c: Scheme.id == c.scheme_id, state=SchemeState.PAUSED), NOW),
    "sme": (_set(Sme, lambda c: Sme.organisation_id == c.sme_id, state=SmeState.SUSPENDED), NOW),
    "provider": (
        _set(Provider, lambda c: Provider.organisation_id == c.provider_id, state=ProviderState.SUSPENDED),
        NOW,
    ),
    "category": (
        _set(
            ProviderCategory,
            lambda c: ProviderCategory.provider_id == c.provider_id,
            state=CategoryState.WITHDRAWN,
        ),
        NOW,
    ),
    "service": (_set(Service, lambda c: Service.id == c.service_id, active=False), NOW),
    "tied": (_tie, NOW),
}


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_fast_consent_equals_the_plain_one(db_app: Flask, name: str) -> None:
    change, now = SCENARIOS[name]
    seen = []
    for verb in (lambda key, **more: consent_to_price(key, TAP, **more), plain_consent):
        counter = open_counter()
        proposal_id = counter.propose()
        if change:
            change(counter)
        before = _last_ids()
        outcome = verb(proposal_id, actor=counter.owner, now=now)
        seen.append((_shape(outcome), _written(before, counter), _shape_of_proposal(proposal_id)))
    assert seen[0] == seen[1]


def _shape(outcome: Outcome) -> tuple[Any, ...]:
    return outcome.state, outcome.refusal, outcome.redemption_id is not None


def _shape_of_proposal(proposal_id: int) -> tuple[Any, ...]:
    db.session.expire_all()
    row = db.session.get_one(Proposal, proposal_id)
    return row.state, row.refusal, row.method, row.closed_at, row.wrong_codes


def _last_ids() -> dict[Any, int]:
    return {
        model: db.session.scalar(sa.select(sa.func.coalesce(sa.func.max(model.id), 0)))
        for model in (Redemption, Posting, AuditEvent)
    }


def _written(before: dict[Any, int], counter: Counter) -> list[dict[str, Any]]:
    """The new rows; of ids it is kept whether they are this counter's own, of accounts their kind."""
    own = {
        "coupon_id": counter.coupon_id,
        "sme_id": counter.sme_id,
        "organisation_id": counter.sme_id,
        "provider_id": counter.provider_id,
        "scheme_id": counter.scheme_id,
        "line_id": counter.line_id,
        "service_id": counter.service_id,
        "reserved_by_id": counter.owner.person_id,
        "actor_person_id": counter.owner.person_id,
    }
    kinds = dict(db.session.execute(sa.select(Account.id, Account.kind)).all())
    rows = []
    for model, last in before.items():
        for row in db.session.execute(sa.select(model.__table__).where(model.id > last).order_by(model.id)):
            kept = {key: value for key, value in row._mapping.items() if key not in UNCOMPARED}
            for key in kept.keys() & own.keys():
                kept[key] = kept[key] == own[key]
            for key in kept.keys() & {"source_id", "destination_id"}:
                kept[key] = kinds[kept[key]]
            if "fields" in kept:
                kept["fields"] = set(kept["fields"])
            rows.append(kept)
    spent = db.session.scalar(sa.select(Coupon.spent_satang).where(Coupon.id == counter.coupon_id))
    return [*rows, {"spent": spent}]


def test_five_wrong_codes_end_the_price(db_app: Flask) -> None:
    counter = open_counter()
    proposal_id = counter.propose()
    right = digits_for(proposal_id)
    wrong = Proof(ConsentMethod.CODE, f"{(int(right) + 500_000) % 1_000_000:06d}")
    outcomes = [
        consent_to_price(proposal_id, wrong, actor=counter.cashier, now=NOW).refusal for _ in range(5)
    ]
    assert outcomes == [Refusal.WRONG_CODE] * 4 + [Refusal.TOO_MANY_WRONG_CODES]
    late = consent_to_price(proposal_id, Proof(ConsentMethod.CODE, right), actor=counter.cashier, now=NOW)
    assert (late.state, late.refusal) == (ProposalState.REFUSED, Refusal.TOO_MANY_WRONG_CODES)


def test_ten_wrong_codes_a_day_leave_only_the_tap(db_app: Flask) -> None:
    counter = open_counter()
    for _ in range(2):
        proposal_id = counter.propose()
        wrong = Proof(ConsentMethod.CODE, f"{(int(digits_for(proposal_id)) + 500_000) % 1_000_000:06d}")
        for _try in range(5):
            consent_to_price(proposal_id, wrong, actor=counter.cashier, now=NOW)
    third = counter.propose()
    right = Proof(ConsentMethod.CODE, digits_for(third))
    assert consent_to_price(third, right, actor=counter.cashier, now=NOW).refusal is Refusal.ONLY_TAP_TODAY
    assert consent_to_price(third, TAP, actor=counter.owner, now=NOW).redemption_id


def test_anothers_price_looks_like_none(db_app: Flask) -> None:
    counter, other = open_counter(), open_counter_beside()
    proposal_id = counter.propose()
    with pytest.raises(NotFound):
        consent_to_price(proposal_id, TAP, actor=other, now=NOW)


def open_counter_beside() -> Any:
    """The owner of another SME."""
    from tests.factories import World

    world = World()
    world._next = iter(range(5_000, 9_000))
    return build(lambda tx: world.member(tx, world.sme(tx).organisation_id, Capacity.SME))


def test_a_replaced_code_is_dead_and_the_new_one_works(db_app: Flask) -> None:
    counter = open_counter()
    old = counter.code()
    reissue_coupon(counter.coupon_id, actor=counter.owner, now=NOW)
    assert scan_coupon(old, actor=counter.cashier, now=NOW).outcome is ScanOutcome.REPLACED
    assert scan_coupon(counter.code(), actor=counter.cashier, now=NOW).outcome is ScanOutcome.GOOD


def test_ten_codes_that_are_nobodys_stop_the_typing_for_a_while(db_app: Flask) -> None:
    counter = open_counter()
    outcomes = [
        scan_coupon(f"{number:016d}".replace("1", "2"), actor=counter.cashier, now=NOW).outcome
        for number in range(2_000, 2_011)
    ]
    assert outcomes == [ScanOutcome.UNKNOWN] * 10 + [ScanOutcome.TOO_MANY_TRIES]
    later = NOW + timedelta(minutes=16)
    assert scan_coupon(counter.code(), actor=counter.cashier, now=later).outcome is ScanOutcome.GOOD


def test_a_code_is_found_in_no_table_and_no_log(
    db_app: Flask, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    counter = open_counter()
    counter.accepted(PRICE)
    code, tag = code_of(counter.coupon_id), counter.tag()
    browser = db_app.test_client()
    browser.get(f"/C/{code}/{tag}")
    browser.get(f"/c/{code.lower()}/{tag.lower()}")
    tables = db.session.scalars(
        sa.text("SELECT format('%I', tablename) FROM pg_tables WHERE schemaname = 'public'")
    ).all()
    for table in tables:
        rows = db.session.scalars(sa.text(f"SELECT t::text FROM {table} t")).all()
        assert not [row for row in rows if code in row.upper() or tag in row.upper()], table
    out, err = capfd.readouterr()
    told = (caplog.text + out + err).upper()
    assert code not in told
    assert tag not in told
    assert run_all() == []
