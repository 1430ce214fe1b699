"""Forms of payments: shape and parsing only."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import InputRequired

from payouts.payables.forms import MAX_REASON
from web import Form
from web.forms.fields import DayField, NoteField, UploadsField, at_most, needed


class FindingForm(Form):
    outcome = RadioField(
        _l("What became of it?"), choices=[], validators=[InputRequired(_l("Choose what became of it"))]
    )
    happened_on = DayField(_l("On which day?"), validators=[needed(_l("Write the day"))])
    evidence = UploadsField(_l("Evidence"), most=1)
    reason = NoteField(
        _l("How do you know?"), validators=[needed(_l("Write how you know")), at_most(MAX_REASON)]
    )
