"""What becomes of providers: registrations on their way, another account, another category, suspensions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from random import Random

from core.actor import Actor
from demo.clockwork import Deed, Life
from demo.roster import (
    APPEALED,
    COOLING,
    DELISTED,
    DRAFT,
    PENDING_ACCOUNT,
    REJECTED,
    RETURNED,
    ROSTER,
    SUBMITTED_FRESH,
    SUBMITTED_LATE,
    SUSPENDED_EARLY,
    SUSPENDED_LATER,
    M,
)
from demo.scenes.providers.registration import Supplier, ask, begin, random_of, submit_account
from demo.stage import Stage
from identity.bank_accounts.services.verify_bank_account import verify_bank_account
from providers.services.appeal_rejection import appeal_rejection
from providers.services.delist_provider import delist_provider
from providers.services.reject_category import reject_category
from providers.services.reject_provider import reject_provider
from providers.services.return_provider import return_provider
from providers.services.submit_registration import submit_registration
from providers.services.suspend_provider import suspend_provider


def newcomers(stage: Stage) -> list[Life]:
    """Those whose registration is still on its way, or came to nothing."""
    endings: dict[int, Callable[[Stage, int, Actor, int], Life]] = {
        RETURNED: _sent_back,
        SUBMITTED_LATE: _waiting_long,
        REJECTED: _turned_down,
        APPEALED: _appealing,
        DRAFT: _unfinished,
    }
    return [_newcomer(stage, number, ending) for number, ending in endings.items()]


def later(stage: Stage) -> list[Life]:
    """What becomes of some of them that touches nobody else: another bank account, another category."""
    by_number = {supplier.number: supplier for supplier in stage.suppliers}
    return [
        _moves_bank(stage, by_number[COOLING]),
        _first_account(stage, by_number[PENDING_ACCOUNT], 8),
        _asks_for_more(stage, by_number[SUBMITTED_FRESH]),
    ]


def endings(stage: Stage) -> list[Deed]:
    """When some of them are suspended or delisted: deeds that every customer must have come to first."""
    by_number = {supplier.number: supplier for supplier in stage.suppliers}
    told: tuple[tuple[int, int, Callable[..., None], str], ...] = (
        (DELISTED, 90, delist_provider, "ปลอมแปลงใบเสร็จรับเงิน ตรวจพบจากการสุ่มตรวจ"),
        (SUSPENDED_EARLY, 60, suspend_provider, "หลักฐานการส่งมอบไม่ตรงกับงานจริง"),
        (SUSPENDED_LATER, 12, suspend_provider, "อยู่ระหว่างตรวจสอบข้อร้องเรียนเรื่องคุณภาพ"),
    )
    deeds: list[Deed] = []
    for number, ago, verb, reason in told:
        now = stage.calendar.at(ago, random_of(stage, number))
        deed = partial(
            verb, by_number[number].organisation_id, reason, actor=stage.staff["approver2"], now=now
        )
        deeds.append((now, deed))
    return deeds


def _newcomer(stage: Stage, number: int, ending: Callable[[Stage, int, Actor, int], Life]) -> Life:
    random = random_of(stage, number)
    begins = {RETURNED: 30, SUBMITTED_LATE: 24, REJECTED: 50, APPEALED: 40, DRAFT: 2}[number]
    now = yield stage.calendar.at(begins, random)
    organisation_id, owner = begin(stage, number, now, random)
    if number != DRAFT:
        ask(stage, number, organisation_id, owner, now)
    if number in (REJECTED, APPEALED, RETURNED, SUBMITTED_LATE):
        now = yield stage.calendar.at(begins - 1, random)
        submit_registration(organisation_id, actor=owner, now=now)
    yield from ending(stage, organisation_id, owner, begins)


def _sent_back(stage: Stage, organisation_id: int, owner: Actor, begins: int) -> Life:  # noqa: ARG001 - as every ending
    now = yield stage.calendar.at(begins - 10, Random(organisation_id))
    return_provider(
        organisation_id,
        "โปรดแนบผลงานย้อนหลังสามปี และแก้ช่วงราคาให้ตรงกับใบเสนอราคา",
        actor=stage.staff["officer2"],
        now=now,
    )


def _waiting_long(stage: Stage, organisation_id: int, owner: Actor, begins: int) -> Life:  # noqa: ARG001 - as every ending
    yield from ()


def _unfinished(stage: Stage, organisation_id: int, owner: Actor, begins: int) -> Life:  # noqa: ARG001 - as every ending
    yield from ()


def _turned_down(stage: Stage, organisation_id: int, owner: Actor, begins: int) -> Life:  # noqa: ARG001 - as every ending
    now = yield stage.calendar.at(begins - 12, Random(organisation_id))
    _refuse(stage, REJECTED, organisation_id, "officer2", now)


def _appealing(stage: Stage, organisation_id: int, owner: Actor, begins: int) -> Life:
    now = yield stage.calendar.at(begins - 15, Random(organisation_id))
    _refuse(stage, APPEALED, organisation_id, "officer2", now)
    now = yield stage.calendar.at(9, Random(organisation_id))
    appeal_rejection(organisation_id, "บริษัทมีวิทยากรประจำสองคนและแนบประวัติเพิ่มแล้ว", 30, actor=owner, now=now)


def _refuse(stage: Stage, number: int, organisation_id: int, officer: str, now: datetime) -> None:
    actor = stage.staff[officer]
    for code in ROSTER[number][4]:
        reject_category(
            organisation_id, stage.category_ids[code], "ยังไม่แสดงความพร้อมของบุคลากร", actor=actor, now=now
        )
    reject_provider(organisation_id, "ผลงานที่แสดงยังไม่เพียงพอ", actor=actor, now=now)


def _moves_bank(stage: Stage, supplier: Supplier) -> Life:
    random = random_of(stage, supplier.number + 200)
    now = yield stage.calendar.at(6, random)
    account_id = submit_account(supplier.number, supplier.organisation_id, supplier.owner, random, now)
    now = yield stage.calendar.at(4, random)
    verify_bank_account(account_id, actor=stage.staff["finance"], now=now)


def _first_account(stage: Stage, supplier: Supplier, ago: int) -> Life:
    random = random_of(stage, supplier.number + 200)
    now = yield stage.calendar.at(ago, random)
    submit_account(supplier.number, supplier.organisation_id, supplier.owner, random, now)


def _asks_for_more(stage: Stage, supplier: Supplier) -> Life:
    random = random_of(stage, supplier.number + 200)
    now = yield stage.calendar.at(3, random)
    ask(stage, supplier.number, supplier.organisation_id, supplier.owner, now, categories=(M,))
