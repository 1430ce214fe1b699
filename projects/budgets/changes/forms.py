"""The forms that propose a change of a budget: shape and parsing."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice, SelectField

from core.audit.rules import ReasonRefusal
from projects.budgets.forms import PositiveAmountForm
from projects.rules import ProjectReason
from web import Form
from web.forms.fields import needed, reason_field


def _line_id(typed: Any) -> int | None:
    """The id of the line that was chosen; None where none was."""
    return int(typed) if typed else None


class CorrectionForm(Form):
    beside: ClassVar[Mapping[StrEnum, str]] = dict.fromkeys((*ProjectReason, *ReasonRefusal), "reason")
    reason = reason_field(_l("What is wrong with the entry?"), _l("Say what is wrong with the entry."))


class TransferForm(PositiveAmountForm):
    beside: ClassVar[Mapping[StrEnum, str]] = {
        ProjectReason.AMOUNT_NOT_POSITIVE: "amount",
        ProjectReason.BEYOND_APPROVED_BUDGET: "amount",
        ReasonRefusal.REASON_MISSING: "reason",
    }
    to_line = SelectField(
        _l("To which budget line?"), coerce=_line_id, validators=[needed(_l("Choose the budget line."))]
    )
    reason = reason_field(
        _l("Why does the other budget line need the money?"),
        _l("Say why the other budget line needs the money."),
    )

    def __init__(self, lines: list[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.to_line.choices = [
            SelectChoice(line_id, words) for line_id, words in [("", _("Choose")), *lines]
        ]
