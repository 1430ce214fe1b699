"""What a service's row says for the directory stays true whatever happens to its provider, its approval or itself."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

import psycopg
import pytest
import sqlalchemy as sa

from core import clock
from core.db import db
from identity.accounts.models import SignInSession
from identity.accounts.rules import SEEN_EVERY
from providers import directory
from providers.models import Service
from tests.factories import World, build
from tests.signing_in import browser_of

BY_LAW = sa.text(
    """
    SELECT s.id FROM services s JOIN providers p ON p.organisation_id = s.provider_id
      JOIN provider_categories k ON k.provider_id = s.provider_id AND k.category_id = s.category_id
    WHERE s.active AND s.approved_at IS NOT NULL AND p.state = 'approved' AND k.state = 'approved'
      AND k.valid_until >= :today
    """
)
"""docs/domain.md#providers, asked of the rows that say it."""
CHANGES = (
    "UPDATE providers SET state = 'suspended'",
    "UPDATE providers SET state = 'approved'",
    "UPDATE provider_categories SET state = 'withdrawn' WHERE category_id = (SELECT min(id) FROM service_categories)",
    "UPDATE provider_categories SET state = 'approved'",
    "UPDATE provider_categories SET valid_until = valid_until - 400",
    "UPDATE provider_categories SET valid_until = valid_until + 400",
    "UPDATE services SET active = false WHERE id = (SELECT min(id) FROM services)",
    "UPDATE services SET active = true",
    "DELETE FROM provider_categories WHERE category_id = (SELECT max(id) FROM service_categories)",
    "UPDATE services SET approved_at = NULL, approved_by_id = NULL WHERE id = (SELECT max(id) FROM services)",
    "UPDATE services SET category_id = (SELECT min(id) FROM service_categories)",
)


@pytest.fixture
def two_kinds(db_app):
    """A provider approved for two kinds of service, with a service of each."""
    with db_app.app_context():

        def rows(tx):
            world = World(clock.now())
            kinds = (world.category(tx), world.category(tx))
            provider = world.provider(tx, *kinds)
            return [world.service(tx, provider, kind).id for kind in kinds]

        yield build(rows)


def offered():
    return set(
        db.session.scalars(directory.offered(clock.bangkok_date(clock.now())).with_only_columns(Service.id))
    )


def by_law():
    return set(db.session.scalars(BY_LAW, {"today": clock.bangkok_date(clock.now())}))


def test_what_is_offered_follows_every_change_of_provider_approval_and_service(two_kinds):
    assert offered() == set(two_kinds)
    seen = set()
    for change in CHANGES:
        build(lambda tx, change=change: tx.execute(sa.text(change)))
        assert offered() == by_law(), change
        seen.add(frozenset(offered()))
    assert {frozenset(), frozenset(two_kinds)} < seen, (
        "some changes take services away, others bring them back"
    )


def test_a_day_after_the_approval_ends_nothing_is_offered(two_kinds):
    ends = db.session.scalar(sa.select(sa.func.max(Service.offered_until)))
    ids = lambda day: set(db.session.scalars(directory.offered(day).with_only_columns(Service.id)))  # noqa: E731 - one line
    assert ids(ends) == set(two_kinds)
    assert ids(ends + timedelta(days=1)) == set()


def test_the_provider_is_found_and_shown_by_its_new_name(two_kinds):
    build(
        lambda tx: tx.execute(
            sa.text("UPDATE organisations SET name_th = 'ห้างใหม่เอี่ยม', name_en = 'Brand New'")
        )
    )
    for typed in ("ใหม่เอี่ยม", "brand new"):
        found = directory.search_services(
            db.session(), directory.offered(clock.bangkok_date(clock.now())), typed
        )
        rows = db.session.scalars(found).all()
        assert {row.id for row in rows} == set(two_kinds)
        assert {row.provider_name_th for row in rows} == {"ห้างใหม่เอี่ยม"}


def test_a_page_of_the_directory_asks_nothing_of_each_row_nor_when_it_notes_the_visit(two_kinds, db_app):
    person = build(lambda tx: World(clock.now()).person(tx).id)
    browser = browser_of(db_app, person)
    seen = sa.select(SignInSession.last_seen_at).where(SignInSession.person_id == person)
    before = clock.now() - 5 * SEEN_EVERY
    build(lambda tx: tx.execute(sa.update(SignInSession).values(last_seen_at=before)))
    sent = []
    sa.event.listen(db.engine, "before_cursor_execute", hear := lambda *told: sent.append(told[2]))
    try:
        page = browser.get("/directory?lang=th").text
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", hear)
    assert page.count("ทดสอบฉลากโภชนาการ") >= 2
    assert db.session.scalar(seen) > before, "the visit was noted"
    assert len([each for each in sent if "FROM services" in each]) == 1


ANOTHER = (
    "INSERT INTO services (provider_id, category_id, name_th, name_en, description_th, description_en, deliverables,"
    " price_from_satang, price_to_satang, duration_days, active, created_at, approved_at, approved_by_id)"
    " SELECT provider_id, category_id, name_th, name_en, '', '', '', price_from_satang, price_to_satang,"
    " duration_days, true, created_at, approved_at, approved_by_id FROM services ORDER BY id LIMIT 1"
)
SUSPEND = "UPDATE providers SET state = 'suspended'"
APPROVE = "UPDATE providers SET state = 'approved'"
NEVER_SEEN = re.compile(r"PERFORM FROM \w+\s+WHERE [^;]* FOR SHARE;")


@pytest.fixture
def superuser(db_app, server):
    """Makes connections that may do anything in this database; what they replaced is put back."""
    name = db.engine.url.database
    opened = []

    def connect():
        opened.append(psycopg.connect(server.url("postgres", name)))
        return opened[-1]

    definition = db.session.scalar(sa.text("SELECT pg_get_functiondef('keep_service'::regproc)"))
    db.session.rollback()
    yield connect
    for connection in opened:
        connection.close()
    with psycopg.connect(server.url("postgres", name), autocommit=True) as connection:
        connection.execute(definition)


@pytest.mark.parametrize(("first", "second"), [(SUSPEND, ANOTHER), (ANOTHER, SUSPEND), (APPROVE, ANOTHER)])
@pytest.mark.parametrize("careless", [False, True])
def test_a_new_service_and_a_change_of_its_provider_wait_for_each_other(
    two_kinds, superuser, first, second, careless
):
    """The negative control: without its locks the trigger of the new service keeps what is no longer so."""
    one, other = superuser(), superuser()
    if first == APPROVE:
        build(lambda tx: tx.execute(sa.text(SUSPEND)))
    if careless:
        [(definition,)] = one.execute("SELECT pg_get_functiondef('keep_service'::regproc)").fetchall()
        one.execute(NEVER_SEEN.sub("", definition))
        one.commit()
    one.execute(first)
    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(lambda: (other.execute(second), other.commit()))
        done, _waiting = wait([running], timeout=1)
        one.commit()
        running.result(timeout=20)
    assert bool(done) is careless, "the second waits for the first"
    assert (offered() == by_law()) is not careless
