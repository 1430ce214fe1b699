"""The words of changes of budgets."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.audit.words import SubjectKind
from core.labels import Labels
from projects.states import BudgetChangeKind, BudgetChangeState

EVENTS = {
    "budget_change.proposed": _l("Budget change proposed"),
    "budget_change.approved": _l("Budget change approved"),
    "budget_change.rejected": _l("Budget change rejected"),
    "budget_change.withdrawn": _l("Budget change withdrawn"),
}
"""The events of a change's history, in words."""
TONES = {
    "budget_change.proposed": "wait",
    "budget_change.approved": "good",
    "budget_change.rejected": "bad",
}
LABELS = (
    Labels(
        {
            BudgetChangeKind.TRANSFER: _l("Transfer to another budget line"),
            BudgetChangeKind.CORRECTION: _l("Correction of an entry"),
        }
    ),
    Labels(
        {
            BudgetChangeState.PROPOSED: _l("Waiting for approval"),
            BudgetChangeState.APPROVED: _l("Approved"),
            BudgetChangeState.REJECTED: _l("Rejected"),
            BudgetChangeState.WITHDRAWN: _l("Withdrawn"),
        },
        {
            BudgetChangeState.PROPOSED: "wait",
            BudgetChangeState.APPROVED: "good",
            BudgetChangeState.REJECTED: "bad",
            BudgetChangeState.WITHDRAWN: "plain",
        },
    ),
)
SUBJECTS = {
    "budget_change": SubjectKind(_l("Budget change"), "budget_changes.show", "change_id"),
}
