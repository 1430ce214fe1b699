"""Thai first, English one click away. The choice is kept as web/preferences.py keeps it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from flask import Flask, g
from flask_babel import Babel
from markupsafe import Markup

from core.clock import bangkok_date
from core.labels import badge_for, words_for
from core.money import Money
from core.thai import places
from core.thai import writing as thai
from core.typed.accounts import account_shown
from core.typed.figures import figure
from core.typed.telephones import phone_link, phone_shown
from core.typed.thirteen import number_kind
from web import preferences


def chosen() -> str:
    """The language of this request: asked for, else kept, else Thai."""
    return preferences.chosen("lang")


def localized(thing: Any, stem: str) -> str:
    """`name_th` or `name_en` of a row or fact, by the reader's language; the other when that one is empty."""
    first, second = ("th", "en") if g.get("locale", chosen()) == "th" else ("en", "th")
    return str(getattr(thing, f"{stem}_{first}") or getattr(thing, f"{stem}_{second}"))


def fiscal_year(year: int) -> str:
    """A fiscal year of พ.ศ. in the reader's calendar."""
    return thai.fiscal_year(year, g.get("locale", "th"))


def init_app(app: Flask) -> None:
    """Catalogues and filters."""
    folder = str(Path(app.root_path) / "translations")
    Babel(
        app,
        locale_selector=lambda: g.get("locale") or chosen(),
        timezone_selector=lambda: "Asia/Bangkok",
        default_translation_directories=folder,
    )

    @app.before_request
    def set_locale() -> None:
        g.locale = chosen()

    filters = app.jinja_env.filters
    filters["money"] = lambda amount: str(Money(amount) if isinstance(amount, int) else amount)
    filters["baht"] = lambda amount: (Money(amount) if isinstance(amount, int) else amount).short()
    filters["be_date"] = _be_date
    filters["be_datetime"] = lambda moment: thai.be_datetime(moment, g.get("locale", "th")) if moment else ""
    filters["figure"] = lambda number: "" if number is None else figure(number)
    filters["fiscal_year"] = fiscal_year
    filters["year"] = lambda year: thai.shown_year(year, g.get("locale", "th"))
    filters["label"] = words_for
    filters["badge"] = badge_for
    filters["province"] = lambda code: places.province_name(code, g.get("locale", "th"))
    filters["address"] = lambda of: places.written_address(
        of.address, of.province_code, of.postcode, g.get("locale", "th")
    )
    filters["thirteen_digits"] = thai.grouped_thirteen_digits
    filters["number_kind"] = number_kind
    filters["phone_link"] = phone_link
    filters["phone"] = lambda kept: phone_shown(kept or "", g.get("locale", "th"))
    filters["bank_account"] = lambda number: Markup('<span class="whole">{}</span>').format(
        account_shown(number)
    )
    filters["file_size"] = _file_size
    app.jinja_env.globals["localized"] = localized
    app.context_processor(lambda: {"locale": g.get("locale", "th")})


def _be_date(day: date | datetime | None, long: bool = False) -> str | Markup:
    """A day in the reader's language; a moment as the day that it was in Bangkok."""
    if day is None:
        return ""
    if isinstance(day, datetime):
        day = bangkok_date(day)
    return thai.be_date(day, g.get("locale", "th"), long=long)


def _file_size(size: int) -> str:
    """Bytes as people read them in either language: whole kilobytes, megabytes with one decimal; one word."""
    kilobytes = -(-size // 1024)
    return f"{kilobytes:,}\u00a0KB" if kilobytes < 1024 else f"{size // 104_858 / 10:.1f}\u00a0MB"
