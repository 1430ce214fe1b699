"""The words of budget lines and of money on them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.audit.words import SubjectKind
from core.labels import Labels
from ledger.states import Move
from projects.states import FundSource

EVENTS = {
    "budget_line.opened": _l("Budget line opened"),
    "budget_line.appropriated": _l("Budget received"),
}
"""The events that a line's history shows, in words."""
PAPERS = {
    Move.APPROPRIATE: _l("Budget received"),
    Move.ALLOT: _l("Allotted to the scheme"),
    Move.TAKE_BACK: _l("Returned from the scheme"),
    Move.TRANSFER_OUT: _l("Transferred to another budget line"),
    Move.TRANSFER_IN: _l("Transferred from another budget line"),
    Move.REVERSE: _l("Mistake reversed"),
}
"""Kinds of budget moves, in words."""
LABELS = (
    Labels(
        {
            FundSource.ANNUAL_BUDGET: _l("Annual budget"),
            FundSource.SME_FUND: _l("SME Promotion Fund"),
        }
    ),
)
SUBJECTS = {
    "budget_line": SubjectKind(_l("Budget line"), "projects.line", "line_id"),
}
