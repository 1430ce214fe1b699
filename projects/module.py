"""What plans, projects and budgets bring to the whole."""

from __future__ import annotations

from projects import inbox, labels, personal_data
from projects.views import plans, projects
from web.module import Module

MODULE = Module(
    "projects",
    blueprints=(plans.blueprint, projects.blueprint),
    labels=labels.LABELS,
    audit_words=labels.EVENTS,
    subjects=labels.SUBJECTS,
    inbox=inbox.waiting,
    deadlines=inbox.deadlines,
    turns=inbox.BOARD_TURNS,
    navigation=inbox.NAVIGATION,
    personal_data=personal_data.PERSONAL_DATA,
)
