"""What the counter's benchmarks act upon: eight SMEs, eight cashiers, and coupons, scans and prices by the thousand."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bench._http import CLIENTS, PER_CLIENT, Bench
from core import clock
from core.db import Tx
from core.money import Money
from identity.organisations.states import Capacity, MemberRole
from tests.copied import insert_like
from tests.factories import World, build

PRICE, SUBSIDY = Money.baht(42_000), Money.baht(33_600)
_COPIED = {
    "applications": {"number": "'B' || (o.id + g)"},
    "coupons": {"number": "'B' || (o.id + g)", "application_id": "o.application_id + g"},
    "scans": {"coupon_id": "o.coupon_id + g"},
    "proposals": {"coupon_id": "o.coupon_id + g", "scan_id": "o.scan_id + g"},
}
"""What each copy has instead, in SQL."""


def _eight_clients(tx: Tx) -> dict[str, Any]:
    """One of everything for each client: what its copies are made from."""
    world = World(clock.now())
    category = world.category(tx)
    scheme = world.scheme(tx, category, money=Money.baht(100_000_000))
    provider = world.provider(tx, category)
    service = world.service(tx, provider, category)
    clients = []
    for _ in range(CLIENTS):
        sme = world.sme(tx)
        coupon = world.coupon(tx, scheme, sme)
        cashier = world.member(tx, provider.organisation_id, Capacity.PROVIDER, MemberRole.MEMBER)
        owner = world.member(tx, sme.organisation_id, Capacity.SME)
        scan = world.scan(tx, coupon, provider.organisation_id, cashier.known_person_id)
        lasting = world.now + timedelta(hours=2)
        proposal = world.price(tx, scan, service, PRICE, SUBSIDY, expires_at=lasting)
        clients.append((owner, cashier, coupon.application_id, coupon.id, scan.id, proposal.id))
    return {"clients": clients, "service_id": service.id}


def fill(bench: Bench) -> dict[str, Any]:
    """Eight of everything through the factories and services, then each one's coupon copied by the thousand.

    A coupon's copies are its own rows with their own scan and price, so that no two requests meet on one row.
    """
    gap = PER_CLIENT * CLIENTS * 2
    with bench.app.app_context():
        built: dict[str, Any] = build(_eight_clients)
    spread = []
    with bench.superuser() as connection:
        connection.execute("SET session_replication_role = replica")
        for place, (owner, cashier, *originals) in enumerate(built["clients"]):
            first = gap + place * PER_CLIENT
            _copy(connection, originals, first)
            spread.append((owner, cashier, first))
        connection.execute("ANALYZE")
        connection.execute("CHECKPOINT")
    return {"clients": spread, "service_id": built["service_id"], "gap": gap}


def _copy(connection: Any, originals: list[int], first: int) -> None:
    """Give the originals the id `first`, where there is space behind it, and fill the space."""
    for table, old in zip(_COPIED, originals, strict=True):
        statement = f"UPDATE {table} SET id = %s WHERE id = %s"  # noqa: S608 - the tables are named above
        connection.execute(statement, (first, old))
    connection.execute("UPDATE coupons SET application_id = %s WHERE id = %s", (first, first))
    connection.execute("UPDATE scans SET coupon_id = %s WHERE id = %s", (first, first))
    connection.execute("UPDATE proposals SET coupon_id = %s, scan_id = %s WHERE id = %s", (first,) * 3)
    for table, columns in _COPIED.items():
        given = {"id": "o.id + g", **columns}
        connection.execute(insert_like(table, given, PER_CLIENT - 1, f"id = {first}"))
