"""The audit trail: what was done, to what, by whom, in which role, when – and nothing personal.

`record` writes one append-only row in the caller's transaction. Free text never goes there: it is kept by
`store_reason` under the key of the person it belongs to, which can be destroyed (PDPA s.33).
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from psycopg.types.json import Jsonb
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.actor import Actor
from core.audit.models import AuditEvent, PersonKey, Reason
from core.audit.rules import LONGEST_REASON, ReasonRefusal
from core.db import Tx
from core.errors import Refused

_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")


_OPAQUE = re.compile(r"[A-Za-z0-9_.,:/+=-]{0,200}")


_NONCE_BYTES = 12


def _opaque(value: Any) -> bool:
    """Whether a value can say nothing about a person but by reference: no spaces, no Thai, no address."""
    if value is None or isinstance(value, bool | int):
        return True
    if isinstance(value, str):
        return _OPAQUE.fullmatch(value) is not None
    return isinstance(value, list | tuple) and all(_opaque(item) for item in value)


def _roles_of(actor: Actor) -> str:
    return ",".join(sorted(actor.roles)) if actor.person_id is not None else str(actor.kind)


def event_values(
    name: str,
    subject_kind: str,
    subject_id: int,
    actor: Actor,
    now: datetime,
    fields: Mapping[str, Any] | None = None,
    reason_id: int | None = None,
) -> dict[str, Any]:
    """The columns of one audit row, for hot commands that insert it within a larger statement.

    ValueError when the name is not dotted, or a field holds anything but ids, numbers, enum values,
    digests and names of fields.
    """
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is not a dotted audit name")
    for field, value in (fields or {}).items():
        if not _opaque(value):
            raise ValueError(f"{name}: field {field!r} is not opaque; free text goes to store_reason()")
    return {
        "name": name,
        "subject_kind": subject_kind,
        "subject_id": subject_id,
        "actor_person_id": actor.person_id,
        "actor_roles": _roles_of(actor),
        "organisation_id": actor.organisation_id,
        "occurred_at": now,
        "fields": dict(fields or {}),
        "reason_id": reason_id,
    }


def record(
    tx: Tx,
    name: str,
    subject_kind: str,
    subject_id: int,
    actor: Actor,
    now: datetime,
    fields: Mapping[str, Any] | None = None,
    reason_id: int | None = None,
) -> None:
    """Write one row of the trail: it exists exactly when what it reports does. Arguments as event_values()."""
    values = event_values(name, subject_kind, subject_id, actor, now, fields, reason_id)
    tx.insert(AuditEvent, values | {"fields": Jsonb(values["fields"])})


def store_reason(tx: Tx, person_id: int, text: str) -> int:
    """Store a free text under the key of the person it belongs to; returns its reason id, which is opaque.

    Refused(REASON_MISSING) for one that says nothing, Refused(REASON_TOO_LONG) above LONGEST_REASON characters.
    """
    said = text.strip()
    if not said:
        raise Refused(ReasonRefusal.REASON_MISSING)
    if len(said) > LONGEST_REASON:
        raise Refused(ReasonRefusal.REASON_TOO_LONG, length=LONGEST_REASON, count=len(said))
    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = AESGCM(_key_of(tx, person_id)).encrypt(nonce, said.encode(), _bound_to(person_id))
    return tx.add(Reason(person_id=person_id, nonce=nonce, ciphertext=sealed)).id


class Submitted(Protocol):
    """A row that somebody submits; nobody yet, as long as it is a draft."""

    @property
    def submitted_by_id(self) -> int | None:
        """The person who submitted it."""
        ...


def store_submitters_reason(tx: Tx, row: Submitted, text: str, *, actor: Actor) -> int:
    """Store a reason about a row under the key of who submitted it, or of the actor while nobody did; as store_reason()."""
    return store_reason(tx, row.submitted_by_id or actor.known_person_id, text)


def read_reason(session: Session, reason_id: int | None) -> str | None:
    """The text of a reason; None when none was given, or it has been erased."""
    return None if reason_id is None else read_reasons(session, [reason_id]).get(reason_id)


def read_reasons(session: Session, reason_ids: Iterable[int | None]) -> dict[int, str]:
    """The texts of several reasons by id, in one statement; those that have been erased are missing."""
    given = {each for each in reason_ids if each is not None}
    if not given:
        return {}
    rows = session.execute(
        sa.select(Reason.id, Reason.person_id, Reason.nonce, Reason.ciphertext, PersonKey.key)
        .join(PersonKey, PersonKey.person_id == Reason.person_id)
        .where(Reason.id.in_(given))
    )
    opened = ((row.id, open_reason(row.person_id, row.key, row.nonce, row.ciphertext)) for row in rows)
    return {reason_id: text for reason_id, text in opened if text is not None}


def erase_reasons(tx: Tx, person_id: int) -> bool:
    """Destroy the person's key, and with it every free text kept under it. Whether there was one."""
    gone = tx.scalar(
        sa.delete(PersonKey).where(PersonKey.person_id == person_id).returning(PersonKey.person_id)
    )
    return gone is not None


