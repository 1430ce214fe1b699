"""The form of a plan: shape and parsing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice, SelectField

from projects.forms import NAME, key_of, year_field
from projects.plans.rules import PlanDraft
from projects.rules import ProjectReason
from web import Form
from web.forms.fields import TextField, needed


class PlanForm(Form):
    beside: ClassVar[Mapping[StrEnum, str]] = dict.fromkeys(
        (ProjectReason.FIVE_YEAR_PLAN_NOT_IN_FORCE, ProjectReason.YEAR_OUTSIDE_FIVE_YEAR_PLAN),
        "five_year_plan_id",
    )
    fiscal_year = year_field(_l("Fiscal year"))
    name_th = TextField(_l("Name in Thai"), validators=[needed(_l("Enter the name in Thai")), NAME])
    name_en = TextField(_l("Name in English"), validators=[needed(_l("Enter the name in English")), NAME])

    five_year_plan_id = SelectField(_l("Five-year plan"), coerce=key_of)

    def __init__(self, *args: Any, five_year_plans: Iterable[SelectChoice] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.five_year_plan_id.choices = [SelectChoice("", _("None")), *five_year_plans]

    def draft(self) -> PlanDraft:
        """What was written down."""
        return PlanDraft(
            self.fiscal_year.data, self.name_th.data, self.name_en.data, self.five_year_plan_id.data
        )
