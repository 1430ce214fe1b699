"""The long work of payouts: taking a bank's answer, releasing a batch. Each kind calls one service."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.actor import Actor
from core.documents.models import Document
from core.permissions import Permission
from core.tasks.long_work import Kind, Watch, register
from core.tasks.queue import Queue
from payouts.commands import ASK_IMPORT, ASK_RELEASE
from payouts.models import Batch
from payouts.services.import_kept_answer import import_kept_answer
from payouts.services.release_batch import release_batch

P = Permission


def _import(arguments: Mapping[str, Any], *, actor: Actor, now: datetime, watch: Watch) -> None:
    import_kept_answer(arguments["document_id"], actor=actor, now=now, watch=watch)


def _file_name(session: Session, arguments: Mapping[str, Any]) -> str:
    return session.get_one(Document, arguments["document_id"]).file_name


def _release(arguments: Mapping[str, Any], *, actor: Actor, now: datetime, watch: Watch) -> None:
    day = date.fromisoformat(arguments["execution_date"])
    release_batch(arguments["batch_id"], arguments["version"], day, actor=actor, now=now, watch=watch)


def _batch_number(session: Session, arguments: Mapping[str, Any]) -> str:
    return session.get_one(Batch, arguments["batch_id"]).number


IMPORT = Kind(
    name="payouts.import",
    queue=Queue.MONEY,
    title=_l("Taking a file of the bank"),
    needs=P.PAYOUTS_STATEMENT_IMPORT,
    asking=ASK_IMPORT,
    seen_by=P.PAYOUTS_STATEMENT_READ,
    run=_import,
    subject=_file_name,
    steps=_l("Lines of the file"),
    result_url=lambda import_id: f"/statements/{import_id}",
    back_url=lambda _arguments: "/statements/import",
    done=_l("The whole file was taken."),
    kept=_l("No line was taken. The file is kept: try the same again, or give in another."),
)
RELEASE = Kind(
    name="payouts.release",
    queue=Queue.MONEY,
    title=_l("Releasing a batch to the bank"),
    needs=P.PAYOUTS_BATCH_RELEASE,
    asking=ASK_RELEASE,
    seen_by=P.PAYOUTS_BATCH_READ,
    run=_release,
    subject=_batch_number,
    steps=_l("Payments of the batch"),
    result_url=lambda batch_id: f"/batches/{batch_id}",
    back_url=lambda arguments: f"/batches/{arguments['batch_id']}",
    done=_l("Released. Download the file and hand it to the bank."),
    kept=_l("Nothing was sent, and the batch stands as it was approved. Look at it, then release it again."),
)
for _kind in (IMPORT, RELEASE):
    register(_kind)
