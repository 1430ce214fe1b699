"""The forms of plans, projects, budgets and schemes: shape and parsing."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, FieldList, FormField, RadioField, SelectChoice, SelectField
from wtforms import Form as PlainForm
from wtforms.validators import ValidationError

from core.clock import fiscal_year_of
from core.labels import words_for
from core.money import ZERO
from projects.rules import (
    EARLIEST_FISCAL_YEAR,
    LATEST_FISCAL_YEAR,
    KpiDraft,
    PlanDraft,
    ProjectDraft,
    ProjectReason,
    Resolution,
)
from projects.states import AgencyKind, FundSource
from web import Form
from web.forms.fields import (
    CountField,
    DayField,
    MoneyField,
    NoteField,
    TextField,
    UploadsField,
    at_most,
    needed,
)

KPI_ROWS = 5
NAME = at_most(300)


def choices_of(kind: Any) -> list[SelectChoice]:
    """Values of an enum with their words, in the reader's language, as a form's choices."""
    return [SelectChoice(member.value, words_for(member)) for member in kind]


def _year(label: Any) -> CountField:
    return CountField(
        label,
        validators=[needed(_l("Write the fiscal year, such as 2570"))],
        least=EARLIEST_FISCAL_YEAR,
        most=LATEST_FISCAL_YEAR,
    )


class PlanForm(Form):
    fiscal_year = _year(_l("Fiscal year (B.E.)"))
    name_th = TextField(_l("Name in Thai"), validators=[needed(_l("Write the name in Thai")), NAME])
    name_en = TextField(_l("Name in English"), validators=[needed(_l("Write the name in English")), NAME])

    def draft(self) -> PlanDraft:
        """What was written down."""
        return PlanDraft(self.fiscal_year.data, self.name_th.data, self.name_en.data)


class KpiForm(PlainForm):
    name_th = TextField(_l("Indicator in Thai"), validators=[NAME])
    name_en = TextField(_l("Indicator in English"), validators=[NAME])
    unit_th = TextField(_l("Unit in Thai"), validators=[at_most(40)])
    unit_en = TextField(_l("Unit in English"), validators=[at_most(40)])
    baseline = TextField(_l("Baseline"), validators=[at_most(60)])
    target = TextField(_l("Target"), validators=[at_most(60)])
    agreed_on = DayField(_l("The lead agency agreed on"))

    @property
    def is_filled(self) -> bool:
        """Whether anything was written in this row."""
        return any(field.data for field in self)

    def draft(self) -> KpiDraft:
        """The indicator."""
        return KpiDraft(
            name_th=self.name_th.data or "",
            name_en=self.name_en.data or "",
            unit_th=self.unit_th.data or "",
            unit_en=self.unit_en.data or "",
            baseline=self.baseline.data or "",
            target=self.target.data or "",
            agreed_on=self.agreed_on.data,
        )


class ProjectForm(Form):
    code = TextField(_l("Code"), validators=[needed(_l("Write a code, such as P2570-01")), at_most(40)])
    name_th = TextField(_l("Name in Thai"), validators=[needed(_l("Write the name in Thai")), NAME])
    name_en = TextField(_l("Name in English"), validators=[needed(_l("Write the name in English")), NAME])
    approach = NoteField(
        _l("Approach"),
        description=_l("How the project works, in a few sentences."),
        validators=[needed(_l("Describe the approach")), at_most(4000)],
    )
    lead_agency = TextField(
        _l("Lead agency"), validators=[needed(_l("Write the one agency that leads the project")), NAME]
    )
    lead_agency_kind = RadioField(
        _l("Kind of agency"), validators=[needed(_l("Choose the kind of agency"))], validate_choice=True
    )
    priority = SelectField(_l("Priority"), coerce=int, validators=[needed(_l("Choose the priority"))])
    starts_on = DayField(_l("First day"), validators=[needed(_l("Write the first day"))])
    ends_on = DayField(_l("Last day"), validators=[needed(_l("Write the last day"))])
    budget = MoneyField(
        _l("Budget in baht"),
        description=_l("In all, from every source. Write 0 for a policy project that needs no budget."),
        validators=[needed(_l("Write the budget, or 0"))],
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


class ResolutionForm(Form):
    number = TextField(
        _l("Resolution number"), validators=[needed(_l("Write the number of the resolution")), at_most(100)]
    )
    taken_on = DayField(_l("Date of the resolution"), validators=[needed(_l("Write its date"))])
    file = UploadsField(_l("Signed resolution"), most=1, validators=[needed(_l("Choose the signed file"))])

    def resolution(self) -> Resolution:
        """The paper of the approval."""
        upload = self.file.uploads[0]
        return Resolution(self.number.data, self.taken_on.data, upload.file_name, upload.content)


class LineForm(Form):
    source = RadioField(_l("Source of the money"), validators=[needed(_l("Choose the source"))])
    fiscal_year = _year(_l("Fiscal year (B.E.)"))

    def __init__(self, *args: Any, today: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.source.choices = choices_of(FundSource)
        if today is not None and self.fiscal_year.data is None and not self.fiscal_year.raw_data:
            self.fiscal_year.data = fiscal_year_of(today)


class AmountForm(Form):
    amount = MoneyField(_l("Amount"), validators=[needed(_l("Write the amount"))])
    document_number = TextField(
        _l("Number of the document"),
        validators=[needed(_l("Write the number of the document")), at_most(100)],
    )

    def validate_amount(self, field: Field) -> None:
        """More than nothing."""
        if field.data is not None and field.data <= ZERO:
            raise ValidationError(words_for(ProjectReason.AMOUNT_NOT_POSITIVE))
