"""Reads the files of templates, whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from core.money import Money
from schemes.states import CapPeriod, PayeeMode, SmeSize
from schemes.terms.rules import Limits

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Reading:
    """Where we read what is not said in so many words, for whoever drafts."""

    words_th: str
    words_en: str


@dataclass(frozen=True, slots=True)
class Template:
    """What is stated of a scheme; None is not stated. Shares in basis points."""

    key: str
    name_th: str
    name_en: str
    source: str
    readings: tuple[Reading, ...]
    shares: Mapping[SmeSize, int | None]
    cap: Money | None
    limits: Limits
    applies_from: date | None
    applies_until: date | None
    delivers_until: date | None
    coupon_valid_days: int | None
    delivery_days: int | None
    max_open_coupons: int | None
    payee_mode: PayeeMode | None
    stated: Mapping[str, Any]
    """The file itself: also what no field of our terms takes."""


@cache
def templates() -> Mapping[str, Template]:
    """All templates, by key. Raises ValueError for a file that says what terms cannot."""
    found = (read(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.json")))
    return {each.key: each for each in found}


def read(text: str) -> Template:
    """One template."""
    stated = json.loads(text)
    return Template(
        key=stated["key"],
        name_th=stated["name_th"],
        name_en=stated["name_en"],
        source=stated["source"],
        readings=tuple(Reading(**each) for each in stated["readings"]),
        shares={SmeSize(size): _basis_points(share) for size, share in stated["shares"].items()},
        cap=_money(stated["cap"]),
        limits=_limits(stated["limits"]),
        **{name: _day(stated[name]) for name in ("applies_from", "applies_until", "delivers_until")},
        **{name: stated[name] for name in ("coupon_valid_days", "delivery_days", "max_open_coupons")},
        payee_mode=PayeeMode(stated["payee_mode"]) if stated["payee_mode"] else None,
        stated=stated,
    )


def _limits(stated: Mapping[str, Any]) -> Limits:
    period = stated["sme_cap_period"]
    return Limits(
        price_cap_satang=_satang(stated["price_cap"]),
        least_own_satang=_satang(stated["least_own"]),
        least_own_bp=_basis_points(stated["least_own_share"]),
        max_awards=stated["max_awards"],
        max_per_category=stated["max_per_category"],
        awards_years=stated["awards_years"],
        sme_cap_satang=_satang(stated["sme_cap"]),
        sme_cap_period=CapPeriod(period) if period else None,
        sme_cap_years=stated["sme_cap_years"],
        sme_cap_month=stated["sme_cap_month"],
    )


def _basis_points(percent: float | None) -> int | None:
    if percent is None:
        return None
    if not 0 <= percent <= 100:
        raise ValueError(f"a share lies between 0 and 100 per cent, not at {percent}")
    return round(percent * 100)


def _money(baht: int | None) -> Money | None:
    return None if baht is None else Money.baht(baht)


def _satang(baht: int | None) -> int | None:
    return None if baht is None else Money.baht(baht).satang


def _day(iso: str | None) -> date | None:
    return None if iso is None else date.fromisoformat(iso)
