"""What people type about themselves, their organisations and their staff."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileRequired
from wtforms import BooleanField, Field, RadioField, SelectChoice, SelectField
from wtforms.validators import DataRequired

from core.labels import words_for
from core.permissions import STAFF_ROLES, Role
from core.thai.writing import is_thai
from core.typed.accounts import read_account
from core.typed.banks import BANKS
from core.typed.emails import LONGEST_EMAIL
from identity.notifications.states import CHOOSABLE, NoticeGroup
from identity.states import MemberRole
from web import Form
from web.forms.fields import ChecksField, DayField, NoteField, TextField, UploadField, at_most, needed
from web.forms.party_fields import (
    EmailAddressField,
    PersonNameField,
    PhoneField,
    ThirteenField,
    known_bank,
    read_with,
)


def required(message: object) -> DataRequired:
    return DataRequired(message)


class ProfileForm(Form):
    title = TextField(_l("Title, if you use one"), validators=[at_most(40)])
    full_name = PersonNameField(
        _l("First name and surname"),
        validators=[needed(_l("Write your first name and surname.")), at_most(300)],
    )
    phone = PhoneField(_l("Telephone"))
    locale = RadioField(
        _l("Language of e-mails to you"), choices=[SelectChoice("th", "ไทย"), SelectChoice("en", "English")]
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """A title typed before the name goes to its own field."""
        right = bool(super().validate(extra_validators))
        self.title.data = self.full_name.title or self.title.data
        return right


class MailForm(Form):
    groups = ChecksField(_l("Send these to me by e-mail too"), choices=[])

    def offer(self, *, is_staff: bool) -> list[NoticeGroup]:
        """Ask of the groups that this person gets, and return them."""
        asked = [group for group in CHOOSABLE if is_staff or group is not NoticeGroup.WORK]
        self.groups.choices = [(group.value, words_for(group)) for group in asked]
        return asked


def _member_roles() -> list[SelectChoice]:
    return [SelectChoice(role.value, words_for(role)) for role in MemberRole]


class MemberForm(Form):
    email = EmailAddressField(
        _l("E-mail of the person"), validators=[needed(_l("Write the e-mail.")), at_most(LONGEST_EMAIL)]
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
    bank_code = SelectField(
        _l("Bank"),
        choices=_banks,
        validators=[needed(_l("Choose the bank.")), known_bank],
        validate_choice=False,
    )
    account_number = TextField(
        _l("Account number"), validators=[needed(_l("Write the account number.")), at_most(100)]
    )
    account_name = TextField(
        _l("Name of the account"),
        description=_l("Exactly as in the bank book. It must be the organisation's own account."),
        validators=[needed(_l("Write the name of the account.")), at_most(300)],
    )
    book = UploadField(
        _l("Picture of the first page of the bank book"),
        description=_l("PDF or picture, at most 10 MB."),
        validators=[FileRequired(_l("Add the picture of the bank book."))],
    )

    def validate_account_number(self, field: Field) -> None:
        """As many digits as the numbers of that bank have."""
        if self.bank_code.data in BANKS:
            read_with(field, partial(read_account, self.bank_code.data))


def _staff_roles() -> list[SelectChoice]:
    """None chosen beforehand: a role that nobody meant to give is given by pressing the button too early."""
    names = (SelectChoice(role.value, words_for(role)) for role in Role if role in STAFF_ROLES)
    return [SelectChoice("", _l("Choose")), *names]


class GrantForm(Form):
    unit_id = SelectField(_l("Unit"), coerce=int, validators=[required(_l("Choose the unit."))])
    role = SelectField(_l("Role"), choices=_staff_roles, validators=[required(_l("Choose the role."))])


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


class ReplaceOwnerForm(ReasonForm):
    """Who is to take the place of an owner who is gone."""

    email = EmailAddressField(
        _l("E-mail of the new owner"), validators=[needed(_l("Write the e-mail.")), at_most(LONGEST_EMAIL)]
    )
    evidence = UploadField(
        _l("Evidence"),
        description=_l(
            "Such as a certificate of registration that names the new director, or a death certificate. PDF or picture,"
            " at most 10 MB."
        ),
        validators=[FileRequired(_l("Add the evidence."))],
    )


class ReportNumberForm(Form):
    """That a number which somebody else registered is one's own."""

    number = ThirteenField(_l("13-digit number"), validators=[needed(_l("Write the 13-digit number."))])
    evidence = UploadField(
        _l("Evidence that the number is yours"),
        description=_l(
            "Such as the certificate of registration, or your identity card. PDF or picture, at most 10 MB."
        ),
        validators=[FileRequired(_l("Add the evidence."))],
    )
    reason = NoteField(
        _l("What happened"),
        description=_l("The officers read this."),
        validators=[needed(_l("Write what happened.")), at_most(2000)],
    )


class InviteStaffForm(GrantForm):
    email = EmailAddressField(
        _l("E-mail of the person"), validators=[needed(_l("Write the e-mail.")), at_most(LONGEST_EMAIL)]
    )


class HolidayForm(Form):
    day = DayField(_l("Day"), validators=[needed(_l("Write the day."))])
    name_th = TextField(_l("Name in Thai"), validators=[needed(_l("Write the name in Thai.")), at_most(300)])
    name_en = TextField(
        _l("Name in English"), validators=[needed(_l("Write the name in English.")), at_most(300)]
    )
    source = TextField(
        _l("Resolution or announcement"),
        validators=[needed(_l("Write which resolution or announcement says so.")), at_most(300)],
        description=_l("Such as: cabinet resolution of 12 May 2026"),
    )


class StrikeHolidayForm(Form):
    source = TextField(
        _l("Resolution, announcement or mistake"),
        validators=[needed(_l("Write why the day is a working day.")), at_most(300)],
    )


class UnitForm(Form):
    code = TextField(_l("Code"), validators=[needed(_l("Write the unit's code.")), at_most(40)])
    name_th = TextField(_l("Name in Thai"), validators=[needed(_l("Write the name in Thai.")), at_most(300)])
    name_en = TextField(
        _l("Name in English"), validators=[needed(_l("Write the name in English.")), at_most(300)]
    )
    active = BooleanField(_l("In use"), default=True)
