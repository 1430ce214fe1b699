"""Whether an organisation whose number is to be freed has coupons or applications."""

from __future__ import annotations

import sqlalchemy as sa

from core.db import Tx
from core.errors import Refused
from coupons.applications.models import Application
from coupons.applications.states import ApplicationState
from coupons.redemptions.models import Redemption
from identity.rights_requests.events import NumberContested
from identity.rights_requests.rules import RightsRequestRefusal


def on_number_contested(tx: Tx, event: NumberContested) -> None:
    """Refuse if it ever applied, or served under a coupon: money hangs on it."""
    applied = sa.exists().where(
        Application.sme_id == event.organisation_id, Application.state != ApplicationState.DRAFT
    )
    served = sa.exists().where(Redemption.provider_id == event.organisation_id)
    if tx.scalar(sa.select(sa.or_(applied, served))):
        raise Refused(RightsRequestRefusal.NUMBER_IN_USE)
