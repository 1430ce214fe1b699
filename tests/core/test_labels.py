"""Every member keeps its own words: what would hide another's is refused where it is registered."""

from __future__ import annotations

from enum import StrEnum

import pytest

from core.labels import badge_for, register_labels, words_for


class Weather(StrEnum):
    OPEN = "open"


class Door(StrEnum):
    OPEN = "open"
    SHUT = "shut"


def test_members_of_two_enums_are_not_registered_together() -> None:
    """As keys of one mapping Weather.OPEN and Door.OPEN are equal: the second takes the first one's place."""
    with pytest.raises(ValueError, match="Door, Weather"):
        register_labels({Weather.OPEN: "clear", Door.OPEN: "ajar", Door.SHUT: "shut"})
    with pytest.raises(ValueError, match="apart"):
        register_labels({Door.SHUT: "shut"}, {Weather.OPEN: "good"})


def test_a_member_has_one_set_of_words() -> None:
    register_labels({Door.OPEN: "ajar"}, {Door.OPEN: "good"})
    register_labels({Weather.OPEN: "clear"})
    assert (words_for(Door.OPEN), words_for(Weather.OPEN)) == ("ajar", "clear")
    assert (badge_for(Door.OPEN), badge_for(Weather.OPEN)) == ("good", "plain")
    with pytest.raises(ValueError, match="Door:open"):
        register_labels({Door.OPEN: "wide"})
    assert words_for(Door.OPEN) == "ajar"
