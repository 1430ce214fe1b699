"""Forms of development proposals: shape and parsing only."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l

from core.documents.limits import MAX_MB
from core.documents.operations import FileProblem
from core.money import Money
from coupons.claims.developments.models import Development
from coupons.claims.developments.rules import DevelopmentDraft
from coupons.claims.developments.states import DevelopmentRefusal
from coupons.redemptions.states import Refusal
from web import Form
from web.forms.fields import DayField, MoneyField, NoteField, TextField, UploadField, at_most, needed

_R = DevelopmentRefusal


class DevelopmentForm(Form):
    beside: ClassVar[Mapping[StrEnum, str]] = {
        **dict.fromkeys(FileProblem, "quotation"),
        _R.BEGINS_TOO_EARLY: "begins_on",
        _R.ENDS_BEFORE_IT_BEGINS: "ends_on",
        _R.ENDS_TOO_LATE: "ends_on",
        _R.QUOTATION_MISSING: "quotation",
        _R.QUOTED_LATER: "quoted_on",
        Refusal.NOT_ENOUGH_LEFT: "price",
        Refusal.PRICE_OUTSIDE_RANGE: "price",
    }
    price = MoneyField(
        _l("Price in the quotation, VAT included (baht)"),
        validators=[needed(_l("Enter the price in the quotation."))],
    )
    quotation_number = TextField(
        _l("Number of the quotation"),
        validators=[needed(_l("Enter the number of the quotation.")), at_most(60)],
    )
    quoted_on = DayField(
        _l("Date of the quotation"), validators=[needed(_l("Enter the date of the quotation."))]
    )
    quotation = UploadField(
        _l("Quotation"), description=_l("PDF or picture, at most %(most)s MB.", most=MAX_MB)
    )
    problem = NoteField(
        _l("What is the problem today?"),
        validators=[needed(_l("Describe the problem.")), at_most(2000)],
    )
    work = NoteField(
        _l("What will be done?"), validators=[needed(_l("Describe what will be done.")), at_most(2000)]
    )
    result = NoteField(
        _l("What result do you expect?"),
        validators=[needed(_l("Describe the result that you expect.")), at_most(2000)],
    )
    begins_on = DayField(
        _l("The work begins on"), validators=[needed(_l("Enter the first day of the work."))]
    )
    ends_on = DayField(_l("The work ends on"), validators=[needed(_l("Enter the last day of the work."))])

    @property
    def draft(self) -> DevelopmentDraft:
        """What was typed; the form is valid."""
        return DevelopmentDraft(
            price=self.price.data,
            quotation_number=self.quotation_number.data,
            quoted_on=self.quoted_on.data,
            problem=self.problem.data,
            work=self.work.data,
            result=self.result.data,
            begins_on=self.begins_on.data,
            ends_on=self.ends_on.data,
        )


def typed_before(development: Development) -> dict[str, Any]:
    """A proposal as its form shows it again."""
    names = ("quotation_number", "quoted_on", "problem", "work", "result", "begins_on", "ends_on")
    return {"price": Money(development.price_satang)} | {name: getattr(development, name) for name in names}
