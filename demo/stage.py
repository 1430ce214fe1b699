"""What every scene needs: the days, the people, the seed, and what earlier scenes have laid down."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from core.actor import Actor
from core.db import transaction
from demo.clockwork import Calendar

if TYPE_CHECKING:
    from demo.scenes.providers.registration import Supplier
    from demo.scenes.schemes import OpenScheme


def end_reading() -> None:
    """End what was only read, with a commit: at a rollback psycopg forgets all that it prepared."""
    with transaction():
        pass


@dataclass(frozen=True, slots=True)
class Stage:
    """The world as far as it stands."""

    calendar: Calendar
    seed: int
    password_hash: str
    staff: dict[str, Actor]
    """By the key of `people.STAFF`."""
    category_ids: dict[str, int]
    schemes: dict[tuple[str, int], OpenScheme]
    """By the recipe's code and the fiscal year (พ.ศ.)."""
    suppliers: tuple[Supplier, ...] = ()

    def random(self, name: str) -> Random:
        """Chance of its own for each name, the same whenever the world is built."""
        return Random(f"{self.seed}:{name}")

    def scheme(self, code: str, ago: int) -> OpenScheme:
        """The scheme of that recipe for which one applied so many days ago."""
        return self.schemes[code, self.calendar.years.year_asked(ago)]
