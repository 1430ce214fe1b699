"""Forms of bank reports: shape and parsing only."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileRequired
from wtforms import RadioField
from wtforms.validators import InputRequired

from banking.model import MAX_MB
from web import Form
from web.forms.fields import TextField, UploadField, at_most, needed, reason_field


class ImportForm(Form):
    answer = UploadField(
        _l("File from the bank"),
        description=_l(
            "The XML file from the bank, unchanged: pain.002, camt.053 or camt.054, at most %(most)s MB.",
            most=MAX_MB,
        ),
        validators=[FileRequired(_l("Choose the file"))],
    )


class MatchForm(Form):
    reference = TextField(
        _l("Payment reference"),
        description=_l("As on the batch page, for example, PY00000123-1."),
        validators=[needed(_l("Enter the reference of the payment")), at_most(35)],
    )
    outcome = RadioField(
        _l("What is the result?"), choices=[], validators=[InputRequired(_l("Choose the result"))]
    )
    reason = reason_field(_l("How do you know?"), _l("Enter how you know"))
