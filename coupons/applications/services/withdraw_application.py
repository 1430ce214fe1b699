"""An SME takes its application back."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from coupons.applications.commands import WITHDRAW_APPLICATION
from coupons.applications.models import Application
from coupons.applications.operations import lock_own_application
from coupons.applications.states import APPLICATION_MACHINE


def withdraw_application(application_id: int, *, actor: Actor, now: datetime) -> None:
    """End the application at the SME's wish; it may apply again while the scheme takes applications."""
    with transaction(WITHDRAW_APPLICATION, actor, now) as tx:
        lock_own_application(tx, application_id, actor)
        tx.advance(Application, application_id, APPLICATION_MACHINE, "withdraw", state_since=now)
        audit.record(tx, "application.withdrawn", "application", application_id, actor, now)
