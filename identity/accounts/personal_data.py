"""What a person may have a copy of: sign-ins, guesses, and e-mails asked for."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from core.personal_data import Part, Subject
from identity.accounts.models import MailRequest, SignInAttempt, SignInSession
from identity.accounts.states import AttemptKind
from identity.people.personal_data import rows_about


def _sessions(subject: Subject) -> Any:
    table = SignInSession
    columns = (table.browser, table.created_at, table.last_seen_at, table.password_at, table.second_factor_at)
    return rows_about(subject, table, *columns, table.remembered, table.ended_at, table.end_reason)


def _attempts(subject: Subject) -> Any:
    table = SignInAttempt
    return (
        sa.select(
            table.at, table.kind, sa.case((table.kind != AttemptKind.MAIL, table.failed)).label("failed")
        )
        .where(table.account == subject.account)
        .order_by(table.id.desc())
    )


def _mail_requests(subject: Subject) -> Any:
    table = MailRequest
    return sa.select(table.asked_at, table.kind, table.address, table.wanted).where(
        table.address == subject.email
    )


PARTS = (
    Part("sign_in_sessions", _l("Where you are or were signed in"), _sessions),
    Part("sign_in_attempts", _l("Attempts to sign in to your account"), _attempts),
    Part("mail_requests", _l("E-mails requested for your address"), _mail_requests),
)
