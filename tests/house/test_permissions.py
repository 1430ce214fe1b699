"""Every route, as every role, with its own and with another organisation's objects: denied unless the matrix says so."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from core.actor import actor_with
from core.permissions import MATRIX, STAFF_ROLES, Permission, Role
from scripts.closed_lists import ROOT
from tests.factories import World
from tests.house.permissions_page import page
from tests.house.sides import Objects, Side, browser_of, held_by, side_of
from web.access import PUBLIC, SIGNED_IN, access_of, requires

NOWHERE = 999_999_999
"""An id that nothing has."""
OF_ONE_ORGANISATION = frozenset(
    {
        "account_id",
        "application_id",
        "coupon_id",
        "evidence_id",
        "membership_id",
        "organisation_id",
        "proposal_id",
        "provider_id",
        "redemption_id",
        "scan_id",
        "service_id",
        "work_id",
    }
)
"""Parameters that name what belongs to one organisation, or to one person."""


def walked(app: Flask) -> Iterator[tuple[Rule, str, Any]]:
    """Every route that is not public, by method."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        access = access_of(app, rule.endpoint)
        if access != PUBLIC and "sign-out" not in rule.rule:
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield rule, method, access


def nowhere(rule: Rule) -> Objects:
    """Objects that nothing has."""
    return Objects(dict.fromkeys(rule.arguments, NOWHERE), {})


def ask(browser: FlaskClient, method: str, address: str, *, accept: str = "text/html") -> Any:
    """Ask without following. A refusal as JSON is the same refusal, and quicker drawn."""
    data = {} if method == "POST" else None
    return browser.open(address, method=method, data=data, headers={"Accept": accept})


def misgiven(app: Flask, browser: FlaskClient, role: Role, side: Side) -> Iterator[str]:
    """Doors that open for whom they should not, or stay shut for whom they should open."""
    permissions = held_by(role)
    let_off = set(SOMETIMES_EMPTY) | (set(FOR_MEMBERS) if role in STAFF_ROLES else set())
    for rule, method, access in walked(app):
        place = f"{role} {method} {rule.rule}"
        allowed = access == SIGNED_IN or bool(access and permissions & access)
        own = side.own.address(rule, app)
        if not allowed:
            address = own or nowhere(rule).address(rule, app)
            status = ask(browser, method, str(address), accept="application/json").status_code
            if status != 403:
                yield f"{place}: should be refused, answered {status}"
            continue
        if method == "GET" and own is not None and rule.endpoint not in let_off:
            answer = ask(browser, method, own)
            if answer.status_code in (401, 403, 404) or answer.status_code >= 500:
                yield f"{place}: should open at {own}, answered {answer.status_code}"
        foreign = side.foreign.address(rule, app)
        if foreign is not None and rule.arguments & OF_ONE_ORGANISATION:
            status = ask(browser, method, foreign).status_code
            if status not in (403, 404) and not (method == "POST" and status in (400, 409)):
                yield f"{place}: opens another organisation's {foreign}, answered {status}"


SOMETIMES_EMPTY = {
    "applications.category": "a step of the form; the world's application is submitted",
    "applications.check": "a step of the form; the world's application is submitted",
    "applications.text_page": "a step of the form; the world's application is submitted",
    "identity.bank_book": "an account of this world has no picture of its bank book",
    "identity.invitation": "the token of an invitation stands in its letter alone",
    "identity.number_evidence": "the document of this world has no file",
    "identity.number_report": "the world's report is another's",
    "identity.replace_member": "the world's membership is no owner's",
    "identity.unblock": "the world's person is not blocked",
    "payouts.bank_file": "the world's batch is not released",
    "payouts.dispute": "a member's claim of this world is not approved yet",
    "five_year_plans.resolution": "a document of this world has no file",
    "plans.resolution": "a document of this world has no file",
    "projects.resolution": "a document of this world has no file",
    "providers.document": "a category of this world was approved without a paper",
    "providers.document_picture": "a category of this world was approved without a paper",
    "schemes.resolution": "a document of this world has no file",
}
"""Routes whose own object may lack what they serve, each with the reason."""
FOR_MEMBERS = {
    "coupons.asks": "what a provider asks of the SME acted for",
    "coupons.asks_fragment": "what a provider asks of the SME acted for",
    "coupons.show": "the code is its holder's: staff see the coupon, not the code",
    "coupons.waiting": "what a provider asks of the SME acted for",
    "coupons.waiting_fragment": "what a provider asks of the SME acted for",
    "coupons.paper": "the code is its holder's: staff see the coupon, not the code",
    "redemptions.slip": "a slip is of the two who agreed on the price",
    "providers.own": "the provider acted for",
    "smes.own": "the SME acted for",
}
"""Routes of the organisation acted for, which staff, who act for none, find empty though they may read such things."""


