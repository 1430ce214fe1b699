"""Every failure is a page, or a problem document (RFC 9457), that says what happened, what was kept, what to do next."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import psycopg
import sqlalchemy.exc
import structlog
from flask import Flask, Response, current_app, jsonify, redirect, render_template, request, session
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.wrappers import Response as AnyResponse

from core.db import db
from core.documents.slots import Busy
from core.errors import Forbidden, NotFound, Refused, TryLater
from core.idempotency import KeyReused
from core.labels import words_for
from core.settings.contact import HELP_TELEPHONE
from web import refusals
from web.access import current_actor, may_open
from web.alternatives import alternatives
from web.languages import chosen

log = structlog.get_logger("errors")


TOO_LATE = (
    sqlalchemy.exc.TimeoutError,
    psycopg.errors.QueryCanceled,
    psycopg.errors.LockNotAvailable,
    psycopg.errors.DeadlockDetected,
    psycopg.errors.SerializationFailure,
    psycopg.errors.TooManyConnections,
    psycopg.errors.IdleInTransactionSessionTimeout,
)
"""What is said when the limits of core.database.binding end a wait: for the pool, a statement, a lock, an idle transaction."""


BUSY_SECONDS, AWAY_SECONDS = 5, 15
"""After which somebody may try again (Retry-After)."""


PAGES = frozenset({400, 401, 403, 404, 408, 409, 413, 429, 500, 503})


def wants_json() -> bool:
    """Whether the client asked for JSON rather than a page."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json" and request.accept_mimetypes["text/html"] < 1


def _forget_good_news() -> None:
    """An earlier success message is not shown above an error: there it would be read as said of this."""
    if "_flashes" in session:
        session["_flashes"] = [(tone, text) for tone, text in session["_flashes"] if tone != "good"]


def _answer(status: int, code: str, **context: Any) -> Response:
    if wants_json():
        title = context.get("what") or code
        response = jsonify(type="about:blank", status=status, code=code, title=title)
        response.content_type = "application/problem+json"
        response.status_code = status
        return response
    _forget_good_news()
    page = status if status in PAGES else 400 if status < 500 else 500
    if page >= 500:  # no context processor: what they ask may be what is broken
        bare = current_app.jinja_env.get_template(f"errors/{page}.html").render(
            locale=chosen(), telephone=HELP_TELEPHONE, **context
        )
        return Response(bare, status=status)
    try:
        return Response(render_template(f"errors/{page}.html", **context), status=status)
    except sqlalchemy.exc.SQLAlchemyError as error:  # the page names who is signed in
        return _database_error(error)


def _refused(error: Refused) -> Response:
    db.session.rollback()
    return _answer(
        409, str(error.reason), what=words_for(error.reason, **error.facts), next_url=request.referrer
    )


def _later(error: TryLater) -> Response:
    db.session.rollback()
    answer = _answer(
        429,
        str(error.reason),
        what=words_for(error.reason, **error.facts),
        busy=isinstance(error.reason, Busy),
    )
    answer.headers["Retry-After"] = str(error.retry_seconds)
    return answer


def _forbidden(error: Forbidden) -> Response:
    db.session.rollback()
    found = alternatives()
    if found is None:
        refusals.note_forbidden(error)
    return _answer(403, "forbidden", alternatives=found)


def _page_above() -> str:
    """The nearest address above this one that is a page and lets the reader in; the front page always is."""
    path = request.path
    while path := path.rpartition("/")[0]:
        for page in (path, f"{path}/"):
            if may_open(current_actor(), page):
                return page
    return "/"


def _http(error: HTTPException) -> AnyResponse | HTTPException:
    status = error.code or 500
    if status < 400:
        return error
    if isinstance(error, MethodNotAllowed) and request.method == "GET" and not wants_json():
        # As the language link of a page that followed a form does, or a bookmark of it.
        return redirect(f"{_page_above()}?{request.query_string.decode()}".rstrip("?"), code=303)
    answer = _answer(status, error.name.lower().replace(" ", "_"))
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            answer.headers[name] = value
    return answer


def _unexpected(error: Exception) -> Response:
    db.session.rollback()
    log.exception("unexpected", error=type(error).__name__)
    return _answer(500, "unexpected")


def _unavailable(code: str, seconds: int, **context: Any) -> Response:
    """503, and when to try again. Whether anything was written is not known: a commit may have gone through."""
    answer = _answer(503, code, **context)
    answer.headers["Retry-After"] = str(seconds)
    return answer


def _say_when(answer: Response) -> Response:
    """Every 503 says when to try again, whoever made it."""
    if answer.status_code == 503:
        answer.headers.setdefault("Retry-After", str(AWAY_SECONDS))
    return answer


def _database_error(error: sqlalchemy.exc.SQLAlchemyError) -> Response:
    """Whether the database gave no response, no free connection, or a late response; anything else is our own fault."""
    with suppress(sqlalchemy.exc.SQLAlchemyError):
        db.session.rollback()
    cause = getattr(error, "orig", None) or error
    if isinstance(cause, TOO_LATE):
        log.warning("database.busy", error=type(cause).__name__)
        return _unavailable("busy", BUSY_SECONDS, busy=True)
    if isinstance(error, sqlalchemy.exc.OperationalError):
        log.error("database.away", error=type(cause).__name__)
        return _unavailable("database_away", AWAY_SECONDS)
    return _unexpected(error)


def _bad_value(_error: sqlalchemy.exc.DataError) -> Response:
    db.session.rollback()
    return _answer(400, "bad_value")


def init_app(app: Flask) -> None:
    """Register the handlers."""
    app.after_request(_say_when)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(TryLater, _later)
    app.register_error_handler(NotFound, lambda _error: _answer(404, "not_found"))
    app.register_error_handler(Forbidden, _forbidden)
    app.register_error_handler(
        KeyReused,
        lambda _error: _answer(
            409, "key_reused", what=_("This form was already sent with different content.")
        ),
    )
    app.register_error_handler(
        CSRFError,
        lambda _error: _answer(
            400,
            "form_expired",
            what=_("The form was open too long. Go back, reload the page and send it again."),
        ),
    )
    app.register_error_handler(HTTPException, _http)
    for failure in (
        sqlalchemy.exc.OperationalError,
        sqlalchemy.exc.InternalError,
        sqlalchemy.exc.TimeoutError,
    ):
        app.register_error_handler(failure, _database_error)
    app.register_error_handler(sqlalchemy.exc.DataError, _bad_value)
    app.register_error_handler(Exception, _unexpected)
