"""What is typed about an owner who is gone, and about a number that is one's own."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileRequired

from core.documents.limits import MAX_MB
from core.typed.emails import LONGEST_EMAIL
from web import Form
from web.forms.acting import ReasonForm
from web.forms.fields import UploadField, at_most, needed, reason_field
from web.forms.party_fields import EmailAddressField, ThirteenField


class ReplaceOwnerForm(ReasonForm):
    """Who is to take the place of an owner who is gone."""

    email = EmailAddressField(
        _l("E-mail address of the new owner"),
        validators=[needed(_l("Enter the e-mail address.")), at_most(LONGEST_EMAIL)],
    )
    evidence = UploadField(
        _l("Evidence"),
        description=_l(
            "For example, a certificate of registration that names the new director, or a death certificate. PDF or picture, at most %(most)s MB.",
            most=MAX_MB,
        ),
        validators=[FileRequired(_l("Add the evidence."))],
    )


class ReportNumberForm(Form):
    """That a number which somebody else registered is one's own."""

    number = ThirteenField(_l("13-digit number"), validators=[needed(_l("Enter the 13-digit number."))])
    evidence = UploadField(
        _l("Evidence that the number is yours"),
        description=_l(
            "For example, the certificate of registration, or your identity card. PDF or picture, at most %(most)s MB.",
            most=MAX_MB,
        ),
        validators=[FileRequired(_l("Add the evidence."))],
    )
    reason = reason_field(
        _l("What happened"), _l("Describe what happened."), _l("The officers can see this.")
    )
