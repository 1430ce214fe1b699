"""An SME begins to apply."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from core.actor import Actor
from core.audit import operations as audit
from core.clock import bangkok_date
from core.db import transaction
from core.errors import Refused
from coupons.applications.commands import START_APPLICATION
from coupons.applications.models import Application
from coupons.applications.states import ApplicationRefusal
from coupons.numbers import next_number
from coupons.parties import sme_id_of
from schemes.eligibility.facts import scheme_facts
from schemes.models import Scheme
from schemes.states import SchemeState
from smes.models import Sme


def start_application(scheme_id: int, category_id: int, *, actor: Actor, now: datetime) -> int:
    """Open a draft for one kind of service of an open scheme; returns its id.

    One live application per scheme and category: Refused(ALREADY_APPLIED), by the unique index.
    Eligibility is decided when it submits, and previewed before.
    """
    with transaction(START_APPLICATION, actor, now) as tx:
        scheme = tx.share(Scheme, scheme_id)
        today = bangkok_date(now)
        demands = scheme_facts(tx.session, [scheme], today)[scheme.id]
        if scheme.state is not SchemeState.OPEN or not demands.applies_from <= today <= demands.applies_until:
            raise Refused(ApplicationRefusal.SCHEME_NOT_OPEN)
        if category_id not in demands.category_ids:
            raise Refused(ApplicationRefusal.CATEGORY_NOT_COVERED)
        sme_id = tx.share(Sme, sme_id_of(actor)).organisation_id
        application_id, number = next_number(tx, Application, "A", now)
        draft = Application(
            id=application_id,
            number=number,
            scheme_id=scheme.id,
            sme_id=sme_id,
            category_id=category_id,
            need="",
            expected_result="",
            state_since=now,
            created_at=now,
            created_by_id=actor.known_person_id,
        )
        try:
            tx.add(draft)
        except IntegrityError as taken:
            raise Refused(ApplicationRefusal.ALREADY_APPLIED) from taken
        audit.record(
            tx,
            "application.started",
            "application",
            application_id,
            actor,
            now,
            fields={"scheme_id": scheme.id, "category_id": category_id},
        )
        return application_id
