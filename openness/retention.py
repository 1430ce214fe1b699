"""What is deleted by itself, and after how long: read from the constants that the nightly tasks delete by.

The public page and docs/retention.md say the same, for both are written from here; tests/test_retention.py looks at
the database.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from config import Settings
from core import idempotency
from core.documents import operations as documents
from core.mail import states
from identity.accounts.services import sweep_attempts, sweep_sessions
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
            return _("%(count)s hours", count=24)
        if self.how_long.days:
            return _("%(count)s days", count=self.how_long.days)
        return _("%(count)s minutes", count=self.how_long.seconds // 60)


_BY_CONSTANTS = (
    RetentionRule(
        _l(
            "A form that was sent when nobody was signed in, or with files when a password or second factor was asked for"
            " again, encrypted"
        ),
        _l("it was sent"),
        sealed.RETENTION,
        "house.sweep_kept_forms",
    ),
    RetentionRule(
        _l("Files that no paper refers to any more"),
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
        _l("The text of an e-mail that could not be delivered (that of a sent one is erased at once)"),
        _l("sending was given up"),
        states.RETENTION_GIVEN_UP,
        "mail.sweep",
    ),
    RetentionRule(
        _l("An address to which somebody asked for an e-mail, where none was written"),
        _l("it was asked for"),
        sweep_addresses.RETENTION_REQUESTS,
        "identity.sweep_addresses",
    ),
    RetentionRule(
        _l("Signs by which a form that is sent twice is known (none of what was typed)"),
        _l("the form was sent"),
        idempotency.RETENTION,
        "house.sweep_traces",
    ),
    RetentionRule(
        _l("Background tasks that failed (only numbers of rows)"),
        _l("the last try"),
        sweep_traces.RETENTION_JOBS,
        "house.sweep_traces",
    ),
    RetentionRule(
        _l("Tries to sign in: when, and coded signs of account, device and network"),
        _l("the try"),
        sweep_attempts.RETENTION,
        "identity.sweep_attempts",
    ),
    RetentionRule(
        _l("To which address an e-mail went, and when"),
        _l("it was sent or erased"),
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
        _l("Invitations that nobody took up"),
        _l("they expired"),
        sweep_addresses.RETENTION_INVITATIONS,
        "identity.sweep_addresses",
    ),
    RetentionRule(
        _l("Address of a person proposed as owner of a business, and the evidence if nothing came of it"),
        _l("the request ended"),
        sweep_addresses.RETENTION_PROPOSALS,
        "identity.sweep_addresses",
    ),
)


def retention_rules(settings: Settings) -> list[RetentionRule]:
    """All of them, in the order of their time."""
    exports = RetentionRule(
        _l("Lists prepared as files, and what was searched for in them"),
        _l("the file was made"),
        timedelta(days=settings.export_days),
        "house.sweep_files",
    )
    return sorted((*_BY_CONSTANTS, exports), key=lambda each: each.how_long)
