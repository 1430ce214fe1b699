"""The rows that lists narrow by province follow their organisation to another one."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from core.db import transaction
from coupons.applications.models import Application
from identity.organisations.models import Organisation
from providers.models import Provider
from smes.models import Sme

_AT_A_TIME = 0x504C4143
"""The lock that two of these for one organisation take one after the other, so that the latest province stays."""
_PLACES: tuple[tuple[Any, Any, Any], ...] = (
    (Sme, Sme.organisation_id, Sme.province_code),
    (Provider, Provider.organisation_id, Provider.province_code),
    (Application, Application.sme_id, Application.sme_province_code),
)


def keep_places(organisation_id: int) -> None:
    """Write the organisation's province into its rows, one kind at a time: nobody who works on one waits for two of us.

    Also into those that say so already: who decides on one may be writing the province of before, and we wait for them.
    """
    for model, key, place in _PLACES:
        with transaction() as tx:
            tx.execute(sa.select(sa.func.pg_advisory_xact_lock(_AT_A_TIME, organisation_id)))
            tx.execute(
                sa.update(model)
                .where(key == Organisation.id, Organisation.id == organisation_id)
                .values({place: Organisation.province_code})
                .execution_options(synchronize_session=False)
            )
