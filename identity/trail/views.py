"""The audit trail, for the auditor."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import Response as FlaskResponse
from flask import render_template, url_for
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_ngettext

from core import clock
from core.audit.models import RARE_ROLES, AuditEvent, in_roles
from core.audit.words import event_words, subject_kinds
from core.clock import bangkok_midnight
from core.database.search import written_out
from core.db import db
from core.labels import words_for
from core.permissions import STAFF_ROLES, Permission, Role
from identity.blueprint import blueprint
from identity.capacities.labels import NOBODY, actor_words
from identity.trail.decided import decided_since
from identity.trail.queries import sealing_of, trail_statement
from identity.trail.search import day_bounds, search_trail
from web import Column, Filter, ListPage, current_actor, list_view, requires
from web.languages import localized

PERIODS = {
    "today": (0, _l("Today")),
    "week": (6, lazy_ngettext("The last %(num)s day", "The last %(num)s days", 7)),
    "month": (29, lazy_ngettext("The last %(num)s day", "The last %(num)s days", 30)),
}
BRIEF = 16


def what_happened(event: AuditEvent) -> str:
    """Return the event in words; its dotted name where no package registered any."""
    return str(event_words.get(event.name, event.name))


def subject_of(event: AuditEvent) -> str:
    """`Coupon 17`, in the reader's language."""
    kind = subject_kinds.get(event.subject_kind)
    return f"{kind.label if kind else event.subject_kind} {event.subject_id}"


def subject_url(event: AuditEvent) -> str | None:
    """The page of what it happened to; None for kinds without one."""
    kind = subject_kinds.get(event.subject_kind)
    if kind is None or kind.endpoint is None or kind.argument is None:
        return None
    return url_for(kind.endpoint, **{kind.argument: event.subject_id})


def roles_of(event: AuditEvent) -> str:
    """The roles in which it was done, in words."""
    return ", ".join(
        actor_words(name) or name
        for name in event.actor_roles.split(",")
        if name and name != Role.PERSON.value
    )


def organisation_of(row: Any) -> str | None:
    """For whom it was done, in the reader's language; None for staff and for people on their own."""
    return localized(row, "organisation") if row.organisation_th else None


def facts_of(event: AuditEvent) -> str:
    """The opaque facts kept with the event: `attempt=2 was=approved`."""
    return " ".join(f"{name}={value}" for name, value in event.fields.items() if value is not None)


def brief_facts(event: AuditEvent) -> str:
    """The same for the page: digests by their first characters, all of them in the files."""
    said = ((name, str(value)) for name, value in event.fields.items() if value is not None)
    return " ".join(f"{name}={value[:BRIEF]}{'…' if len(value) > BRIEF else ''}" for name, value in said)


def _since(statement: Any, period: str) -> Any:
    begin, _end = day_bounds(clock.bangkok_date(clock.now()) - timedelta(days=PERIODS[period][0]))
    return statement.where(AuditEvent.occurred_at >= begin)


def _with_role(statement: Any, role: str) -> Any:
    done = AuditEvent.actor_roles.regexp_match
    rare = (done(written_out(in_roles(roles))) for roles in RARE_ROLES.values() if role in roles.split("|"))
    return statement.where(*rare, done(in_roles(role)))


def _list() -> ListPage:
    return ListPage(
        columns=[
            Column("at", _l("When"), lambda row: row.AuditEvent.occurred_at, AuditEvent.id, dated=True),
            Column("what", _l("What happened"), lambda row: what_happened(row.AuditEvent)),
            Column("subject", _l("Affected item"), lambda row: subject_of(row.AuditEvent)),
            Column("who", _l("Who"), lambda row: row.person_name),
            Column("roles", _l("In role"), lambda row: roles_of(row.AuditEvent)),
            Column("organisation", _l("Acting for"), organisation_of),
            Column("name", _l("Name in the audit trail"), lambda row: row.AuditEvent.name),
            Column("facts", _l("Details"), lambda row: facts_of(row.AuditEvent)),
            Column("seal", _l("Seal"), lambda row: row.seal, numeric=True),
        ],
        key=AuditEvent.id,
        default_sort="at",
        default_descending=True,
        file_name="audit-trail",
        keys_first=True,
        filters=[
            Filter(
                "kind",
                _l("Affected item"),
                lambda: sorted(
                    ((kind, str(known.label)) for kind, known in subject_kinds.items()),
                    key=lambda each: each[1],
                ),
                lambda statement, kind: statement.where(AuditEvent.subject_kind == written_out(kind)),
            ),
            Filter(
                "role",
                _l("Role"),
                lambda: (
                    [(role.value, words_for(role)) for role in Role if role in STAFF_ROLES]
                    + [("system", NOBODY["system"])]
                ),
                _with_role,
            ),
            Filter(
                "period",
                _l("Period"),
                lambda: [(key, words) for key, (_days, words) in PERIODS.items()],
                _since,
            ),
        ],
        search=search_trail,
        search_label=_l("Person, event, number, or a day such as 22/11/2026"),
    )


ON_PAPER_ONLY = frozenset({"roles", "organisation", "name", "facts"})
"""Columns of the files; the page says them in the second lines of its cells."""


@blueprint.get("/audit")
@requires(Permission.AUDIT_TRAIL_READ)
@list_view
def trail() -> str | FlaskResponse:
    """Every event of the trail, the newest first."""
    page = _list().answer(db.session(), trail_statement())
    if isinstance(page, FlaskResponse):
        return page
    page.columns = [column for column in page.columns if column.key not in ON_PAPER_ONLY]
    return render_template(
        "identity/trail.html",
        page=page,
        sealing=sealing_of(db.session()),
        what_happened=what_happened,
        subject_of=subject_of,
        subject_url=subject_url,
        roles_of=roles_of,
        organisation_of=organisation_of,
        brief_facts=brief_facts,
    )


def _decided_list() -> ListPage:
    return ListPage(
        columns=[
            Column("at", _l("When"), lambda row: row.occurred_at, AuditEvent.occurred_at, dated=True),
            Column("what", _l("What happened"), what_happened),
            Column("subject", _l("Affected item"), subject_of),
        ],
        key=AuditEvent.id,
        default_sort="at",
        default_descending=True,
        file_name="decided",
    )


@blueprint.get("/today/decided")
@requires(Permission.HOUSE_DEADLINES_READ)
@list_view
def decided() -> str | FlaskResponse:
    """What the reader decided this month, the newest first."""
    begin = bangkok_midnight(clock.month_begins(clock.bangkok_date(clock.now())))
    own = AuditEvent.actor_person_id == current_actor().known_person_id
    page = _decided_list().answer(db.session(), sa.select(AuditEvent).where(own, *decided_since(begin)))
    if isinstance(page, FlaskResponse):
        return page
    return render_template(
        "identity/decided.html",
        page=page,
        subject_of=subject_of,
        subject_url=subject_url,
        what_happened=what_happened,
    )
