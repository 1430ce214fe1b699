"""Alembic's environment: migrations run as the owner, never as the application's login."""

from __future__ import annotations

import importlib
import warnings
from contextlib import nullcontext

import sqlalchemy as sa
from alembic import context
from flask import current_app

from core.database.binding import sqlalchemy_url
from core.db import db
from migrations.way_down import nothing_lost

for module in (
    "core.calendar.models",
    "core.database.models",
    "core.documents.models",
    "core.mail.models",
    "core.tasks.models",
    "web.forms.models",
    "core.audit.models",
    "identity.models",
    "ledger.models",
    "projects.models",
    "smes.models",
    "providers.models",
    "coupons.models",
    "payouts.models",
):
    importlib.import_module(module)


def ours(name: str | None, kind: str, parents: object) -> bool:  # noqa: ARG001 - Alembic's signature
    """Whether autogenerate should compare this: procrastinate brings its own tables."""
    return not (kind == "table" and (name or "").startswith("procrastinate"))


def run() -> None:
    """Upgrade or downgrade in one transaction a migration; production goes down in one altogether, and loses nothing."""
    down = context._proxy.context_opts["fn"].__name__ == "downgrade"  # Alembic tells it nowhere else
    careful = down and current_app.extensions["settings"].is_production
    engine = sa.create_engine(
        sqlalchemy_url(current_app.extensions["database_owner_url"]), poolclass=sa.NullPool
    )
    with engine.connect() as connection, warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Did not recognize type", category=sa.exc.SAWarning)
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            include_name=ours,
            compare_type=True,
            transaction_per_migration=not careful,
        )
        with context.begin_transaction(), nothing_lost(connection) if careful else nullcontext():
            context.run_migrations()
    engine.dispose()


run()
