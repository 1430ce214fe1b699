"""Import a bank report that was uploaded before; the whole of it, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from banking.opening import open_bank_report
from core.actor import Actor
from core.db import transaction
from core.documents import operations as documents
from core.documents.models import Document
from core.permissions import Permission
from core.tasks.long_work import NO_PROGRESS, Kind, Progress
from core.tasks.queue import Queue
from payouts.commands import ASK_IMPORT
from payouts.payments.operations import one_importer
from payouts.reconciliation.commands import IMPORT_BANK_REPORT
from payouts.reconciliation.operations import checked_report, import_report

_PATIENCE = sa.text("SET LOCAL lock_timeout = '10min'")
"""The worker waits for the import before it, which a person in front of a page would not."""


def import_bank_report(
    document_id: int, *, actor: Actor, now: datetime, progress: Progress = NO_PROGRESS
) -> int:
    """Import the stored file; returns the import's id. Refused as payouts.reconciliation.operations.checked_report() says."""
    IMPORT_BANK_REPORT.admit(actor, now)
    content = documents.content_of(document_id)
    message = open_bank_report(content)
    with transaction(IMPORT_BANK_REPORT, actor, now) as tx:
        tx.execute(_PATIENCE)
        one_importer(tx)
        document = tx.get(Document, document_id)
        report = checked_report(tx.session, content, message)
        import_id = import_report(tx, report, document, actor=actor, now=now, progress=progress)
        progress.finish(tx, import_id, now)
        return import_id


def _import(arguments: Mapping[str, Any], *, actor: Actor, now: datetime, progress: Progress) -> None:
    import_bank_report(arguments["document_id"], actor=actor, now=now, progress=progress)


def _file_name(session: Session, arguments: Mapping[str, Any]) -> str:
    return session.get_one(Document, arguments["document_id"]).file_name


IMPORT = Kind(
    name="payouts.import",
    queue=Queue.MONEY,
    title=_l("Importing a bank file"),
    needs=Permission.PAYOUTS_STATEMENT_IMPORT,
    asking=ASK_IMPORT,
    seen_by=Permission.PAYOUTS_STATEMENT_READ,
    run=_import,
    subject=_file_name,
    steps=_l("Lines of the file"),
    result_url=lambda import_id: url_for("payouts.imported", import_id=import_id),
    back_url=lambda _arguments: url_for("payouts.import_answer"),
    done=_l("File imported."),
    kept=_l("Nothing was imported. The file is stored: try it again, or upload another."),
)
