"""What notices are about, and the moments at which whoever's turn it is is reminded."""

from __future__ import annotations

from enum import StrEnum


class NoticeGroup(StrEnum):
    """What a notice is about; a person chooses by it what comes by e-mail too."""

    SECURITY = "security"
    """Sign-in, second factors, rights, bank accounts: always by e-mail, at once."""
    DECISIONS = "decisions"
    """What an authority decided about one: always by e-mail, because the law requires notification."""
    PAYMENTS = "payments"
    """What is owed, paid or held: always by e-mail."""
    SERVICES = "services"
    """What happens to applications, coupons and services on their way."""
    REMINDERS = "reminders"
    """That something waits for one and its time ends."""
    WORK = "work"
    """What waits for one as staff of OSMEP; by e-mail once a day."""


CHOOSABLE = (NoticeGroup.SERVICES, NoticeGroup.REMINDERS, NoticeGroup.WORK)
"""Those of which a person may want no e-mail; every notice is in the application all the same."""


class ReminderStage(StrEnum):
    """How much of the time has passed. Each stage is notified once."""

    ARRIVED = "arrived"
    """It came into a queue of OSMEP: for staff alone; members get the notification of what happened."""
    HALF = "half"
    SOON = "soon"
    LATE = "late"
