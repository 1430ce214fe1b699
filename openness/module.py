"""What the public's pages bring to the whole."""

from __future__ import annotations

from openness import help_topics, tasks
from openness.views import directory, money, pages, qualifying  # noqa: F401 - they hang their pages on the blueprint
from openness.views.blueprint import blueprint
from web.module import Module

MODULE = Module(
    "openness",
    blueprints=(blueprint,),
    help_topics=help_topics.TOPICS,
    list_titles=directory.LIST_TITLES,
    tasks=tasks.TASKS,
)
