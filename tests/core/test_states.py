from __future__ import annotations

from enum import StrEnum

import pytest

from core.errors import WrongState
from core.states import Machine, Transition


class Door(StrEnum):
    OPEN = "open"
    SHUT = "shut"
    GONE = "gone"


MACHINE = Machine(
    "door",
    Door.OPEN,
    (
        Transition(Door.OPEN, "shut", Door.SHUT, "anyone"),
        Transition(Door.SHUT, "open", Door.OPEN, "anyone"),
        Transition(Door.SHUT, "remove", Door.GONE, "joiner"),
    ),
)


def test_a_verb_leads_where_the_table_says() -> None:
    assert MACHINE.next(Door.OPEN, "shut") is Door.SHUT


def test_a_verb_from_elsewhere_is_refused() -> None:
    with pytest.raises(WrongState):
        MACHINE.next(Door.OPEN, "remove")


def test_an_unknown_verb_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(KeyError):
        MACHINE.sources("paint")


def test_an_end_can_be_reached_or_not() -> None:
    trap = Machine("trap", Door.OPEN, MACHINE.transitions[:2])

    assert MACHINE.ends == {Door.GONE}
    assert MACHINE.reaches(MACHINE.ends, Door.OPEN)
    back = Transition(Door.GONE, "back", Door.OPEN, "anyone")
    endless = Machine("trap", Door.OPEN, (*trap.transitions, back))
    assert not endless.reaches(endless.ends, Door.OPEN)
