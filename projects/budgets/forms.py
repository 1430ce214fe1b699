"""The forms of budget lines and of money on them: shape and parsing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField
from wtforms.validators import ValidationError

from core.clock import fiscal_year_of
from core.labels import words_for
from core.money import ZERO
from projects.forms import choices_of, year_field
from projects.rules import ProjectReason
from projects.states import FundSource
from web import Form
from web.forms.fields import MoneyField, TextField, at_most, needed


class LineForm(Form):
    beside: ClassVar[Mapping[StrEnum, str]] = {
        ProjectReason.SOURCE_NOT_APPROVED: "source",
        ProjectReason.LINE_EXISTS: "source",
    }
    source = RadioField(_l("Source of money"), validators=[needed(_l("Choose the source"))])
    fiscal_year = year_field(_l("Fiscal year"))

    def __init__(self, *args: Any, today: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.source.choices = choices_of(FundSource)
        if today is not None and self.fiscal_year.data is None and not self.fiscal_year.raw_data:
            self.fiscal_year.data = fiscal_year_of(today)


class PositiveAmountForm(Form):
    amount = MoneyField(_l("Amount"), validators=[needed(_l("Enter the amount"))])

    def validate_amount(self, field: Field) -> None:
        """More than nothing."""
        if field.data is not None and field.data <= ZERO:
            raise ValidationError(words_for(ProjectReason.AMOUNT_NOT_POSITIVE))


class AmountForm(PositiveAmountForm):
    document_number = TextField(
        _l("Number of the document"),
        validators=[needed(_l("Enter the number of the document")), at_most(100)],
    )
