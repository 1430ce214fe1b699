"""Who waits how long, and which roles exclude each other."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.errors import Refused
from core.permissions import STAFF_ROLES, Role
from core.typed.emails import read_account_email
from core.typed.thirteen import read_thirteen
from identity.accounts.rules import FREE_GUESSES, LONGEST_WAIT, network_of, wait_after
from identity.organisations.rules import fits, member_roles
from identity.organisations.states import Capacity, MemberRole, OrganisationKind
from identity.staff.rules import MONEY_OR_DECISION, excluded_by

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def test_the_first_guesses_are_free() -> None:
    assert not wait_after(FREE_GUESSES - 1, NOW, FREE_GUESSES, NOW)


def test_waits_double_up_to_an_hour() -> None:
    waits = [wait_after(FREE_GUESSES + extra, NOW, FREE_GUESSES, NOW).total_seconds() for extra in range(9)]
    assert waits[:3] == [30, 60, 120]
    assert waits[-1] == LONGEST_WAIT.total_seconds()


def test_a_wait_ends() -> None:
    assert not wait_after(FREE_GUESSES, NOW - timedelta(seconds=30), FREE_GUESSES, NOW)


@pytest.mark.parametrize(
    ("given", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2::9", "2001:db8:1::/48"),
        ("no address", "no address"),
    ],
)
def test_a_network_is_a_neighbourhood(given: str, network: str) -> None:
    assert network_of(given) == network


@pytest.mark.parametrize("role", sorted(STAFF_ROLES - {Role.ADMINISTRATOR}))
def test_an_administrator_holds_no_other_role(role: Role) -> None:
    assert excluded_by(role, [Role.ADMINISTRATOR]) is Role.ADMINISTRATOR
    assert excluded_by(Role.ADMINISTRATOR, [role]) is role


def test_an_auditor_decides_nothing() -> None:
    assert all(excluded_by(role, [Role.AUDITOR]) for role in MONEY_OR_DECISION)


def test_finance_roles_may_be_held_together_since_a_batch_asks_for_different_people() -> None:
    assert excluded_by(Role.FINANCE_APPROVER, [Role.FINANCE_OFFICER]) is None


@pytest.mark.parametrize(
    ("text", "kind", "fit"),
    [
        ("0-10-7-537-00088-2", OrganisationKind.JURISTIC_PERSON, True),
        ("0994000617721", OrganisationKind.UNIVERSITY, True),
        ("1101700000001", OrganisationKind.JURISTIC_PERSON, False),
        ("0012345678909", OrganisationKind.PARTNERSHIP, False),
        ("0012345678909", OrganisationKind.NATURAL_PERSON, True),
        ("1101700000001", OrganisationKind.NATURAL_PERSON, True),
        ("0107537000882", OrganisationKind.COMMUNITY_ENTERPRISE, True),
    ],
)
def test_a_number_fits_its_legal_form(text: str, kind: OrganisationKind, fit: bool) -> None:
    assert fits(read_thirteen(text), kind) is fit


@pytest.mark.parametrize("text", ["", "a@b", "a b@c.th", "@c.th", "ก" * 300 + "@c.th"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        read_account_email(text)


def test_an_address_has_one_form() -> None:
    assert read_account_email("  Som@Example.TH ") == "som@example.th"


def test_the_consent_right_is_a_role_of_its_own() -> None:
    assert member_roles(Capacity.SME, MemberRole.MEMBER, may_consent=True) == {
        Role.SME_MEMBER,
        Role.SME_CONSENTER,
    }
    assert member_roles(Capacity.PROVIDER, MemberRole.OWNER, may_consent=False) == {Role.PROVIDER_OWNER}
