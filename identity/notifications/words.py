"""The words of notices and what each kind is about: a package registers its kinds, as it registers its labels."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _

from core.labels import Notices
from core.settings.contact import HELP_TELEPHONE
from core.thai.writing import be_date, is_thai
from identity.notifications.states import NoticeGroup

_WORDS: dict[str, Any] = {}
_GROUPS: dict[str, NoticeGroup] = {}
_NAMED = re.compile(r"%\((\w+)\)s")
_READERS: dict[str, Callable[[str], str]] = {}


def take_up(notices: Iterable[Notices]) -> None:
    """Know these words from now on."""
    for each in notices:
        _WORDS.update(each.words)
        _GROUPS.update(dict.fromkeys(each.words, NoticeGroup(each.group)))
        _READERS.update(each.readers)


def notice_words(kind: str, facts: Mapping[str, Any]) -> str:
    """A notice in the reader's language. That something is new is said where the words are unknown, or ask for a fact that
    a notice of long ago does not carry.
    """
    facts = {"telephone": HELP_TELEPHONE, **facts}
    words = _WORDS.get(kind, "")
    text = str(words)
    named = set(_NAMED.findall(text))
    if not text or not named <= facts.keys():
        return str(_("There is news about your business."))
    read = {key: _READERS.get(key, _read)(facts[key]) for key in named}
    if not read:
        return text
    return str((words if hasattr(words, "__mod__") else text) % read)


def both_names(named: Any) -> dict[str, str]:
    """The name of a business or a service as a notice keeps it, for readers of either language.

    `named` has `name_th` and `name_en`; where there is no English name, the Thai one is read in both.
    """
    return {"th": named.name_th, "en": named.name_en or named.name_th}


def _read(value: Any) -> str:
    """A fact as the reader writes it: a day (stored as 2026-11-29) in their language and era, a name in their language."""
    if isinstance(value, Mapping):
        return str(value["th" if is_thai(get_locale() or "th") else "en"])
    text = str(value)
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        return text
    return be_date(date.fromisoformat(text), str(get_locale() or "th"))


def is_worded(kind: str) -> bool:
    """Whether a package gave this kind words."""
    return kind in _WORDS


def group_of(kind: str) -> NoticeGroup:
    """What a kind is about. KeyError for one that no package worded."""
    return _GROUPS[kind]
