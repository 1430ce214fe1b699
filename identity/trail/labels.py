"""Words for audit names of other packages that have none of their own."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.audit.words import SubjectKind
from core.permissions import Permission
from core.registry import NavEntry

AUDIT_WORDS = {
    "posting.reversed": _l("Posting reversed"),
}
SUBJECTS = {
    "posting": SubjectKind(_l("Posting")),
}
NAVIGATION = (
    NavEntry(92, _l("Audit trail"), "identity.trail", frozenset({Permission.AUDIT_TRAIL_READ}), "search"),
)
