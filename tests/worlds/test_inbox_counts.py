"""What a person is told to do is counted as the page counts it that its link opens."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from core import clock
from core.database import embedded
from core.db import db
from core.registry import InboxItem, inboxes
from demo import people
from identity.capacities.queries import identity_of_person
from identity.people.models import Person
from tests import signing_in
from tests.copied import BASE, copied
from tests.factories import actor_of
from web.access import shows_list

pytest_plugins = ("tests.demo_world",)
CARDS = {
    "identity.factor_resets": "//main//h2[@class='card__title']",
    "identity.rights_requests": "//main//h2[@class='card__title']",
    "identity.number_reports": "//main//h2[@class='card__title']",
}
"""Pages of cards, and where each is named."""
NO_LISTS = {
    "identity.me": "a second factor to set up, and invitations: one part of a page",
    "identity.bank_accounts": "the account that all that is owed waits for",
    "coupons.index": "the prices that wait stand above the SME's coupons",
    "smes.show": "one's own registration",
    "providers.show": "one's own registration, and the approvals that it names",
    "work.work": "one piece of work",
}
FINANCE = next(each for each in people.STAFF if each.key == "finance")
PERSONS = [*(each.email for each in people.STAFF), *(each.email for each in people.GUESTS)]
OF = "(SELECT id FROM people WHERE email = '{0}')"
ADMIN2 = OF.format(next(each.email for each in people.STAFF if each.key == "admin2"))
APPROVER = OF.format(next(each.email for each in people.STAFF if each.key == "finance.approver"))
RELEASER = OF.format(next(each.email for each in people.STAFF if each.key == "releaser"))
OTHER = OF.format(next(each.email for each in people.STAFF if each.key == "plan"))
ANOTHER = (
    "(SELECT min(s.id) FROM services s JOIN services t ON t.provider_id = s.provider_id WHERE t.id = o.service_id"
    " AND s.id NOT IN (SELECT service_id FROM service_changes WHERE state = 'requested'))"
)
COPIES = [
    ("role_grants", {"granted_by_id": ADMIN2, "person_id": OTHER}, 1, "state = 'proposed'"),
    ("batches", {"number": "'B' || g", "running_no": "9000 + g", "drafted_by_id": APPROVER}, 2, "state = 'submitted'"),
    ("batches", {"id": f"{BASE} + 10 + g", "number": "'C' || g", "running_no": "9010 + g", "submitted_by_id": RELEASER}, 2, "state = 'approved'"),
    ("payables", {"redemption_id": f"{BASE} + g", "state": "'open'", "hold_reason": "NULL", "settled_at": "NULL"}, 25, "true"),
    (
        "payments",
        {"payable_id": f"{BASE} + g", "state": "'unknown'", "end_to_end_id": "'E' || g", "paid_on": "NULL"},
        25,
        "sent_at IS NOT NULL",
    ),
    ("service_changes", {"service_id": ANOTHER}, 1, "state = 'requested'"),
    (
        "sme_updates",
        {"kind": "'declarations'", "thai_share_bp": "10000"}
        | dict.fromkeys(("taxes_filed", "not_bankrupt", "not_barred", "lawful_business"), "true"),
        1,
        "state = 'waiting' AND kind = 'figures'",
    ),
]  # fmt: skip


@pytest.fixture(scope="module")
def filled(demo_world: Flask, server: embedded.EmbeddedServer) -> Iterator[Flask]:
    """The demo world, in which the same person both began what waits and may end the like of it."""
    with copied(demo_world, server, COPIES):
        yield demo_world


@pytest.fixture
def here(filled: Flask) -> Iterator[Flask]:
    with filled.app_context():
        yield filled
        db.session.rollback()
        db.session.remove()


def items_of(app: Flask, person_id: int, choice: str) -> list[InboxItem]:
    actor = actor_of(db.session(), person_id, choice)
    with app.test_request_context():
        found = [item for inbox in inboxes.values() for item in inbox(db.session(), actor, clock.now())]
    return [item for item in found if item.count]


def endpoint_of(app: Flask, url: str) -> str:
    return str(app.url_map.bind("localhost").match(url.partition("?")[0].partition("#")[0], method="GET")[0])


def listed(browser: FlaskClient, url: str, path: str) -> int:
    """How many rows the list has, from its first page to its last."""
    page, rows = html.fromstring(browser.get(url).text), 0
    while True:
        rows += len(page.xpath(path))
        following = page.xpath("//main//a[@rel='next']/@href")
        if not following:
            return rows
        page = html.fromstring(browser.get(following[0]).text)


def path_of(app: Flask, endpoint: str, *, member: bool) -> str | None:
    """Where the rows of a page stand; None for a page of one thing."""
    if member and endpoint == "applications.index":
        return "(//main//section)[1]//a[string-length(@href) > string-length('/applications/')]"
    if member and endpoint in NO_LISTS:
        return None
    if endpoint in CARDS:
        return CARDS[endpoint]
    if shows_list(app, endpoint):
        return "//main//table/tbody/tr"
    assert endpoint in NO_LISTS, f"{endpoint} is counted on no page: link to a list, or say why there is none"
    return None


@pytest.mark.parametrize("email", PERSONS)
def test_each_item_counts_what_its_link_opens(here: Flask, email: str) -> None:
    person_id = db.session.scalar(sa.select(Person.id).where(Person.email == email))
    wrong = []
    for choice in identity_of_person(db.session(), person_id).choices:
        browser = signing_in.browser_of(here, person_id, choice.key)
        for item in items_of(here, person_id, choice.key):
            path = path_of(here, endpoint_of(here, item.url), member=choice.organisation_id is not None)
            if path and (found := listed(browser, item.url, path)) != item.count:
                wrong.append(f"{item.title}: {item.count}, and {item.url} lists {found}")
    assert not wrong


def test_more_than_twenty_silent_payments_are_counted(here: Flask) -> None:
    person_id = db.session.scalar(sa.select(Person.id).where(Person.email == FINANCE.email))
    counts = {item.url: item.count for item in items_of(here, person_id, "staff")}
    silent = "SELECT count(*) FROM payments WHERE state = 'unknown'"
    assert counts["/payables?state=silent"] == db.session.scalar(sa.text(silent)) >= 25
