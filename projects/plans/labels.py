"""The words of plans."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.audit.words import SubjectKind

EVENTS = {
    "plan.drafted": _l("Plan created"),
    "plan.changed": _l("Plan changed"),
    "plan.submitted": _l("Plan submitted"),
    "plan.returned": _l("Plan sent back"),
    "plan.approved": _l("Plan approved by resolution"),
    "plan.published": _l("Publication of the resolution recorded"),
    "plan.started": _l("Plan started"),
    "plan.closed": _l("Plan closed"),
}
"""The events that a plan's history shows, in words."""
TONES = {
    "plan.approved": "good",
    "plan.returned": "bad",
    "plan.submitted": "wait",
}
SUBJECTS = {
    "plan": SubjectKind(_l("Plan"), "plans.show", "plan_id"),
}
