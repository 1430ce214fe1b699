"""Fields of who somebody is and how they are reached: names, 13-digit numbers, telephones, e-mails, postcodes, banks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import g
from wtforms import Field
from wtforms.validators import ValidationError
from wtforms.widgets import EmailInput, TelInput

from core.labels import words_for
from core.typed import Unreadable
from core.typed.accounts import read_bank
from core.typed.emails import read_email
from core.typed.names import read_organisation_name, read_person_name, without_title
from core.typed.postcodes import read_postcode
from core.typed.telephones import phone_shown, read_phone
from core.typed.thirteen import Thirteen, read_branch, read_thirteen
from web.forms.fields import ReadField, clean_text


class ThirteenField(ReadField):
    """A 13-digit number; `data` is a Thirteen: its digits, whose it is, a branch typed behind it."""

    def read(self, typed: str) -> Thirteen:
        """The number."""
        return read_thirteen(typed)

    def write(self, value: Thirteen) -> str:
        """Its digits."""
        return value.digits


class BranchField(ReadField):
    """The five digits of a branch; 00000 is the head office."""

    def read(self, typed: str) -> str:
        """The digits."""
        return read_branch(typed)


class PhoneField(ReadField):
    """A telephone number; `data` is as it is kept."""

    widget = TelInput()

    def read(self, typed: str) -> str:
        """The number."""
        return read_phone(typed)

    def write(self, value: str) -> str:
        """As printed."""
        return phone_shown(value, g.get("locale", "th"))


class EmailAddressField(ReadField):
    """An e-mail address."""

    widget = EmailInput()

    def read(self, typed: str) -> str:
        """The address."""
        return read_email(typed)


class PostcodeField(ReadField):
    """A postcode that some place has."""

    def read(self, typed: str) -> str:
        """Its digits."""
        return read_postcode(typed)


class OrganisationNameField(ReadField):
    """The name of an organisation, its legal form in full."""

    def read(self, typed: str) -> str:
        """The name."""
        return read_organisation_name(typed)


class PersonNameField(ReadField):
    """First name and surname; a title typed before them is taken apart, into `title`."""

    title = ""

    def read(self, typed: str) -> str:
        """The name without the title."""
        found = read_person_name(typed)
        self.title = found.title
        return found.name

    def taken(self, confirmed: str) -> str:
        """One name alone, confirmed to be the whole."""
        self.title, _name = without_title(clean_text(str(self.raw_data[0])))
        return confirmed


def known_bank(_form: Any, field: Field) -> None:
    """A validator: the code of a bank that can receive a transfer."""
    if field.data:
        read_with(field, read_bank)


def read_with(field: Field, read: Callable[[str], Any]) -> None:
    """Read a field in a validator that needs the rest of its form; its words when it cannot be read."""
    try:
        field.data = read(field.data)
    except Unreadable as problem:
        raise ValidationError(words_for(problem.reason, **problem.facts)) from None
