"""The form of a plan: shape and parsing."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from projects.forms import NAME, year_field
from projects.plans.rules import PlanDraft
from web import Form
from web.forms.fields import TextField, needed


class PlanForm(Form):
    fiscal_year = year_field(_l("Fiscal year"))
    name_th = TextField(_l("Name in Thai"), validators=[needed(_l("Enter the name in Thai")), NAME])
    name_en = TextField(_l("Name in English"), validators=[needed(_l("Enter the name in English")), NAME])

    def draft(self) -> PlanDraft:
        """What was written down."""
        return PlanDraft(self.fiscal_year.data, self.name_th.data, self.name_en.data)
