"""The pages of an SME's registration, as forms: shape and parsing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, RadioField, SelectChoice
from wtforms.validators import ValidationError

from core import clock
from core.labels import words_for
from core.money import MAX_SATANG, Money
from schemes.eligibility.rules import Declarations
from schemes.eligibility.states import SmeGate
from schemes.states import Sector
from smes.models import Sme, SmeUpdate
from smes.rules import Figures, TieBreak, TooLarge, problem_of_year, size_of
from web import Form
from web.forms.fields import (
    CountField,
    MoneyField,
    NoteField,
    PercentField,
    UploadsField,
    YearField,
    at_most,
    needed,
)

YES, NO = "yes", "no"
OLDEST_FIGURES, NEWEST_FIGURES = 2555, 2700
"""Years (พ.ศ.) of accounts that can be meant; a guard against typing slips. The rules know which have begun."""


class ConsequenceForm(Form):
    """What may keep a business from being an SME: said beside its field before it is kept, with a box to tick."""

    confirmed = BooleanField(_l("This is correct, and I understand the consequences."))
    asks = False
    """Whether the box is to be shown."""

    def consequences(self) -> Iterable[tuple[str, Any]]:
        """Of a form that is right: the fields, and in words what follows from them."""
        raise NotImplementedError

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether it is right, and what follows from it was seen."""
        if not super().validate(extra_validators):
            self.asks = bool(self.confirmed.data)
            return False
        found = [*self.consequences()]
        self.asks = bool(found)
        if not found or self.confirmed.data:
            return True
        for name, words in found:
            self[name].errors = [words]
        self.ask_again()
        return False


def sector_field() -> RadioField:
    """The sector, whose choices `sector_choices` gives."""
    return RadioField(_l("Sector"), validators=[needed(_l("Choose the sector."))])


def sector_choices() -> list[SelectChoice]:
    """The sectors in the reader's language."""
    return [SelectChoice(sector.value, words_for(sector)) for sector in Sector]


def employees_field() -> CountField:
    """How many people the business employs."""
    return CountField(
        _l("Employees"),
        description=_l(
            "As in the records required by law, for example, those of the Social Security Office."
        ),
        validators=[needed(_l("Enter the number of employees."))],
        most=1_000_000,
    )


def revenue_field() -> MoneyField:
    """The total revenue of a year."""
    return MoneyField(
        _l("Total revenue of the year, in baht"),
        description=_l("As in the financial statements or accounts of that year."),
        validators=[needed(_l("Enter the total revenue."))],
    )


