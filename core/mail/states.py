"""States of an e-mail on its way out."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from core.states import Machine, Transition
from core.terms import Term, minutes

PATIENCE = timedelta(hours=96)
"""How long sending is tried: a mail server that is away over a long weekend loses nothing."""


RETENTION_GIVEN_UP = timedelta(days=7)
"""How long an e-mail that was given up can be requeued; then its text is erased."""


RETENTION_SETTLED = timedelta(days=90)
"""How long it can be seen to which address an e-mail without its text went, and when."""


class MailState(StrEnum):
    """States of an e-mail."""

    WAITING = "waiting"
    SENT = "sent"
    """The mail server took it; its text is erased."""
    GIVEN_UP = "given_up"
    """No mail server took it in time, or it was cut off twice; an operator may requeue it."""
    ERASED = "erased"
    """Given up, and its text is gone."""


def _exactly(limit: timedelta) -> Term:
    return minutes(limit // timedelta(minutes=1))


MAIL_MACHINE = Machine(
    "outbound_mail",
    MailState.WAITING,
    (
        Transition(MailState.WAITING, "send", MailState.SENT, "system", _exactly(PATIENCE)),
        Transition(MailState.WAITING, "give_up", MailState.GIVEN_UP, "system"),
        Transition(MailState.GIVEN_UP, "requeue", MailState.WAITING, "system, by the operator"),
        Transition(MailState.GIVEN_UP, "erase", MailState.ERASED, "system", _exactly(RETENTION_GIVEN_UP)),
    ),
)
