"""What administrators type about roles, units and holidays."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectChoice, SelectField

from core.labels import words_for
from core.permissions import STAFF_ROLES, Role
from core.typed.emails import LONGEST_EMAIL
from identity.people.forms import required
from web import Form
from web.forms.fields import DayField, TextField, at_most, needed
from web.forms.party_fields import EmailAddressField


def _staff_roles() -> list[SelectChoice]:
    """None chosen beforehand: a role that nobody meant to give is given by pressing the button too early."""
    names = (SelectChoice(role.value, words_for(role)) for role in Role if role in STAFF_ROLES)
    return [SelectChoice("", _l("Choose")), *names]


class GrantForm(Form):
    unit_id = SelectField(_l("Unit"), coerce=int, validators=[required(_l("Choose the unit."))])
    role = SelectField(_l("Role"), choices=_staff_roles, validators=[required(_l("Choose the role."))])


class InviteStaffForm(GrantForm):
    email = EmailAddressField(
        _l("E-mail address of the person"),
        validators=[needed(_l("Enter the e-mail address.")), at_most(LONGEST_EMAIL)],
    )


class HolidayForm(Form):
    day = DayField(_l("Day"), validators=[needed(_l("Enter the day."))])
    name_th = TextField(_l("Name in Thai"), validators=[needed(_l("Enter the name in Thai.")), at_most(300)])
    name_en = TextField(
        _l("Name in English"), validators=[needed(_l("Enter the name in English.")), at_most(300)]
    )
    source = TextField(
        _l("Resolution or announcement"),
        validators=[
            needed(_l("Enter the resolution or announcement that makes the day a holiday.")),
            at_most(300),
        ],
        description=_l("For example, cabinet resolution of 12 May 2026"),
    )


class StrikeHolidayForm(Form):
    source = TextField(
        _l("Resolution or announcement that removes the holiday, or what was wrong with the entry"),
        validators=[needed(_l("Enter why the day is a working day.")), at_most(300)],
    )


class UnitForm(Form):
    code = TextField(_l("Code"), validators=[needed(_l("Enter the unit's code.")), at_most(40)])
    name_th = TextField(_l("Name in Thai"), validators=[needed(_l("Enter the name in Thai.")), at_most(300)])
    name_en = TextField(
        _l("Name in English"), validators=[needed(_l("Enter the name in English.")), at_most(300)]
    )
    active = BooleanField(_l("In use"), default=True)
