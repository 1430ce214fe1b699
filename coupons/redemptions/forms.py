"""Forms of the counter."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from web import Form
from web.forms.fields import MoneyField, TextField, at_most, needed


class PriceForm(Form):
    service = SelectField(_l("Service"), coerce=int, choices=(), validate_choice=False)
    """Whose service it is, propose_price checks: the choices are read only to be shown."""
    price = MoneyField(
        _l("Price including VAT (baht)"),
        validators=[needed(_l("Enter the price in baht, for example, 42,000.00."))],
    )


class SixDigitsForm(Form):
    digits = TextField(
        _l("Six-digit code"),
        validators=[needed(_l("Enter the six digits that the customer reads out.")), at_most(20)],
    )
