"""What the kernel and the edge themselves bring to the whole."""

from __future__ import annotations

from core.audit import sealing
from core.mail import delivery
from core.tasks import queue, running
from web import cli, personal_data, tasks, words
from web.forms import saved_forms
from web.lists import exports
from web.module import Module
from web.pages import export_pages, gallery, help_pages, help_topics, long_work, search, today

MODULE = Module(
    "house",
    blueprints=(
        help_pages.blueprint,
        today.blueprint,
        search.blueprint,
        long_work.blueprint,
        export_pages.blueprint,
        saved_forms.blueprint,
    ),
    labels=(*words.LABELS, *gallery.LABELS),
    audit_words=words.AUDIT_WORDS,
    subjects=words.SUBJECTS,
    inbox=long_work.inbox,
    navigation=today.NAVIGATION,
    help_topics=help_topics.TOPICS,
    tasks=(*delivery.TASKS, *running.TASKS, *tasks.TASKS),
    works=exports.WORKS,
    sealed=sealing.SEALED,
    personal_data=personal_data.PERSONAL_DATA,
    metrics={"jobs": queue.metrics, "mail": delivery.metrics, "work": long_work.metrics},
    cli=cli.COMMANDS,
)
