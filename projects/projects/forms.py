"""The form of a project: shape and parsing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, FieldList, FormField, RadioField, SelectChoice, SelectField
from wtforms.validators import ValidationError

from core.labels import words_for
from projects.forms import NAME, choices_of, key_of, priority_choices
from projects.projects.kpis.forms import KpiForm
from projects.projects.rules import ProjectDraft
from projects.rules import ProjectReason
from projects.states import AgencyKind, FundSource
from web import Form
from web.forms.fields import DayField, MoneyField, NoteField, TextField, at_most, needed

KPI_ROWS = 5


class ProjectForm(Form):
    beside: ClassVar[Mapping[StrEnum, str]] = {
        ProjectReason.CODE_TAKEN: "code",
        ProjectReason.PROGRAMME_OF_ANOTHER_PLAN: "programme_id",
        ProjectReason.SOURCES_DO_NOT_ADD_UP: "annual_budget",
    }
    code = TextField(_l("Code"), validators=[needed(_l("Enter a code, for example, P2570-01")), at_most(40)])
    name_th = TextField(_l("Name in Thai"), validators=[needed(_l("Enter the name in Thai")), NAME])
    name_en = TextField(_l("Name in English"), validators=[needed(_l("Enter the name in English")), NAME])
    programme_id = SelectField(
        _l("Programme"), description=_l("Of the five-year plan that the action plan names."), coerce=key_of
    )
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
    annual_budget = MoneyField(_l("From the annual budget (baht)"))
    sme_fund = MoneyField(
        _l("From the SME Promotion Fund (baht)"),
        description=_l("The two amounts add up to the budget. Required before the project is submitted."),
    )
    kpis = FieldList(FormField(KpiForm), min_entries=KPI_ROWS, max_entries=10)

    def __init__(self, *args: Any, programmes: Iterable[SelectChoice] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lead_agency_kind.choices = choices_of(AgencyKind)
        self.priority.choices = priority_choices()
        self.programme_id.choices = [SelectChoice("", _("Choose")), *programmes]

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
            programme_id=self.programme_id.data,
            sources=tuple(
                (source, amount)
                for source, amount in (
                    (FundSource.ANNUAL_BUDGET, self.annual_budget.data),
                    (FundSource.SME_FUND, self.sme_fund.data),
                )
                if amount
            ),
            kpis=tuple(row.form.draft() for row in self.kpis if row.form.is_filled),
        )
