"""Why something is done, and to which account."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired

from core.typed.emails import LONGEST_EMAIL
from web.forms.acting import ReasonForm
from web.forms.fields import at_most, needed
from web.forms.party_fields import EmailAddressField


def required(message: object) -> DataRequired:
    return DataRequired(message)


class ForAccountForm(ReasonForm):
    """Which account something is done to, and why."""

    email = EmailAddressField(
        _l("E-mail address of the account"),
        validators=[needed(_l("Enter the e-mail address.")), at_most(LONGEST_EMAIL)],
    )
