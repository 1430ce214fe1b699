"""The stages of an object, what comes next and whose turn it is, for the components that show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _

from core.labels import words_for


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage. `state` is done, now, next or stopped; `who` a person's name, `note` whose turn it is."""

    label: Any
    state: str
    who: str | None = None
    when: date | datetime | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """What comes next, and whose turn it is."""

    what: Any
    whose: str | None
    mine: bool
    due: date | None
    late: bool
    trigger: str | None = None
    """The trigger that is offered to this reader; the page shows its button."""


def way(
    stages: Iterable[tuple[Any, date | datetime | None]], done: int, note: str | None = None
) -> list[Stage]:
    """Return the stages, of which `done` are finished; the note is shown under the current one."""
    return [
        Stage(
            label,
            "done" if place < done else "now" if place == done else "next",
            when=when if place <= done else None,
            note=note if place == done else None,
        )
        for place, (label, when) in enumerate(stages)
    ]


def way_of_legs(legs: type[StrEnum], at: StrEnum | None, stopped: StrEnum | None = None) -> list[Stage]:
    """Return the legs of a way in their order: those before `at` are done, all of them for None; `stopped` goes no further."""
    names = [(words_for(leg), None) for leg in legs]
    stages = way(names, len(names) if at is None else list(legs).index(at))
    if stopped is not None:
        stages[list(legs).index(stopped)] = Stage(words_for(stopped), "stopped")
    return stages


def way_of_registration(
    begun: datetime,
    submitted: datetime | None,
    end: tuple[Any, datetime | None],
    *,
    at: int | None,
    stopped: bool,
) -> list[Stage]:
    """Filling in (`at` 0), check by an officer (1), and the end when it is at none of them: reached, or stopped there."""
    stages = [(_("Filling in"), begun), (_("Check by an officer"), submitted)]
    if stopped:
        label, when = end
        return [*way(stages, len(stages)), Stage(label, "stopped", when=when)]
    return way([*stages, end], len(stages) + 1 if at is None else at)
