"""Provinces of Thailand by their two-digit DOPA code, from geothai's data; addresses as they are written."""

from __future__ import annotations

import re
from functools import cache

import geothai

from core.thai.writing import is_thai, thai_sort_key

BANGKOK_CODE = "10"
_SHORT = {"ต": "ตำบล", "อ": "อำเภอ"}
_SHORTENED = re.compile(r"(?<![ก-๙.])([ตอ])\.\s*")


def province_name(code: str, locale: object = "th") -> str:
    """The province in the reader's language; the code itself for one that is not known."""
    province = geothai.province(code)
    if province is None:
        return code
    return province.name_th if is_thai(locale) else province.name_en


def written_address(typed: str, code: str, postcode: str, locale: object = "th") -> str:
    """An address on one line: what was typed, the province, the postcode.

    Thai says ตำบล and อำเภอ also where ต. and อ. were typed, and จังหวัด before the province, except before กรุงเทพมหานคร.
    """
    line, province = " ".join(typed.split()), province_name(code, locale)
    if not is_thai(locale):
        return ", ".join(filter(None, (line, f"{province} {postcode}".strip())))
    line = _SHORTENED.sub(lambda short: _SHORT[short[1]], line)
    named = f"จังหวัด{province}" if province and code != BANGKOK_CODE else province
    return " ".join(filter(None, (line, named, postcode)))


@cache
def _sorted(thai: bool) -> tuple[tuple[str, str], ...]:
    names = [(each.code, each.name_th if thai else each.name_en) for each in geothai.provinces()]
    return tuple(sorted(names, key=lambda name: thai_sort_key(name[1])))


def provinces(locale: object = "th") -> tuple[tuple[str, str], ...]:
    """All provinces as (code, name), in dictionary order of the reader's language."""
    return _sorted(is_thai(locale))


def is_province(code: str) -> bool:
    """Whether the code is one of a province."""
    return geothai.province(code) is not None


def provinces_of_postcode(postcode: str) -> frozenset[str]:
    """The codes of the provinces in which some place has the five-digit postcode; none for one that nobody has."""
    return frozenset(place.province_code for place in geothai.by_postal_code(postcode))


def has_postcode(code: str, postcode: str) -> bool:
    """Whether some place in that province has the five-digit postcode."""
    return code in provinces_of_postcode(postcode)
