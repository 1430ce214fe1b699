"""What one can do on the pages of this package."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.permissions import Permission
from core.registry import HelpLine, HelpTopic

TOPICS = (
    HelpTopic(
        "five_year_plans",
        _l("Five-year plans"),
        _l(
            "A five-year plan has strategies, each with programmes that plans of one year and their projects carry out."
        ),
        (
            HelpLine(
                _l(
                    "Add strategies and programmes, then submit the plan. Consult the lead agency of each most urgent programme first."
                ),
                frozenset({Permission.PROJECTS_PLAN_DRAFT}),
            ),
            HelpLine(
                _l("Read everything. Then approve it, or send it back for correction with a reason."),
                frozenset({Permission.PROJECTS_PLAN_APPROVE}),
            ),
            HelpLine(
                _l("An approved plan is never changed. A revision replaces it when it is approved itself.")
            ),
        ),
        ("five_year_plans",),
    ),
    HelpTopic(
        "plans",
        _l("Plans"),
        _l("A plan contains the projects of a fiscal year."),
        (
            HelpLine(
                _l("Create a plan, add its projects, then submit it."),
                frozenset({Permission.PROJECTS_PLAN_DRAFT}),
            ),
            HelpLine(
                _l("Read everything. Then approve it, or send it back for correction with a reason."),
                frozenset({Permission.PROJECTS_PLAN_APPROVE}),
            ),
            HelpLine(_l("The person who wrote or changed a plan cannot approve it.")),
        ),
        ("plans",),
    ),
    HelpTopic(
        "projects",
        _l("Projects"),
        _l("A project has indicators, budget lines and schemes."),
        (
            HelpLine(
                _l("Add an indicator that the lead agency has agreed to, then submit the project."),
                frozenset({Permission.PROJECTS_PROJECT_DRAFT}),
            ),
            HelpLine(
                _l("Read everything. Then approve it, or send it back for correction with a reason."),
                frozenset({Permission.PROJECTS_PROJECT_APPROVE}),
            ),
            HelpLine(
                _l(
                    "Record the money that a budget line received. Money of different sources is never mixed."
                ),
                frozenset({Permission.PROJECTS_BUDGET_APPROPRIATE}),
            ),
        ),
        ("projects",),
    ),
    HelpTopic(
        "kpi_changes",
        _l("Changes of indicators"),
        _l(
            "An indicator of an approved project changes by a new version, is added or ends: each takes two people."
        ),
        (
            HelpLine(
                _l(
                    "Propose the new version, another indicator or the end of one on the page of the project, with the reason."
                ),
                frozenset({Permission.PROJECTS_PROJECT_DRAFT}),
            ),
            HelpLine(
                _l(
                    "Check the change, then record the document that approves it, or reject it with a reason."
                ),
                frozenset({Permission.PROJECTS_PROJECT_APPROVE}),
            ),
            HelpLine(_l("Earlier versions are never changed. The page of the project lists them all.")),
        ),
        ("kpi_changes",),
    ),
    HelpTopic(
        "budget_changes",
        _l("Budget changes"),
        _l("A transfer between budget lines, or the correction of an entry, takes two people."),
        (
            HelpLine(
                _l("Propose a transfer or a correction on the page of the budget line, with the reason."),
                frozenset({Permission.PROJECTS_BUDGET_APPROPRIATE}),
            ),
            HelpLine(
                _l(
                    "Check the change, then record the document that approves it, or reject it with a reason."
                ),
                frozenset({Permission.PROJECTS_BUDGET_APPROVE}),
            ),
            HelpLine(
                _l(
                    "No money moves before the approval. Nothing is ever deleted: a mistake is undone by a second entry."
                )
            ),
        ),
        ("budget_changes",),
    ),
)
