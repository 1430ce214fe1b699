"""The words of schemes."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.audit.words import SubjectKind
from core.labels import Labels
from schemes.rules import VersionReason
from schemes.states import PayeeMode, SchemeState, Sector, SmeSize, VersionState

EVENTS = {
    "scheme.drafted": _l("Scheme created"),
    "scheme.changed": _l("Scheme changed"),
    "scheme.approved": _l("Scheme approved by resolution"),
    "scheme.published": _l("Publication of the resolution recorded"),
    "scheme.allotted": _l("Money allotted to the scheme"),
    "scheme.taken_back": _l("Money returned from the scheme"),
    "scheme.opened": _l("Scheme opened"),
    "scheme.paused": _l("Scheme paused"),
    "scheme.resumed": _l("Scheme resumed"),
    "scheme.closed": _l("Scheme closed"),
    "scheme_version.drafted": _l("New terms added"),
    "scheme_version.changed": _l("New terms changed"),
    "scheme_version.approved": _l("New terms approved by resolution"),
    "scheme_version.published": _l("Publication of the resolution recorded"),
    "scheme_version.discarded": _l("Draft of new terms discarded"),
    "scheme_version.withdrawn": _l("New terms withdrawn"),
}
"""The events that a scheme's history shows, in words."""
TONES = {
    "scheme.approved": "good",
    "scheme.opened": "good",
    "scheme.paused": "wait",
    "scheme_version.approved": "good",
    "scheme_version.withdrawn": "wait",
}

LABELS = (
    Labels(
        {
            SchemeState.DRAFT: _l("Draft"),
            SchemeState.APPROVED: _l("Approved by resolution"),
            SchemeState.OPEN: _l("Open for applications"),
            SchemeState.PAUSED: _l("Paused"),
            SchemeState.CLOSED: _l("Closed"),
        },
        {
            SchemeState.DRAFT: "plain",
            SchemeState.APPROVED: "brand",
            SchemeState.OPEN: "good",
            SchemeState.PAUSED: "wait",
            SchemeState.CLOSED: "plain",
        },
    ),
    Labels(
        {
            VersionState.DRAFT: _l("Draft"),
            VersionState.APPROVED: _l("Approved by resolution"),
            VersionState.WITHDRAWN: _l("Withdrawn"),
        },
        {
            VersionState.DRAFT: "plain",
            VersionState.APPROVED: "good",
            VersionState.WITHDRAWN: "plain",
        },
    ),
    Labels(
        {
            VersionReason.APPROVED_BY_YOU: _l("You approved this. Another person must withdraw it."),
            VersionReason.DRAFT_EXISTS: _l(
                "There is already a draft of new terms. Change or discard that draft first."
            ),
            VersionReason.EFFECTIVE_AFTER_WINDOW: _l(
                "The new terms would start after their own last day for applications. Correct one of the two dates."
            ),
            VersionReason.EFFECTIVE_DAY_TAKEN: _l(
                "Other terms of this scheme start on this day. Enter a different day."
            ),
            VersionReason.EFFECTIVE_IN_PAST: _l(
                "New terms cannot start in the past. Enter today or a later day."
            ),
            VersionReason.ENDED_SCHEME: _l("Only a scheme that is approved and not closed gets new terms."),
            VersionReason.FIRST_OF_SCHEME: _l("The first terms are changed and approved with the scheme."),
            VersionReason.IN_FORCE: _l("These terms have started, so they can no longer be withdrawn."),
        }
    ),
    Labels(
        {
            PayeeMode.PAY_PROVIDER: _l("The provider is paid"),
            PayeeMode.REIMBURSE_SME: _l("The SME is paid back"),
        }
    ),
    Labels(
        {
            Sector.MANUFACTURING: _l("Manufacturing"),
            Sector.TRADE: _l("Trade"),
            Sector.SERVICE: _l("Services sector"),
        }
    ),
    Labels(
        {
            SmeSize.MICRO: _l("Micro"),
            SmeSize.SMALL: _l("Small"),
            SmeSize.MEDIUM: _l("Medium"),
        }
    ),
)
AUDIT_WORDS = EVENTS | {"service_category.added": _l("Kind of service added")}
SUBJECTS = {
    "scheme": SubjectKind(_l("Scheme"), "schemes.show", "scheme_id"),
    "scheme_version": SubjectKind(_l("Terms of a scheme"), "versions.show", "version_id"),
    "service_category": SubjectKind(_l("Kind of service")),
}
