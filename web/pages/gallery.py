"""The living gallery: every component in every state, and the four faces made of them. Demo mode only.

The samples are made up and touch no database. tests/house/test_components.py holds that nothing under
templates/components is missing here.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from werkzeug.wrappers import Response
from wtforms import (
    BooleanField,
    Form,
    MultipleFileField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.widgets import CheckboxInput, ListWidget

from core.labels import Labels
from core.money import Money
from core.pdf.qr import qr_svg
from core.settings.contact import HELP_TELEPHONE
from core.thai.tile_map import TILES
from web.access import public
from web.edge.headers import allow_scanning
from web.errors import PAGES
from web.lists.paging import PAGE_SIZE

blueprint = Blueprint("gallery", __name__, url_prefix="/gallery")


SAMPLE_DAY = date(2026, 11, 22)


SAMPLE_MOMENT = datetime(2026, 11, 22, 2, 30, tzinfo=UTC)


SAMPLE_CODE = "7Q4M2K9XW3HTB6RD"


SAMPLE_QR = f"HTTPS://SME.EXAMPLE/C/{SAMPLE_CODE}/J5TNK2Q7RWXBA"


SAMPLE_VERSION = "sample"


class SampleState(StrEnum):
    """A state machine's state, to show how one is worded and coloured."""

    ISSUED = "issued"


