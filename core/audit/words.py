"""The words of the audit trail: what each dotted name says, what each kind of subject is called and where it lives.

Each room registers its own; the page that shows the trail knows no room.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class SubjectKind:
    """What the trail calls a kind of subject, and the page of one: its endpoint and the name of its key there."""

    label: Any
    endpoint: str | None = None
    argument: str | None = None


event_words: dict[str, Any] = {}


subject_kinds: dict[str, SubjectKind] = {}


def register_events(words: Mapping[str, Any]) -> None:
    """Give audit names (`redemption.reserved`) words, which stand beside what they happened to."""
    event_words.update(words)


def register_subjects(kinds: Mapping[str, SubjectKind]) -> None:
    """Give kinds of subject their words and pages."""
    subject_kinds.update(kinds)
