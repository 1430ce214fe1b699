"""What plans, projects and schemes bring to the whole."""

from __future__ import annotations

from projects import cli, inbox, labels, personal_data
from projects.views import plans, projects, schemes
from web.module import Module

MODULE = Module(
    "projects",
    blueprints=(plans.blueprint, projects.blueprint, schemes.blueprint),
    labels=labels.LABELS,
    audit_words=labels.AUDIT_WORDS,
    subjects=labels.SUBJECTS,
    inbox=inbox.waiting,
    deadlines=inbox.deadlines,
    turns=inbox.BOARD_TURNS,
    navigation=inbox.NAVIGATION,
    personal_data=personal_data.PERSONAL_DATA,
    cli=(cli.seed,),
)
