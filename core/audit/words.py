"""The words of the audit trail: what each dotted name says, what each kind of subject is called and where it lives.

Each package registers its own; the page that shows the audit trail knows no package.
"""

from __future__ import annotations

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
