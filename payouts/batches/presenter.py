"""What the page of a batch shows: its state, whose turn it is, what this reader may do and why (not)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from core.actor import Actor
from core.calendar.due import due_on
from core.labels import words_for
from core.money import Money
from core.permissions import Permission
from payouts.batches import commands
from payouts.batches.commands import APPROVE_BATCH, RELEASE_BATCH
from payouts.batches.operations import approval_bars, release_bars, signatures_of
from payouts.batches.queries import BatchPage
from payouts.batches.rules import BatchFlag, Flagged, short_control
from payouts.commands import ASK_IMPORT
from payouts.models.batches import Batch
from payouts.states import BATCH_MACHINE, BatchState, PaymentState, PayoutRefusal
from web.pages.next_action import Guide, Step, Wait
from web.pages.steps import Stage, Turn

_S, _P = BatchState, Permission
TO_SIGN = frozenset({_S.DRAFT, _S.SUBMITTED, _S.RETURNED, _S.APPROVED})
"""States in which there is something to look at before signing."""
_STOPPED = (_S.REJECTED, _S.CANCELLED, _S.RECALLED)


def steps(page: BatchPage) -> list[Stage]:
    """Drafted, submitted, approved, released, reconciled, closed: by whom and when, and where it has stopped."""
    batch, names = page.batch, page.names
    signed = (
        (_("Draft"), batch.drafted_at, batch.drafted_by_id),
        (_("Submit"), batch.submitted_at if batch.state is not _S.RETURNED else None, batch.submitted_by_id),
        (_("Approve"), batch.approved_at, batch.approved_by_id),
        (_("Release"), batch.released_at, batch.released_by_id),
        (_("Reconcile"), batch.settled_at, None),
        (_("Close"), batch.closed_at, batch.closed_by_id),
    )
    stages = []
    reached_now = False
    for label, at, person_id in signed:
        if at is not None:
            stages.append(Stage(label, "done", names.get(person_id or 0), at))
        elif batch.state in _STOPPED:
            stages.append(Stage(words_for(batch.state), "stopped", when=batch.state_since))
            break
        else:
            note = _turn_note(batch) if not reached_now else None
            stages.append(Stage(label, "next" if reached_now else "now", note=note))
            reached_now = True
    return stages


def _turn_note(batch: Batch) -> str:
    if batch.state is _S.SUBMITTED:
        return _("awaiting approver %(number)s", number=2)
    if batch.state is _S.APPROVED:
        above = signatures_of(batch).above_band
        return _("awaiting approver %(number)s", number=3) if above else _("waiting for the releaser")
    if batch.state is _S.RELEASED:
        return _("waiting for the bank")
    return _("waiting for the finance officer")


GUIDE = Guide(
    BATCH_MACHINE,
    {
        _S.DRAFT: Wait(_l("The batch is being prepared."), _l("a finance officer")),
        _S.SUBMITTED: Wait(_l("The approver checks the batch and decides."), _l("the approver")),
        _S.RETURNED: Wait(_l("The batch is being corrected."), _l("a finance officer")),
        _S.APPROVED: Wait(
            _l("The batch is approved. The releaser sends it to the bank."), _l("the releaser")
        ),
        _S.RELEASED: Wait(
            _l("The bank file is ready. A finance officer sends it to the bank and imports the answer."),
            _l("a finance officer"),
        ),
        _S.SETTLED: Wait(_l("The bank has answered for every payment."), _l("a finance officer")),
        _S.CLOSED: Wait(_l("The batch is closed.")),
        _S.REJECTED: Wait(_l("The batch was rejected.")),
        _S.CANCELLED: Wait(_l("The batch was cancelled.")),
        _S.RECALLED: Wait(_l("The batch was recalled from the bank.")),
    },
    {
        _S.DRAFT: (Step(commands.SUBMIT_BATCH, _l("Check the batch and submit it."), "submit"),),
        _S.SUBMITTED: (
            Step(
                commands.APPROVE_BATCH,
                _l("Check the batch, then approve it, send it back or reject it."),
                "approve",
            ),
        ),
        _S.RETURNED: (
            Step(
                commands.SUBMIT_BATCH,
                _l("Make the requested corrections and submit the batch again, or cancel it."),
                "submit",
            ),
        ),
        _S.APPROVED: (
            Step(commands.RELEASE_BATCH, _l("Release the batch. Then the bank file is created."), "release"),
        ),
        _S.RELEASED: (Step(ASK_IMPORT, _l("Send the file to the bank, and import the bank’s answer.")),),
        _S.SETTLED: (
            Step(
                commands.CLOSE_BATCH, _l("The bank has answered for every payment. Close the batch."), "close"
            ),
        ),
    },
)


def turn(page: BatchPage, actor: Actor, today: date) -> Turn | None:
    """What comes next; None when nothing does."""
    batch = page.batch
    filled, stopper = batch.payment_count > 0, stopped_by(page)
    if stopper is not None:
        return _turn_round(batch, stopper, actor, today)
    found = GUIDE.turn(
        batch.state,
        actor,
        today=today,
        since=batch.state_since,
        facts=release_bars(batch),
        ready=lambda step: filled or step.command is not commands.SUBMIT_BATCH,
    )
    return found if found.mine or found.whose else None


def _turn_round(batch: Batch, stopper: str, actor: Actor, today: date) -> Turn:
    """Who ends a batch whose next signature would rest on a blocked person's."""
    submitted = batch.state is _S.SUBMITTED
    mine = actor.may(_P.PAYOUTS_BATCH_APPROVE if submitted else _P.PAYOUTS_BATCH_DRAFT)
    whose = _("the approver") if submitted else _("a finance officer")
    limit = BATCH_MACHINE.limit(batch.state)
    due = due_on(limit, batch.state_since) if limit is not None else None
    late = due is not None and due < today
    return Turn(_why_stopped(batch, stopper)[1], None if mine else whose, mine, due, late)


