"""The form of new terms: those of a scheme's form, and their first day."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from schemes.forms import TermsForm, terms_form_values
from schemes.rules import VersionDraft
from web.forms.fields import DayField, needed


class VersionForm(TermsForm):
    effective_from = DayField(
        _l("New terms from"), validators=[needed(_l("Enter the first day of the new terms"))]
    )

    def draft(self) -> VersionDraft:
        """What was written down."""
        return VersionDraft(effective_from=self.effective_from.data, **self.terms())


def version_form_values(draft: VersionDraft) -> dict[str, Any]:
    """Stored terms as the form shows them."""
    return {"effective_from": draft.effective_from} | terms_form_values(draft)
