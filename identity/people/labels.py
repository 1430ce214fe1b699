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
            PersonRefusal.EMAIL_TAKEN: _l("This e-mail address is already used by somebody."),
            PersonRefusal.NOT_YOURSELF: _l("You cannot do this for yourself. Ask another administrator."),
        }
    ),
)
AUDIT_WORDS = {
    "person.entered": _l("Account created by OSMEP"),
    "person.reasons_erased": _l("Written comments deleted"),
}
SUBJECTS = {
    "person": SubjectKind(_l("Person")),
}
