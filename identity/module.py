"""What this package contributes to the application: the parts of each of its objects."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.actor import Actor
from core.personal_data import Chapter, PersonalData
from core.registry import InboxItem, together
from identity import help_topics, personal_data
from identity.accounts import cli as accounts_cli
from identity.accounts import inbox as accounts_inbox
from identity.accounts import labels as accounts
from identity.accounts import personal_data as accounts_data
from identity.accounts import tasks as accounts_tasks
from identity.accounts.views import account, sessions  # noqa: F401 - they hang their pages on the blueprint
from identity.accounts.views.security import account_mails
from identity.bank_accounts import inbox as bank_accounts_inbox
from identity.bank_accounts import labels as bank_accounts
from identity.bank_accounts import personal_data as bank_accounts_data
from identity.bank_accounts import views as _of_bank_accounts  # noqa: F401 - as above
from identity.blueprint import blueprint
from identity.capacities import labels as capacities
from identity.capacities import personal_data as capacities_data
from identity.capacities import tasks as capacities_tasks
from identity.capacities.views import acting, my_data  # noqa: F401 - as above
from identity.factor_resets import inbox as factor_resets_inbox
from identity.factor_resets import labels as factor_resets
from identity.factor_resets import personal_data as factor_resets_data
from identity.factor_resets import tasks as factor_resets_tasks
from identity.factor_resets import views as _of_factor_resets  # noqa: F401 - as above
from identity.notifications import labels as notifications
from identity.notifications import personal_data as notifications_data
from identity.notifications import tasks as notifications_tasks
from identity.notifications import views as _of_notices  # noqa: F401 - as above
from identity.organisations import inbox as organisations_inbox
from identity.organisations import labels as organisations
from identity.organisations import personal_data as organisations_data
from identity.organisations import views as _of_organisations  # noqa: F401 - as above
from identity.people import labels as people
from identity.people import personal_data as people_data
from identity.rights_requests import inbox as rights_requests_inbox
from identity.rights_requests import labels as rights_requests
from identity.rights_requests import personal_data as rights_requests_data
from identity.rights_requests import tasks as rights_requests_tasks
from identity.rights_requests.views import blocking, number_reports, requests  # noqa: F401 - as above
from identity.staff import cli as staff_cli
from identity.staff import inbox as staff_inbox
from identity.staff import labels as staff
from identity.staff import personal_data as staff_data
from identity.staff import search as staff_search
from identity.staff import tasks as staff_tasks
from identity.staff.views import holidays, role_grants  # noqa: F401 - as above
from identity.staff.views import people as _of_people  # noqa: F401 - as above
from identity.trail import decided
from identity.trail import labels as trail
from identity.trail import views as _of_the_trail  # noqa: F401 - as above
from web.module import Module


def _inbox(session: Session, actor: Actor, now: datetime) -> Iterator[InboxItem]:
    yield from organisations_inbox.inbox(session, actor, now)
    yield from accounts_inbox.inbox(session, actor, now)
    yield from factor_resets_inbox.inbox(session, actor, now)
    yield from rights_requests_inbox.inbox(session, actor, now)
    yield from bank_accounts_inbox.inbox(session, actor, now)
    yield from staff_inbox.inbox(session, actor, now)


CHAPTERS = (
    Chapter(
        "account",
        10,
        _l("Your account"),
        (*people_data.PARTS, *accounts_data.PARTS, *notifications_data.PARTS),
    ),
    Chapter(
        "rights",
        20,
        _l("Who you act for"),
        (
            *organisations_data.PARTS,
            *staff_data.PARTS,
            *factor_resets_data.PARTS,
            *rights_requests_data.PARTS,
        ),
    ),
    Chapter(
        "business",
        30,
        _l("The business that you registered in your own name"),
        (*organisations_data.BUSINESSES, *bank_accounts_data.PARTS),
    ),
)
MODULE = Module(
    "identity",
    blueprints=(blueprint,),
    labels=(
        *people.LABELS,
        *notifications.LABELS,
        *accounts.LABELS,
        *organisations.LABELS,
        *bank_accounts.LABELS,
        *staff.LABELS,
        *capacities.LABELS,
        *factor_resets.LABELS,
        *rights_requests.LABELS,
    ),
    notices=(
        *notifications.NOTICES,
        *accounts.NOTICES,
        *organisations.NOTICES,
        *bank_accounts.NOTICES,
        *staff.NOTICES,
        *factor_resets.NOTICES,
        *rights_requests.NOTICES,
    ),
    audit_words=together(
        people.AUDIT_WORDS,
        notifications.AUDIT_WORDS,
        accounts.AUDIT_WORDS,
        organisations.AUDIT_WORDS,
        bank_accounts.AUDIT_WORDS,
        staff.AUDIT_WORDS,
        capacities.AUDIT_WORDS,
        factor_resets.AUDIT_WORDS,
        rights_requests.AUDIT_WORDS,
        trail.AUDIT_WORDS,
    ),
    subjects=together(
        people.SUBJECTS,
        accounts.SUBJECTS,
        organisations.SUBJECTS,
        bank_accounts.SUBJECTS,
        staff.SUBJECTS,
        rights_requests.SUBJECTS,
        trail.SUBJECTS,
    ),
    inbox=_inbox,
    queues=(
        *bank_accounts_inbox.QUEUES,
        *staff_inbox.QUEUES,
        *factor_resets_inbox.QUEUES,
        *rights_requests_inbox.QUEUES,
    ),
    help_topics=help_topics.TOPICS,
    navigation=(
        *bank_accounts_inbox.NAVIGATION,
        *staff_inbox.NAVIGATION,
        *rights_requests_inbox.NAVIGATION,
        *accounts_inbox.NAVIGATION,
        *trail.NAVIGATION,
    ),
    finders=staff_search.FINDERS,
    charts=(decided.CHART,),
    list_titles=together(rights_requests_inbox.LIST_TITLES, decided.LIST_TITLES),
    tasks=(
        *account_mails.TASKS,
        *accounts_tasks.TASKS,
        *notifications_tasks.TASKS,
        *staff_tasks.TASKS,
        *capacities_tasks.TASKS,
        *factor_resets_tasks.TASKS,
        *rights_requests_tasks.TASKS,
    ),
    personal_data=PersonalData(
        chapters=CHAPTERS,
        heads=personal_data.HEADS,
        codes=(*people_data.CODES.items(), *personal_data.CODES.items()),
        readers=together(
            capacities_data.READERS,
            organisations_data.READERS,
            bank_accounts_data.READERS,
            notifications_data.READERS,
        ),
        read_by=together(
            people_data.READ_BY, organisations_data.READ_BY, staff_data.READ_BY, bank_accounts_data.READ_BY
        ),
    ),
    cli=(accounts_cli.group, staff_cli.group),
)
