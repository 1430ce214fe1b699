"""Forms of applications: shape and parsing only."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectChoice, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from core.audit.rules import ReasonRefusal
from coupons.applications.states import AppealOutcome
from web import Form
from web.forms.fields import reason_field

MAX_TEXT = 2000


def _stripped(text: str | None) -> str:
    return (text or "").replace("\x00", "").strip()


class CategoryForm(Form):
    """One kind of service out of those the scheme covers."""

    category = RadioField(
        _l("What kind of service do you need?"),
        coerce=int,
        validators=[InputRequired(_l("Choose one kind of service"))],
    )


class NeedForm(Form):
    """The need, in the words of the SME."""

    text = TextAreaField(
        _l("What do you want to improve?"),
        description=_l(
            "Say in your own words what is difficult today and what you need. Two or three sentences are enough."
        ),
        filters=[_stripped],
        validators=[
            DataRequired(_l("Describe what you want to improve")),
            Length(max=MAX_TEXT, message=_l("This text is too long. Maximum number of characters: %(max)d")),
        ],
    )


class ExpectedResultForm(Form):
    """What is to come of it."""

    text = TextAreaField(
        _l("What result do you expect?"),
        description=_l("For example: sell to a new market, meet a standard, halve our waste."),
        filters=[_stripped],
        validators=[
            DataRequired(_l("Describe the result that you expect")),
            Length(max=MAX_TEXT, message=_l("This text is too long. Maximum number of characters: %(max)d")),
        ],
    )


class AppealDecisionForm(Form):
    """One of three decisions on an appeal; refusing it needs a reason, which the service checks."""

    beside: ClassVar[Mapping[StrEnum, str]] = {ReasonRefusal.REASON_MISSING: "reason"}
    outcome = RadioField(
        _l("Your decision"),
        choices=[SelectChoice(outcome.value, outcome.value) for outcome in AppealOutcome],
        coerce=AppealOutcome,
    )
    reason = reason_field(_l("Reason"))


def category_form(choices: list[tuple[int, Any]], chosen: int | None) -> CategoryForm:
    """The radio buttons of a scheme's categories; the only one is chosen already."""
    only = choices[0][0] if len(choices) == 1 else None
    form = CategoryForm(data={"category": chosen or only})
    form.category.choices = choices
    return form
