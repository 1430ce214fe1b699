"""Forms of payouts: shape and parsing only."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileRequired
from wtforms import RadioField, SelectChoice, SelectField
from wtforms.validators import InputRequired

from web import Form
from web.forms.fields import DayField, NoteField, TextField, UploadField, UploadsField, at_most, needed

MAX_REASON = 2000


class ReasonForm(Form):
    reason = NoteField(
        _l("Reason"), validators=[needed(_l("Write the reason in words.")), at_most(MAX_REASON)]
    )


class SelectionForm(Form):
    """Read from the address: what a new batch would take. Empty means all."""

    line = SelectField(_l("Budget line"), choices=[])
    category = SelectField(_l("Kind of service"), choices=[])
    payee = SelectField(_l("Payee"), choices=[])
    up_to = DayField(_l("Approved up to"), description=_l("For example 22/11/2026. Empty takes everything."))


class ReleaseForm(Form):
    version = RadioField(
        _l("Form of the bank file"),
        choices=[
            SelectChoice("03", _l("pain.001.001.03 – Thailand’s national standard")),
            SelectChoice("09", _l("pain.001.001.09 – the newer version")),
        ],
        default="03",
        validators=[InputRequired(_l("Choose the form of the file"))],
    )
    execution_date = SelectField(_l("Day of payment"), choices=[])


class RecallForm(Form):
    bank_reference = TextField(
        _l("The bank’s reference"),
        validators=[needed(_l("Write the bank’s reference of the recall.")), at_most(60)],
    )
    reason = NoteField(
        _l("What happened"), validators=[needed(_l("Write the reason in words.")), at_most(MAX_REASON)]
    )


class ImportForm(Form):
    answer = UploadField(
        _l("File from the bank"),
        description=_l("XML as the bank gave it: pain.002, camt.053 or camt.054, at most 20 MB."),
        validators=[FileRequired(_l("Choose the file"))],
    )


class FindingForm(Form):
    outcome = RadioField(
        _l("What became of it?"), choices=[], validators=[InputRequired(_l("Choose what became of it"))]
    )
    happened_on = DayField(_l("On which day?"), validators=[needed(_l("Write the day"))])
    evidence = UploadsField(_l("Evidence"), most=1)
    reason = NoteField(
        _l("How do you know?"), validators=[needed(_l("Write how you know")), at_most(MAX_REASON)]
    )


class MatchForm(Form):
    reference = TextField(
        _l("Reference of the payment"),
        description=_l("As on the batch page, for example PY00000123-1."),
        validators=[needed(_l("Write the reference of the payment")), at_most(35)],
    )
    outcome = RadioField(
        _l("What became of it?"), choices=[], validators=[InputRequired(_l("Choose what became of it"))]
    )
    reason = NoteField(
        _l("How do you know?"), validators=[needed(_l("Write how you know")), at_most(MAX_REASON)]
    )
