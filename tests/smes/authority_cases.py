"""The scenes of this package's staff commands, for tests/house/test_commands.py."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from core.commands import Tie
from core.permissions import Role
from smes.models import Sme
from smes.rules import TieBreak
from smes.services.reinstate_sme import reinstate_sme
from smes.services.reject_sme import reject_sme
from smes.services.return_sme import return_sme
from smes.services.suspend_sme import suspend_sme
from smes.services.verify_sme import verify_sme
from smes.states import SmeState
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
        bars={"submitter": person_in(Sme, key, "submitted_by_id")},
    )


CASES: dict[str, Callable[[], Case]] = {
    "smes.reinstate_sme": lambda: _scene(APPROVER, reinstate_sme, "ตรวจแล้ว", SmeState.SUSPENDED),
    "smes.reject_sme": lambda: _scene(OFFICER, reject_sme, "ไม่เข้าเกณฑ์", SmeState.SUBMITTED),
    "smes.return_sme": lambda: _scene(OFFICER, return_sme, "ขาดเอกสาร", SmeState.SUBMITTED),
    "smes.suspend_sme": lambda: _scene(APPROVER, suspend_sme, "รอตรวจ", SmeState.VERIFIED),
    "smes.verify_sme": lambda: _scene(OFFICER, verify_sme, TieBreak.REVENUE, SmeState.SUBMITTED),
}
