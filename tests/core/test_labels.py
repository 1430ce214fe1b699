"""Every member keeps its own words: what would hide another's is refused where it is registered."""

from __future__ import annotations

from enum import StrEnum

import pytest

from core.labels import Labels, badge_for, member_named, name_of, take_up, words_for


class Weather(StrEnum):
    OPEN = "open"


class Door(StrEnum):
    OPEN = "open"
    SHUT = "shut"


def test_members_of_two_enums_are_not_registered_together() -> None:
    """As keys of one mapping Weather.OPEN and Door.OPEN are equal: the second takes the first one's place."""
    with pytest.raises(ValueError, match="Door, Weather"):
        take_up(Labels({Weather.OPEN: "clear", Door.OPEN: "ajar", Door.SHUT: "shut"}))
    with pytest.raises(ValueError, match="apart"):
        take_up(Labels({Door.SHUT: "shut"}, {Weather.OPEN: "good"}))


def test_a_member_has_one_set_of_words() -> None:
    take_up(Labels({Door.OPEN: "ajar"}, {Door.OPEN: "good"}))
    take_up(Labels({Weather.OPEN: "clear"}))
    assert (words_for(Door.OPEN), words_for(Weather.OPEN)) == ("ajar", "clear")
    assert (badge_for(Door.OPEN), badge_for(Weather.OPEN)) == ("good", "plain")
    with pytest.raises(ValueError, match="Door:open"):
        take_up(Labels({Door.OPEN: "wide"}))
    assert words_for(Door.OPEN) == "ajar"


def test_a_member_is_kept_under_the_name_of_its_enum_wherever_that_is_defined() -> None:
    class Gate(StrEnum):
        SHUT = "shut"

    take_up(Labels({Gate.SHUT: "shut"}))
    assert name_of(Gate.SHUT) == "Gate:shut"
    assert member_named("Gate:shut") is member_named("some.module.Gate:shut") is Gate.SHUT
    assert member_named("Gate:ajar") is member_named("Wall:shut") is member_named("") is None


def test_two_enums_of_one_name_are_not_registered() -> None:
    first, second = (StrEnum("Window", {"SHUT": "shut"}) for _ in range(2))
    take_up(Labels({first.SHUT: "shut"}))
    with pytest.raises(ValueError, match="another enum is named Window"):
        take_up(Labels({second.SHUT: "shut"}))
