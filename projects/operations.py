"""What plans, projects and schemes have in common, inside the caller's transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from core.actor import Actor
from core.audit import operations as audit
from core.clock import bangkok_date
from core.db import Tx
from core.documents import operations as documents
from core.documents.operations import Judged
from core.errors import Refused, WrongState
from core.states import Machine
from projects.models import Published, Resolved, Submitted
from projects.rules import ProjectReason, Publication, Resolution, problem_of_publication
from projects.states import PlanState

Signed = TypeVar("Signed", bound=Submitted)
EDITABLE = (PlanState.DRAFT, PlanState.RETURNED)


def submit(
    tx: Tx, model: type[Signed], key: int, machine: Machine[Any], *, actor: Actor, now: datetime
) -> None:
    """Lay it before the person who records resolutions; who submits is kept, since another must approve."""
    tx.advance(
        model,
        key,
        machine,
        "submit",
        state_since=now,
        submitted_at=now,
        submitted_by_id=actor.known_person_id,
    )
    audit.record(tx, f"{machine.name}.submitted", machine.name, key, actor, now)


def send_back(
    tx: Tx,
    model: type[Signed],
    key: int,
    machine: Machine[Any],
    reason: str,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Return it with a reason, kept under the key of the person who submitted and reads it."""
    row = tx.lock(model, key)
    reason_id = audit.store_submitters_reason(tx, row, reason, actor=actor)
    tx.advance(model, key, machine, "return", state_since=now, state_reason_id=reason_id)
    audit.record(tx, f"{machine.name}.returned", machine.name, key, actor, now, reason_id=reason_id)


def approve(
    tx: Tx,
    model: type[Signed],
    key: int,
    machine: Machine[Any],
    resolution: Resolution,
    signed: Judged,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Record the resolution that approves it. Never by who wrote, changed or submitted any of it."""
    tx.lock(model, key)
    tx.authorise(authors=authors_of(tx.session, machine.name, key))
    document_id = advance_by_resolution(tx, model, key, machine, resolution, signed, actor=actor, now=now)
    audit.record(
        tx, f"{machine.name}.approved", machine.name, key, actor, now, fields={"document_id": document_id}
    )


def advance_by_resolution(
    tx: Tx,
    model: type[Resolved],
    key: int,
    machine: Machine[Any],
    resolution: Resolution,
    signed: Judged,
    *,
    actor: Actor,
    now: datetime,
    **columns: Any,
) -> int:
    """Store the signed file and take the row to approved with the whole resolution, and `columns`; returns the document's id."""
    document_id = keep_resolution(tx, resolution, signed, actor=actor, now=now)
    tx.advance(
        model,
        key,
        machine,
        "approve",
        state_since=now,
        approved_at=now,
        approved_by_id=actor.known_person_id,
        resolution_body=resolution.body,
        resolution_number=resolution.number,
        resolution_date=resolution.taken_on,
        resolution_document_id=document_id,
        **columns,
    )
    return document_id


def publish(
    tx: Tx,
    model: type[Published],
    key: int,
    kind: str,
    publication: Publication,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Record when and where the resolution on a plan, project or scheme was made public; what was recorded before gives way, and stays in the audit trail.

    Refused where none is approved yet (WrongState), and for a day before the resolution's or after today.
    """
    row: Any = tx.lock(model, key)
    tx.authorise()
    if row.resolution_date is None:
        raise WrongState(kind, "publish", row.state)
    problem = problem_of_publication(publication, row.resolution_date, bangkok_date(now))
    if problem:
        raise Refused(problem)
    row.published_on, row.published_in = publication.published_on, publication.published_in
    place_id = audit.store_reason(tx, actor.known_person_id, publication.published_in)
    fields = {"published_on": publication.published_on.isoformat()}
    audit.record(tx, f"{kind}.published", kind, key, actor, now, fields=fields, reason_id=place_id)


def authors_of(session: Session, kind: str, key: int) -> frozenset[int]:
    """Who wrote, changed or submitted a plan, project or scheme, from its first draft on."""
    writing = (f"{kind}.{done}" for done in ("drafted", "changed", "submitted"))
    return audit.persons_behind(session, kind, key, *writing)


def keep_resolution(tx: Tx, resolution: Resolution, signed: Judged, *, actor: Actor, now: datetime) -> int:
    """Store the signed file, which the caller has had judged; a resolution cannot have been taken tomorrow. Returns the document's id."""
    if resolution.taken_on > bangkok_date(now):
        raise Refused(ProjectReason.RESOLUTION_IN_FUTURE)
    document = documents.store(tx, signed, resolution.file_name, "resolution", None, actor=actor, now=now)
    return document.id


def require_editable(row: Any) -> None:
    """Refuse to change what lies before an approver or has been approved: a plan of one year or five, or a project."""
    if row.state not in EDITABLE:
        raise Refused(ProjectReason.NOT_EDITABLE)
