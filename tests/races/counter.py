"""One counter with many coupons, on each of which two people act at once: the cashier and the owner."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from core.actor import Actor
from core.db import Tx, db
from core.money import Money
from coupons.coupons.models import Coupon
from coupons.redemptions.models import Scan
from identity.organisations.states import Capacity, MemberRole
from providers.models import Service
from tests.factories import World, build

COUPONS = 150
PRICE = Money.baht(42_000)
J = TypeVar("J")


@dataclass(frozen=True, slots=True)
class Counter:
    """Who acts there, and the service that is priced."""

    world: World
    service: Service
    cashier: Actor
    owner: Actor


def jobs_at_a_counter(
    jobs_of: Callable[[Tx, Counter, Coupon, Scan], Iterable[J]], coupons: int = COUPONS
) -> list[J]:
    """The jobs of each coupon, scanned once; plain values, for they travel between processes."""
    world = World()

    def make(tx: Tx) -> list[J]:
        category = world.category(tx)
        scheme = world.scheme(tx, category, money=Money.baht(100_000_000), stripes=16)
        provider = world.provider(tx, category)
        service = world.service(tx, provider, category)
        cashier = world.member(tx, provider.organisation_id, Capacity.PROVIDER, MemberRole.MEMBER)
        sme = world.sme(tx)
        counter = Counter(world, service, cashier, world.member(tx, sme.organisation_id, Capacity.SME))
        jobs: list[J] = []
        for _ in range(coupons):
            coupon = world.coupon(tx, scheme, sme, limit=Money.baht(100_000))
            scan = world.scan(tx, coupon, provider.organisation_id, cashier.known_person_id)
            jobs.extend(jobs_of(tx, counter, coupon, scan))
        return jobs

    jobs: list[J] = build(make)
    db.session.remove()
    return jobs
