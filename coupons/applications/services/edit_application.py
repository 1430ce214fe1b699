"""An SME writes or corrects its application."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from core.actor import Actor
from core.audit import operations as audit
from core.clock import bangkok_date
from core.db import transaction
from core.errors import Refused, WrongState
from coupons.applications.commands import EDIT_APPLICATION
from coupons.applications.models import Application
from coupons.applications.operations import lock_own_application
from coupons.applications.states import ApplicationRefusal, ApplicationState
from schemes.eligibility.facts import scheme_facts
from schemes.models import Scheme

EDITABLE = frozenset({ApplicationState.DRAFT, ApplicationState.RETURNED})


def edit_application(
    application_id: int,
    *,
    actor: Actor,
    now: datetime,
    category_id: int | None = None,
    need: str | None = None,
    expected_result: str | None = None,
) -> None:
    """Keep what was typed on one page of the form; None leaves a field as it is.

    Only while it is the SME's turn: what an officer reads does not change under their eyes.
    """
    with transaction(EDIT_APPLICATION, actor, now) as tx:
        application = lock_own_application(tx, application_id, actor)
        if application.state not in EDITABLE:
            raise WrongState("application", "edit", application.state)
        changed = _changed(application, category_id, need, expected_result)
        if "category_id" in changed:
            scheme = tx.share(Scheme, application.scheme_id)
            kept = {scheme.id: application.version_id}
            demands = scheme_facts(tx.session, [scheme], bangkok_date(now), kept=kept)[scheme.id]
            if category_id not in demands.category_ids:
                raise Refused(ApplicationRefusal.CATEGORY_NOT_COVERED)
        for name, value in changed.items():
            setattr(application, name, value)
        try:
            tx.session.flush()
        except IntegrityError as taken:
            raise Refused(ApplicationRefusal.ALREADY_APPLIED) from taken
        if changed:
            audit.record(
                tx,
                "application.edited",
                "application",
                application_id,
                actor,
                now,
                fields={"fields": sorted(changed)},
            )


def _changed(
    application: Application, category_id: int | None, need: str | None, expected_result: str | None
) -> dict[str, int | str]:
    given = {
        "category_id": category_id,
        "need": None if need is None else need.strip(),
        "expected_result": None if expected_result is None else expected_result.strip(),
    }
    return {
        name: value
        for name, value in given.items()
        if value is not None and value != getattr(application, name)
    }
