"""Help for the pages that no package owns."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from core.permissions import Permission
from core.registry import HelpLine, HelpTopic

TOPICS = (
    HelpTopic(
        "first-page",
        _l("Your home page"),
        _l("Shows what is waiting for you, the most urgent first."),
        (
            HelpLine(_l("Open a row to see everything that is waiting there.")),
            HelpLine(
                _l("To act for another business or in another role, open the menu with your name at the top.")
            ),
            HelpLine(_l("A background task continues when you leave its page. Come back to see its result.")),
        ),
        (
            "today",
            "work",
            "exports",
            "kept",
        ),
    ),
    HelpTopic(
        "search",
        lazy_pgettext("what one may do", "Search"),
        _l("Finds everything that you may open, by its number or its name."),
        (
            HelpLine(_l("Type a complete number to go to its page, with or without dashes.")),
            HelpLine(_l("Type a part of a name to see everything that belongs to it, sorted by kind.")),
            HelpLine(
                _l("Press / on any page to search. The search page can turn the keys off."),
                frozenset({Permission.HOUSE_DEADLINES_READ}),
            ),
        ),
        ("search",),
    ),
    HelpTopic(
        "deadlines",
        _l("Deadlines"),
        _l("Shows everything that is waiting: who must act next, and by when."),
        (
            HelpLine(
                _l("Filter by kind, or show only what is late."), frozenset({Permission.HOUSE_DEADLINES_READ})
            ),
            HelpLine(_l("Open a row to see the whole case.")),
        ),
        ("today.deadlines",),
    ),
)
