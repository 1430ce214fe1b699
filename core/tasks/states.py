"""States of long work, and why a piece of it is not begun or not done."""

from __future__ import annotations

from enum import StrEnum

from core.states import Machine, Transition
from core.terms import minutes


class WorkState(StrEnum):
    """States of a background task."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"
    """A rule said no while it ran; nothing was changed."""
    FAILED = "failed"
    """It was tried as often as it is tried and never ended; nothing was changed."""


class WorkRefusal(StrEnum):
    """Why long work is not taken on, or not done."""

    UNDER_WAY = "under_way"
    RIGHT_WITHDRAWN = "right_withdrawn"


MOST_TRIES = 3
"""How often a piece of work is begun before it is given up."""


WORK_MACHINE = Machine(
    "long_work",
    WorkState.WAITING,
    (
        Transition(WorkState.WAITING, "begin", WorkState.RUNNING, "system", minutes(5)),
        Transition(WorkState.RUNNING, "begin", WorkState.RUNNING, "system, when it was cut off"),
        Transition(WorkState.RUNNING, "finish", WorkState.DONE, "system", minutes(60)),
        Transition(WorkState.RUNNING, "refuse", WorkState.REFUSED, "system"),
        Transition(WorkState.RUNNING, "fail", WorkState.FAILED, "system"),
    ),
)
