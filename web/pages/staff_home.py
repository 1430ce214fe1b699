"""Where staff land: what waits for them, the most urgent first, and how the programme stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from core.actor import Actor
from core.calendar.due import calendar
from core.registry import Deadline
from core.settings import installation
from web.access import may_enter
from web.lists.paging import with_changes
from web.pages.board import kind_of, mark_of, mark_text, owner_words
from web.queues.age import Age, age_of
from web.queues.queries import TODAY, Asked, DueCounts, Mark, Officer, counted, page_of
from web.queues.queue import Queue, last_day_of, queues

PAGE_SIZE = 15
LATE = "late"


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that waits for the reader."""

    kind: str
    number: str | None
    name: str | None
    url: str
    owner: str
    since: datetime
    last_day: date | None
    age: Age
    is_due_today: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to narrow the rows: how many it leaves, its address, and what it is called where the page has no word for it."""

    count: int
    url: str
    chosen: bool
    label: str = ""


@dataclass(frozen=True, slots=True)
class Home:
    """What the page shows of what waits. Every number is that of the rows which its address lists."""

    rows: list[Row]
    next_url: str | None
    """The page of the most urgent of all rows, whatever was chosen."""
    late: Choice
    today: Choice
    all: Choice
    kinds: list[Choice]
    previous_page: str | None
    next_page: str | None


def queues_of(actor: Actor) -> tuple[Queue, ...]:
    """The queues of staff that the actor may work on and open."""
    return tuple(
        queue
        for queue in queues.values()
        if queue.member_of is None and actor.may(queue.turn.permission) and may_enter(actor, queue.endpoint)
    )


def home(session: Session, chosen: Mapping[str, str], actor: Actor, now: datetime) -> Home:
    """The rows of this address. Three statements at most, and one for each queue among the rows."""
    person = actor.known_person_id
    by = Officer(person, installation.people().connected(session, person, now))
    own = queues_of(actor)
    waiting = counted(session, Asked(own, by=by), now)
    present = tuple(queue for queue in own if queue.label in waiting)
    when = chosen.get("when", "") if chosen.get("when") in (LATE, TODAY) else ""
    kind = chosen.get("kind", "")
    asked = Asked(tuple(each for each in present if kind in ("", each.label)), when, by=by)
    backwards = "before" in chosen
    mark = mark_of(chosen.get("before") or chosen.get("after") or "")
    read = page_of(session, asked, now, PAGE_SIZE, mark, backwards=backwards)
    before = read.more if backwards else mark is not None
    after = mark is not None if backwards else read.more
    ends = [mark_text(each) for each, _row in (*read.rows[:1], *read.rows[-1:])]
    is_narrow = bool(when or kind or mark)
    first = page_of(session, Asked(present, by=by), now, 1) if is_narrow else read
    return Home(
        rows=[_row(each, row, now) for each, row in read.rows],
        next_url=next((row.url for _mark, row in first.rows), None),
        late=_choice(waiting, LATE, when, kind),
        today=_choice(waiting, TODAY, when, kind),
        all=_choice(waiting, "", when, kind),
        kinds=_kinds(waiting, present, when, kind),
        previous_page=with_changes({}, when=when, kind=kind, before=ends[0]) if before and ends else None,
        next_page=with_changes({}, when=when, kind=kind, after=ends[-1]) if after and ends else None,
    )


def _row(mark: Mark, row: Deadline, now: datetime) -> Row:
    term = None if mark.queue.last_day is not None else mark.queue.term
    age = age_of(row.since, row.due, term, now, calendar())
    is_due_today = row.due is not None and not age.is_late and age.left == 0
    return Row(
        str(row.kind or row.turn.what),
        row.number,
        row.name,
        row.url,
        owner_words(row.turn.owner),
        row.since,
        last_day_of(row),
        age,
        is_due_today,
    )


def _choice(waiting: Mapping[str, DueCounts], which: str, when: str, kind: str) -> Choice:
    """All that is due then, of every kind."""
    count = sum(each.of(which) for each in waiting.values())
    return Choice(count, with_changes({}, when=which), which == when and not kind)


def _kinds(
    waiting: Mapping[str, DueCounts], present: tuple[Queue, ...], when: str, kind: str
) -> list[Choice]:
    """Each kind of thing that waits, counted as it is due; none where all is of one kind. The chosen one leads back to all."""
    if len(present) < 2:
        return []
    choices = (
        Choice(
            waiting[queue.label].of(when),
            with_changes({}, when=when, kind="" if queue.label == kind else queue.label),
            queue.label == kind,
            kind_of(queue),
        )
        for queue in present
    )
    return [choice for choice in choices if choice.count or choice.chosen]
