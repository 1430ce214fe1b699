"""The words of the legs of an SME's way."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from core.labels import Labels
from coupons.home.rules import Leg

LABELS = (
    Labels(
        {
            Leg.REGISTER: _l("Register"),
            Leg.VERIFY: _l("Check by OSMEP"),
            Leg.APPLY: lazy_pgettext("leg", "Apply"),
            Leg.COUPON: _l("Get a coupon"),
            Leg.USE: _l("Use it"),
            Leg.FINISH: _l("Accept and rate"),
        }
    ),
)