@pytest.mark.parametrize("role", Role)
def test_each_role_opens_its_own_doors_and_no_others(role: Role, db_app: Flask) -> None:
    side = side_of(role, World())
    found = list(misgiven(db_app, browser_of(db_app, side.actor), role, side))
    assert not found, "\n".join(found)


def test_a_stranger_is_sent_to_sign_in(db_app: Flask) -> None:
    found = []
    for rule, method, _ in walked(db_app):
        address = nowhere(rule).address(rule, db_app)
        answer = ask(db_app.test_client(), method, str(address))
        if answer.status_code != 302 or not answer.location.startswith("/sign-in"):
            found.append(f"{method} {rule.rule}: answered {answer.status_code}")
    assert not found, "\n".join(found)


def test_the_walk_rejects_a_door_without_a_lock(db_app: Flask) -> None:
    """The known-bad sample: what the guard would let pass is found by the walk."""
    side = side_of(Role.SME_MEMBER, World())
    browser = browser_of(db_app, side.actor)

    class Leaky:
        """A browser for which every door stands open."""

        def open(self, address: str, **_: Any) -> Any:
            answer = browser.open("/act-for")
            assert answer.status_code == 200, address
            return answer

    found = list(misgiven(db_app, Leaky(), Role.SME_MEMBER, side))  # type: ignore[arg-type]
    assert any("should be refused" in line for line in found)
    assert any("opens another organisation's" in line for line in found)


def test_a_view_that_names_no_access_is_refused() -> None:
    from web import access

    app = Flask(__name__)
    app.add_url_rule("/open", "open", lambda: "in")
    app.add_url_rule("/shut", "shut", requires(Permission.AUDIT_TRAIL_READ)(lambda: "in"))
    people = SimpleNamespace(
        load_actor=lambda: actor_with(frozenset(), person_id=1), sign_in_incomplete=lambda: None
    )
    app.installation = SimpleNamespace(people=people)  # type: ignore[attr-defined]  # Flask's own has none
    app.before_request(access.guard)
    app.testing = True
    from core.errors import Forbidden

    app.register_error_handler(Forbidden, lambda _: ("no", 403))
    for path in ("/open", "/shut"):
        assert app.test_client().get(path).status_code == 403, path


def test_permissions_stand_in_alphabetical_order() -> None:
    names = [permission.value for permission in Permission]
    assert names == sorted(names)


def test_every_permission_is_held_by_somebody_and_every_role_is_in_the_matrix() -> None:
    assert set(MATRIX) == set(Role)
    assert frozenset().union(*MATRIX.values()) == set(Permission)


def test_no_staff_role_acts_for_an_organisation() -> None:
    theirs = MATRIX[Role.SME_CONSENTER] | {
        Permission.COUPONS_PROPOSAL_PROPOSE,
        Permission.COUPONS_APPLICATION_APPLY,
        Permission.COUPONS_REDEMPTION_ACCEPT,
        Permission.COUPONS_REDEMPTION_DELIVER,
        Permission.IDENTITY_BANK_ACCOUNT_MANAGE,
    }
    assert not [role for role in STAFF_ROLES if MATRIX[role] & theirs]


def test_the_docs_show_the_matrix() -> None:
    shown = (ROOT / "docs" / "permissions.md").read_text(encoding="utf-8")
    assert shown == page(), "python -m tests.house.permissions_page > docs/permissions.md"


def test_the_docs_check_rejects_a_changed_matrix() -> None:
    assert page() != page({**MATRIX, Role.PERSON: frozenset(Permission)})