def stopped_by(page: BatchPage) -> str | None:
    """Who signed what the next signature relies on, and is blocked; None when nobody is."""
    batch = page.batch
    if batch.state not in (_S.SUBMITTED, _S.APPROVED):
        return None
    blocked = signatures_of(batch).rests_on & page.blocked
    return ", ".join(page.names[each] for each in sorted(blocked)) if blocked else None


def refusal_for(batch: Batch, actor: Actor) -> StrEnum | None:
    """Why this person may not give the signature that the batch waits for."""
    if batch.state is _S.SUBMITTED:
        return APPROVE_BATCH.bar(actor.person_id, approval_bars(batch))
    if batch.state is _S.APPROVED:
        return RELEASE_BATCH.bar(actor.person_id, release_bars(batch))
    return None


def not_paid(page: BatchPage) -> int:
    """How many of its payments the bank refused or returned; a batch that was called back was refused by nobody."""
    if page.batch.state is _S.RECALLED:
        return 0
    return page.ends.get(PaymentState.FAILED, 0) + page.ends.get(PaymentState.RETURNED, 0)


@dataclass(frozen=True, slots=True)
class Can:
    """What the buttons offer; the services check the same again under the lock. `why` is shown beside them."""

    submit: bool = False
    cancel: bool = False
    withdraw: bool = False
    approve: bool = False
    send_back: bool = False
    release: bool = False
    download: bool = False
    ask_recall: bool = False
    confirm_recall: bool = False
    close: bool = False
    why: tuple[str, ...] = field(default=())

    @property
    def anything(self) -> bool:
        """Whether there is any button at all."""
        return any(
            getattr(self, name) for name in self.__dataclass_fields__ if name not in ("why", "download")
        )


DECISIONS = (
    _P.PAYOUTS_BATCH_DRAFT,
    _P.PAYOUTS_BATCH_APPROVE,
    _P.PAYOUTS_BATCH_RELEASE,
    _P.PAYOUTS_BATCH_CLOSE,
    _P.PAYOUTS_STATEMENT_MATCH,
)
"""What who is connected with a payee leaves to others."""


def allowed(page: BatchPage, actor: Actor) -> Can:
    """What this reader may do here now, and why, or why not."""
    batch = page.batch
    refusal = refusal_for(batch, actor)
    drafts = actor.may(_P.PAYOUTS_BATCH_DRAFT)
    approves = actor.may(_P.PAYOUTS_BATCH_APPROVE) and batch.state is _S.SUBMITTED
    releases = actor.may(_P.PAYOUTS_BATCH_RELEASE) and batch.state is _S.APPROVED
    preparing = batch.state in (_S.DRAFT, _S.RETURNED)
    stopper = stopped_by(page)
    cancels = drafts and batch.state in (_S.DRAFT, _S.RETURNED, _S.APPROVED)
    recalls = (
        actor.may(_P.PAYOUTS_STATEMENT_MATCH)
        and batch.state is _S.RELEASED
        and not page.ends.get(PaymentState.PAID, 0)
        and not page.ends.get(PaymentState.RETURNED, 0)
    )
    return Can(
        submit=drafts and preparing and batch.payment_count > 0,
        withdraw=drafts and preparing,
        cancel=cancels,
        approve=approves and refusal is None and stopper is None,
        send_back=approves,
        release=releases and refusal is None and stopper is None,
        download=page.file is not None,
        ask_recall=recalls,
        confirm_recall=recalls
        and batch.recall_asked_by_id is not None
        and batch.recall_asked_by_id != actor.person_id,
        close=actor.may(_P.PAYOUTS_BATCH_CLOSE) and batch.state is _S.SETTLED,
        why=_why_stopped(batch, stopper)
        if stopper and (approves or releases or cancels)
        else _why(batch, actor, approves or releases, refusal),
    )


