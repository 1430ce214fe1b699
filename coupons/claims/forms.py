"""Forms of claims."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from coupons.claims.states import ClaimRefusal, EvidenceKind
from web import Form
from web.forms.fields import (
    DayField,
    MoneyField,
    NoteField,
    TextField,
    UploadsField,
    at_most,
    needed,
    reason_field,
)


class EvidenceForm(Form):
    kind = SelectField(_l("What does the file prove?"), coerce=EvidenceKind)
    files = UploadsField(_l("Files"))


class DeliveryForm(Form):
    beside: ClassVar[Mapping[StrEnum, str]] = {
        ClaimRefusal.DELIVERY_DATE_WRONG: "delivered_on",
        ClaimRefusal.DELIVERED_TOO_LATE: "delivered_on",
        ClaimRefusal.INVOICE_MISSING: "invoice_number",
        ClaimRefusal.INVOICE_USED: "invoice_number",
        ClaimRefusal.INVOICE_DATE_WRONG: "invoiced_on",
    }
    delivered_on = DayField(_l("Delivered on"), validators=[needed(_l("Enter the date of delivery."))])
    invoice_number = TextField(
        _l("Number of the tax invoice or receipt"),
        validators=[needed(_l("Enter the number of the tax invoice or receipt.")), at_most(40)],
    )
    invoiced_on = DayField(
        _l("Date of the tax invoice or receipt"), validators=[needed(_l("Enter the date of the invoice."))]
    )


class AcceptanceForm(Form):
    rating = RadioField(
        _l("How good was the service?"),
        choices=[SelectChoice(str(score), str(score)) for score in range(1, 6)],
        validators=[InputRequired(_l("Choose one to five stars."))],
    )
    comment = NoteField(
        _l("Is there anything that the provider and OSMEP should know? (optional)"),
        validators=[at_most(2000)],
    )


class FilingForm(DeliveryForm, AcceptanceForm):
    """What who is paid back states: what was delivered, and how good it was."""


class ApprovalForm(Form):
    beside: ClassVar[Mapping[StrEnum, str]] = {
        ClaimRefusal.AMOUNT_ABOVE_RESERVED: "amount",
        ClaimRefusal.LESS_NEEDS_REASON: "reason",
    }
    amount = MoneyField(
        _l("Amount approved (baht)"), validators=[needed(_l("Enter the amount you approve."))]
    )
    reason = reason_field(_l("Reason (required when it is less than claimed)"))
