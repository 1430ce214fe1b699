"""The six questions of the eligibility check. No answer is stored."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import SelectField

from core.money import FULL_SHARE_BP
from identity.organisations.forms import province_choices
from openness.checking import Answers
from schemes.eligibility.rules import NO_ANSWERS, Declarations
from schemes.states import Sector
from smes.forms import (
    YES,
    employees_field,
    revenue_field,
    sector_choices,
    sector_field,
    yes_no_choices,
    yes_no_field,
)
from web import Form
from web.forms.fields import needed

QUESTIONS = ("sector", "employees", "revenue", "province_code", "thai_majority", "conditions")
"""Its fields."""


class CheckForm(Form):
    """Sent as an address: it changes nothing, so it needs no token."""

    class Meta(Form.Meta):
        """No token."""

        csrf = False

    form_token = None
    sector = sector_field()
    employees = employees_field()
    revenue = revenue_field()
    province_code = SelectField(_l("Province"), validators=[needed(_l("Choose the province."))])
    thai_majority = yes_no_field(
        _l("Do Thai nationals own more than half of the business?"),
        _l("If you are the only owner and you are Thai, answer yes."),
    )
    conditions = yes_no_field(
        _l(
            "Is all of this true? The business is lawful, has filed its tax returns, is not bankrupt, and is not barred from support."
        )
    )

    def __init__(self, answers: MultiDict[str, str]) -> None:
        self.is_asked = not answers.keys().isdisjoint(QUESTIONS)
        super().__init__(answers if self.is_asked else None)
        self.sector.choices = sector_choices()
        self.province_code.choices = province_choices()
        self.thai_majority.choices = self.conditions.choices = yes_no_choices()

    def answers(self) -> Answers:
        """Return the answers of a valid form; the last question asks for four declarations at once."""
        met = self.conditions.data == YES
        return Answers(
            sector=Sector(self.sector.data),
            employees=self.employees.data,
            revenue=self.revenue.data,
            province_code=self.province_code.data,
            declared=Declarations(
                thai_share_bp=FULL_SHARE_BP if self.thai_majority.data == YES else NO_ANSWERS.thai_share_bp,
                taxes_filed=met,
                not_bankrupt=met,
                not_barred=met,
                lawful_business=met,
            ),
        )
