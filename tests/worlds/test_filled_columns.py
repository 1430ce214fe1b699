"""A migration that fills columns from what stands gives each row what the commands have written there since."""

from __future__ import annotations

import psycopg
from flask import Flask
from flask_migrate import downgrade, upgrade

pytest_plugins = ("tests.demo_world",)
BEFORE = "0045"
FIRST = "(SELECT v.id FROM scheme_versions v WHERE v.scheme_id = {}.scheme_id AND v.number = 1)"
AS_BEFORE = (
    *(f"UPDATE {table} SET version_id = {FIRST.format(table)}" for table in ("applications", "coupons")),
    *(
        f"DELETE FROM {table} WHERE version_id NOT IN (SELECT id FROM scheme_versions WHERE number = 1)"
        for table in ("scheme_tiers", "scheme_categories", "scheme_sectors", "scheme_provinces")
    ),
    "DELETE FROM scheme_versions WHERE number > 1",
    "ALTER TABLE application_verdicts DISABLE TRIGGER USER",
    "DELETE FROM application_verdicts WHERE rule IN ('awards_below_limit', 'category_below_limit', 'sme_money_left')",
    "ALTER TABLE application_verdicts ENABLE TRIGGER USER",
    "UPDATE proposals SET method = 'tap', scan_id = (SELECT min(id) FROM scans) WHERE method = 'development'",
)
"""Before 0067 no rule was of limits, before 0063 a scheme had one set of terms, and before 0062 each price came from a scan; the way down refuses to lose
what is different now, so the world is made as it could have been."""
FILLED = {
    "smes": "organisation_id, state_since, province_code, name_order, registration_number",
    "providers": "organisation_id, state_since, province_code, name_order, registration_number",
    "provider_categories": "id, state_since",
    "action_plans": "id, state_since",
    "projects": "id, state_since",
    "schemes": "id, state_since",
    "applications": "id, queue_since, sme_province_code",
    "redemptions": "id, queue_since",
    "payables": "id, queue_since",
    "role_grants": "id, queue_since",
}
NOT_RENEWED = (
    "WHERE NOT EXISTS (SELECT FROM category_renewals r WHERE r.provider_category_id = provider_categories.id"
    " AND r.state = 'approved')"
)
"""An approval that was renewed is filled with the renewal's day: its own is no longer said, and no limit counts from it."""


def filled(url: str) -> dict[str, list[tuple[object, ...]]]:
    with psycopg.connect(url) as connection:
        return {
            table: connection.execute(
                f"SELECT {columns} FROM {table} {NOT_RENEWED if table == 'provider_categories' else ''} ORDER BY 1"
            ).fetchall()
            for table, columns in FILLED.items()
        }


def test_down_and_up_again_every_row_says_what_it_said(demo_world_to_change: tuple[Flask, str]) -> None:
    app, url = demo_world_to_change
    with psycopg.connect(url) as connection:
        for statement in AS_BEFORE:
            connection.execute(statement)
    before = filled(url)
    assert all(before.values())
    with app.app_context():
        downgrade(revision=BEFORE)
        upgrade()
    after = filled(url)
    differ = {table: [*zip(before[table], after[table], strict=True)] for table in FILLED}
    assert {table: [pair for pair in pairs if pair[0] != pair[1]][:3] for table, pairs in differ.items()} == {
        table: [] for table in FILLED
    }
