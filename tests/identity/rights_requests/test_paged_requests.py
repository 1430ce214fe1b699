"""Requests that two decide about are read page by page: none is out of reach, however many wait."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from core.actor import Actor
from core.audit import operations as audit
from core.audit.rules import ReasonRefusal
from core.db import Tx
from core.permissions import Role
from identity.factor_resets.models import FactorReset
from identity.rights_requests.models import NumberReport, RightsRequest
from identity.rights_requests.states import RightsRequestKind
from tests.factories import NOW, World, build
from tests.identity.conftest import SignIn

MANY = 12
EMAIL = re.compile(r"person\d+@example\.test")


def asked(
    model: type[RightsRequest | FactorReset], reason: str, **more: Any
) -> Callable[[Tx, World, Actor, int], str]:
    """What writes a request about a new person, and answers the person's e-mail."""

    def write(tx: Tx, world: World, by: Actor, number: int) -> str:
        person = world.person(tx)
        tx.add(
            model(
                person_id=person.id,
                asked_at=NOW + timedelta(seconds=number % 3),
                asked_by_id=by.known_person_id,
                reason_id=audit.store_reason(tx, by.known_person_id, reason),
                **more,
            )
        )
        return str(person.email)

    return write


unblocks = asked(RightsRequest, "ขอเลิกระงับ", kind=RightsRequestKind.UNBLOCK)
resets = asked(FactorReset, "โทรศัพท์หาย")


def reports(tx: Tx, world: World, by: Actor, number: int) -> str:
    person = world.person(tx)
    tx.add(
        NumberReport(
            organisation_id=world.organisation(tx).id,
            reported_at=NOW + timedelta(seconds=number % 3),
            reported_by_id=person.id,
            reason_id=audit.store_reason(tx, by.known_person_id, "เลขของเรา"),
            document_id=world.document(tx).id,
        )
    )
    return str(person.email)


def pages(browser: FlaskClient, address: str) -> list[str]:
    """The list's pages, each by the link on the one before."""
    found = []
    while address:
        found.append(browser.get(address).text)
        after = re.search(r'rel="next" href="([^"]+)"', found[-1])
        address = after[1].replace("&amp;", "&") if after else ""
    return found


CASES = [
    ("/rights-requests", Role.ADMINISTRATOR, unblocks),
    ("/factor-resets", Role.ADMINISTRATOR, resets),
    ("/number-reports", Role.PROGRAMME_OFFICER, reports),
]


@pytest.mark.parametrize(("address", "role", "write"), CASES)
def test_all_that_wait_are_reached(
    address: str,
    role: Role,
    write: Callable[[Tx, World, Actor, int], str],
    db_app: Flask,
    world: World,
    sign_in: SignIn,
) -> None:
    reader = build(lambda tx: world.staff(tx, role))
    written = [build(lambda tx, number=number: write(tx, world, reader, number)) for number in range(MANY)]
    read = pages(sign_in(reader.known_person_id), address)
    assert len(read) == 2
    seen = [email for page in read for email in dict.fromkeys(EMAIL.findall(page)) if email in written]
    assert sorted(seen) == sorted(written), "each once"
    back = re.search(r'rel="prev" href="([^"]+)"', read[1])
    assert back is not None


def test_a_refusal_shows_the_request_it_is_about(db_app: Flask, world: World, sign_in: SignIn) -> None:
    """What was typed stands beside the request that was decided about, on whatever page of the list it is."""
    asker, approver = (build(lambda tx: world.staff(tx, Role.ADMINISTRATOR)) for _ in range(2))
    emails = [build(lambda tx, number=number: unblocks(tx, world, asker, number)) for number in range(MANY)]
    last = build(lambda tx: tx.scalar(sa.select(sa.func.max(RightsRequest.id))))
    page = sign_in(approver.known_person_id).post(f"/rights-requests/{last}/decline", data={"reason": " "})
    assert page.status_code == 400
    assert [email for email in emails if email in page.text] == emails[-1:]
    assert str(ReasonRefusal.REASON_MISSING) not in page.text
    assert 'href="/rights-requests"' in page.text


STALE = [
    (
        "/rights-requests",
        Role.ADMINISTRATOR,
        unblocks,
        RightsRequest,
        "withdraw",
        "Nothing is awaiting another",
    ),
    ("/factor-resets", Role.ADMINISTRATOR, resets, FactorReset, "decline", "No reset is awaiting"),
    ("/number-reports", Role.PROGRAMME_OFFICER, reports, NumberReport, "dismiss", "No report is waiting"),
]


@pytest.mark.parametrize(("address", "role", "write", "model", "verb", "empty"), STALE)
def test_who_comes_too_late_for_one_does_not_read_that_nothing_waits(
    address: str,
    role: Role,
    write: Callable[[Tx, World, Actor, int], str],
    model: type[RightsRequest],
    verb: str,
    empty: str,
    db_app: Flask,
    world: World,
    sign_in: SignIn,
) -> None:
    asker, reader = (build(lambda tx: world.staff(tx, role)) for _ in range(2))
    for number in range(2):
        build(lambda tx, number=number: write(tx, world, asker, number))
    first = build(lambda tx: tx.scalar(sa.select(sa.func.min(model.id))))
    browser = sign_in(reader.known_person_id)
    sent = {"reason": "ตรวจหลักฐานแล้ว"}
    assert browser.post(f"{address}/{first}/{verb}", data=sent).status_code == 303
    page = browser.post(f"{address}/{first}/{verb}?lang=en", data=sent)
    assert page.status_code == 409
    assert empty not in page.text
    assert f'href="{address}"' in page.text
