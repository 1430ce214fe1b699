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
    """One allowed move. `who` names the role in words for the page; `limit` is how long `source` may wait for it."""

    source: S
    verb: str
    target: S
    who: str
    limit: Term | None = None


@dataclass(frozen=True)
class Machine(Generic[S]):
    """A machine: its states, where it starts, and every move that exists."""

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

    def sources(self, verb: str) -> tuple[S, ...]:
        """Where `verb` may start. KeyError if the machine does not know it."""
        found = tuple(move.source for move in self.transitions if move.verb == verb)
        if not found:
            raise KeyError(f"{self.name} has no verb {verb!r}")
        return found

    def next(self, state: S, verb: str) -> S:
        """Where `verb` leads from `state`; WrongState if it cannot start there."""
        for move in self.transitions:
            if move.source == state and move.verb == verb:
                return move.target
        raise WrongState(self.name, verb, state)

    def from_state(self, state: S) -> tuple[Transition[S], ...]:
        """What may come next."""
        return tuple(move for move in self.transitions if move.source == state)

    def limit(self, state: S) -> Term | None:
        """How long `state` may wait: all its moves that have a limit have the same; None when no clock runs."""
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
