"""Reads about sign-in sessions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from identity.accounts.models import SignInSession
from identity.accounts.rules import SessionFacts, digest_of, limits_of
from identity.accounts.session_identity import SessionIdentity
from identity.accounts.states import SessionEnd


def live_sessions(session: Session, person_id: int, now: datetime, *, is_staff: bool) -> list[SignInSession]:
    """The sessions in which the person is signed in now, the one used last first."""
    rows = session.scalars(
        sa.select(SignInSession)
        .where(SignInSession.person_id == person_id, SignInSession.ended_at.is_(None))
        .order_by(SignInSession.last_seen_at.desc(), SignInSession.id.desc())
    )
    return [row for row in rows if not _is_over(row, is_staff=is_staff, now=now)]


def end_of_session(session: Session, token: str) -> SessionEnd | None:
    """Why the session of that token has ended; None if it has not, or is not known any more."""
    reason: SessionEnd | None = session.scalar(
        sa.select(SignInSession.end_reason).where(SignInSession.token_digest == digest_of(token))
    )
    return reason


def _is_over(row: SignInSession, *, is_staff: bool, now: datetime) -> bool:
    facts = SessionFacts(
        row.id, row.created_at, row.last_seen_at, row.remembered, row.password_at, row.second_factor_at
    )
    return facts.is_over(limits_of(frozenset(), is_staff=is_staff, remembered=row.remembered), now)


@dataclass(frozen=True, slots=True)
class ReadIdentities:
    """How a session identity is read, by the token of a session or by the person."""

    of_session: Callable[[Session, str], SessionIdentity | None]
    of_person: Callable[[Session, int], SessionIdentity | None]


_reader: list[ReadIdentities] = []


def read_identities_with(read: ReadIdentities) -> None:
    """Register the function that reads a person's identity. `identity` calls this: memberships and roles belong to packages above."""
    _reader[:] = [read]


def identity_of_session(session: Session, token: str) -> SessionIdentity | None:
    """Return the identity behind this token; None if no such session is live, or the person is barred."""
    return _reader[0].of_session(session, token)


def identity_of_person(session: Session, person_id: int) -> SessionIdentity | None:
    """Return a person's identity; None if the person is barred."""
    return _reader[0].of_person(session, person_id)
