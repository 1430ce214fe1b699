"""Forms of batches: shape and parsing only."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectChoice, SelectField
from wtforms.validators import InputRequired

from web import Form
from web.forms.fields import DayField, TextField, at_most, needed, reason_field


class SelectionForm(Form):
    """Read from the address: what a new batch would take, of one source. Empty means all."""

    source = SelectField(
        _l("Source of money"), choices=[], description=_l("Each source pays from its own bank account.")
    )
    line = SelectField(_l("Budget line"), choices=[])
    category = SelectField(_l("Kind of service"), choices=[])
    payee = SelectField(_l("Payee"), choices=[])
    up_to = DayField(
        _l("Claims approved up to"),
        description=_l("For example, 22/11/2026. Leave empty to include everything."),
    )


class ReleaseForm(Form):
    version = RadioField(
        _l("Bank file format"),
        choices=[
            SelectChoice("03", _l("pain.001.001.03 – Thailand’s national standard")),
            SelectChoice("09", _l("pain.001.001.09 – the newer version")),
        ],
        default="03",
        validators=[InputRequired(_l("Choose the file format"))],
    )
    execution_date = SelectField(_l("Day of payment"), choices=[])


class RecallForm(Form):
    bank_reference = TextField(
        _l("The bank’s reference"),
        validators=[needed(_l("Enter the bank’s reference of the recall.")), at_most(60)],
    )
    reason = reason_field(_l("What happened"), _l("Enter the reason."))
