"""Words by number, where the number is filled in later: a reason's, with the facts of its refusal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import get_domain


@dataclass(frozen=True, slots=True)
class Counted:
    """A text in two forms; which of them fits is known once the fact `by` is filled in."""

    by: str
    singular: str
    plural: str

    def __mod__(self, facts: Mapping[str, Any]) -> str:
        """The form for that number in the reader's language, its facts filled in."""
        return self._form(int(facts[self.by])) % facts

    def __str__(self) -> str:
        """The form for many in the reader's language, with its placeholders."""
        return self._form(2)

    def _form(self, number: int) -> str:
        return str(get_domain().get_translations().ungettext(self.singular, self.plural, number))


def counted(by: str, singular: str, plural: str) -> Counted:
    """Words by the number that the fact `by` will give, in a form that translators' tools find."""
    return Counted(by, singular, plural)
