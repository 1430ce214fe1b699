"""What coupons bring to the whole: applications, coupons, the counter and claims."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from core.actor import Actor
from core.registry import InboxItem, together
from coupons import help_topics, personal_data, search, views
from coupons.applications import inbox as applications
from coupons.applications import labels as of_applications
from coupons.applications import tasks as application_tasks
from coupons.applications.views import routes as application_pages
from coupons.claims import inbox as claims
from coupons.claims import labels as of_claims
from coupons.claims.developments import inbox as developments
from coupons.claims.developments import labels as of_developments
from coupons.claims.developments import tasks as development_tasks
from coupons.claims.developments import views as development_pages
from coupons.claims.views import paid_back, slips  # noqa: F401 - they hang their pages on the blueprint of claims
from coupons.claims.views import routes as claim_pages
from coupons.coupons import checks as coupon_checks
from coupons.coupons import inbox as held
from coupons.coupons import labels as of_coupons
from coupons.home import labels as of_home
from coupons.home.presenter import HOME
from coupons.redemptions import checks as redemption_checks
from coupons.redemptions import inbox as counter
from coupons.redemptions import labels as of_redemptions
from coupons.redemptions import tasks as redemption_tasks
from coupons.redemptions import views as counter_views
from coupons.year_end import checks as year_end_checks
from coupons.year_end import inbox as year_end
from coupons.year_end import labels as of_year_end
from coupons.year_end import tasks as year_end_tasks
from coupons.year_end.views import closing, report  # noqa: F401 - their routes are on the blueprint of the lines
from coupons.year_end.views import lines as year_end_pages
from web.module import Module


def _inbox(session: Session, actor: Actor, now: datetime) -> Iterator[InboxItem]:
    for inbox in (applications.inbox, counter.inbox, claims.inbox, developments.inbox, year_end.inbox):
        yield from inbox(session, actor, now)


MODULE = Module(
    "coupons",
    blueprints=(
        application_pages.blueprint,
        views.blueprint,
        counter_views.blueprint,
        claim_pages.blueprint,
        development_pages.blueprint,
        year_end_pages.blueprint,
    ),
    labels=(
        *of_applications.LABELS,
        *of_coupons.LABELS,
        *of_redemptions.LABELS,
        *of_claims.LABELS,
        *of_developments.LABELS,
        *of_year_end.LABELS,
        *of_home.LABELS,
    ),
    notices=(
        *of_applications.NOTICES,
        *of_coupons.NOTICES,
        *of_redemptions.NOTICES,
        *of_developments.NOTICES,
    ),
    audit_words=together(
        of_applications.AUDIT_WORDS,
        of_coupons.AUDIT_WORDS,
        of_redemptions.AUDIT_WORDS,
        of_developments.HISTORY,
        of_year_end.EVENTS,
    ),
    subjects=together(
        of_applications.SUBJECTS,
        of_coupons.SUBJECTS,
        of_redemptions.SUBJECTS,
        of_developments.SUBJECTS,
        of_year_end.SUBJECTS,
    ),
    inbox=_inbox,
    queues=(*applications.QUEUES, *claims.QUEUES, *developments.QUEUES, *held.QUEUES, *year_end.QUEUES),
    help_topics=help_topics.TOPICS,
    homes=(HOME,),
    navigation=(
        *applications.NAVIGATION,
        *held.NAVIGATION,
        *counter.NAVIGATION,
        *claims.NAVIGATION,
        *developments.NAVIGATION,
        *year_end.NAVIGATION,
    ),
    finders=search.FINDERS,
    list_titles=together(year_end.LIST_TITLES, developments.LIST_TITLES),
    tasks=(
        *application_tasks.TASKS,
        *redemption_tasks.TASKS,
        *development_tasks.TASKS,
        *year_end_tasks.TASKS,
    ),
    checks=together(coupon_checks.OWN, redemption_checks.OWN, year_end_checks.OWN),
    personal_data=personal_data.PERSONAL_DATA,
)
