"""The pages of a provider's registration and catalogue, as forms: shape and parsing."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, SelectChoice, SelectField
from wtforms.validators import ValidationError

from core.labels import words_for
from core.money import ZERO, Money
from providers.rules import LONGEST_SERVICE_DAYS, ProviderReason, ServiceDraft
from web import Form
from web.forms.fields import (
    CountField,
    DayField,
    MoneyField,
    NoteField,
    TextField,
    UploadsField,
    at_most,
    needed,
)

Choices = list[tuple[int, str]]


class ProfileForm(Form):
    profile_th = NoteField(
        _l("About you, in Thai"),
        description=_l("Who you are and what you do well. SMEs read this when they compare providers."),
        validators=[needed(_l("Describe your business in Thai.")), at_most(4000)],
    )
    profile_en = NoteField(_l("About you, in English (optional)"), validators=[at_most(4000)])
    track_record = NoteField(
        _l("Track record"),
        description=_l("Similar work in the last three years, with customers and years."),
        validators=[needed(_l("Enter your track record.")), at_most(4000)],
    )


class AccreditationForm(Form):
    """What proves that a provider may offer one kind of service."""

    accreditation = TextField(
        _l("Accreditation (if there is one)"),
        description=_l(
            "Its name and number, for example, ISO/IEC 17025 ทดสอบ 0123. Needed for testing and certification."
        ),
        validators=[at_most(200)],
    )
    valid_until = DayField(_l("Valid until (if accredited)"), description=_l("For example, 31/12/2027"))
    file = UploadsField(_l("File that proves the accreditation"), most=1)

    @property
    def document(self) -> tuple[str, bytes] | None:
        """The file sent, as (name, content)."""
        return next(((upload.file_name, upload.content) for upload in self.file.uploads), None)


class CategoryForm(AccreditationForm):
    """The same for a kind of service that is chosen with it."""

    category = RadioField(
        _l("Kind of service"), coerce=int, validators=[needed(_l("Choose the kind of service."))]
    )

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.category.choices = [SelectChoice(*choice) for choice in choices]


class ServiceForm(Form):
    category = SelectField(
        _l("Kind of service"), coerce=int, validators=[needed(_l("Choose the kind of service."))]
    )
    name_th = TextField(_l("Name in Thai"), validators=[needed(_l("Enter the name in Thai.")), at_most(300)])
    name_en = TextField(
        _l("Name in English"), validators=[needed(_l("Enter the name in English.")), at_most(300)]
    )
    description_th = NoteField(_l("Description in Thai (optional)"), validators=[at_most(4000)])
    description_en = NoteField(_l("Description in English (optional)"), validators=[at_most(4000)])
    deliverables = NoteField(
        _l("What the customer receives"),
        description=_l("For example, a test report, a certificate, the source code, photographs."),
        validators=[needed(_l("Enter what the customer receives.")), at_most(4000)],
    )
    price_from = MoneyField(
        _l("Lowest price, VAT included"), validators=[needed(_l("Enter the lowest price."))]
    )
    price_to = MoneyField(
        _l("Highest price, VAT included"), validators=[needed(_l("Enter the highest price."))]
    )
    duration_days = CountField(
        _l("Duration in days"),
        validators=[needed(_l("Enter how many days it takes."))],
        least=1,
        most=LONGEST_SERVICE_DAYS,
    )

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.category.choices = [SelectChoice(*choice) for choice in choices]

    def validate_price_from(self, field: Field) -> None:
        """More than nothing."""
        if field.data is not None and field.data <= ZERO:
            raise ValidationError(words_for(ProviderReason.PRICE_RANGE_BACKWARDS))

    def validate_price_to(self, field: Field) -> None:
        """Not below the lowest."""
        if field.data is not None and self.price_from.data is not None and field.data < self.price_from.data:
            raise ValidationError(words_for(ProviderReason.PRICE_RANGE_BACKWARDS))

    def draft(self) -> ServiceDraft:
        """What was written down."""
        return ServiceDraft(
            category_id=self.category.data,
            name_th=self.name_th.data,
            name_en=self.name_en.data,
            description_th=self.description_th.data or "",
            description_en=self.description_en.data or "",
            deliverables=self.deliverables.data,
            price_from=self.price_from.data,
            price_to=self.price_to.data,
            duration_days=self.duration_days.data,
        )


def service_values(draft: ServiceDraft) -> dict[str, Any]:
    """A stored service as the form shows it."""
    names = ("name_th", "name_en", "description_th", "description_en", "deliverables", "duration_days")
    return {name: getattr(draft, name) for name in names} | {
        "category": draft.category_id,
        "price_from": Money(draft.price_from.satang),
        "price_to": Money(draft.price_to.satang),
    }


class ValidityForm(Form):
    valid_until = DayField(
        _l("Approved until"), validators=[needed(_l("Enter the end date of the approval."))]
    )
