"""What a person may have a copy of: requests to remove their second factors."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from core.personal_data import Part, Subject
from identity.factor_resets.models import FactorReset
from identity.people.personal_data import rows_about


def _factor_resets(subject: Subject) -> Any:
    table = FactorReset
    return rows_about(subject, table, table.state, table.asked_at, table.decided_at)


PARTS = (Part("factor_resets", _l("Requests to remove your second factor"), _factor_resets),)