class SampleForm(Form):  # type: ignore[misc]  # WTForms carries no types
    """One field of each kind, so that each is seen with a hint, a value and an error."""

    trade_name = StringField(_l("Trade name"), description=_l("As on the certificate of registration."))
    price = StringField(_l("Price including VAT"))
    service = SelectField(
        _l("Service"),
        choices=[
            SelectChoice("label", _l("Nutrition label test")),
            SelectChoice("shelf", _l("Shelf life test")),
        ],
    )
    size = RadioField(
        _l("Size of the business"),
        choices=[
            SelectChoice("micro", _l("Micro")),
            SelectChoice("small", _l("Small")),
            SelectChoice("medium", _l("Medium")),
        ],
    )
    needs = SelectMultipleField(
        _l("What do you need?"),
        choices=[
            SelectChoice("training", _l("Training")),
            SelectChoice("testing", _l("Testing and certification")),
            SelectChoice("design", _l("Design")),
        ],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    story = TextAreaField(_l("What should change for your business?"))
    password = PasswordField(_l("Password"))
    truth = BooleanField(_l("What I have entered is true."))
    evidence = MultipleFileField(_l("Evidence of the service"))


def _sample_form() -> SampleForm:
    """Some fields filled, some wrong, as a person gets it back."""
    form = SampleForm(
        data={"trade_name": "ข้าวแต๋นทวีพรรณ", "price": "42,000.00", "size": "small", "needs": ["testing"]}
    )
    form.price.errors = [_("Enter the price in baht, for example, 42,000.00.")]
    form.service.errors = [_("Choose a service.")]
    form.size.errors = [_("Choose the size of the business.")]
    return form


def _pays(collect: Money, *, reimburses: bool) -> SimpleNamespace:
    """What the components are given of a price: 42,000 baht, of which the state's part is 33,600."""
    price, subsidy = Money.baht(42_000), Money.baht(33_600)
    return SimpleNamespace(
        price=price, subsidy=subsidy, own=price - subsidy, collect=collect, reimburses=reimburses
    )


def _money_parts() -> list[dict[str, Any]]:
    """420 million baht in their parts."""
    amounts = {
        "paid": (_("Paid"), 187_900_000),
        "bank": (_("With the bank"), 4_800_000),
        "due": (_("Used, not yet paid"), 12_400_000),
        "held": (_("Reserved"), 31_700_000),
        "open": (_("Committed to coupons"), 81_600_000),
        "free": (_("Left"), 101_600_000),
    }
    return [
        {"label": label, "amount": Money.baht(baht), "shade": shade}
        for shade, (label, baht) in amounts.items()
    ]


def _samples() -> dict[str, Any]:
    """What every gallery page reads."""
    return {
        "baht": Money.baht,
        "pays": _pays(Money.baht(8_400), reimburses=False),
        "pays_back": _pays(Money.baht(42_000), reimburses=True),
        "money_of": Money,
        "day": SAMPLE_DAY,
        "at": SAMPLE_MOMENT,
        "code": SAMPLE_CODE,
        "telephone": HELP_TELEPHONE,
        "qr": Markup(qr_svg(SAMPLE_QR, _("QR code of this coupon"))),  # noqa: S704 - drawn by us from a constant
        "sample_state": SampleState.ISSUED,
        "sample_scheme": SimpleNamespace(
            scheme=SimpleNamespace(
                name_th="คูปองทดสอบผลิตภัณฑ์", name_en="Product testing coupon", state=SampleState.ISSUED
            ),
            applies_from=SAMPLE_DAY,
            applies_until=SAMPLE_DAY,
        ),
        "scheme_to_come": SimpleNamespace(
            scheme=SimpleNamespace(
                name_th="คูปองออกแบบบรรจุภัณฑ์", name_en="Packaging design coupon", state="open"
            ),
            applies_from=SAMPLE_DAY + timedelta(days=10),
            applies_until=SAMPLE_DAY + timedelta(days=40),
        ),
        "sample_tiles": [
            (tile, Money.baht(place * 250_000), min(place // 16, 4)) for place, tile in enumerate(TILES)
        ],
        "money_parts": _money_parts(),
        "version": SAMPLE_VERSION,
        "locale": str(get_locale()),
        "signed_in": None,
        "navigation": [],
    }


@blueprint.get("/")
@public
def index() -> str:
    """Every component, in every state."""
    allow_scanning()
    return render_template(
        "gallery/index.html",
        **_samples(),
        form=_sample_form(),
        clean_form=SampleForm(),
        most_together=PAGE_SIZE,
    )


@blueprint.post("/")
@public
def pressed() -> Response:
    """Buttons of the gallery do nothing, and say so."""
    flash(_("This is a sample: nothing was changed."), "info")
    return redirect(url_for("gallery.index"))


def _person(name: str, role: str, organisation: str | None = None) -> dict[str, Any]:
    choices = [
        {"label": organisation, "url": url_for("gallery.pressed"), "current": True},
        {"label": "หจก. ออกแบบบรรจุภัณฑ์อีสาน", "url": url_for("gallery.pressed"), "current": False},
    ]
    return {
        "name": name,
        "role_label": role,
        "organisation_name": organisation,
        "choices": choices if organisation else [],
    }


def _tabs() -> list[dict[str, Any]]:
    return [
        {"label": _("Home"), "url": "#", "icon": "home", "count": 1, "current": False},
        {"label": _("My coupons"), "url": "#", "icon": "ticket", "count": 0, "current": True},
        {"label": _("Providers"), "url": "#", "icon": "search", "count": 0, "current": False},
        {"label": _("Business"), "url": "#", "icon": "shop", "count": 0, "current": False},
    ]


def _desk_menu() -> list[dict[str, Any]]:
    entries = [
        (_("My work"), 7),
        (_("Applications"), 0),
        (_("Providers"), 0),
        (_("Evidence to check"), 3),
        (_("Payment batches"), 1),
        (_("Bank reconciliation"), 0),
        (_("Projects and budget"), 0),
        (_("Reports"), 0),
    ]
    return [
        {"label": label, "url": "#", "count": count, "current": number == 4}
        for number, (label, count) in enumerate(entries)
    ]


@blueprint.get("/phone")
@public
def phone() -> str:
    """The SME's phone: a price to confirm, and the coupon."""
    person = _person("ทวีพรรณ แก้วมา", _("Owner"), "บจก. ข้าวแต๋นทวีพรรณ")
    return render_template("gallery/phone.html", **_samples() | {"signed_in": person, "navigation": _tabs()})


@blueprint.get("/counter")
@public
def counter() -> str:
    """The provider's counter: the camera, then what the coupon is good for."""
    allow_scanning()
    person = _person("สมชาย ใจดี", _("Cashier"))
    return render_template("gallery/counter.html", **_samples() | {"signed_in": person}, form=SampleForm())


@blueprint.get("/desk")
@public
def desk() -> str:
    """An officer's page: one payment batch to approve."""
    person = _person("อรุณี วงศ์ไทย", _("Payment approver"))
    return render_template(
        "gallery/staff.html", **_samples() | {"signed_in": person, "navigation": _desk_menu()}
    )


@blueprint.get("/home")
@public
def home() -> str:
    """The public's front page."""
    return render_template("gallery/home.html", **_samples())


@blueprint.get("/errors/<int:status>")
@public
def error_page(status: int) -> tuple[str, int]:
    """One error page as a visitor meets it."""
    if status not in PAGES:
        abort(404)
    return render_template(f"errors/{status}.html", **_samples()), 200


@blueprint.get("/consent-version")
@public
def consent_version() -> Response:
    """What consent.js asks: the sample never changes, but is drawn again when its time runs out."""
    return jsonify(version=SAMPLE_VERSION, url=url_for("gallery.consent_fragment"))


@blueprint.get("/consent-fragment")
@public
def consent_fragment() -> str:
    """The inside of the consent panel."""
    return render_template("gallery/_consent.html", **_samples())


@blueprint.get("/progress-state")
@public
def progress_state() -> Response:
    """What progress.js asks: always at the same point."""
    return jsonify(
        state="running", done=1240, total=4000, text=_("%(done)s of %(total)s", done="1,240", total="4,000")
    )


LABELS = (Labels({SampleState.ISSUED: _l("Ready to use")}, {SampleState.ISSUED: "good"}),)
