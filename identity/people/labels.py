"""The words of people: refusals, and the trail."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.audit.words import SubjectKind
from core.labels import Labels
from identity.people.rules import PersonRefusal

LABELS = (
    Labels(
        {
            PersonRefusal.ACCOUNT_BLOCKED: _l("This account is blocked."),
            PersonRefusal.EMAIL_TAKEN: _l("This e-mail belongs to somebody already."),
            PersonRefusal.NOT_YOURSELF: _l("Nobody may do this for themselves: ask another administrator."),
        }
    ),
)
AUDIT_WORDS = {
    "person.entered": _l("Account entered by OSMEP"),
    "person.reasons_erased": _l("Free texts erased"),
}
SUBJECTS = {
    "person": SubjectKind(_l("Person")),
}
