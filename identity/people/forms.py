"""Why something is done, and to which account."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired

from core.typed.emails import LONGEST_EMAIL
from web import Form
from web.forms.fields import NoteField, at_most, needed
from web.forms.party_fields import EmailAddressField


def required(message: object) -> DataRequired:
    return DataRequired(message)


class ReasonForm(Form):
    """Why something is done."""

    reason = NoteField(
        _l("Reason"),
        description=_l("Kept in the audit trail."),
        validators=[needed(_l("Write the reason.")), at_most(2000)],
    )


class ForAccountForm(ReasonForm):
    """Which account something is done to, and why."""

    email = EmailAddressField(
        _l("E-mail of the account"), validators=[needed(_l("Write the e-mail.")), at_most(LONGEST_EMAIL)]
    )
