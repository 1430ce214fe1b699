"""The form of a project: shape and parsing."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, FieldList, FormField, RadioField, SelectChoice, SelectField
from wtforms.validators import ValidationError

from core.labels import words_for
from projects.forms import NAME, choices_of
from projects.projects.kpis.forms import KpiForm
from projects.projects.rules import ProjectDraft
from projects.rules import ProjectReason
from projects.states import AgencyKind
from web import Form
from web.forms.fields import DayField, MoneyField, NoteField, TextField, at_most, needed

KPI_ROWS = 5


class ProjectForm(Form):
    code = TextField(_l("Code"), validators=[needed(_l("Enter a code, for example, P2570-01")), at_most(40)])
    name_th = TextField(_l("Name in Thai"), validators=[needed(_l("Enter the name in Thai")), NAME])
    name_en = TextField(_l("Name in English"), validators=[needed(_l("Enter the name in English")), NAME])
    approach = NoteField(
        _l("Approach"),
        description=_l("How the project works, in a few sentences."),
        validators=[needed(_l("Describe the approach")), at_most(4000)],
    )
    lead_agency = TextField(
        _l("Lead agency"), validators=[needed(_l("Enter the one agency that leads the project")), NAME]
    )
    lead_agency_kind = RadioField(
        _l("Kind of agency"), validators=[needed(_l("Choose the kind of agency"))], validate_choice=True
    )
    priority = SelectField(_l("Priority"), coerce=int, validators=[needed(_l("Choose the priority"))])
    starts_on = DayField(_l("First day"), validators=[needed(_l("Enter the first day"))])
    ends_on = DayField(_l("Last day"), validators=[needed(_l("Enter the last day"))])
    budget = MoneyField(
        _l("Budget (baht)"),
        description=_l("In total, from all sources. Enter 0 for a policy project that needs no budget."),
        validators=[needed(_l("Enter the budget, or 0"))],
    )
    kpis = FieldList(FormField(KpiForm), min_entries=KPI_ROWS, max_entries=10)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lead_agency_kind.choices = choices_of(AgencyKind)
        self.priority.choices = [
            SelectChoice(1, _("1 – most urgent")),
            SelectChoice(2, "2"),
            SelectChoice(3, "3"),
            SelectChoice(4, "4"),
            SelectChoice(5, _("5 – least urgent")),
        ]

    def validate_ends_on(self, field: Field) -> None:
        """The period runs forward."""
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(words_for(ProjectReason.PERIOD_BACKWARDS))

    def draft(self) -> ProjectDraft:
        """What was written down."""
        return ProjectDraft(
            code=self.code.data,
            name_th=self.name_th.data,
            name_en=self.name_en.data,
            approach=self.approach.data,
            lead_agency=self.lead_agency.data,
            lead_agency_kind=AgencyKind(self.lead_agency_kind.data),
            priority=self.priority.data,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            budget=self.budget.data,
            kpis=tuple(row.form.draft() for row in self.kpis if row.form.is_filled),
        )
