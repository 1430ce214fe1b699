"""Decides what comes next with an object, for one reader: from the machine, the commands' permissions and exclusions, and nothing else.

A package says of each machine once, in a `Guide`, which command each state waits for and how everybody else reads
that. What a reader is asked to do is then a transition of the machine from here, by a command that admits the reader.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _

from core.actor import Actor
from core.calendar.due import due_on
from core.commands import Command, Facts
from core.labels import words_for
from core.permissions import STAFF_ROLES
from core.states import Machine
from web.pages.steps import Turn


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a state waits for: the command, in words to who may run it, and the machine's trigger.

    No trigger means that the command changes another object, such as money given to a scheme.
    """

    command: Command
    what: Any
    trigger: str | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """What everybody reads who has no step to take: what it waits for, and whom: a role, or words; None when nobody."""

    what: Any
    whose: Any = None


Ready = Callable[[Step], bool]


def always(_step: Step) -> bool:
    """Nothing but state and permission decides."""
    return True


@dataclass(frozen=True)
class Guide:
    """What comes next in every state of one machine: the steps, the most pressing first, and the wait."""

    machine: Machine[Any]
    waits: Mapping[Any, Wait]
    steps: Mapping[Any, tuple[Step, ...]] = field(default_factory=dict)

    def step(
        self, state: Any, actor: Actor, *, facts: Mapping[str, Facts] | None = None, ready: Ready = always
    ) -> Step | None:
        """The first step that this reader may take now, or None.

        `facts` are the people whom the commands bar, by name, as far as the page knows them; `ready` says what else
        a command asks for: money, a complete form, an organisation of one's own.
        """
        triggers = {move.trigger for move in self.machine.from_state(state)}
        known = facts or {}
        for step in self.steps.get(state, ()):
            moves = step.trigger is None or step.trigger in triggers
            admits = actor.may_any(step.command.permissions)
            bars = {name: known.get(name) for name in step.command.barred}
            if moves and admits and step.command.bar(actor.person_id, bars) is None and ready(step):
                return step
        return None

    @staticmethod
    def _name(whose: Any, actor: Actor) -> Any:
        """Whom it waits for, in words: which officer is of OSMEP's own concern."""
        if whose in STAFF_ROLES and not actor.is_staff:
            return _("an officer of OSMEP")
        return words_for(whose) if isinstance(whose, StrEnum) else whose

    def turn(
        self,
        state: Any,
        actor: Actor,
        *,
        today: date,
        since: datetime | None = None,
        due: date | None = None,
        wait: Wait | None = None,
        facts: Mapping[str, Facts] | None = None,
        ready: Ready = always,
    ) -> Turn:
        """What comes next, for this reader. The last day is `due`, else that of the machine's limit after `since`.

        `wait` takes the place of the guide's own, where it says a figure such as a place in line.
        """
        limit = self.machine.limit(state)
        if due is None and since is not None and limit is not None:
            due = due_on(limit, since)
        late = due is not None and due < today
        step = self.step(state, actor, facts=facts, ready=ready)
        if step is not None:
            return Turn(step.what, None, True, due, late, step.trigger)
        shown = wait or self.waits[state]
        whose = self._name(shown.whose, actor)
        return Turn(shown.what, whose, False, due if whose else None, late and bool(whose))
