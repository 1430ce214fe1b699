"""Forms of payables: shape and parsing only."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from web import Form
from web.forms.fields import NoteField, at_most, needed

MAX_REASON = 2000


class ReasonForm(Form):
    reason = NoteField(
        _l("Reason"), validators=[needed(_l("Write the reason in words.")), at_most(MAX_REASON)]
    )
