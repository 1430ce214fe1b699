"""What people type about themselves."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectChoice

from core.labels import words_for
from identity.notifications.states import CHOOSABLE, NoticeGroup
from web import Form
from web.forms.fields import ChecksField, TextField, at_most, needed
from web.forms.party_fields import PersonNameField, PhoneField


class ProfileForm(Form):
    title = TextField(_l("Title, if you use one"), validators=[at_most(40)])
    full_name = PersonNameField(
        _l("First name and last name"),
        validators=[needed(_l("Enter your first name and last name.")), at_most(300)],
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
    groups = ChecksField(_l("Also send these to me by e-mail"), choices=[])

    def offer(self, *, is_staff: bool) -> list[NoticeGroup]:
        """Ask of the groups that this person gets, and return them."""
        asked = [group for group in CHOOSABLE if is_staff or group is not NoticeGroup.WORK]
        self.groups.choices = [(group.value, words_for(group)) for group in asked]
        return asked
