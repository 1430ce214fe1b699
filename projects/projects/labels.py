"""The words of projects."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.audit.words import SubjectKind
from core.labels import Labels
from projects.states import AgencyKind

EVENTS = {
    "project.drafted": _l("Project created"),
    "project.changed": _l("Project changed"),
    "project.submitted": _l("Project submitted"),
    "project.returned": _l("Project sent back"),
    "project.approved": _l("Project approved by resolution"),
    "project.published": _l("Publication of the resolution recorded"),
    "project.started": _l("Project started"),
    "project.closed": _l("Project closed"),
}
"""The events that a project's history shows, in words."""
TONES = {
    "project.approved": "good",
    "project.returned": "bad",
    "project.submitted": "wait",
}
LABELS = (
    Labels(
        {
            AgencyKind.GOVERNMENT_AGENCY: _l("Government agency"),
            AgencyKind.STATE_BODY: _l("State agency"),
            AgencyKind.STATE_ENTERPRISE: _l("State enterprise"),
            AgencyKind.PRIVATE_ORGANISATION: _l("Private organisation"),
        }
    ),
)
SUBJECTS = {
    "project": SubjectKind(_l("Project"), "projects.show", "project_id"),
}
LIST_TITLES = {"projects.by_agency": _l("Projects by agency")}
