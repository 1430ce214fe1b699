"""What the public's pages bring to the whole."""

from __future__ import annotations

from openness import views
from web.module import Module

MODULE = Module("openness", blueprints=(views.blueprint,), list_titles=views.LIST_TITLES)
