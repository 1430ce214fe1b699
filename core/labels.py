"""The words and the badge of every enum member, registered by each room's labels.py."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Literal

Badge = Literal["good", "wait", "bad", "brand", "plain"]

_Key = tuple[type[StrEnum], str]
"""Members of different enums may share a value, and then compare equal; the class is part of the key."""

_WORDS: dict[_Key, Any] = {}
_BADGES: dict[_Key, Badge] = {}


def _key(member: StrEnum) -> _Key:
    return type(member), member.value


def register_labels(words: Mapping[Any, Any], badges: Mapping[Any, Badge] | None = None) -> None:
    """Add the words (lazy texts, which may hold %(fact)s placeholders) and badges of the members of one enum.

    One call for each enum: as keys of one mapping, members of two that share a value are equal, and one of them
    would lose its words unnoticed. ValueError for members of several enums, and for one that has words already.
    """
    badges = badges or {}
    kinds = {type(member).__qualname__ for member in (*words, *badges)}
    if len(kinds) > 1:
        raise ValueError(f"register the words of each enum apart: {', '.join(sorted(kinds))}")
    if twice := [name_of(member) for member in words if has_words(member)]:
        raise ValueError(f"has words already: {', '.join(twice)}")
    _WORDS.update({_key(member): text for member, text in words.items()})
    _BADGES.update({_key(member): badge for member, badge in badges.items()})


def words_for(member: StrEnum, **facts: Any) -> str:
    """The member in the reader's language. KeyError when a room forgot it: a house test walks all enums."""
    text = str(_WORDS[_key(member)])
    return text % facts if facts else text


def name_of(member: StrEnum) -> str:
    """A member by a name that can be kept, so that its words are found again in whatever language asks."""
    return f"{type(member).__module__}.{type(member).__qualname__}:{member.value}"


def member_named(name: str) -> StrEnum | None:
    """The member that was kept under that name; None when this code no longer has it."""
    kinds = {f"{kind.__module__}.{kind.__qualname__}:{value}": kind(value) for kind, value in _WORDS}
    return kinds.get(name)


def badge_for(member: StrEnum) -> Badge:
    """The badge of a state; plain when the room gave none."""
    return _BADGES.get(_key(member), "plain")


def has_words(member: StrEnum) -> bool:
    """Whether the room gave the member words; for the house test."""
    return _key(member) in _WORDS
