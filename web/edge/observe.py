"""What the operator sees: one log line a request without personal data, and Prometheus metrics.

A line names the route's rule, never the path: a path may hold a coupon's code.
"""

from __future__ import annotations

import hmac
import logging
import os
import sys
import time
import traceback
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import structlog
from flask import Flask, Response, abort, current_app, g, has_request_context, request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from sqlalchemy import event
from sqlalchemy.engine import Engine

from config import Settings
from core import registry
from core.database import binding as database
from core.db import db
from core.settings import installation
from web.access import public

log = structlog.get_logger("requests")


SLOW_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)


REQUESTS = Counter("ccs_requests_total", "Requests served.", ["endpoint", "status"])


SECONDS = Histogram("ccs_request_seconds", "Time to answer, in seconds.", ["endpoint"], buckets=SLOW_BUCKETS)


STATEMENTS = Histogram(
    "ccs_request_statements",
    "SQL statements a request took.",
    ["endpoint"],
    buckets=(0, 2, 4, 6, 8, 10, 12, 20, 50),
)


def trace_without_words(exc_info: Any) -> str:
    """Where an error happened and of which kinds it is. What it says stays out: the database's words quote rows."""
    lines: list[str] = []
    error = exc_info[1]
    while error is not None:
        lines += [
            f"{type(error).__module__}.{type(error).__qualname__}\n",
            *traceback.format_tb(error.__traceback__),
        ]
        error = error.__cause__ or error.__context__
    return "".join(lines)


def configure_logs(settings: Settings) -> None:
    """JSON lines on standard error, each with its time; readable ones in development."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(trace_without_words),
            structlog.processors.JSONRenderer(ensure_ascii=False)
            if settings.environment in ("production", "demo")
            else structlog.dev.ConsoleRenderer(colors=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.getLogger("werkzeug").setLevel(logging.ERROR)


@event.listens_for(Engine, "before_cursor_execute")
def _count_statement(*_: Any) -> None:
    if has_request_context():
        g.statements = g.get("statements", 0) + 1


def _begin() -> None:
    g.began = time.perf_counter()


def _end(response: Response) -> Response:
    endpoint = request.endpoint or "none"
    seconds = time.perf_counter() - g.get("began", time.perf_counter())
    statements = g.get("statements", 0)
    REQUESTS.labels(endpoint, str(response.status_code)).inc()
    SECONDS.labels(endpoint).observe(seconds)
    STATEMENTS.labels(endpoint).observe(statements)
    if endpoint != "static":
        actor = g.get("actor")
        log.info(
            "request",
            method=request.method,
            route=request.url_rule.rule if request.url_rule else None,
            room=endpoint.partition(".")[0],
            status=response.status_code,
            ms=round(seconds * 1000, 1),
            statements=statements,
            person_id=actor.person_id if actor else None,
        )
    return response


def _gauges() -> CollectorRegistry:
    found = CollectorRegistry()
    known: dict[str, Gauge] = {}
    for read in registry.metrics.values():
        for name, labels, value in read(db.session()):
            if name not in known:
                known[name] = Gauge(f"ccs_{name}", name.replace("_", " "), list(labels), registry=found)
            gauge = known[name]
            (gauge.labels(**labels) if labels else gauge).set(value)
    return found


@public
def metrics() -> Response:
    """Prometheus's page; needs the bearer token of the settings."""
    settings: Settings = g.settings
    offered = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not any(hmac.compare_digest(offered.encode(), token) for token in settings.metrics_token.oldest_first):
        abort(401)
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        processes = CollectorRegistry()
        MultiProcessCollector(processes)  # type: ignore[no-untyped-call]  # the library has no types
        page = generate_latest(processes)
    else:
        page = generate_latest()
    return Response(page + generate_latest(_gauges()), content_type="text/plain; version=0.0.4")


@public
def healthz() -> tuple[dict[str, str], int]:
    """Return 200 while the database responds. Waits for nothing: neither for the pool nor for a server that is silent."""
    try:
        with database.apart(installation.of(current_app).reach.url):
            return {"status": "ok"}, 200
    except psycopg.Error:
        return {"status": "database away"}, 503


@cache
def _head(app_folder: str) -> str:
    """The newest migration of this code."""
    return Path(app_folder, "migrations", "HEAD").read_text().strip()


_STATE = """
    SELECT (SELECT version_num FROM alembic_version),
           EXISTS (SELECT FROM procrastinate_workers WHERE last_heartbeat > now() - interval '60 seconds')
"""


@public
def readyz() -> tuple[dict[str, Any], int]:
    """200 when the database is migrated to this code and a worker is alive. Waits no longer than the health page."""
    try:
        with database.apart(installation.of(current_app).reach.url) as connection:
            version, alive = connection.execute(_STATE).fetchone() or (None, False)
    except psycopg.Error:
        return {"status": "database away"}, 503
    parts = {"migrations": version == _head(current_app.root_path), "worker": alive}
    ready = all(parts.values())
    return {"status": "ready" if ready else "not ready", **parts}, 200 if ready else 503


def init_app(app: Flask, settings: Settings) -> None:
    """Logs, counters, health."""
    configure_logs(settings)

    @app.before_request
    def settle() -> None:
        g.settings = settings
        _begin()

    app.after_request(_end)
    app.add_url_rule("/metrics", view_func=metrics)
    app.add_url_rule("/healthz", view_func=healthz)
    app.add_url_rule("/readyz", view_func=readyz)
