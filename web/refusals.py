"""Refusals for want of authority: the audit trail tells of them once the request that met them is over."""

from __future__ import annotations

import structlog
from flask import Flask, g
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from core import clock
from core.actor import ActorKind
from core.audit.services.record_refusal import record_refusal
from core.commands import note_refusal, refusals_met
from core.errors import Forbidden
from web.access import current_actor

log = structlog.get_logger("refusals")


def note_forbidden(error: Forbidden) -> None:
    """A page or command that the person holds no permission for."""
    note_refusal(str(error.permission), "permission", current_actor())


def _begin() -> None:
    """What was refused in this thread outside of a request is not this request's."""
    refusals_met()


def _record(response: Response) -> Response:
    refused = refusals_met()
    if refused:
        g.pop("unclaimed_request_key", None)  # what was refused is not done: the form may be sent again
    for refusal in refused:
        if refusal.actor.kind is not ActorKind.PERSON:
            continue
        try:
            record_refusal(refusal.command, refusal.reason, actor=refusal.actor, now=clock.now())
        except SQLAlchemyError as error:  # the response is unchanged; the operator is notified
            log.error("refusal.unrecorded", command=refusal.command, error=type(error).__name__)
    return response


def init_app(app: Flask) -> None:
    """Record after each request what it was refused."""
    app.before_request(_begin)
    app.after_request(_record)
