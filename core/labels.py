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
    """Add a room's words (lazy texts, which may hold %(fact)s placeholders) and badges."""
    for member, text in words.items():
        _WORDS[_key(member)] = text
    for member, badge in (badges or {}).items():
        _BADGES[_key(member)] = badge


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
