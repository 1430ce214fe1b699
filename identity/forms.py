"""What people type about themselves, their organisations and their staff."""

from __future__ import annotations

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileRequired
from wtforms import BooleanField, EmailField, RadioField, SelectChoice, SelectField, StringField, TelField
from wtforms.validators import DataRequired, Length, Regexp

from core.banks import BANKS
from core.labels import words_for
from core.permissions import STAFF_ROLES, Role
from core.thai import is_thai
from core.web import Form
from core.web.fields import NoteField, UploadField
from identity.states import MemberRole

TOO_LONG = _l("Write at most %(max)d characters.")


def required(message: object) -> DataRequired:
    return DataRequired(message)


class ProfileForm(Form):
    full_name = StringField(
        _l("First name and surname"),
        validators=[required(_l("Write your first name and surname.")), Length(max=300, message=TOO_LONG)],
    )
    phone = TelField(
        _l("Telephone"),
        validators=[
            Length(max=20, message=TOO_LONG),
            Regexp(r"^[0-9๐-๙+() -]*$", message=_l("Write digits only.")),
        ],
    )
    locale = RadioField(
        _l("Language of e-mails to you"), choices=[SelectChoice("th", "ไทย"), SelectChoice("en", "English")]
    )


def _member_roles() -> list[SelectChoice]:
    return [SelectChoice(role.value, words_for(role)) for role in MemberRole]


class MemberForm(Form):
    email = EmailField(
        _l("E-mail of the person"),
        validators=[required(_l("Write the e-mail.")), Length(max=255, message=TOO_LONG)],
    )
    role = RadioField(_l("Role"), choices=_member_roles, default=MemberRole.MEMBER.value)
    may_consent = BooleanField(
        _l("May consent to prices"),
        description=_l("Consenting spends the coupon. Give this right to whom you would give your purse."),
    )


class RightsForm(Form):
    role = RadioField(_l("Role"), choices=_member_roles)
    may_consent = BooleanField(
        _l("May consent to prices"),
        description=_l("Consenting spends the coupon. Give this right to whom you would give your purse."),
    )


def _banks() -> list[SelectChoice]:
    thai = is_thai(get_locale())
    names = sorted((bank.name_th if thai else bank.name_en, bank.code) for bank in BANKS.values())
    return [SelectChoice("", ""), *(SelectChoice(code, name) for name, code in names)]


class BankAccountForm(Form):
    bank_code = SelectField(_l("Bank"), choices=_banks, validators=[required(_l("Choose the bank."))])
    account_number = StringField(
        _l("Account number"),
        validators=[required(_l("Write the account number.")), Length(max=40, message=TOO_LONG)],
    )
    account_name = StringField(
        _l("Name of the account"),
        description=_l("Exactly as in the bank book. It must be the organisation's own account."),
        validators=[required(_l("Write the name of the account.")), Length(max=300, message=TOO_LONG)],
    )
    book = UploadField(
        _l("Picture of the first page of the bank book"),
        description=_l("PDF or picture, at most 10 MB."),
        validators=[FileRequired(_l("Add the picture of the bank book."))],
    )


def _staff_roles() -> list[SelectChoice]:
    return [SelectChoice(role.value, words_for(role)) for role in Role if role in STAFF_ROLES]


class GrantForm(Form):
    unit_id = SelectField(_l("Unit"), coerce=int, validators=[required(_l("Choose the unit."))])
    role = SelectField(_l("Role"), choices=_staff_roles, validators=[required(_l("Choose the role."))])


class ForAccountForm(Form):
    """Which account something is done to, and why."""

    email = EmailField(
        _l("E-mail of the account"),
        validators=[required(_l("Write the e-mail.")), Length(max=255, message=TOO_LONG)],
    )
    reason = NoteField(
        _l("Reason"),
        description=_l("Kept in the audit trail."),
        validators=[required(_l("Write the reason.")), Length(max=2000, message=TOO_LONG)],
    )


class InviteStaffForm(GrantForm):
    email = EmailField(
        _l("E-mail of the person"),
        validators=[required(_l("Write the e-mail.")), Length(max=255, message=TOO_LONG)],
    )


class UnitForm(Form):
    code = StringField(
        _l("Code"), validators=[required(_l("Write the unit's code.")), Length(max=40, message=TOO_LONG)]
    )
    name_th = StringField(
        _l("Name in Thai"),
        validators=[required(_l("Write the name in Thai.")), Length(max=300, message=TOO_LONG)],
    )
    name_en = StringField(
        _l("Name in English"),
        validators=[required(_l("Write the name in English.")), Length(max=300, message=TOO_LONG)],
    )
    active = BooleanField(_l("In use"), default=True)
