"""What is guessed at, why a session ended, and what may be asked for by e-mail."""

from __future__ import annotations

from enum import StrEnum


class AttemptKind(StrEnum):
    """What secret was guessed at."""

    PASSWORD = "password"  # noqa: S105 - the name of a kind
    SECOND_FACTOR = "second_factor"
    MAIL = "mail"
    """Asking for an e-mail (reset, confirmation): counted so that no mailbox is flooded."""


class SessionEnd(StrEnum):
    """Why a sign-in session ended."""

    SIGNED_OUT = "signed_out"
    ENDED_FROM_ANOTHER = "ended_from_another"
    """By its person, from another session."""
    ENDED_BY_ADMINISTRATOR = "ended_by_administrator"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - the name of a reason
    SECOND_FACTOR_CHANGED = "second_factor_changed"
    ROLE_CHANGED = "role_changed"
    BLOCKED = "blocked"
    TIME_OVER = "time_over"
    """Unused for too long, or too long after the sign-in (`identity.accounts.rules`)."""


class MailKind(StrEnum):
    """What somebody without a session asks to be e-mailed."""

    CONFIRM = "confirm"
    RESET = "reset"
