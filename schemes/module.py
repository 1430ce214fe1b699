"""What schemes bring to the whole."""

from __future__ import annotations

from schemes import cli, help_topics, inbox, labels, personal_data
from schemes.eligibility import labels as eligibility_labels
from schemes.views import blueprint
from web.module import Module

MODULE = Module(
    "schemes",
    blueprints=(blueprint,),
    labels=(*labels.LABELS, *eligibility_labels.LABELS),
    audit_words=labels.AUDIT_WORDS,
    subjects=labels.SUBJECTS,
    inbox=inbox.inbox,
    queues=inbox.QUEUES,
    help_topics=help_topics.TOPICS,
    navigation=inbox.NAVIGATION,
    finders=inbox.FINDERS,
    personal_data=personal_data.PERSONAL_DATA,
    cli=(cli.seed,),
)
