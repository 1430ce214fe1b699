"""What commands do with sign-in sessions, inside their transaction."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

import sqlalchemy as sa

from core.db import Tx
from core.errors import Refused
from core.tasks import queue as jobs
from identity.accounts.models import MailRequest, SignInSession
from identity.accounts.rules import SignInRefusal, digest_of
from identity.accounts.states import MailKind, SessionEnd
from identity.people.models import Passkey, Person

_table = SignInSession


@dataclass(frozen=True, slots=True)
class NewSession:
    """A sign-in that has just succeeded."""

    person_id: int
    password_at: datetime
    second_factor_at: datetime | None = None
    remembered: bool = False
    browser: str = ""


def open_session(tx: Tx, new: NewSession, *, now: datetime) -> str:
    """Write the session; returns its token, 256 random bits, which only the browser keeps."""
    token = secrets.token_urlsafe(32)
    tx.add(
        SignInSession(
            person_id=new.person_id,
            token_digest=digest_of(token),
            created_at=now,
            last_seen_at=now,
            remembered=new.remembered,
            password_at=new.password_at,
            second_factor_at=new.second_factor_at,
            browser=new.browser,
        )
    )
    return token


def refuse_overtaken(tx: Tx, person_id: int, uniquifier: str) -> None:
    """Refuse to sign in who proved a password that was changed in the same moment; the person's row is then ours.

    A change of password writes the person before it ends the sessions: it waits for us and ends ours too, or we
    wait for it and see it here. Refused with SIGN_IN_OVERTAKEN.
    """
    held = tx.scalar(sa.select(Person.fs_uniquifier).where(Person.id == person_id).with_for_update(read=True))
    if held != uniquifier:
        raise Refused(SignInRefusal.SIGN_IN_OVERTAKEN)


def session_of_token(tx: Tx, person_id: int, token: str) -> int | None:
    """The id of the person's session of that token; None if it is another's, or none."""
    found: int | None = tx.scalar(
        sa.select(_table.id).where(_table.token_digest == digest_of(token), _table.person_id == person_id)
    )
    return found


def end_sessions(
    tx: Tx,
    person_id: int,
    reason: SessionEnd,
    *,
    by_id: int | None,
    now: datetime,
    only: int | None = None,
    but: int | None = None,
) -> int:
    """End the person's live sessions at once, `only` one of them or all `but` one; returns how many ended."""
    chosen = sa.update(_table).where(_table.person_id == person_id, _table.ended_at.is_(None))
    if only is not None:
        chosen = chosen.where(_table.id == only)
    if but is not None:
        chosen = chosen.where(_table.id != but)
    return int(tx.execute(chosen.values(ended_at=now, ended_by_id=by_id, end_reason=reason)).rowcount)


def keep_proof(
    tx: Tx, session_id: int, *, password_at: datetime | None = None, second_factor_at: datetime | None = None
) -> bool:
    """Write what a session has just proved; False if it has ended meanwhile: then nothing is proved."""
    proved = {"password_at": password_at, "second_factor_at": second_factor_at}
    values = {name: at for name, at in proved.items() if at is not None}
    kept = sa.update(_table).where(_table.id == session_id, _table.ended_at.is_(None)).values(**values)
    return bool(tx.execute(kept).rowcount)


def remove_proofs(tx: Tx, person_id: int) -> None:
    """Take away password and second factors, which others may know or hold; links under way die.

    The person chooses a new password by the link of an e-mail, and sets up a new factor.
    """
    gone = {"password": None, "tf_primary_method": None, "tf_totp_secret": None}
    tx.execute(
        sa.update(Person)
        .where(Person.id == person_id)
        .values(**gone, mf_recovery_codes=sa.null(), fs_uniquifier=uuid4().hex)
        .execution_options(synchronize_session=False)
    )
    tx.execute(sa.delete(Passkey).where(Passkey.user_id == person_id))


def request_mail(tx: Tx, kind: MailKind, address: str, wanted: str | None, *, now: datetime) -> None:
    """Have the worker write an e-mail with a link once this is committed."""
    request = tx.add(MailRequest(kind=kind, address=address, wanted=wanted, asked_at=now))
    jobs.defer(tx, "identity.answer_mail_request", request_id=request.id)


def forget_second_factor(tx: Tx, session_id: int) -> None:
    """What the session proved was a factor that is gone: what is left must be proved anew."""
    tx.execute(sa.update(_table).where(_table.id == session_id).values(second_factor_at=None))