class FiguresForm(ConsequenceForm):
    business = NoteField(
        _l("What does the business make or do?"),
        validators=[needed(_l("Describe the business in one sentence.")), at_most(4000)],
    )
    sector = sector_field()
    employees = employees_field()
    revenue = revenue_field()
    figures_year = YearField(
        _l("Year of these figures"),
        description=_l("For example, 2025"),
        validators=[needed(_l("Enter the year, for example, 2025."))],
        least=OLDEST_FIGURES,
        most=NEWEST_FIGURES,
    )

    def __init__(self, *args: Any, tie_break: TieBreak, held_year: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tie_break, self.held_year = tie_break, held_year
        self.sector.choices = sector_choices()

    def validate_figures_year(self, field: Field) -> None:
        """One that has begun, and of a registered business none before the year that counts."""
        today = clock.bangkok_date(clock.now())
        if field.data is not None and (problem := problem_of_year(field.data, today, self.held_year)):
            held = self.held_year and field.write(self.held_year)
            raise ValidationError(
                words_for(problem, held=held, year=field.write(today.year + clock.BUDDHIST_ERA))
            )

    def consequences(self) -> Iterable[tuple[str, Any]]:
        """Larger than an SME."""
        figures = self.figures()
        sizing = size_of(figures.sector, figures.employees, figures.revenue, self.tie_break)
        if sizing.size is None:
            field = "employees" if sizing.result is TooLarge.EMPLOYEES else "revenue"
            yield (
                field,
                _("By law a business with these figures is larger than an SME, so it cannot get a coupon."),
            )

    def figures(self) -> Figures:
        """What sizes the enterprise."""
        return Figures(
            Sector(self.sector.data), self.employees.data, self.revenue.data, self.figures_year.data
        )


def figures_values(sme: Sme | SmeUpdate) -> dict[str, Any]:
    """What the form shows of a stored registration."""
    return {
        "sector": sme.sector.value if sme.sector else None,
        "employees": sme.employees,
        "revenue": None if sme.revenue_satang is None else Money(min(sme.revenue_satang, MAX_SATANG)),
        "figures_year": sme.figures_year,
    }


def yes_no_field(label: Any, description: Any = "") -> RadioField:
    """A question to be answered, whose choices `yes_no_choices` gives."""
    return RadioField(label, description=description, validators=[needed(_l("Answer yes or no."))])


def yes_no_choices() -> list[SelectChoice]:
    """Yes and no."""
    return [SelectChoice(YES, _l("Yes")), SelectChoice(NO, _l("No"))]


class DeclarationsForm(ConsequenceForm):
    thai_share = PercentField(
        _l("Share owned by Thai nationals"),
        description=_l("Of the issued shares. If you are the only owner and you are Thai, enter 100."),
        validators=[needed(_l("Enter the share in percent."))],
    )
    taxes_filed = yes_no_field(_l("Has the business filed all tax returns that were due?"))
    not_bankrupt = yes_no_field(_l("Is the business free of bankruptcy and receivership?"))
    not_barred = yes_no_field(_l("Is the business allowed to receive help from the SME Promotion Fund?"))
    lawful_business = yes_no_field(_l("Is the business lawful and not against public morals?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in (self.taxes_filed, self.not_bankrupt, self.not_barred, self.lawful_business):
            field.choices = yes_no_choices()

    def consequences(self) -> Iterable[tuple[str, Any]]:
        """Each condition that is not met."""
        for gate in self.declarations().unmet():
            if gate is SmeGate.THAI_MAJORITY:
                words = _(
                    "Thai nationals must own more than half; exactly half is not enough. By law a business that does not meet this condition cannot get a coupon."
                )
            else:
                words = _(
                    "By law a business that does not meet this condition cannot get a coupon: %(condition)s",
                    condition=words_for(gate),
                )
            yield FIELD_OF_GATE[gate], words

    def declarations(self) -> Declarations:
        """What the owner declares."""
        return Declarations(
            thai_share_bp=self.thai_share.data,
            taxes_filed=self.taxes_filed.data == YES,
            not_bankrupt=self.not_bankrupt.data == YES,
            not_barred=self.not_barred.data == YES,
            lawful_business=self.lawful_business.data == YES,
        )


FIELD_OF_GATE = {gate: "thai_share" if gate is SmeGate.THAI_MAJORITY else gate.value for gate in SmeGate}
"""The field in which each condition is declared."""


def declarations_values(sme: Sme | SmeUpdate) -> dict[str, Any]:
    """What the form shows of a stored registration; nothing before the first answer."""
    if sme.thai_share_bp is None:
        return {}
    names = ("taxes_filed", "not_bankrupt", "not_barred", "lawful_business")
    return {"thai_share": sme.thai_share_bp} | {name: YES if getattr(sme, name) else NO for name in names}


class DocumentsForm(Form):
    files = UploadsField(_l("Documents"))
    goes_on = BooleanField()
    """Pressed to go on: a file that was chosen comes along, and none need be where some were sent before."""

    def __init__(self, *args: Any, sent_before: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sent_before = sent_before

    def validate_files(self, field: UploadsField) -> None:
        """At least one, unless one only goes on."""
        if not field.uploads and not (self.goes_on.data and self.sent_before):
            raise ValidationError(_("Choose at least one file."))
