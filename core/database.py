"""Binding the application to its database: the server named by DATABASE_URL, else the embedded one."""

from __future__ import annotations

from flask import Flask
from flask_migrate import Migrate

from config import Settings
from core import embedded
from core.db import db

DATABASE_NAME = "ccs"


def urls(settings: Settings) -> tuple[str, str]:
    """(application's URL, migrating owner's URL), as libpq takes them. Starts the embedded server if none is named."""
    if settings.database_url:
        return settings.database_url, settings.database_owner_url or settings.database_url
    server = embedded.start(settings.data_dir / "postgres")
    embedded.ensure_database(server, DATABASE_NAME)
    return server.url(embedded.APP_ROLE, DATABASE_NAME), server.url(embedded.OWNER_ROLE, DATABASE_NAME)


def sqlalchemy_url(url: str) -> str:
    """A libpq URL for SQLAlchemy's psycopg 3 dialect."""
    return "postgresql+psycopg://" + url.partition("://")[2]


def init_app(app: Flask, settings: Settings) -> None:
    """Engine, session, migrations."""
    app_url, owner_url = urls(settings)
    app.config["SQLALCHEMY_DATABASE_URI"] = sqlalchemy_url(app_url)
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {
        "pool_size": settings.db_pool_size,
        "max_overflow": 4,
        "pool_pre_ping": False,
        "hide_parameters": True,  # an error must not carry what people typed into the logs
        "connect_args": {"application_name": "ccs", "options": "-c timezone=UTC -c lock_timeout=15s"},
    }
    app.extensions["database_url"] = app_url
    app.extensions["database_owner_url"] = owner_url
    db.init_app(app)
    Migrate(app, db, directory=str(app.root_path) + "/migrations")
