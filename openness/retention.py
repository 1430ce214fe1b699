"""What is deleted by itself, and after how long: read from the constants that the nightly tasks delete by.

The public page and docs/retention.md say the same, for both are written from here; tests/test_retention.py looks at
the database.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from config import Settings
from core import idempotency
from core.documents import operations as documents
from core.mail import states
from identity.accounts.services import sweep_attempts, sweep_sessions
from identity.notifications.services import sweep_reminders
from identity.rights_requests.services import sweep_addresses
from web.forms import sealed
from web.services import sweep_traces


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """One kind of thing that is deleted by itself: what, how long after what it is, and by which periodic task."""

    what: Any
    after: Any
    how_long: timedelta
    task: str

    @property
    def words(self) -> str:
        """How long, in words."""
        if self.how_long.days == 1:
            return ngettext("%(num)s hour", "%(num)s hours", 24)
        if self.how_long.days:
            return ngettext("%(num)s day", "%(num)s days", self.how_long.days)
        return ngettext("%(num)s minute", "%(num)s minutes", self.how_long.seconds // 60)


_BY_CONSTANTS = (
    RetentionRule(
        _l(
            "A form sent after sign-in had ended, or sent with files when the password or second factor was needed again (encrypted)"
        ),
        _l("it was sent"),
        sealed.RETENTION,
        "house.sweep_kept_forms",
    ),
    RetentionRule(
        _l("Files that are no longer used in any document"),
        _l("they were stored"),
        documents.ORPHAN_AGE,
        "house.sweep_files",
    ),
    RetentionRule(
        _l("How many files a person sent within an hour"),
        _l("that hour"),
        sweep_traces.RETENTION_UPLOAD_HOURS,
        "house.sweep_traces",
    ),
    RetentionRule(
        _l(
            "The text of an e-mail that could not be delivered (the text of a sent e-mail is deleted at once)"
        ),
        _l("sending stopped"),
        states.RETENTION_GIVEN_UP,
        "mail.sweep",
    ),
    RetentionRule(
        _l("An address for which somebody requested an e-mail, but none was sent"),
        _l("it was requested"),
        sweep_addresses.RETENTION_REQUESTS,
        "identity.sweep_addresses",
    ),
    RetentionRule(
        _l("Codes that prevent a form from being sent twice (they contain nothing that you typed)"),
        _l("the form was sent"),
        idempotency.RETENTION,
        "house.sweep_traces",
    ),
    RetentionRule(
        _l("Background tasks that failed (only reference numbers)"),
        _l("the last attempt"),
        sweep_traces.RETENTION_JOBS,
        "house.sweep_traces",
    ),
    RetentionRule(
        _l(
            "That a reminder of a deadline was sent (only reference numbers; longer while the matter is waiting)"
        ),
        _l("the reminder"),
        sweep_reminders.RETENTION,
        "identity.sweep_reminders",
    ),
    RetentionRule(
        _l("Attempts to sign in: the time, and codes for the account, the device and the network"),
        _l("the attempt"),
        sweep_attempts.RETENTION,
        "identity.sweep_attempts",
    ),
    RetentionRule(
        _l("The address to which an e-mail was sent, and when"),
        _l("the day it was sent or deleted"),
        states.RETENTION_SETTLED,
        "house.sweep_traces",
    ),
    RetentionRule(
        _l("Sign-ins: when they began and ended, kind of browser and system"),
        _l("the sign-in ended"),
        sweep_sessions.RETENTION,
        "identity.sweep_sessions",
    ),
    RetentionRule(
        _l("Invitations that nobody accepted"),
        _l("they expired"),
        sweep_addresses.RETENTION_INVITATIONS,
        "identity.sweep_addresses",
    ),
    RetentionRule(
        _l(
            "E-mail address of a person proposed as owner of a business, and the evidence if the request failed"
        ),
        _l("the request ended"),
        sweep_addresses.RETENTION_PROPOSALS,
        "identity.sweep_addresses",
    ),
)


def retention_rules(settings: Settings) -> list[RetentionRule]:
    """All of them, in the order of their time."""
    exports = RetentionRule(
        _l("Files of lists that users ask for, and the search words used for them"),
        _l("the file was made"),
        timedelta(days=settings.export_days),
        "house.sweep_files",
    )
    return sorted((*_BY_CONSTANTS, exports), key=lambda each: each.how_long)
