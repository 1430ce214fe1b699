"""The words of the legs of a provider's way."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.labels import Labels
from payouts.home.rules import ProviderLeg

LABELS = (
    Labels(
        {
            ProviderLeg.REGISTER: _l("Register"),
            ProviderLeg.APPROVE: _l("Approval by OSMEP"),
            ProviderLeg.SERVE: _l("First customer"),
            ProviderLeg.CLAIM: _l("First claim"),
            ProviderLeg.PAID: _l("First payment"),
        }
    ),
)
