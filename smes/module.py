"""What the SME's own part brings to the whole."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.permissions import Permission
from identity.organisations.officer_lists import registered_finder
from smes import help_topics, inbox, labels, personal_data, queries
from smes.models import Sme
from smes.views import registration, staff  # noqa: F401 - they hang their pages on the blueprint
from smes.views.blueprint import blueprint
from web.module import Module

MODULE = Module(
    "smes",
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
            Sme,
            _l("SMEs"),
            Permission.SMES_SME_LIST,
            queries.listed,
            ("smes.show", "organisation_id"),
            "smes.index",
        ),
    ),
    personal_data=personal_data.PERSONAL_DATA,
)
