"""The words of indicators and of their changes."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from core.audit.words import SubjectKind
from core.labels import Labels, words_for
from projects.projects.kpis.models import Measured
from projects.states import KpiChangeKind, KpiChangeState, KpiDirection, KpiUnit
from web.languages import localized

EVENTS = {
    "kpi_change.proposed": _l("Change of an indicator proposed"),
    "kpi_change.approved": _l("Change of an indicator approved"),
    "kpi_change.rejected": _l("Change of an indicator rejected"),
    "kpi_change.withdrawn": _l("Change of an indicator withdrawn"),
}
"""The events of a change's history, in words."""
TONES = {
    "kpi_change.proposed": "wait",
    "kpi_change.approved": "good",
    "kpi_change.rejected": "bad",
}
LABELS = (
    Labels(
        {
            KpiUnit.SMES: lazy_pgettext("unit of measure", "SMEs"),
            KpiUnit.PEOPLE: lazy_pgettext("unit of measure", "people"),
            KpiUnit.JOBS: lazy_pgettext("unit of measure", "jobs"),
            KpiUnit.PERCENT: lazy_pgettext("unit of measure", "%"),
            KpiUnit.BAHT: lazy_pgettext("unit of measure", "baht"),
            KpiUnit.DAYS: lazy_pgettext("unit of measure", "days"),
            KpiUnit.POINTS: lazy_pgettext("unit of measure", "points"),
            KpiUnit.OTHER: lazy_pgettext("unit of measure", "Another unit"),
        }
    ),
    Labels(
        {
            KpiDirection.UP: _l("More is better"),
            KpiDirection.DOWN: _l("Less is better"),
        }
    ),
    Labels(
        {
            KpiChangeKind.VERSION: _l("New version of an indicator"),
            KpiChangeKind.ADDITION: _l("Additional indicator"),
            KpiChangeKind.END: _l("End of an indicator"),
        }
    ),
    Labels(
        {
            KpiChangeState.PROPOSED: _l("Waiting for approval"),
            KpiChangeState.APPROVED: _l("Approved"),
            KpiChangeState.REJECTED: _l("Rejected"),
            KpiChangeState.WITHDRAWN: _l("Withdrawn"),
        },
        {
            KpiChangeState.PROPOSED: "wait",
            KpiChangeState.APPROVED: "good",
            KpiChangeState.REJECTED: "bad",
            KpiChangeState.WITHDRAWN: "plain",
        },
    ),
)
SUBJECTS = {
    "kpi_change": SubjectKind(_l("Change of an indicator"), "kpi_changes.show", "change_id"),
}


def unit_words(row: Measured) -> str:
    """The unit of a version or a change in the reader's language; empty for a draft that has none."""
    if row.unit is KpiUnit.OTHER:
        return localized(row, "unit")
    return words_for(row.unit) if row.unit else ""
