"""Whom readers call, as the settings name it, for sentences of pages and e-mails."""

from __future__ import annotations

from core.settings import installation


class _HelpTelephone:
    """Reads the setting when a sentence is read: most sentences are made before there is an application."""

    def __str__(self) -> str:
        return installation.settings().help_telephone


HELP_TELEPHONE = _HelpTelephone()
"""Fills a placeholder: `_l("If you have questions, call %(telephone)s.", telephone=HELP_TELEPHONE)`."""