def _bound_to(person_id: int) -> bytes:
    return f"reason of person {person_id}".encode()


def _key_of(tx: Tx, person_id: int) -> bytes:
    """The person's key, made when first needed; of two who make it at once the second takes the first's."""
    tx.execute(_MAKE_KEY, {"person_id": person_id, "key": AESGCM.generate_key(bit_length=256)})
    key: bytes = tx.scalar(_READ_KEY, {"person_id": person_id})
    return key


_MAKE_KEY = insert(PersonKey.__table__).on_conflict_do_nothing()
_READ_KEY = (
    sa.select(PersonKey.key)
    .where(PersonKey.person_id == sa.bindparam("person_id"))
    .with_for_update(read=True)
)


def open_reason(person_id: int, key: bytes, nonce: bytes, ciphertext: bytes) -> str | None:
    """The text of a reason that was read with its key; None when it was written under a key that has since been destroyed."""
    try:
        return AESGCM(key).decrypt(nonce, ciphertext, _bound_to(person_id)).decode()
    except InvalidTag:
        return None


def persons_behind(session: Session, subject_kind: str, subject_id: int, *names: str) -> frozenset[int]:
    """Who did any of these events to the subject, ever: its authors, when the names are those of writing."""
    found = session.scalars(
        sa.select(AuditEvent.actor_person_id)
        .distinct()
        .where(
            AuditEvent.subject_kind == subject_kind,
            AuditEvent.subject_id == subject_id,
            AuditEvent.name.in_(names),
            AuditEvent.actor_person_id.is_not(None),
        )
    )
    return frozenset(each for each in found if each is not None)


@dataclass(frozen=True, slots=True)
class Happened:
    """One event of an object's history, for the page; `reason` is None if none was given, or it was erased."""

    name: str
    subject_kind: str
    subject_id: int
    occurred_at: datetime
    actor_person_id: int | None
    actor_roles: tuple[str, ...]
    organisation_id: int | None
    fields: Mapping[str, Any]
    reason: str | None


def history(session: Session, *subjects: tuple[str, int], limit: int = 200) -> list[Happened]:
    """The latest `limit` events of these (kind, id) subjects together, oldest first. One statement."""
    if not subjects:
        return []
    rows = session.execute(
        sa.select(AuditEvent, Reason.person_id, Reason.nonce, Reason.ciphertext, PersonKey.key)
        .outerjoin(Reason, Reason.id == AuditEvent.reason_id)
        .outerjoin(PersonKey, PersonKey.person_id == Reason.person_id)
        .where(sa.tuple_(AuditEvent.subject_kind, AuditEvent.subject_id).in_(subjects))
        .order_by(AuditEvent.id.desc())
        .limit(limit)
    ).all()
    return [
        Happened(
            name=event.name,
            subject_kind=event.subject_kind,
            subject_id=event.subject_id,
            occurred_at=event.occurred_at,
            actor_person_id=event.actor_person_id,
            actor_roles=tuple(filter(None, event.actor_roles.split(","))),
            organisation_id=event.organisation_id,
            fields=event.fields,
            reason=None if key is None else open_reason(person_id, key, nonce, ciphertext),
        )
        for event, person_id, nonce, ciphertext, key in reversed(rows)
    ]
