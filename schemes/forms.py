"""The form of a scheme and of its terms: shape and parsing."""

from __future__ import annotations

from enum import StrEnum
from itertools import pairwise
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, SelectChoice, SelectField

from core.labels import words_for
from core.money import Money
from core.thai import places
from projects.forms import NAME, choices_of
from projects.rules import ProjectReason
from schemes.rules import LONGEST_DAYS, SchemeDraft, Terms, TierDraft
from schemes.states import PayeeMode, Sector, SmeSize
from schemes.terms.forms import LIMIT_FIELD_OF, LimitsFields, limits_form_values
from schemes.terms.templates.reader import Template, templates
from web.forms.fields import (
    ChecksField,
    CountField,
    DayField,
    MoneyField,
    NoteField,
    PercentField,
    TextField,
    at_most,
    needed,
)


def _share(size: SmeSize) -> PercentField:
    return PercentField(_l("State's share (in percent)"), id=f"{size.value}_share")


TERMS_FIELD_OF: dict[StrEnum, str] = {
    ProjectReason.WINDOWS_OUT_OF_ORDER: "applies_until",
    ProjectReason.OUTSIDE_PROJECT_PERIOD: "applies_from",
    ProjectReason.NO_TIER: "micro_share",
    ProjectReason.NO_SERVICE_CATEGORY: "categories",
} | LIMIT_FIELD_OF
"""Beside which field a refusal of terms stands."""


