"""What the provider's own part brings to the whole."""

from __future__ import annotations

from providers import inbox, labels, personal_data
from providers.views import (  # noqa: F401 - they hang their pages on the blueprint
    help_topics,
    registration,
    renewals,
    services,
    staff,
)
from providers.views.blueprint import blueprint
from web.module import Module

MODULE = Module(
    "providers",
    blueprints=(blueprint,),
    labels=labels.LABELS,
    notices=labels.NOTICES,
    audit_words=labels.AUDIT_WORDS,
    subjects=labels.SUBJECTS,
    inbox=inbox.inbox,
    queues=inbox.QUEUES,
    help_topics=help_topics.TOPICS,
    navigation=inbox.NAVIGATION,
    personal_data=personal_data.PERSONAL_DATA,
)
