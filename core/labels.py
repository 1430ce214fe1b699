"""The words and the badge of every enum member, as each package's labels.py gives them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

Badge = Literal["good", "wait", "bad", "brand", "plain"]

_Key = tuple[type[StrEnum], str]
"""Members of different enums may share a value, and then compare equal; the class is part of the key."""

_KINDS: dict[str, type[StrEnum]] = {}
"""The enums that have words, by the name under which rows keep their members."""
_WORDS: dict[_Key, Any] = {}
_BADGES: dict[_Key, Badge] = {}


def _key(member: StrEnum) -> _Key:
    return type(member), member.value


@dataclass(frozen=True, slots=True)
class Labels:
    """The words (lazy texts, which may hold %(fact)s placeholders) and badges of the members of one enum.

    One value for each enum: as keys of one mapping, members of two that share a value are equal, and one of them
    would lose its words unnoticed. ValueError for members of several enums.
    """

    words: Mapping[Any, Any]
    badges: Mapping[Any, Badge] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse members of several enums."""
        if len(kinds := self.kinds) > 1:
            names = sorted(kind.__name__ for kind in kinds)
            raise ValueError(f"give the words of each enum apart: {', '.join(names)}")

    @property
    def kinds(self) -> set[type[StrEnum]]:
        """The enum whose members have words or badges here."""
        return {type(member) for member in (*self.words, *self.badges)}


@dataclass(frozen=True, slots=True)
class Notices:
    """The words of notices by kind (`application.approved`): lazy texts, with %(fact)s placeholders.

    `readers` word the facts of these names in the reader's language, such as a bank's reason kept as its code.
    """

    group: StrEnum
    words: Mapping[str, Any]
    readers: Mapping[str, Callable[[str], str]] = field(default_factory=dict)


def take_up(labels: Labels) -> None:
    """Know these words from now on.

    ValueError for a member that has words already, and for an enum that is named as another: rows keep members
    under the name of their enum.
    """
    for kind in labels.kinds:
        if _KINDS.setdefault(kind.__name__, kind) is not kind:
            raise ValueError(f"another enum is named {kind.__name__} too")
    if twice := [name_of(member) for member in labels.words if has_words(member)]:
        raise ValueError(f"has words already: {', '.join(twice)}")
    _WORDS.update({_key(member): text for member, text in labels.words.items()})
    _BADGES.update({_key(member): badge for member, badge in labels.badges.items()})


def closed_lists() -> Mapping[str, type[StrEnum]]:
    """The enums that have words, by name: templates compare with their members."""
    return dict(_KINDS)


def words_for(member: StrEnum, **facts: Any) -> str:
    """The member in the reader's language. KeyError when no package has registered it: a house test walks all enums."""
    text = _WORDS[_key(member)]
    return str(text % facts if facts else text)


def name_of(member: StrEnum) -> str:
    """A member by a name that can be kept, so that its words are found again in whatever language asks.

    The name of its enum, wherever that is defined: an enum moves freely, and is renamed by a migration.
    """
    return f"{type(member).__name__}:{member.value}"


def member_named(name: str) -> StrEnum | None:
    """The member that was kept under that name; None when this code no longer has it.

    What precedes a dot is not read: a process that has not been restarted yet writes the enum's module there.
    """
    place, _, value = name.partition(":")
    kind = _KINDS.get(place.rpartition(".")[2], ())
    return next((member for member in kind if member.value == value), None)


def badge_for(member: StrEnum) -> Badge:
    """The badge of a state; plain when its package registered none."""
    return _BADGES.get(_key(member), "plain")


def has_words(member: StrEnum) -> bool:
    """Whether the member has registered words; for the house test."""
    return _key(member) in _WORDS
