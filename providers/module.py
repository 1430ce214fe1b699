"""What the provider's own part brings to the whole."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.permissions import Permission
from identity.organisations.officer_lists import registered_finder
from providers import directory, inbox, labels, personal_data
from providers.models import Provider
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
    finders=(
        registered_finder(
            Provider,
            _l("Providers"),
            Permission.PROVIDERS_PROVIDER_LIST,
            directory.listed,
            ("providers.show", "provider_id"),
            "providers.index",
        ),
    ),
    personal_data=personal_data.PERSONAL_DATA,
)
