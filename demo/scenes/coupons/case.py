"""One application with all that its life needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

import sqlalchemy as sa

from core.actor import Actor
from core.clock import bangkok_midnight
from core.db import db
from core.money import Money
from demo.plan import Ask, SmePlan
from demo.scenes.providers.registration import Offer, Supplier
from demo.scenes.schemes import RECIPE_BY_CODE, Recipe
from demo.stage import Stage, end_reading


@dataclass(frozen=True, slots=True)
class Case:
    """One application with all that its life needs."""

    stage: Stage
    ask: Ask
    sme: SmePlan
    sme_id: int
    owner: Actor
    random: Random

    @property
    def recipe(self) -> Recipe:
        """The scheme's recipe."""
        return RECIPE_BY_CODE[self.ask.scheme]

    def at(self, step: int) -> datetime:
        """Some minute of the day of that step."""
        return self.stage.calendar.at(self.ask.days[step], self.random)

    def one_of(self, *keys: str) -> tuple[Actor, Actor]:
        """Two colleagues in some order."""
        chosen = self.random.sample(keys, 2)
        return self.stage.staff[chosen[0]], self.stage.staff[chosen[1]]


@dataclass(frozen=True, slots=True)
class Bought:
    """A service reserved on a coupon."""

    redemption_id: int
    coupon_id: int
    supplier: Supplier
    offer: Offer
    price: Money


def after(last_day: sa.Select[Any]) -> datetime:
    """Soon after a last day as it was told, which is no holiday."""
    last = db.session.scalars(last_day).one()
    end_reading()
    return bangkok_midnight(last + timedelta(days=1)) + timedelta(minutes=15)
