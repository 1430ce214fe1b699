"""The lists of bank reports, and of their lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from core.database.search import holds, may_hold
from core.labels import words_for
from payouts.models.reconciliation import (
    IMPORT_TRIGRAMS,
    LINE_TRIGRAMS,
    BankImport,
    PaymentEvent,
    StatementLine,
)
from payouts.reconciliation.queries import ON_WORKBENCH, reported_not_paid
from payouts.states import ImportKind, LineProblem, LineState
from web import Column, Filter, ListPage

REFUSED = "refused"


def search_imports(statement: Any, typed: str) -> Any:
    """Narrow by a part of the bank's number."""
    return statement.where(may_hold(IMPORT_TRIGRAMS, typed), holds(typed, BankImport.message_id))


def import_list() -> ListPage:
    """Every file that the bank gave us."""
    return ListPage(
        columns=[
            Column("number", _l("The bank’s number"), lambda row: row.message_id, sort=BankImport.message_id),
            Column("kind", _l("Kind"), lambda row: row.kind, sort=BankImport.kind),
            Column("about", _l("Date range"), lambda row: row.about_to),
            Column(
                "lines", _l("Lines"), lambda row: row.line_count, sort=BankImport.line_count, numeric=True
            ),
            Column("at", _l("Imported"), lambda row: row.imported_at, sort=BankImport.imported_at),
        ],
        key=BankImport.id,
        default_sort="at",
        default_descending=True,
        file_name="bank-answers",
        search=lambda _session, statement, typed: search_imports(statement, typed),
        search_label=_l("The bank’s number"),
        filters=[
            Filter(
                "kind",
                _l("Kind"),
                lambda: [(kind.value, words_for(kind)) for kind in ImportKind],
                lambda statement, chosen: statement.where(BankImport.kind == ImportKind(chosen)),
            )
        ],
    )


def _signed(line: StatementLine) -> Any:
    if line.amount is None:
        return None
    return line.amount if line.credit else -line.amount


def line_list(
    file_name: str, order: Any, order_key: str, *, import_id: int | None = None, with_money: bool = True
) -> ListPage:
    """Lines of the bank: those of one file, or of the workbench, which need a person."""
    workbench_only = import_id is None
    label = _l("Waiting since") if workbench_only else _l("Line")
    read = (lambda row: row.state_since) if workbench_only else (lambda row: row.position)
    booking = (
        Column("booked", _l("Booked"), lambda row: row.booked_on, dated=True),
        Column("amount", _l("Amount"), _signed, numeric=True),
    )
    return ListPage(
        columns=[
            Column(order_key, label, read, sort=order),
            Column("reference", _l("Reference"), lambda row: row.end_to_end_id),
            Column("counterparty", _l("Other party"), lambda row: row.counterparty),
            *(booking if with_money else ()),
            Column("state", _l("State"), lambda row: row.state, sort=StatementLine.state),
            Column("problem", _l("To check"), lambda row: row.problem),
        ],
        key=StatementLine.id,
        default_sort=order_key,
        file_name=file_name,
        page_size=50,
        keys_first=workbench_only,
        search=lambda _session, statement, typed: statement.where(
            may_hold(LINE_TRIGRAMS, typed) if workbench_only else sa.true(),
            holds(typed, StatementLine.end_to_end_id, StatementLine.bank_ref, StatementLine.counterparty),
        ),
        search_label=_l("Reference or other party"),
        filters=_line_filters(ON_WORKBENCH if workbench_only else tuple(LineState))
        + ([] if import_id is None else [_meaning_filter(import_id)]),
    )


def _line_filters(shown: Sequence[LineState]) -> list[Filter]:
    return [
        Filter(
            "state",
            _l("State"),
            lambda: [(state.value, words_for(state)) for state in shown],
            lambda statement, chosen: statement.where(StatementLine.state == LineState(chosen)),
        ),
        Filter(
            "problem",
            _l("To check"),
            lambda: [(problem.value, words_for(problem)) for problem in LineProblem],
            lambda statement, chosen: statement.where(StatementLine.problem == LineProblem(chosen)),
        ),
    ]


def _meaning_filter(import_id: int) -> Filter:
    """What the matched lines of a file reported; those of the workbench report nothing yet."""
    return Filter(
        "meaning",
        _l("What the bank reported"),
        lambda: [(REFUSED, _l("The bank could not pay"))],
        lambda statement, _chosen: statement.where(
            StatementLine.id.in_(sa.select(PaymentEvent.line_id).where(*reported_not_paid(import_id)))
        ),
    )
