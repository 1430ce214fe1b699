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
from demo.roster import EXPIRED
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

    @property
    def officers_of_a_proposal(self) -> tuple[Actor, Actor]:
        """Who approves its proposal where the SME is paid back, and who decides the claim: never the same person."""
        return self.stage.staff["claims2"], self.stage.staff["claims"]

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


def bargain(case: Case) -> tuple[Supplier, Offer, Money]:
    """A provider near or far, one of its services, and a price that the coupon can carry."""
    code = case.recipe.category_codes[0]
    reserved_ago = case.ask.days[3] if len(case.ask.days) > 3 else 1
    able = [
        supplier
        for supplier in case.stage.suppliers
        if supplier.offers_for(code, case.sme.trade.goods)
        and supplier.usable_until_ago < reserved_ago
        and (supplier.number != EXPIRED or reserved_ago > 70)
    ]
    supplier = case.random.choice(able)
    if case.ask.supplier is not None:
        supplier = next(each for each in able if each.number == case.ask.supplier)
    offer = case.random.choice(supplier.offers_for(code, case.sme.trade.goods))
    _size, share, cap = next(tier for tier in case.recipe.tiers if tier[0] is case.sme.size)
    dearest = min(offer.price_to, cap * 10_000 // share) if share else offer.price_to
    spread = case.random.betavariate(2, 2)
    price = offer.price_from + int((dearest - offer.price_from) * spread) // 50 * 50
    return supplier, offer, Money.baht(max(price, offer.price_from))