class TermsForm(LimitsFields):
    payee_mode = RadioField(_l("Who is paid"), validators=[needed(_l("Choose who is paid"))])
    applies_from = DayField(_l("Applications from"), validators=[needed(_l("Enter the first day"))])
    applies_until = DayField(_l("Applications until"), validators=[needed(_l("Enter the last day"))])
    delivers_until = DayField(
        _l("Services delivered until"), validators=[needed(_l("Enter the last day of delivery"))]
    )
    coupon_valid_days = CountField(
        _l("Days a coupon is valid"),
        validators=[needed(_l("Enter the number of days"))],
        least=1,
        most=LONGEST_DAYS,
    )
    delivery_days = CountField(
        _l("Days to deliver after the price is agreed"),
        validators=[needed(_l("Enter the number of days"))],
        least=1,
        most=LONGEST_DAYS,
    )
    max_open_coupons = CountField(
        _l("Coupons that one SME may have at the same time"),
        validators=[needed(_l("Enter a number"))],
        least=1,
        most=20,
    )
    micro_share = _share(SmeSize.MICRO)
    micro_cap = MoneyField(_l("Cap (baht)"))
    small_share = _share(SmeSize.SMALL)
    small_cap = MoneyField(_l("Cap (baht)"))
    medium_share = _share(SmeSize.MEDIUM)
    medium_cap = MoneyField(_l("Cap (baht)"))
    categories = ChecksField(
        _l("Services the coupon buys"),
        coerce=int,
        validators=[needed(_l("Choose at least one kind of service."))],
    )
    sectors = ChecksField(_l("Only these sectors"), description=_l("If you choose none, all are included."))
    provinces = ChecksField(
        _l("Only these provinces"), description=_l("If you choose none, all are included.")
    )

    def __init__(self, *args: Any, categories: list[tuple[int, str]], locale: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.categories.choices = [SelectChoice(*category) for category in categories]
        self.payee_mode.choices = choices_of(PayeeMode)
        self.sectors.choices = choices_of(Sector)
        self.offer_periods(locale)
        self.provinces.choices = [SelectChoice(*province) for province in places.provinces(locale)]

    def tier_rows(self) -> list[tuple[SmeSize, Field, Field]]:
        """Each size with its two fields."""
        return [(size, self[f"{size.value}_share"], self[f"{size.value}_cap"]) for size in SmeSize]

    def validate(self, extra_validators: Any = None) -> bool:
        """Shape, then what only whole tiers and windows can tell, each beside its field."""
        good = bool(super().validate(extra_validators))
        return all((good, self._tiers_are_whole(), self._windows_run_forward()))

    def _tiers_are_whole(self) -> bool:
        good = True
        filled = False
        for _size, share, cap in self.tier_rows():
            if share.errors or cap.errors:
                good = False
            elif (share.data is None) != (cap.data is None):
                late = share if share.data is None else cap
                late.errors = [*late.errors, _("Enter both the share and the cap, or neither")]
                good = False
            filled = filled or share.data is not None
        if not filled and good:
            self.micro_share.errors = [words_for(ProjectReason.NO_TIER)]
            return False
        return good

    def _windows_run_forward(self) -> bool:
        good = True
        for earlier, later in pairwise((self.applies_from, self.applies_until, self.delivers_until)):
            if earlier.data and later.data and later.data < earlier.data:
                later.errors = [*later.errors, words_for(ProjectReason.WINDOWS_OUT_OF_ORDER)]
                good = False
        return good

    def terms(self) -> dict[str, Any]:
        """What was written down, by the names of `schemes.rules.Terms`."""
        return {
            "payee_mode": PayeeMode(self.payee_mode.data),
            "applies_from": self.applies_from.data,
            "applies_until": self.applies_until.data,
            "delivers_until": self.delivers_until.data,
            "coupon_valid_days": self.coupon_valid_days.data,
            "delivery_days": self.delivery_days.data,
            "max_open_coupons": self.max_open_coupons.data,
            "tiers": tuple(
                TierDraft(size, share.data, cap.data)
                for size, share, cap in self.tier_rows()
                if share.data is not None
            ),
            "category_ids": frozenset(self.categories.data),
            "sectors": frozenset(Sector(value) for value in self.sectors.data or ()),
            "provinces": frozenset(self.provinces.data or ()),
            "limits": self.limits(),
        }


class SchemeForm(TermsForm):
    code = TextField(
        _l("Code"), validators=[needed(_l("Enter a code, for example, TRAIN-2570")), at_most(40)]
    )
    name_th = TextField(_l("Name in Thai"), validators=[needed(_l("Enter the name in Thai")), NAME])
    name_en = TextField(_l("Name in English"), validators=[needed(_l("Enter the name in English")), NAME])
    purpose_th = NoteField(
        _l("Purpose in Thai"), validators=[needed(_l("Enter the purpose in Thai")), at_most(4000)]
    )
    purpose_en = NoteField(
        _l("Purpose in English"), validators=[needed(_l("Enter the purpose in English")), at_most(4000)]
    )
    line_id = SelectField(_l("Budget line"), validate_choice=True)

    def __init__(self, *args: Any, lines: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.line_id.choices = [SelectChoice(*line) for line in lines]

    def draft(self) -> SchemeDraft:
        """What was written down."""
        return SchemeDraft(
            code=self.code.data,
            name_th=self.name_th.data,
            name_en=self.name_en.data,
            purpose_th=self.purpose_th.data,
            purpose_en=self.purpose_en.data,
            line_id=int(self.line_id.data) if self.line_id.data else None,
            **self.terms(),
        )


def form_of_template(key: str) -> tuple[Template | None, dict[str, Any]]:
    """The template of that key, and what the form begins with: what is not stated is left to who drafts."""
    template = templates().get(key)
    if template is None:
        return None, {}
    tiers: dict[str, Any] = {}
    for size, share in template.shares.items():
        tiers[f"{size.value}_share"] = share
        tiers[f"{size.value}_cap"] = template.cap
    single = {name: getattr(template, name) for name in _OF_TEMPLATE}
    found = {name: value for name, value in (single | tiers).items() if value is not None}
    return template, found | limits_form_values(template.limits)


_OF_TEMPLATE = (
    "name_th",
    "name_en",
    "payee_mode",
    "applies_from",
    "applies_until",
    "delivers_until",
    "coupon_valid_days",
    "delivery_days",
    "max_open_coupons",
)
"""What a template and the form call alike."""


def template_choices() -> list[Template]:
    """The templates that a new scheme may begin with."""
    return list(templates().values())


def scheme_form_values(draft: SchemeDraft) -> dict[str, Any]:
    """A stored scheme as the form shows it."""
    return {
        "code": draft.code,
        "name_th": draft.name_th,
        "name_en": draft.name_en,
        "purpose_th": draft.purpose_th,
        "purpose_en": draft.purpose_en,
        "line_id": str(draft.line_id or ""),
    } | terms_form_values(draft)


def terms_form_values(draft: Terms) -> dict[str, Any]:
    """Stored terms as the form shows them."""
    tiers: dict[str, Any] = {}
    for tier in draft.tiers:
        tiers[f"{tier.size.value}_share"] = tier.share_bp
        tiers[f"{tier.size.value}_cap"] = Money(tier.cap.satang)
    return {
        "payee_mode": draft.payee_mode.value,
        "applies_from": draft.applies_from,
        "applies_until": draft.applies_until,
        "delivers_until": draft.delivers_until,
        "coupon_valid_days": draft.coupon_valid_days,
        "delivery_days": draft.delivery_days,
        "max_open_coupons": draft.max_open_coupons,
        "categories": sorted(draft.category_ids),
        "sectors": sorted(sector.value for sector in draft.sectors),
        "provinces": sorted(draft.provinces),
        **limits_form_values(draft.limits),
    } | tiers
