"""What payouts brings to the whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from core.actor import Actor
from core.registry import InboxItem, together
from payouts import charts, help_topics, history, labels, personal_data, search
from payouts.batches import checks as batch_checks
from payouts.batches import inbox as batch_inbox
from payouts.batches import labels as batch_labels
from payouts.batches.services.release_batch import RELEASE
from payouts.batches.views import batch as batch_views
from payouts.batches.views import new_batch as new_batch_views
from payouts.home import labels as home_labels
from payouts.home.presenter import HOMES
from payouts.money_path import views as path_views
from payouts.payables import checks as payable_checks
from payouts.payables import inbox as payable_inbox
from payouts.payables import labels as payable_labels
from payouts.payables import tasks as payable_tasks
from payouts.payables import views as payable_views
from payouts.payees import inbox as payee_inbox
from payouts.payees import labels as payee_labels
from payouts.payees import operations as payee_operations
from payouts.payees import views as payee_views
from payouts.payments import checks as payment_checks
from payouts.payments import inbox as payment_inbox
from payouts.payments import labels as payment_labels
from payouts.payments import tasks as payment_tasks
from payouts.payments import views as payment_views
from payouts.reconciliation import checks as line_checks
from payouts.reconciliation import inbox as line_inbox
from payouts.reconciliation import labels as line_labels
from payouts.reconciliation import views as line_views
from payouts.reconciliation.services.import_bank_report import IMPORT
from web.module import Module

INBOXES = (
    payable_inbox.inbox,
    payee_inbox.inbox,
    batch_inbox.inbox,
    line_inbox.inbox,
    payment_inbox.inbox,
)
VIEWS = (payable_views, payee_views, payment_views, batch_views, new_batch_views, line_views, path_views)
"""All attach to one blueprint, whose name is in links that were sent."""


def inbox(session: Session, actor: Actor, now: datetime) -> Iterator[InboxItem]:
    """Each officer's own work. What a person may not sign, because that person signed before, is not counted."""
    for each in INBOXES:
        yield from each(session, actor, now)


MODULE = Module(
    "payouts",
    blueprints=tuple(dict.fromkeys(each.blueprint for each in VIEWS)),
    labels=(
        *labels.LABELS,
        *payable_labels.LABELS,
        *payee_labels.LABELS,
        *payment_labels.LABELS,
        *batch_labels.LABELS,
        *line_labels.LABELS,
        *home_labels.LABELS,
    ),
    notices=payee_operations.NOTICES,
    audit_words=history.AUDIT_WORDS,
    subjects=history.SUBJECTS,
    inbox=inbox,
    queues=(*batch_inbox.QUEUES, *payable_inbox.QUEUES, *line_inbox.QUEUES, *payment_inbox.QUEUES),
    help_topics=help_topics.TOPICS,
    homes=HOMES,
    navigation=(
        *payable_inbox.NAVIGATION,
        *batch_inbox.NAVIGATION,
        *line_inbox.NAVIGATION,
        *path_views.NAVIGATION,
        *payee_inbox.NAVIGATION,
    ),
    finders=search.FINDERS,
    charts=charts.CHARTS,
    list_titles=together(batch_inbox.LIST_TITLES, line_inbox.LIST_TITLES),
    tasks=(*payable_tasks.TASKS, *payment_tasks.TASKS),
    works=(IMPORT, RELEASE),
    checks=together(batch_checks.CHECKS, payable_checks.CHECKS, payment_checks.CHECKS, line_checks.CHECKS),
    personal_data=personal_data.PERSONAL_DATA,
)
