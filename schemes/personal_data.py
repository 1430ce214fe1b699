"""This package's part of what a person may have a copy of: why a scheme that they wrote was paused, or its terms withdrawn."""

from __future__ import annotations

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from core.personal_data import PersonalData
from schemes.models import Scheme, SchemeVersion

PERSONAL_DATA = PersonalData(
    codes=(("forms_sent.route", {"schemes": _l("Schemes"), "versions": _l("New terms of schemes")}),),
    read_by={
        "scheme": lambda subject: sa.select(Scheme.id).where(Scheme.created_by_id == subject.person_id),
        "scheme_version": lambda subject: sa.select(SchemeVersion.id).where(
            SchemeVersion.created_by_id == subject.person_id
        ),
    },
)
