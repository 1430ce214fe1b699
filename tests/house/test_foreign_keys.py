"""Every foreign key that is looked through has an index: of rows that are deleted, and of those a statement asks for.

Deleting a row has the server look for others that refer to it, in each table that may: without an index it reads the
whole of them, once a row.
"""

from __future__ import annotations

import re

import sqlalchemy as sa
from flask import Flask

from core.db import db
from tests.house.house import sources, told

NAMED = {
    "consent_days.coupon_id": "asked for with provider and day, which lead its primary key",
    "projects.submitted_by_id": "asked for by who reads their own data; a year has a few projects",
    "action_plans.submitted_by_id": "asked for by who reads their own data; a year has one plan",
    "five_year_plans.submitted_by_id": "asked for by who reads their own data; there are a few plans in ten years",
    "budget_changes.created_by_id": "asked for by who reads their own data; a year has a few changes",
    "kpi_changes.created_by_id": "asked for by who reads their own data; a year has a few changes",
    "line_closings.submitted_by_id": "asked for by who reads their own data; a year has a few closings",
    "redemptions.line_id": "asked for among those that are not finished, which have indexes of their own",
    "schemes.created_by_id": "asked for by who reads their own data; a year has a few schemes",
    "scheme_versions.created_by_id": "asked for by who reads their own data; a year has a few versions",
    "payables.line_id": "asked for among those that are owed and in no batch",
    "service_changes.category_id": "asked for among those of one provider that wait",
    "factor_resets.asked_by_id": "asked for among those that wait, of which there are few",
    "role_grants.granted_by_id": "asked for among those that wait, of which there are few",
    "rights_requests.asked_by_id": "asked for among those that wait, which have indexes of their own",
    "rights_requests.decided_by_id": "asked for among those that wait, which have indexes of their own",
}
"""Foreign keys that statements ask for without an index, and why that costs nothing."""
DELETED = re.compile(r"\bsa\.delete\((\w+)\)")
BY_OTHER_NAMES = {"provider_categories", "mail_requests", "sign_in_sessions"}
"""Tables of which a row is deleted as an object, or by a statement that names its table otherwise."""


def referring(metadata: sa.MetaData) -> dict[str, str]:
    """The first columns of foreign keys without an index that it leads, `table.column`, with the table referred to."""
    found = {}
    for table in metadata.tables.values():
        led = {_first(index) for index in table.indexes}
        led |= {
            next(iter(each.columns)).name
            for each in table.constraints
            if isinstance(each, sa.UniqueConstraint | sa.PrimaryKeyConstraint) and each.columns
        }
        for key in table.foreign_key_constraints:
            if key.column_keys[0] not in led:
                found[f"{table.name}.{key.column_keys[0]}"] = key.referred_table.name
    return found


def _first(index: sa.Index) -> str | None:
    """The column that an index over all rows, or all that have a value there, begins with."""
    column = next(iter(index.expressions))
    if not isinstance(column, sa.Column):
        return None
    where = index.dialect_options["postgresql"].get("where")
    return column.name if where is None or str(where) == f"{column.name} IS NOT NULL" else None


def code() -> str:
    return "\n".join(source.text for source in sources())


def tables_by_model() -> dict[str, str]:
    return {mapper.class_.__name__: mapper.local_table.name for mapper in db.Model.registry.mappers}


def asked_for(key: str, source: str) -> bool:
    """Whether a statement looks for a value in the column, rather than joins it with a row it has."""
    table, column = key.split(".")
    names = [model for model, name in tables_by_model().items() if name == table]
    return any(re.search(rf"\b{name}\.{column}(?: == (?!\w+\.id\b)|\.in_\()", source) for name in names)


def test_what_refers_to_rows_that_are_deleted_is_indexed(app: Flask) -> None:
    of_models = tables_by_model()
    gone = {of_models[name] for name in DELETED.findall(code()) if name in of_models} | BY_OTHER_NAMES
    assert {"documents", "invitations"} <= gone, "deletions are not seen any more"
    slow = [f"{key} → {table}" for key, table in referring(db.metadata).items() if table in gone]
    assert not slow, told(slow, "Rows of that table are deleted: give the column an index (index=True).")


def test_what_statements_ask_for_is_indexed(app: Flask) -> None:
    source = code()
    found = {key for key in referring(db.metadata) if asked_for(key, source)}
    assert not found - NAMED.keys(), told(
        sorted(found - NAMED.keys()), "Give the column an index, or say in NAMED why it needs none."
    )
    assert not NAMED.keys() - found, told(sorted(NAMED.keys() - found), "Needs no exception any more.")


def test_a_key_without_an_index_would_be_seen(app: Flask) -> None:
    metadata = sa.MetaData()
    sa.Table("parents", metadata, sa.Column("id", sa.BigInteger, primary_key=True))
    parent = sa.ForeignKey("parents.id")
    sa.Table(
        "children",
        metadata,
        sa.Column("id", sa.BigInteger, primary_key=True),
        sa.Column("bare", sa.BigInteger, parent),
        sa.Column("state", sa.String),
        sa.Column("some", sa.BigInteger, sa.ForeignKey("parents.id")),
        sa.Column("fine", sa.BigInteger, sa.ForeignKey("parents.id"), index=True),
        sa.Index("ix_some", "some", postgresql_where=sa.text("state = 'open'")),
    )
    assert referring(metadata) == {"children.bare": "parents", "children.some": "parents"}
