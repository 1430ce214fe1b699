"""The words of schemes."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.audit.words import SubjectKind
from core.labels import Labels
from schemes.states import PayeeMode, SchemeState, Sector, SmeSize

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
}
"""The events that a scheme's history shows, in words."""
TONES = {
    "scheme.approved": "good",
    "scheme.opened": "good",
    "scheme.paused": "wait",
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
    "service_category": SubjectKind(_l("Kind of service")),
}
