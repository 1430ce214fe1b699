"""What the application refuses to start with, and that it says so in sentences, under each command alike."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

import config
from core.database import binding as database
from core.database import embedded
from core.db import db
from core.settings import production
from tests.production.conftest import production_environment

ROOT = Path(__file__).parent.parent.parent
SECRET_NAMES = ("CCS_SECRET_KEY", "CCS_CODE_KEYS", "CCS_CONSENT_KEY", "CCS_SEAL_KEY", "CCS_METRICS_TOKEN")


@pytest.fixture
def good(server: embedded.EmbeddedServer, database: str) -> dict[str, str]:
    """An environment that production starts with."""
    return production_environment(server, database, 5001)


def problems(environment: dict[str, str], **changes: str) -> str:
    try:
        config.load(environment | changes)
    except config.BadSetting as wrong:
        return str(wrong)
    return ""


def test_production_starts_with_good_settings(good: dict[str, str]) -> None:
    assert problems(good) == ""


def test_no_environment_is_taken_for_granted() -> None:
    assert problems({}).startswith("CCS_ENVIRONMENT: name it: development, demo, test, production")
    assert "'prod' is not known" in problems({"CCS_ENVIRONMENT": "prod"})


@pytest.mark.parametrize("name", SECRET_NAMES)
@pytest.mark.parametrize(
    ("weak", "why"),
    [
        (config.DEVELOPMENT_SECRET, "placeholders"),
        ("V7ItXpssa1TUGghGv5NAgwRPHtLwNPL", "has 31 characters"),
        ("x" * 40, "repeated"),
        ("9f8Kq2mZ" * 5, "repeated"),
        ("abcdefghijklmnopqrstuvwxyz0123456789", "regular"),
        ("this-is-the-password-of-production-1", "placeholders"),
    ],
)
def test_a_secret_that_can_be_guessed_is_refused_in_any_generation(
    good: dict[str, str], name: str, weak: str, why: str
) -> None:
    for listed in (
        weak,
        f"1:{weak},2:{secrets.token_urlsafe(32)}",
        f"1:{secrets.token_urlsafe(32)},2:{weak}",
    ):
        said = problems(good, **{name: listed})
        assert said.startswith(name)
        assert why in said
        assert weak not in said


def test_no_secret_serves_twice(good: dict[str, str]) -> None:
    shared = secrets.token_urlsafe(32)
    said = problems(good, CCS_SEAL_KEY=shared, CCS_CONSENT_KEY=f"1:{secrets.token_urlsafe(32)},2:{shared}")
    assert said == (
        "CCS_SEAL_KEY, generation 1: the same secret as CCS_CONSENT_KEY, generation 2, and each key needs its own"
    )


def test_random_secrets_of_the_usual_kinds_are_taken() -> None:
    for _ in range(2000):
        for made in (secrets.token_urlsafe(32), secrets.token_hex(16)):
            assert production.weakness(made.encode()) is None, made


def test_a_random_secret_with_many_neighbours_is_taken() -> None:
    assert production.weakness(b"e5541cabb321105b78895876fe655ba0") is None


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("DATABASE_URL", "", "a server of its own"),
        ("DATABASE_URL", "mysql://ccs_app@/ccs", "postgresql://"),
        ("DATABASE_URL", "postgresql://ccs_app@host:port:1/ccs?x=y", "no address"),
        ("DATABASE_URL", "postgresql:///ccs", "name the application's login"),
        ("DATABASE_URL", "postgresql://ccs_owner@/ccs", "the owner's login"),
        ("DATABASE_URL", "postgresql://ccs_app@db.example/ccs", "verify-full"),
        ("DATABASE_URL", "postgresql://ccs_app@db.example/ccs?sslmode=require", "verify-full"),
        ("DATABASE_URL", "postgresql://ccs_app@localhost,db.example/ccs", "verify-full"),
        ("DATABASE_URL", "postgresql://ccs_app@localhost/ccs?hostaddr=203.0.113.9", "verify-full"),
        ("DATABASE_URL", "postgresql://ccs_app@/ccs?service=far", "service"),
        ("DATABASE_OWNER_URL", "postgresql://ccs_owner@db.example/ccs", "verify-full"),
        ("CCS_PUBLIC_HOST", "LOCALHOST:5000", "this machine's own"),
        ("CCS_PUBLIC_HOST", "127.0.0.2", "this machine's own"),
        ("CCS_PUBLIC_HOST", "A B", "a host name"),
        ("CCS_MAIL_FROM", "coupon@localhost", "mail servers accept"),
        ("CCS_PAYER_ACCOUNT", config.DEVELOPMENT_ACCOUNT, "names the account"),
        ("CCS_FUND_PAYER_ACCOUNT", config.DEVELOPMENT_FUND_ACCOUNT, "names the account"),
        ("CCS_FUND_PAYER_ACCOUNT", "1234567890", "another account"),
        ("CCS_SECOND_FACTOR_WAIVED", "1", "never"),
        ("CCS_PROPOSAL_MINUTES", "0", "from 1 to 60"),
        ("CCS_ACCEPTANCE_DAYS", "-14", "from 1 to 365"),
        ("CCS_APPEAL_DAYS", "14", "from 15"),
        ("CCS_DB_POOL_SIZE", "0", "from 1"),
        ("CCS_MAIL_PORT", "99999", "65535"),
        ("CCS_MAIL_PORT", "twenty", "whole number"),
        ("CCS_PAYER_TAX_ID", "1", "13 digits"),
        ("PORT", "99999", "65535"),
        ("WEB_CONCURRENCY", "0", "from 1"),
        ("CCS_APEAL_DAYS", "30", "did you mean CCS_APPEAL_DAYS?"),
        ("CCS_SEALKEY", "x", "did you mean CCS_SEAL_KEY?"),
    ],
)
def test_what_cannot_work_is_refused_by_name(good: dict[str, str], name: str, value: str, why: str) -> None:
    found = [line for line in problems(good, **{name: value}).splitlines() if line.startswith(f"{name}: ")]
    assert any(why in line for line in found), found


def test_a_remote_database_with_a_checked_certificate_is_taken(good: dict[str, str]) -> None:
    assert not problems(good, DATABASE_URL="postgresql://ccs_app@db.example/ccs?sslmode=verify-full")
    assert not problems(good, DATABASE_URL="postgresql://ccs_app@db.example/ccs", PGSSLMODE="verify-full")
    assert "verify-full" in problems(good, DATABASE_URL="postgresql://ccs_app@/ccs", PGHOST="db.example")


@pytest.mark.parametrize("host", ["smtp.example", "203.0.113.9", "2001:db8::1", "localhost.example"])
@pytest.mark.parametrize("login", [{}, {"CCS_MAIL_USERNAME": "coupon", "CCS_MAIL_PASSWORD": "not shown"}])
def test_a_mail_server_elsewhere_is_spoken_to_over_tls(
    good: dict[str, str], host: str, login: dict[str, str]
) -> None:
    server = {"CCS_MAIL_HOST": host, "CCS_MAIL_PORT": "587", **login}
    said = problems(good, **server)
    assert said.startswith("CCS_MAIL_TLS: a mail server on another machine needs it")
    assert "not shown" not in said
    assert said.count("\n") == 0
    assert not problems(good, **server, CCS_MAIL_TLS="1")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_a_mail_server_of_this_machine_needs_no_tls(good: dict[str, str], host: str) -> None:
    assert not problems(good, CCS_MAIL_HOST=host, CCS_MAIL_PORT="25")


def test_every_number_has_bounds() -> None:
    unbounded = [
        setting.name
        for setting in config.fields(config.Settings)
        if setting.type == "int" and "between" not in setting.metadata
    ]
    assert not unbounded, f"say between({unbounded}) beside the field"


def test_a_catalogue_that_was_not_compiled_is_named(tmp_path: Path) -> None:
    written = tmp_path / "th" / "LC_MESSAGES" / "messages.po"
    written.parent.mkdir(parents=True)
    written.touch()
    assert [*production.catalogue_problems(tmp_path)] == [
        "translations/th/LC_MESSAGES/messages.po: is not compiled; run make install"
    ]
    compiled = written.with_suffix(".mo")
    compiled.touch()
    assert not [*production.catalogue_problems(tmp_path)]
    os.utime(written, (2e9, 2e9))
    assert [*production.catalogue_problems(tmp_path)]


@pytest.mark.parametrize("role", ["ccs_owner", "postgres"])
def test_the_server_is_asked_whether_the_login_owns_the_tables(
    server: embedded.EmbeddedServer, app: Flask, role: str
) -> None:
    with app.app_context():
        name = str(db.engine.url.database)
    assert [*database.login_problems(server.url(role, name))]
    assert not [*database.login_problems(server.url(embedded.APP_ROLE, name))]


COMMANDS = {
    "web": ("gunicorn", "app:create_app()"),
    "worker": ("flask", "worker"),
    "command": ("flask", "ledger", "verify"),
    "migrate": ("flask", "db", "upgrade"),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_each_process_ends_with_the_sentences_and_no_traceback(good: dict[str, str], command: str) -> None:
    environment: dict[str, Any] = {
        name: value for name, value in os.environ.items() if not name.startswith(("CCS_", "DATABASE_"))
    }
    environment |= good | {"FLASK_APP": "app", "CCS_SEALKEY": "x"}
    del environment["CCS_ENVIRONMENT"]
    ended = subprocess.run(
        [sys.executable, "-m", *COMMANDS[command]],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-2:] == [
        "CCS_SEALKEY: is not a setting; did you mean CCS_SEAL_KEY?",
        "CCS_ENVIRONMENT: name it: development, demo, test, production",
    ]
    assert "Traceback" not in ended.stderr + ended.stdout
