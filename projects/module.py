"""What plans, projects and budgets bring to the whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from core.actor import Actor
from core.registry import InboxItem, together
from projects import help_topics, labels, personal_data, search
from projects.budgets import labels as budget_labels
from projects.budgets import views as budget_views
from projects.budgets.changes import inbox as change_inbox
from projects.budgets.changes import labels as change_labels
from projects.budgets.changes import views as change_views
from projects.plans import inbox as plan_inbox
from projects.plans import labels as plan_labels
from projects.plans import views as plan_views
from projects.plans.strategies import inbox as strategy_inbox
from projects.plans.strategies import labels as strategy_labels
from projects.plans.strategies.views import outline as outline_views
from projects.plans.strategies.views import plans as strategy_views
from projects.projects import agency_views
from projects.projects import inbox as project_inbox
from projects.projects import labels as project_labels
from projects.projects import views as project_views
from projects.projects.kpis import inbox as kpi_inbox
from projects.projects.kpis import labels as kpi_labels
from projects.projects.kpis import views as kpi_views
from web.module import Module

VIEWS = (
    strategy_views,
    outline_views,
    plan_views,
    project_views,
    agency_views,
    kpi_views,
    budget_views,
    change_views,
)


def inbox(session: Session, actor: Actor, now: datetime) -> Iterator[InboxItem]:
    """Plans, projects, changes of indicators and of budgets that the actor may move on."""
    for each in (
        strategy_inbox.inbox,
        plan_inbox.inbox,
        project_inbox.inbox,
        kpi_inbox.inbox,
        change_inbox.inbox,
    ):
        yield from each(session, actor, now)


MODULE = Module(
    "projects",
    blueprints=tuple(dict.fromkeys(each.blueprint for each in VIEWS)),
    labels=(
        *labels.LABELS,
        *strategy_labels.LABELS,
        *project_labels.LABELS,
        *kpi_labels.LABELS,
        *budget_labels.LABELS,
        *change_labels.LABELS,
    ),
    audit_words=together(
        strategy_labels.EVENTS,
        plan_labels.EVENTS,
        project_labels.EVENTS,
        kpi_labels.EVENTS,
        budget_labels.EVENTS,
        change_labels.EVENTS,
    ),
    subjects=together(
        strategy_labels.SUBJECTS,
        plan_labels.SUBJECTS,
        project_labels.SUBJECTS,
        kpi_labels.SUBJECTS,
        budget_labels.SUBJECTS,
        change_labels.SUBJECTS,
    ),
    inbox=inbox,
    queues=(
        *strategy_inbox.QUEUES,
        *plan_inbox.QUEUES,
        *project_inbox.QUEUES,
        *kpi_inbox.QUEUES,
        *change_inbox.QUEUES,
    ),
    help_topics=help_topics.TOPICS,
    list_titles=project_labels.LIST_TITLES,
    navigation=(
        *strategy_inbox.NAVIGATION,
        *plan_inbox.NAVIGATION,
        *project_inbox.NAVIGATION,
        *kpi_inbox.NAVIGATION,
        *change_inbox.NAVIGATION,
    ),
    finders=search.FINDERS,
    personal_data=personal_data.PERSONAL_DATA,
)
