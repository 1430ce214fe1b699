"""One command on many rows of a list: chosen by ticks, every row shown before it, each done by the service of the single act.

Each row is a transaction of its own, with the permission, the ties and the four eyes of the single act, which are judged
again when it is done. A row is done once for one showing of the page: whoever sends it again, or goes on after it was
cut off, is told of what was done before (core/idempotency.py).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import abort, g, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core import clock
from core.actor import Actor
from core.commands import Command
from core.db import db
from core.errors import Forbidden, NotFound, Refused
from core.idempotency import Repeated, RequestKey
from core.labels import words_for
from core.tasks.states import WorkRefusal
from web.access import current_actor
from web.forms.acting import Answer, ReasonForm
from web.lists.paging import PAGE_SIZE

LONGEST_KEY = 18
"""Digits of a row's number."""


@dataclass(frozen=True, slots=True)
class RowAct:
    """One act on many rows. Texts are lazy, in the reader's language."""

    name: str
    """How its address ends."""
    command: Command
    service: Callable[..., object]
    """service(key, actor=, now=); with the reason after the key where `question` asks for one."""
    label: Any
    """On the button."""
    will: Any
    """What happens with each row."""
    done: Any
    """What is said of a row that it was done with."""
    undone_by: str
    """The name of the act that is its inverse."""
    question: Any = None

    def is_for(self, actor: Actor) -> bool:
        """Whether the actor may run its command at all."""
        return actor.may_any(self.command.permissions)


def hold(command: Command, service: Callable[..., object], will: Any) -> RowAct:
    """Put rows on hold: provisional, with a reason; `release` undoes it. `will`: what a held row waits for."""
    label, done, question = _l("Put on hold"), _l("On hold"), _l("Why are they put on hold?")
    return RowAct("hold", command, service, label, will, done, undone_by="resume", question=question)


def release(command: Command, service: Callable[..., object], will: Any, question: Any = None) -> RowAct:
    """Release the holds of rows; `hold` undoes it. `will`: what can be done with a row again."""
    label, done = _l("Release hold"), _l("Hold released")
    return RowAct("resume", command, service, label, will, done, undone_by="hold", question=question)


@dataclass(frozen=True, slots=True)
class ChosenRow:
    """A row as it stands: what it is called, where its page is, its state in words, and why the act is not for it."""

    key: int
    name: str
    url: str
    state: str
    refusal: str | None = None
    is_done: bool = False


ReadRows = Callable[[RowAct, Collection[int], Actor, datetime], Sequence[ChosenRow]]


@dataclass(frozen=True)
class TogetherPage:
    """The page of the acts on many rows of one list: `endpoint` takes the `act`; `back` is the endpoint of the list.

    `read` returns the rows that are there, in the order of the list.
    """

    endpoint: str
    back: str
    title: Any
    acts: Mapping[str, RowAct]
    read: ReadRows

    def offered(self) -> list[dict[str, Any]]:
        """What the list's bar offers to the reader."""
        actor = current_actor()
        return [
            {"label": act.label, "url": url_for(self.endpoint, act=name)}
            for name, act in self.acts.items()
            if act.is_for(actor)
        ]

    def answer(self, name: str) -> Answer:
        """Every chosen row with what will happen to it; when sent, what happened to each."""
        act, form = self.acts[name], ReasonForm()
        if not act.is_for(current_actor()):
            raise Forbidden(act.command.name)
        form.reason.label.text = str(act.question or "")
        if request.method == "POST":
            if act.question is None or form.validate():
                return self._show(act, form, self._do(act, form.reason.data or ""), done=True)
            return self._show(act, form, self._chosen(act)), 400
        return self._show(act, form, self._chosen(act))

    def _chosen(self, act: RowAct) -> list[ChosenRow]:
        typed = request.values.getlist("row")
        if len(typed) > PAGE_SIZE or any(not each.isdecimal() or len(each) > LONGEST_KEY for each in typed):
            abort(400)
        return list(self.read(act, {int(each) for each in typed}, current_actor(), clock.now()))

    def _do(self, act: RowAct, reason: str) -> list[ChosenRow]:
        whole = g.pop("unclaimed_request_key", None)
        outcomes = {row.key: _done(act, row.key, reason, whole) for row in self._chosen(act)}
        db.session().expire_all()
        return [
            replace(row, refusal=outcomes[row.key], is_done=outcomes[row.key] is None)
            for row in self._chosen(act)
            if row.key in outcomes
        ]

    def _show(self, act: RowAct, form: ReasonForm, rows: list[ChosenRow], *, done: bool = False) -> str:
        keys = [row.key for row in rows if row.is_done]
        return render_template(
            "work/together.html",
            page=self,
            act=act,
            form=form,
            rows=rows,
            done=done,
            possible=[row.key for row in rows if row.refusal is None],
            undo_url=url_for(self.endpoint, act=act.undone_by, row=keys) if keys else None,
            undo=self.acts[act.undone_by],
        )


def _done(act: RowAct, key: int, reason: str, whole: RequestKey | None) -> str | None:
    """Do it with one row; why not, in words."""
    if whole is not None:
        own = hashlib.sha256(f"{whole.key}:{key}".encode()).hexdigest()
        g.unclaimed_request_key = replace(whole, key=own)
    try:
        given = (key,) if act.question is None else (key, reason)
        act.service(*given, actor=current_actor(), now=clock.now())
    except Repeated:
        return None
    except Refused as refused:
        return words_for(refused.reason, **refused.facts)
    except NotFound:
        return str(_("This item is no longer there."))
    except Forbidden:
        return words_for(WorkRefusal.RIGHT_WITHDRAWN)
    finally:
        g.pop("unclaimed_request_key", None)
    return None
