"""`flask db downgrade` in production: what holds something stays, and then nothing is changed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest

from core.database import embedded
from migrations import way_down
from migrations.way_down import lost
from tests.conftest import TEMPLATE
from tests.production.conftest import ROOT, production_environment


@pytest.fixture
def migrated(server: embedded.EmbeddedServer) -> Iterator[tuple[str, dict[str, str]]]:
    """A migrated database in which nobody has done anything yet: the owner's address, and production's environment."""
    name = f"ccs_down_{os.getpid()}"
    embedded.ensure_database(server, name, template=TEMPLATE)
    owner = server.url(embedded.OWNER_ROLE, name)
    yield owner, production_environment(server, name, 5001) | {"DATABASE_OWNER_URL": owner}
    embedded.drop_database(server, name)


def go_down(environment: dict[str, str], to: str = "base") -> subprocess.CompletedProcess[str]:
    outside = {name: text for name, text in os.environ.items() if not name.startswith(("CCS_", "DATABASE_"))}
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", "db", "downgrade", to],
        cwd=ROOT,
        env=outside | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def standing(owner: str) -> tuple[int, str | None]:
    """How many tables there are, and the revision."""
    with psycopg.connect(owner) as connection:
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
        revision = connection.execute("SELECT max(version_num) FROM alembic_version").fetchone()
    assert tables is not None
    assert revision is not None
    return tables[0], revision[0]


def test_a_database_with_rows_stays_as_it_is(migrated: tuple[str, dict[str, str]]) -> None:
    owner, environment = migrated
    with psycopg.connect(owner) as connection:
        connection.execute("INSERT INTO procrastinate_jobs (queue_name, task_name) VALUES ('mail', 'kept')")
    before = standing(owner)
    ran = go_down(environment)
    assert ran.returncode == 1, ran.stderr
    assert "would lose procrastinate_events, procrastinate_jobs; nothing was changed" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert standing(owner) == before


def test_an_empty_database_goes_down(migrated: tuple[str, dict[str, str]]) -> None:
    owner, environment = migrated
    ran = go_down(environment)
    assert ran.returncode == 0, ran.stderr
    assert standing(owner) == (1, None)


def test_outside_production_rows_go(migrated: tuple[str, dict[str, str]]) -> None:
    owner, environment = migrated
    with psycopg.connect(owner) as connection:
        connection.execute("INSERT INTO procrastinate_jobs (queue_name, task_name) VALUES ('mail', 'gone')")
    ran = go_down(environment | {"CCS_ENVIRONMENT": "test"})
    assert ran.returncode == 0, ran.stderr


def test_a_column_that_held_a_value_counts_and_an_empty_one_does_not() -> None:
    before = {"people": {"id", "name"}, "scans": {"id"}}
    assert way_down.lost(before, before) == []
    assert way_down.lost(before, {"people": {"id"}, "scans": {"id"}}) == ["people.name"]
    assert way_down.lost(before, {"people": {"id", "name"}}) == ["scans"]


def test_what_the_database_fills_itself_is_not_lost() -> None:
    before = {"services": {"name_th", "province_code", "trigrams"}, "applications": {"sme_size", "need"}}
    assert lost(before, {"services": {"name_th"}, "applications": {"need"}}) == []
    assert lost(before, {"services": {"name_th"}, "applications": set()}) == ["applications.need"]
