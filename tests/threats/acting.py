"""What several of the threats' tests do."""

from __future__ import annotations

import io
from datetime import timedelta

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core import clock
from core.actor import Actor
from core.db import Tx
from core.thai.writing import be_date
from coupons.claims.states import EvidenceKind
from identity.organisations.models import Membership
from identity.organisations.states import Capacity, MemberRole
from tests.coupons.counter import picture
from tests.factories import build

PROOFS = tuple(list(EvidenceKind)[:4])
"""The evidence without which nothing is delivered."""


def was_member(actor: Actor, organisation_id: int, capacity: Capacity = Capacity.SME) -> None:
    """Write down that the person left the organisation a hundred days ago."""

    def join(tx: Tx) -> None:
        now = clock.now()
        tx.add(
            Membership(
                person_id=actor.known_person_id,
                organisation_id=organisation_id,
                capacity=capacity,
                role=MemberRole.MEMBER,
                since=now - timedelta(days=900),
                ended_at=now - timedelta(days=100),
            )
        )

    build(join)


def name_price(till: FlaskClient, code: str, service_id: int, price: str) -> int:
    """Scan the coupon and send a price to the SME's phone; returns the id of the price."""
    sheet = till.post("/scan", data={"code": code})
    assert sheet.status_code == 303, sheet.text
    sent = till.post(f"{sheet.location}/price", data={"service": service_id, "price": price})
    assert sent.status_code == 303, sent.text
    return int(sent.location.rsplit("/", 1)[1])


def consent(phone: FlaskClient, proposal_id: int) -> TestResponse:
    """The SME taps yes: 200 and a redemption, or 409 and words."""
    return phone.post(f"/proposals/{proposal_id}/consent", headers={"Accept": "application/json"})


def prove(till: FlaskClient, claim: str, *kinds: EvidenceKind) -> None:
    """Upload a paper of each kind."""
    for kind in kinds:
        file = (io.BytesIO(picture(f"{claim}{kind}")), f"{kind}.png")
        answer = till.post(f"{claim}/evidence", data={"kind": kind.value, "files": file})
        assert answer.status_code == 303, answer.text


def deliver(till: FlaskClient, claim: str, invoice: str) -> TestResponse:
    """Declare the service delivered today, with that invoice of today."""
    day = be_date(clock.bangkok_date(clock.now()))
    given = {"delivered_on": day, "invoice_number": invoice, "invoiced_on": day}
    return till.post(f"{claim}/deliver", data=given)
