"""Forms that take a secret: each guess is counted before the secret is looked at."""

from __future__ import annotations

from datetime import timedelta
from math import ceil

from flask_babel import ngettext

from core import clock
from identity.accounts.services.begin_attempt import Attempt, begin_attempt
from identity.accounts.services.pass_attempt import pass_attempt
from identity.accounts.states import AttemptKind
from identity.accounts.views.security.devices import guesser_for


class Guarded:
    """Counts a guess before the secret is looked at, and takes it back when it was right."""

    guess_kind = AttemptKind.PASSWORD
    form_errors: list[str]
    _attempt: Attempt | None = None

    def guessed_email(self) -> str:
        """Whose secret is guessed at."""
        raise NotImplementedError

    def admit(self) -> bool:
        """Whether the guess may be made now; otherwise say how long to wait. Asked once a form."""
        self._guesser = guesser_for(self.guessed_email())
        self._attempt = begin_attempt(self.guess_kind, self._guesser, now=clock.now())
        if not self._attempt.admitted:
            self.form_errors.append(too_many(self.guess_kind, self._attempt.wait))
        return self._attempt.admitted

    def passed(self) -> None:
        """The secret was right."""
        if self._attempt is not None and self._attempt.attempt_id is not None:
            pass_attempt(self._attempt.attempt_id, self.guess_kind, self._guesser)


def too_many(kind: AttemptKind, wait: timedelta) -> str:
    """The words for one who has to wait. The same for an account that does not exist."""
    minutes = ceil(wait.total_seconds() / 60)
    if kind is AttemptKind.MAIL:
        return ngettext(
            "E-mails have already been sent to this address. Look in your inbox and your spam folder. You can request another e-mail in %(num)s minute.",
            "E-mails have already been sent to this address. Look in your inbox and your spam folder. You can request another e-mail in %(num)s minutes.",
            minutes,
        )
    if kind is AttemptKind.SECOND_FACTOR:
        return ngettext(
            "Too many wrong codes. Try again in %(num)s minute.",
            "Too many wrong codes. Try again in %(num)s minutes.",
            minutes,
        )
    return ngettext(
        "Too many attempts. Try again in %(num)s minute, or reset your password by e-mail.",
        "Too many attempts. Try again in %(num)s minutes, or reset your password by e-mail.",
        minutes,
    )
