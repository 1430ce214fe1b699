"""A provider loses its standing: what it is owed is held at once, through the event that app.py subscribes to."""

from __future__ import annotations

import pytest
from flask import Flask

from core import clock
from core.db import db
from core.permissions import Role
from core.tasks import queue as jobs
from payouts.states import HoldReason, PayableState
from providers.services.reinstate_provider import reinstate_provider
from providers.services.suspend_provider import suspend_provider
from tests.factories import build
from tests.payouts.world import MONDAY, Finance, findings, payable_of
from tests.works import queued

REVIEW = "payouts.review_holds"


def test_a_suspended_providers_claims_are_held_and_nobody_elses(
    finance: Finance, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: MONDAY)
    suspended, other = finance.provider(), finance.provider()
    claims = {provider: finance.claim(provider) for provider in (suspended, other)}
    approver = build(lambda tx: finance.world.staff(tx, Role.PROGRAMME_APPROVER))
    assert queued(REVIEW) == []
    suspend_provider(suspended, "ตรวจสอบคุณภาพ", actor=approver, now=MONDAY)
    assert queued(REVIEW) == [{}]
    db.session.rollback()
    jobs.run_now(app, REVIEW)
    held = payable_of(claims[suspended])
    assert (held.state, held.hold_reason) == (PayableState.HELD, HoldReason.PAYEE_SUSPENDED)
    assert payable_of(claims[other]).state is PayableState.OPEN
    reinstate_provider(suspended, "แก้ไขแล้ว", actor=approver, now=MONDAY)
    db.session.rollback()
    jobs.run_now(app, REVIEW)
    assert payable_of(claims[suspended]).state is PayableState.OPEN
    assert findings() == []
