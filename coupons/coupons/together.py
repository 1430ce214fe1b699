"""What officers do with many coupons at once: hold them while something is looked into, and let them be used again.

Both take nothing away and undo each other. To cancel or to issue anew is decided for each coupon by itself.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from flask import url_for
from flask_babel import lazy_gettext as _l

from core.actor import Actor
from core.db import db
from core.labels import words_for
from coupons.coupons import commands
from coupons.coupons.models import Coupon
from coupons.coupons.services.hold_coupon import hold_coupon
from coupons.coupons.services.resume_coupon import resume_coupon
from coupons.coupons.states import COUPON_MACHINE
from identity.organisations.queries import connections
from web.lists.together import ChosenRow, RowAct, TogetherPage, hold, release

HOLD = hold(
    commands.HOLD_COUPON,
    hold_coupon,
    _l(
        "No price can be confirmed with the coupon until the hold is released. Services already reserved continue."
    ),
)
RESUME = release(
    commands.RESUME_COUPON,
    resume_coupon,
    _l("The coupon can be used again."),
    _l("Why are the holds released?"),
)


def _read(act: RowAct, keys: Collection[int], actor: Actor, now: datetime) -> list[ChosenRow]:
    session = db.session()
    connected = connections(session, actor.known_person_id, now)
    found = session.scalars(sa.select(Coupon).where(Coupon.id.in_(keys)).order_by(Coupon.number.desc()))
    return [_row(act, coupon, actor, connected) for coupon in found]


def _row(act: RowAct, coupon: Coupon, actor: Actor, connected: frozenset[int]) -> ChosenRow:
    state = words_for(coupon.state)
    bar = act.command.refusal(actor, {"sme": coupon.sme_id}, connected)
    refusal = words_for(bar) if bar else None
    if coupon.state not in COUPON_MACHINE.sources(act.name):
        refusal = state
    url = url_for("coupons.coupon", coupon_id=coupon.id)
    return ChosenRow(coupon.id, coupon.number, url, state, refusal)


TOGETHER = TogetherPage(
    "coupons.together", "coupons.index", _l("Coupons"), {act.name: act for act in (HOLD, RESUME)}, _read
)
