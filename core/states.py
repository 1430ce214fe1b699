"""State machines as data: one table each, read by the code, the tests, the docs and the deadline board."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar

from core.errors import WrongState
from core.terms import Term

S = TypeVar("S", bound=StrEnum)


class Transition(NamedTuple, Generic[S]):
    """One allowed transition. `who` names the role in words for the page; `limit` is how long `source` may wait for it."""

    source: S
    trigger: str
    target: S
    who: str
    limit: Term | None = None


@dataclass(frozen=True)
class Machine(Generic[S]):
    """A state machine: its states, where it starts, and every transition."""

    name: str
    initial: S
    transitions: tuple[Transition[S], ...]

    @property
    def states(self) -> tuple[S, ...]:
        """All states, in the order in which the enum lists them."""
        return tuple(type(self.initial))

    @property
    def ends(self) -> frozenset[S]:
        """States that nothing leaves."""
        return frozenset(self.states) - {move.source for move in self.transitions}

    def sources(self, trigger: str) -> tuple[S, ...]:
        """Return the states in which `trigger` applies. KeyError if the machine does not know it."""
        found = tuple(move.source for move in self.transitions if move.trigger == trigger)
        if not found:
            raise KeyError(f"{self.name} has no verb {trigger!r}")
        return found

    def moves(self, trigger: str) -> tuple[tuple[S, S], ...]:
        """Return the state that `trigger` leaves and the one that it reaches, of each of its ways. KeyError if the machine does not know it."""
        return tuple((source, self.next(source, trigger)) for source in self.sources(trigger))

    def next(self, state: S, trigger: str) -> S:
        """Return the state to which `trigger` leads from `state`; WrongState if it does not apply there."""
        for move in self.transitions:
            if move.source == state and move.trigger == trigger:
                return move.target
        raise WrongState(self.name, trigger, state)

    def from_state(self, state: S) -> tuple[Transition[S], ...]:
        """What may come next."""
        return tuple(move for move in self.transitions if move.source == state)

    def limit(self, state: S) -> Term | None:
        """Return how long `state` may wait: all its transitions that have a limit have the same; None when there is no limit."""
        return next((move.limit for move in self.from_state(state) if move.limit is not None), None)

    def reaches(self, targets: Collection[S], state: S) -> bool:
        """Whether some way leads from `state` to one of the targets."""
        seen: set[S] = set()
        waiting = [state]
        while waiting:
            at = waiting.pop()
            if at in targets:
                return True
            if at not in seen:
                seen.add(at)
                waiting.extend(move.target for move in self.from_state(at))
        return False
