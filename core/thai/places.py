"""Provinces of Thailand by their two-digit DOPA code, from geothai's data."""

from __future__ import annotations

from functools import cache

import geothai

from core.thai.writing import is_thai, thai_sort_key


def province_name(code: str, locale: object = "th") -> str:
    """The province in the reader's language; the code itself for one that is not known."""
    province = geothai.province(code)
    if province is None:
        return code
    return province.name_th if is_thai(locale) else province.name_en


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
