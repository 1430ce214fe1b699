"""The scenes of this package's staff commands, for tests/house/test_commands.py."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from core.commands import Tie
from core.permissions import Role
from schemes.states import SmeSize
from smes.models import Sme, SmeUpdate
from smes.rules import TieBreak
from smes.services.confirm_update import confirm_update
from smes.services.reinstate_sme import reinstate_sme
from smes.services.reject_sme import reject_sme
from smes.services.return_sme import return_sme
from smes.services.return_update import return_update
from smes.services.suspend_sme import suspend_sme
from smes.services.verify_sme import verify_sme
from smes.states import SmeState, UpdateKind
from tests.factories import NOW, World, build
from tests.house.authority import Case, case, person_in

OFFICER, APPROVER = (Role.PROGRAMME_OFFICER,), (Role.PROGRAMME_APPROVER,)
UNDECIDED = {"size": None, "verified_at": None, "verified_by_id": None}


def _scene(roles: tuple[Role, ...], service: Callable[..., object], given: Any, state: SmeState) -> Case:
    columns = UNDECIDED if state is SmeState.SUBMITTED else {}
    sme = build(lambda tx: World().sme(tx, state=state, **columns))
    key = sme.organisation_id
    return case(
        roles,
        service,
        key,
        given,
        now=NOW,
        organisations={Tie.SME: key},
        bars={
            "submitter": person_in(Sme, key, "submitted_by_id"),
            "first_decider": _rejected_it_first(key),
        },
    )


def _rejected_it_first(key: int) -> Callable[[int], None]:
    """It was rejected by the person and appealed, and so is submitted again."""
    return lambda person_id: (
        person_in(Sme, key, "state")(SmeState.SUBMITTED),
        person_in(Sme, key, "first_decided_by_id")(person_id),
    )[0]


def _update_scene(service: Callable[..., Any], *given: Any) -> Case:
    def make(tx):
        world = World()
        sme = world.sme(tx)
        update = tx.add(
            SmeUpdate(
                organisation_id=sme.organisation_id,
                kind=UpdateKind.FIGURES,
                sector=sme.sector,
                employees=3,
                revenue_satang=1,
                figures_year=2569,
                size=SmeSize.MICRO,
                said_at=NOW,
                said_by_id=sme.submitted_by_id,
            )
        )
        return sme.organisation_id, update.id

    key, update_id = build(make)
    return case(
        OFFICER,
        service,
        key,
        UpdateKind.FIGURES,
        update_id,
        *given,
        now=NOW,
        organisations={Tie.SME: key},
        bars={"sayer": person_in(SmeUpdate, update_id, "said_by_id")},
    )


CASES: dict[str, Callable[[], Case]] = {
    "smes.confirm_update": lambda: _update_scene(confirm_update),
    "smes.reinstate_sme": lambda: _scene(APPROVER, reinstate_sme, "ตรวจแล้ว", SmeState.SUSPENDED),
    "smes.reject_sme": lambda: _scene(OFFICER, reject_sme, "ไม่เข้าเกณฑ์", SmeState.SUBMITTED),
    "smes.return_update": lambda: _update_scene(return_update, "ขาดงบ"),
    "smes.return_sme": lambda: _scene(OFFICER, return_sme, "ขาดเอกสาร", SmeState.SUBMITTED),
    "smes.suspend_sme": lambda: _scene(APPROVER, suspend_sme, "รอตรวจ", SmeState.VERIFIED),
    "smes.verify_sme": lambda: _scene(OFFICER, verify_sme, TieBreak.REVENUE, SmeState.SUBMITTED),
}
