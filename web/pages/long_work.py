"""The page of long work: how far it is, and at its end on to the result, or why there is none and what to do then."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import Blueprint, Response, flash, jsonify, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core import clock
from core.actor import Actor
from core.db import db
from core.errors import NotFound, Refused
from core.registry import InboxItem
from core.tasks.long_work import ENDED_BADLY, LIVE, Kind, kinds, refusal_words
from core.tasks.models import LongWork
from core.tasks.services.dismiss_work import dismiss_work
from core.tasks.services.retry_work import retry_work
from core.tasks.states import MOST_TRIES, WorkRefusal, WorkState
from web.access import current_actor, in_capacity, signed_in_only
from web.forms.acting import Answer
from web.pages.today import layout_for

blueprint = Blueprint("work", __name__, url_prefix="/work")


SLOW_AFTER = timedelta(minutes=1)
"""Longer than this a worker that runs leaves nothing waiting, unless it has much to do."""


MOST_SHOWN = 20


LATE, IN_TIME = 0, 2


_UNSETTLED = sa.or_(
    LongWork.state.in_(LIVE), sa.and_(LongWork.state.in_(ENDED_BADLY), LongWork.noted_at.is_(None))
)
"""Work that the asker still cares about: under way, or failed and not dismissed."""


def on_its_way(ask: Callable[[], int], again: Callable[[Refused], str]) -> Answer:
    """Ask for long work and go to its page; to the page of its twin, if that is under way already.

    Refused, `again` shows the page one came from, with the reason (409).
    """
    work_id: int | None
    try:
        work_id = ask()
    except Refused as refused:
        work_id = refused.facts.get("work_id") if refused.reason is WorkRefusal.UNDER_WAY else None
        if work_id is None:
            return again(refused), 409
        flash(_("This is already in progress."), "info")
    return redirect(url_for("work.work", work_id=work_id), 303)


def _seen(work_id: int) -> tuple[LongWork, Kind]:
    """The work and its kind; NotFound for anyone but who asked for it and staff who may see what comes of it."""
    actor, found = current_actor(), db.session().get(LongWork, work_id)
    kind = kinds.get(found.kind) if found is not None else None
    if found is None or kind is None:
        raise NotFound
    if found.asked_by_id != actor.person_id and not (
        actor.is_staff and kind.seen_by is not None and actor.may(kind.seen_by)
    ):
        raise NotFound
    return found, kind


@blueprint.get("/<int:work_id>")
@signed_in_only
def work(work_id: int) -> Answer:
    """How far it is; done, on to what came of it."""
    return _show(work_id)


def _show(work_id: int, problem: str | None = None) -> Answer:
    found, kind = _seen(work_id)
    if found.state is WorkState.DONE and found.result_id is not None:
        flash(str(kind.done), "good")
        return redirect(kind.result_url(found.result_id), 303)
    actor = current_actor()
    own = found.asked_by_id == actor.person_id
    ended = found.state in ENDED_BADLY
    return render_template(
        "work/work.html",
        work=found,
        kind=kind,
        subject=kind.subject(db.session(), found.arguments),
        words=refusal_words(found),
        problem=problem,
        most_tries=MOST_TRIES,
        live=not ended,
        slow=found.state is WorkState.WAITING and clock.now() - found.asked_at > SLOW_AFTER,
        own=own,
        may_ask_again=own and ended and actor.may(kind.needs),
        may_note=own and ended and found.noted_at is None,
        back_url=kind.back_url(found.arguments),
        layout=layout_for(actor),
    )


@blueprint.get("/<int:work_id>/progress")
@signed_in_only
def progress(work_id: int) -> Response:
    """What progress.js asks each second."""
    found, _kind = _seen(work_id)
    ended_badly = found.state in ENDED_BADLY
    text = _("Waiting to start") if found.state is WorkState.WAITING else _("Working")
    if found.total:
        text = _("%(done)s of %(total)s", done=f"{found.done:,}", total=f"{found.total:,}")
    return jsonify(
        state="failed" if ended_badly else found.state.value, done=found.done, total=found.total, text=text
    )


@blueprint.post("/<int:work_id>/again")
@signed_in_only
@in_capacity
def again(work_id: int) -> Answer:
    """The same once more."""
    return on_its_way(
        lambda: retry_work(work_id, actor=current_actor(), now=clock.now()),
        lambda _refused: str(_show(work_id, _("This is already in progress."))),
    )


@blueprint.post("/<int:work_id>/noted")
@signed_in_only
def noted(work_id: int) -> Answer:
    """Read, and out of what waits for me."""
    dismiss_work(work_id, actor=current_actor(), now=clock.now())
    flash(_("Removed from the list."), "good")
    return redirect(url_for("today.today"), 303)


def inbox(session: Session, actor: Actor, now: datetime) -> Iterator[InboxItem]:
    """Work that I asked for and is under way, or ready to be fetched, and what failed until I dismiss it."""
    if actor.person_id is None:
        return
    to_fetch = [
        sa.and_(
            LongWork.kind == name,
            LongWork.state == WorkState.DONE,
            LongWork.state_since > now - kind.to_fetch,
        )
        for name, kind in kinds.items()
        if kind.to_fetch is not None
    ]
    own = sa.select(LongWork).where(LongWork.asked_by_id == actor.person_id, sa.or_(_UNSETTLED, *to_fetch))
    for each in session.scalars(own.order_by(LongWork.asked_at).limit(MOST_SHOWN)):
        kind = kinds.get(each.kind)
        if kind is None:
            continue
        if each.state is WorkState.DONE:
            yield InboxItem(
                str(kind.done), 1, url_for("work.work", work_id=each.id), IN_TIME, each.state_since
            )
            continue
        badly = each.state in ENDED_BADLY
        title = _l("Failed: %(what)s") if badly else _l("In progress: %(what)s")
        urgency = LATE if badly else IN_TIME
        yield InboxItem(
            str(title) % {"what": kind.title},
            1,
            url_for("work.work", work_id=each.id),
            urgency,
            each.asked_at,
        )


def metrics(session: Session) -> Iterator[tuple[str, dict[str, str], float]]:
    """How much waits, runs, and failed without being dismissed."""
    counts = sa.select(LongWork.state, sa.func.count()).where(_UNSETTLED).group_by(LongWork.state)
    for state, count in session.execute(counts):
        yield "long_work", {"state": state.value}, count
