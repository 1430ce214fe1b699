"""Acts on many rows: each can be undone by another of the same page, which leads back to the state that the row had."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.states import Machine
from coupons.coupons.states import COUPON_MACHINE
from coupons.coupons.together import TOGETHER as COUPONS
from payouts.payables.together import TOGETHER as PAYABLES
from payouts.states import PAYABLE_MACHINE
from tests.house.house import sources
from web.lists.together import RowAct, TogetherPage

PAGES = {
    "coupons/coupons/together.py": (COUPONS, COUPON_MACHINE),
    "payouts/payables/together.py": (PAYABLES, PAYABLE_MACHINE),
}
"""The file of each page of acts on many rows, and the machine of what it is about."""
EACH = [(kind, name) for kind, (page, _machine) in PAGES.items() for name in page.acts]


def not_undone(act: RowAct, page: TogetherPage, machine: Machine) -> list[str]:
    """From which states the act leads to one from which its inverse does not lead back; or that there is no inverse."""
    inverse = page.acts.get(act.undone_by)
    if inverse is None or inverse.undone_by != act.name:
        return [f"{act.name} is undone by {act.undone_by}, which is not its inverse here"]
    return [
        str(source)
        for source in machine.sources(act.name)
        if machine.next(machine.next(source, act.name), inverse.name) != source
    ]


@pytest.mark.parametrize(("kind", "name"), EACH)
def test_what_is_done_with_many_rows_can_be_undone(kind: str, name: str) -> None:
    page, machine = PAGES[kind]
    assert not_undone(page.acts[name], page, machine) == []


@pytest.mark.parametrize(("kind", "name"), EACH)
def test_whoever_may_do_it_may_undo_it(kind: str, name: str) -> None:
    acts = PAGES[kind][0].acts
    assert acts[name].command.permissions <= acts[acts[name].undone_by].command.permissions


def test_no_page_of_such_acts_is_forgotten_here() -> None:
    found = {source.path for source in sources() if "= TogetherPage(" in source.text}
    assert found == set(PAGES)


def test_an_act_that_cannot_be_undone_is_found() -> None:
    page, machine = PAGES["coupons/coupons/together.py"]
    final = replace(page.acts["hold"], name="cancel", undone_by="resume")
    assert not_undone(final, page, machine) == ["cancel is undone by resume, which is not its inverse here"]
    assert not_undone(replace(final, undone_by="reissue"), page, machine)
