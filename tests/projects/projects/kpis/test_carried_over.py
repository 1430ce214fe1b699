"""What was written as words before indicators were numbers is carried over, and nothing of it is lost."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import psycopg
import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade

from core.database import embedded
from core.db import db
from tests.conftest import TEMPLATE, settings_for

BEFORE = "0059"
PROJECT = (
    "INSERT INTO projects (id, plan_id, code, name_th, name_en, approach, lead_agency, lead_agency_kind, priority,"
    " starts_on, ends_on, zero_budget, budget_satang, state, state_since, created_at, created_by_id) OVERRIDING SYSTEM VALUE"
    " VALUES (1, 1, 'P1', 'โครงการ', 'Project', 'x', 'สสว.', 'state_body', 1, '2025-10-01', '2026-09-30', true, 0,"
    " 'draft', now(), now(), 1)"
)
KPI = (
    "INSERT INTO kpis (project_id, name_th, name_en, unit_th, unit_en, baseline, target, agreed_on)"
    " VALUES (1, 'ตัวชี้วัด', 'Indicator', %s, %s, %s, %s, '2025-09-20')"
)
WRITTEN = (
    ("ราย", "SMEs", "0", "๑,๒๐๐"),
    ("ร้อยละ", "%", "20.50", " 45 "),
    ("ราย", "firms", "-5", "400"),
    ("วัน", "days", "30", "15"),
    ("", "", "ไม่มี", "ไม่น้อยกว่า 400"),
    ("ชิ้น", "", "1,2", "0.12345"),
)
CARRIED = [
    ("smes", "", "", "up", Decimal(0), Decimal(1200), None, None),
    ("percent", "", "", "up", Decimal("20.5"), Decimal(45), None, None),
    ("other", "ราย", "firms", "up", Decimal(-5), Decimal(400), None, None),
    ("days", "", "", "down", Decimal(30), Decimal(15), None, None),
    (None, "", "", None, None, None, "ไม่มี", "ไม่น้อยกว่า 400"),
    ("other", "ชิ้น", "", None, None, None, "1,2", "0.12345"),
]


@pytest.fixture
def before(server: embedded.EmbeddedServer) -> Iterator[tuple[Flask, str]]:
    """A database as it was before, and the superuser's address of it."""
    from app import create_app

    name = f"ccs_carried_{os.getpid()}"
    embedded.ensure_database(server, name, template=TEMPLATE)
    application = create_app(settings_for(name, server))
    with application.app_context():
        downgrade(revision=BEFORE)
    yield application, server.url("postgres", name)
    with application.app_context():
        db.engine.dispose()
    embedded.drop_database(server, name)


def test_numbers_are_read_and_words_kept(before: tuple[Flask, str]) -> None:
    application, url = before
    with psycopg.connect(url) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(PROJECT)
        for row in WRITTEN:
            connection.execute(KPI, row)
    with application.app_context():
        upgrade()
    with psycopg.connect(url) as connection:
        found = connection.execute(
            "SELECT unit, unit_th, unit_en, direction, baseline, target, baseline_note, target_note"
            " FROM kpi_versions ORDER BY kpi_id"
        ).fetchall()
        others = connection.execute("SELECT DISTINCT number, effective_on, agreed_on FROM kpi_versions")
        assert others.fetchall() == [(1, date(2025, 10, 1), date(2025, 9, 20))]
    assert found == CARRIED
    with application.app_context():
        downgrade(revision=BEFORE)
    with psycopg.connect(url) as connection:
        again = connection.execute(
            "SELECT unit_th, unit_en, baseline, target FROM kpis ORDER BY id"
        ).fetchall()
    assert again == [
        ("ราย", "SMEs", "0", "1200"),
        ("ร้อยละ", "%", "20.5", "45"),
        ("ราย", "firms", "-5", "400"),
        ("วัน", "days", "30", "15"),
        ("", "", "ไม่มี", "ไม่น้อยกว่า 400"),
        ("ชิ้น", "", "1,2", "0.12345"),
    ]
