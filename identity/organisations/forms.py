"""What is typed about an organisation, where it is, and its members."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, RadioField, SelectChoice, SelectField
from wtforms.validators import ValidationError

from core.labels import words_for
from core.thai import places
from core.typed.emails import LONGEST_EMAIL
from identity.organisations.models import Organisation
from identity.organisations.rules import ContactDraft, OrganisationDraft, OrganisationRefusal, fits
from identity.organisations.states import MemberRole, OrganisationKind
from web import Form
from web.forms.fields import NoteField, at_most, needed
from web.forms.party_fields import (
    BranchField,
    EmailAddressField,
    OrganisationNameField,
    PhoneField,
    PostcodeField,
    ThirteenField,
)


def _member_roles() -> list[SelectChoice]:
    return [SelectChoice(role.value, words_for(role)) for role in MemberRole]


class MemberForm(Form):
    email = EmailAddressField(
        _l("E-mail address of the person"),
        validators=[needed(_l("Enter the e-mail address.")), at_most(LONGEST_EMAIL)],
    )
    role = RadioField(_l("Role"), choices=_member_roles, default=MemberRole.MEMBER.value)
    may_consent = BooleanField(
        _l("May confirm prices"),
        description=_l(
            "Confirming a price spends the coupon. Give this right only to people you trust with your money."
        ),
    )


class RightsForm(Form):
    role = RadioField(_l("Role"), choices=_member_roles)
    may_consent = BooleanField(
        _l("May confirm prices"),
        description=_l(
            "Confirming a price spends the coupon. Give this right only to people you trust with your money."
        ),
    )


FIELD_OF = {
    OrganisationRefusal.NUMBER_WRONG: "registration_number",
    OrganisationRefusal.NUMBER_KNOWN: "registration_number",
    OrganisationRefusal.PLACE_WRONG: "postcode",
}
"""The field beside which a refusal is shown."""


class OrganisationForm(Form):
    """Who the organisation is, by law."""

    kind = RadioField(_l("Legal form"), validators=[needed(_l("Choose the legal form."))])
    registration_number = ThirteenField(
        _l("13-digit number"),
        description=_l(
            "The registration number of the company or other legal entity, or your own identification number."
        ),
        validators=[needed(_l("Enter the 13-digit number."))],
    )
    branch = BranchField(
        _l("Branch number, if it is a branch"),
        description=_l("Five digits, as on tax invoices. The head office is 00000."),
    )
    name_th = OrganisationNameField(
        _l("Name in Thai"), validators=[needed(_l("Enter the name in Thai.")), at_most(300)]
    )
    name_en = OrganisationNameField(_l("Name in English, if there is one"), validators=[at_most(300)])
    vat_registered = BooleanField(_l("Registered for VAT"))

    def __init__(
        self, *args: Any, kinds: Iterable[OrganisationKind] = OrganisationKind, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [SelectChoice(kind.value, words_for(kind)) for kind in kinds]

    def validate_registration_number(self, field: Field) -> None:
        """Of the legal form chosen; a branch typed behind it goes to its own field."""
        known = self.kind.data in {kind.value for kind in OrganisationKind}
        if known and not fits(field.data, OrganisationKind(self.kind.data)):
            raise ValidationError(words_for(OrganisationRefusal.NUMBER_WRONG))
        self.branch.data = self.branch.data or field.data.branch

    def draft(self) -> OrganisationDraft:
        """What was written down."""
        return OrganisationDraft(
            registration_number=self.registration_number.data.digits,
            branch=self.branch.data or "",
            kind=OrganisationKind(self.kind.data),
            name_th=self.name_th.data,
            name_en=self.name_en.data or "",
            vat_registered=self.vat_registered.data,
        )


def province_choices() -> list[SelectChoice]:
    """Every province in the reader's language, after an invitation to choose one."""
    names = [SelectChoice(code, name) for code, name in places.provinces(get_locale())]
    return [SelectChoice("", _l("Choose")), *names]


class AddressForm(Form):
    """Where it is and how it is reached."""

    address = NoteField(
        _l("Address"),
        description=_l(
            "Number, street, subdistrict and district. The province and the postcode have fields of their own."
        ),
        validators=[needed(_l("Enter the address.")), at_most(500)],
    )
    province_code = SelectField(_l("Province"), validators=[needed(_l("Choose the province."))])
    postcode = PostcodeField(_l("Postcode"), validators=[needed(_l("Enter the five-digit postcode."))])
    phone = PhoneField(_l("Telephone"), validators=[needed(_l("Enter a telephone number."))])
    email = EmailAddressField(
        _l("E-mail address of the business (optional)"), validators=[at_most(LONGEST_EMAIL)]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.province_code.choices = province_choices()

    def validate_postcode(self, field: Field) -> None:
        """A postcode of that province."""
        if self.province_code.data and not places.has_postcode(self.province_code.data, field.data):
            raise ValidationError(words_for(OrganisationRefusal.PLACE_WRONG))

    def draft(self) -> ContactDraft:
        """What was written down."""
        return ContactDraft(
            address=self.address.data,
            province_code=self.province_code.data,
            postcode=self.postcode.data,
            phone=self.phone.data,
            email=self.email.data or "",
        )


def address_values(organisation: Organisation) -> dict[str, str]:
    """What the address form shows of a stored organisation."""
    names = ("address", "province_code", "postcode", "phone", "email")
    return {name: getattr(organisation, name) for name in names}
