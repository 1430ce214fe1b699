"""Forms of payments: shape and parsing only."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import InputRequired

from web import Form
from web.forms.fields import DayField, UploadsField, needed, reason_field


class FindingForm(Form):
    outcome = RadioField(
        _l("What is the result?"), choices=[], validators=[InputRequired(_l("Choose the result"))]
    )
    happened_on = DayField(_l("On which date?"), validators=[needed(_l("Enter the day"))])
    evidence = UploadsField(_l("Evidence"), most=1)
    reason = reason_field(_l("How do you know?"), _l("Enter how you know"))
