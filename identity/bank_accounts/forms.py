"""What is typed about a bank account."""

from __future__ import annotations

from functools import partial

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileRequired
from wtforms import Field, SelectChoice, SelectField

from core.documents.limits import MAX_MB
from core.thai.writing import is_thai
from core.typed.accounts import read_account
from core.typed.banks import BANKS
from web import Form
from web.forms.fields import TextField, UploadField, at_most, needed
from web.forms.party_fields import known_bank, read_with


def _banks() -> list[SelectChoice]:
    thai = is_thai(get_locale())
    names = sorted((bank.name_th if thai else bank.name_en, bank.code) for bank in BANKS.values())
    return [SelectChoice("", ""), *(SelectChoice(code, name) for name, code in names)]


class BankAccountForm(Form):
    bank_code = SelectField(
        _l("Bank"),
        choices=_banks,
        validators=[needed(_l("Choose the bank.")), known_bank],
        validate_choice=False,
    )
    account_number = TextField(
        _l("Account number"), validators=[needed(_l("Enter the account number.")), at_most(100)]
    )
    account_name = TextField(
        _l("Account name"),
        description=_l(
            "Enter the name exactly as in the bank book. It must be the organisation's own account."
        ),
        validators=[needed(_l("Enter the account name.")), at_most(300)],
    )
    book = UploadField(
        _l("Picture of the first page of the bank book"),
        description=_l("PDF or picture, at most %(most)s MB.", most=MAX_MB),
        validators=[FileRequired(_l("Add a picture of the bank book."))],
    )

    def validate_account_number(self, field: Field) -> None:
        """As many digits as the numbers of that bank have."""
        if self.bank_code.data in BANKS:
            read_with(field, partial(read_account, self.bank_code.data))
