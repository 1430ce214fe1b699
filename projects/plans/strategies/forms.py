"""The forms of five-year plans, strategies and programmes: shape and parsing."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField

from projects.forms import NAME, choices_of, priority_choices, year_field
from projects.plans.strategies.rules import (
    FiveYearPlanDraft,
    ProgrammeDraft,
    StrategyDraft,
    StrategyReason,
)
from projects.states import AgencyKind
from web import Form
from web.forms.fields import CountField, DayField, NoteField, TextField, at_most, needed

MOST = 99
"""Strategies of a plan, programmes of a strategy."""


def _number_field() -> CountField:
    return CountField(_l("Number"), validators=[needed(_l("Enter the number"))], least=1, most=MOST)


class FiveYearPlanForm(Form):
    first_year = year_field(_l("First fiscal year"))
    name_th = TextField(_l("Name in Thai"), validators=[needed(_l("Enter the name in Thai")), NAME])
    name_en = TextField(_l("Name in English"), validators=[needed(_l("Enter the name in English")), NAME])

    def draft(self) -> FiveYearPlanDraft:
        """What was written down."""
        return FiveYearPlanDraft(self.first_year.data, self.name_th.data, self.name_en.data)


class StrategyForm(Form):
    beside: ClassVar[Mapping[StrEnum, str]] = {StrategyReason.NUMBER_TAKEN: "number"}
    number = _number_field()
    name_th = TextField(_l("Name in Thai"), validators=[needed(_l("Enter the name in Thai")), NAME])
    name_en = TextField(_l("Name in English"), validators=[needed(_l("Enter the name in English")), NAME])
    goal = NoteField(_l("Goal"), validators=[needed(_l("Describe the goal of the strategy")), at_most(4000)])

    def draft(self) -> StrategyDraft:
        """What was written down."""
        return StrategyDraft(self.number.data, self.name_th.data, self.name_en.data, self.goal.data)


class ProgrammeForm(Form):
    beside: ClassVar[Mapping[StrEnum, str]] = {
        StrategyReason.NUMBER_TAKEN: "number",
        StrategyReason.CONSULTED_IN_FUTURE: "consulted_on",
    }
    number = _number_field()
    name_th = TextField(_l("Name in Thai"), validators=[needed(_l("Enter the name in Thai")), NAME])
    name_en = TextField(_l("Name in English"), validators=[needed(_l("Enter the name in English")), NAME])
    lead_agency = TextField(
        _l("Lead agency"), validators=[needed(_l("Enter the one agency that leads the programme")), NAME]
    )
    lead_agency_kind = RadioField(_l("Kind of agency"), validators=[needed(_l("Choose the kind of agency"))])
    priority = SelectField(_l("Priority"), coerce=int, validators=[needed(_l("Choose the priority"))])
    consulted_on = DayField(_l("Date when the lead agency was consulted"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lead_agency_kind.choices = choices_of(AgencyKind)
        self.priority.choices = priority_choices()

    def draft(self) -> ProgrammeDraft:
        """What was written down."""
        return ProgrammeDraft(
            number=self.number.data,
            name_th=self.name_th.data,
            name_en=self.name_en.data,
            lead_agency=self.lead_agency.data,
            lead_agency_kind=AgencyKind(self.lead_agency_kind.data),
            priority=self.priority.data,
            consulted_on=self.consulted_on.data,
        )
