"""What of plans and projects the search finds, for who reads the plan."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import lazy_gettext as _l

from projects.inbox import READ
from projects.models import ActionPlan, Project
from projects.plans.queries import search_plans
from projects.projects.queries import search_projects
from web.finders import Finder, Hit
from web.languages import localized


def _plan_hit(row: Any) -> Hit:
    plan: ActionPlan = row.ActionPlan
    url = url_for("plans.show", plan_id=plan.id)
    return Hit(localized(plan, "name"), str(plan.fiscal_year), url, plan.state)


def _project_hit(row: Any) -> Hit:
    project: Project = row.Project
    note = f"{project.code} · {project.lead_agency}"
    return Hit(
        localized(project, "name"), note, url_for("projects.show", project_id=project.id), project.state
    )


FINDERS = (
    Finder(
        "project",
        _l("Projects"),
        READ,
        lambda _actor: sa.select(Project),
        Project.id,
        _project_hit,
        lambda what: Project.code == what.number,
        lambda _session, statement, _actor, typed: search_projects(statement, typed),
        lambda _actor, typed: url_for("projects.index", q=typed),
    ),
    Finder(
        "plan",
        _l("Plans"),
        READ,
        lambda _actor: sa.select(ActionPlan),
        ActionPlan.id,
        _plan_hit,
        search=lambda _session, statement, _actor, typed: search_plans(statement, typed),
        list_url=lambda _actor, typed: url_for("plans.index", q=typed),
    ),
)