def _why_stopped(batch: Batch, name: str) -> tuple[str, ...]:
    """Two others must have signed what is paid; what a blocked person signed may be another's."""
    if batch.state is _S.SUBMITTED:
        return (
            _("The account of %(name)s, who submitted this batch, is blocked.", name=name),
            _("Send it back. When another finance officer submits it, you can approve it."),
        )
    return (
        _("The account of %(name)s, who submitted or approved this batch, is blocked.", name=name),
        _(
            "A finance officer must cancel the batch. Its payments go into a new batch, which other people approve."
        ),
    )


def _why(batch: Batch, actor: Actor, signs: bool, refusal: PayoutRefusal | None) -> tuple[str, ...]:
    if not signs:
        return ()
    if refusal is not None:
        return (words_for(refusal),)
    above = signatures_of(batch).above_band
    if batch.state is _S.SUBMITTED:
        return (_("Another person prepared this batch, so you can approve it."), _who_releases(actor, above))
    if above:
        return (_("Two other people prepared and approved this batch, so you can release it."),)
    return (_("Another person prepared this batch, so you can release it."),)


def _who_releases(approver: Actor, above: bool) -> str:
    if above:
        return _("The person who releases the batch must not have prepared or approved it.")
    also = approver.may(_P.PAYOUTS_BATCH_RELEASE)
    return (
        _("After you approve it, you can also release it.")
        if also
        else _("After your approval, the releaser sends it to the bank.")
    )


# Figures and flags.


def tiles(page: BatchPage, money: Any) -> list[dict[str, Any]]:
    """Four figures, each beside that of the last batch or what explains it; `money` draws an amount."""
    batch, before = page.batch, page.previous
    count_note = _("last batch %(count)s", count=before.payment_count) if before else _("the first batch")
    return [
        {"label": _("Payments"), "figure": batch.payment_count, "note": count_note},
        {
            "label": _("Subsidy"),
            "figure": money(Money(batch.gross_satang)),
            "note": words_for(batch.source),
        },
        {
            "label": _("Tax withheld"),
            "figure": money(Money(batch.withheld_satang)),
            "note": _("no tax is withheld until the Revenue Department has ruled on it"),
        },
        {"label": _("Net payment"), "figure": money(batch.net), "note": _control(page)},
    ]


def _control(page: BatchPage) -> str:
    if page.batch.control_digest is None:
        before = page.previous
        return _("last batch %(count)s", count=str(before.net)) if before else ""
    return _("control code %(digest)s", digest=short_control(page.batch.control_digest))


_FOUND = {
    BatchFlag.SAME_AMOUNT: _l("Unusually many equal amounts: %(payments)s to %(payees)s"),
    BatchFlag.BIG_SHARE: _l("Payees with a large share: %(payments)s to %(payees)s"),
    BatchFlag.ACCOUNT_CHANGED: _l("Bank account changed recently: %(payments)s to %(payees)s"),
    BatchFlag.PAID_AGAIN: _l("Paid again after a failure: %(payments)s to %(payees)s"),
    BatchFlag.NEW_PAYEE: _l("New payees: %(payments)s to %(payees)s"),
}


def findings(flags: Sequence[Flagged], url_of: Any) -> list[dict[str, Any]]:
    """The flags of a batch gathered into one sentence each; `url_of(flag)` opens the rows meant."""
    found = []
    for flag, sentence in _FOUND.items():
        of_kind = [each for each in flags if each.flag is flag]
        if of_kind:
            payees = len({each.payee_id for each in of_kind})
            text = str(sentence) % {
                "payments": ngettext("%(num)s payment", "%(num)s payments", len(of_kind)),
                "payees": ngettext("%(num)s payee", "%(num)s payees", payees),
            }
            tone = "bad" if flag is BatchFlag.SAME_AMOUNT else None
            found.append({"text": text, "href": url_of(flag), "tone": tone})
    return found
