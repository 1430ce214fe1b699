"""What the officers' lists of organisations share, whatever they list of them: columns, filter, search, deadlines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session, aliased

from core.actor import Actor
from core.database.search import holds, looked_up, may_hold, written_out
from core.permissions import Permission
from core.registry import Turn
from core.thai import places
from core.typed.thirteen import DIGITS, as_pasted
from identity.organisations.appeals import Registration, last_appeal_day, may_appeal, may_be_appealed
from identity.organisations.models import ORGANISATION_TRIGRAMS, ListedByOrganisation, Organisation
from web import Column, Filter
from web.finders import Finder, Hit, Sought
from web.languages import localized
from web.pages import steps
from web.pages.next_action import Guide, Wait
from web.queues.queue import Queue


def refers_to(session: Session, typed: str, *columns: Any) -> sa.ColumnElement[bool]:
    """Whether one of the columns refers to an organisation whose name holds what was typed, or whose 13 digits begin so."""
    named = holds(typed, Organisation.name_th, Organisation.name_en)
    found = sa.and_(may_hold(ORGANISATION_TRIGRAMS, typed), named) | _numbered(typed)
    few = looked_up(session, Organisation.id, found, *columns)
    if few is not None:
        return few
    is_called = sa.select(named | _numbered(typed)).correlate_except(Organisation)
    return sa.or_(*(is_called.where(Organisation.id == column).scalar_subquery() for column in columns))


def _numbered(typed: str) -> sa.ColumnElement[bool]:
    """Whether its 13 digits begin with what was typed, or are it, pasted without the first 0 or with a label."""
    pasted = as_pasted(typed)
    found: sa.ColumnElement[bool] = (
        sa.false() if pasted is None else Organisation.registration_number == pasted
    )
    if typed.isascii() and typed.isdigit() and len(typed) <= DIGITS:
        found |= Organisation.registration_number.between(typed.ljust(DIGITS, "0"), typed.ljust(DIGITS, "9"))
    return found


def registered_search(column: Any) -> Callable[[Session, Any, str], Any]:
    """The search of a list by the organisation to which each row's `column` refers, for a ListPage."""

    return lambda session, statement, typed: statement.where(refers_to(session, typed, column))


def registered_columns(of: type[ListedByOrganisation], label: Any) -> list[Column]:
    """Name, number and province of the `organisation` of each row `of` a table; `label` says what it is called here."""
    return [
        Column("name", label, lambda row: localized(row.organisation, "name"), sort=of.name_order),
        Column(
            "number",
            _l("13 digits"),
            lambda row: row.organisation.registration_number,
            sort=of.registration_number,
        ),
        province_column(lambda row: row.organisation.province_code, of.province_code),
    ]


def province_column(code_of: Any, code: Any) -> Column:
    """The province in the reader's language, sorted by its code."""
    return Column(
        "province",
        _l("Province"),
        lambda row: places.province_name(code_of(row), get_locale()),
        sort=code,
    )


def province_filter(code: Any) -> Filter:
    """Only the organisations of one province."""
    return Filter(
        "province",
        _l("Province"),
        lambda: list(places.provinces(get_locale())),
        lambda statement, chosen: statement.where(code == written_out(chosen)),
    )


def _is_freed(organisation_id: Any) -> sa.ColumnElement[bool]:
    """Whether the number of the organisation was freed for another."""
    freed = aliased(Organisation)
    return sa.exists().where(freed.id == organisation_id, freed.released_at.is_not(None))


def registration_queue(
    model: Any,
    turn: Turn,
    endpoint: tuple[str, str],
    *,
    limit: Any,
    barred: tuple[Any, ...],
    returned: Any,
    rejected: Any,
) -> Queue:
    """Registrations of one package's `model` in the one state of the turn; `endpoint` with the argument it takes.

    What came back or was rejected (`returned`, `rejected`: the model's states) waits for the organisation's own members,
    all else for officers who did not act before. An organisation whose number was freed has no members: nothing waits
    for them.
    """
    (state,) = turn.states
    own = state in (returned, rejected)

    def waits(now: datetime) -> sa.ColumnElement[bool]:
        here: sa.ColumnElement[bool] = model.state == state
        if own:
            here = sa.and_(here, ~_is_freed(model.organisation_id))
        return sa.and_(here, may_be_appealed(model, now)) if state is rejected else here

    return Queue(
        turn,
        model.organisation_id,
        waits,
        model.state_since,
        *endpoint,
        limit=limit,
        name=Organisation.name_th,
        name_en=Organisation.name_en,
        joins=((Organisation, Organisation.id == model.organisation_id),),
        member_of=model.organisation_id if own else None,
        barred=() if own else barred,
        tied=() if own else (model.organisation_id,),
    )


def registration_turn(
    guide: Guide, registration: Registration, actor: Actor, today: date, appeal_days: int
) -> steps.Turn:
    """What comes next with a registration, and by when. The limit of a rejected one is the appeal's alone."""
    own = actor.is_staff or actor.organisation_id == registration.organisation_id
    state = registration.state
    rejected = state in guide.machine.sources("appeal")
    open_to_appeal = rejected and may_appeal(registration, today, appeal_days)
    appeal = Wait(
        _l(
            "The registration was rejected. The owner can appeal (another officer decides) or register again."
        ),
        guide.waits[state].whose,
    )
    return guide.turn(
        state,
        actor,
        today=today,
        since=None if rejected else registration.state_since,
        due=last_appeal_day(registration, appeal_days) if open_to_appeal else None,
        wait=appeal if open_to_appeal else None,
        facts={"submitter": registration.submitted_by_id, "first_decider": registration.first_decided_by_id},
        ready=lambda step: own and (step.trigger != "appeal" or open_to_appeal),
    )


def registered_finder(
    model: Any,
    label: Any,
    permission: Permission,
    listed: Callable[[], Any],
    page: tuple[str, str],
    index: str,
) -> Finder:
    """Registrations of one package's `model` as `listed` joins them; `page` is an endpoint with its argument, `index` the list."""
    endpoint, argument = page

    def hit(row: Any) -> Hit:
        found = row[0]
        url = url_for(endpoint, **{argument: found.organisation_id})
        return Hit(
            localized(found.organisation, "name"), found.organisation.registration_number, url, found.state
        )

    def numbered(what: Sought) -> sa.ColumnElement[bool] | None:
        return None if what.thirteen is None else model.registration_number == what.thirteen

    search = registered_search(model.organisation_id)
    return Finder(
        model.__tablename__,
        label,
        frozenset({permission}),
        lambda _actor: listed(),
        model.organisation_id,
        hit,
        numbered,
        lambda session, statement, _actor, typed: search(session, statement, typed),
        lambda _actor, typed: url_for(index, q=typed),
    )
