"""The cast of the room's tests; a file that needs another one names its own."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

import coupons.application_jobs  # noqa: F401 - declares the tasks that services defer
from core.money import Money
from core.permissions import Role
from identity.states import Capacity
from tests.factories import World, build


@pytest.fixture
def world(db_app):
    return World()


@pytest.fixture
def place(world):
    """One SME, one scheme with money for two coupons, and the officers."""

    def make(tx):
        category = world.category(tx)
        other_category = world.category(tx)
        scheme = world.scheme(tx, category, money=Money.baht(200_000), cap=Money.baht(100_000))
        scheme.categories.append(other_category)
        sme = world.sme(tx)
        return SimpleNamespace(
            category=category.id,
            other_category=other_category.id,
            scheme=scheme.id,
            sme=sme.organisation_id,
            owner=world.member(tx, sme.organisation_id, Capacity.SME),
            officer=world.staff(tx, Role.PROGRAMME_OFFICER),
            approver=world.staff(tx, Role.PROGRAMME_APPROVER),
            second_approver=world.staff(tx, Role.PROGRAMME_APPROVER),
        )

    return build(make)
