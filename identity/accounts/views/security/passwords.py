"""Flask-Security's password check, by our rules and in our words."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_security import PasswordUtil

from identity.accounts.passwords import LONGEST, SHORTEST, PasswordProblem, problem_of


def words_of(problem: PasswordProblem) -> str:
    """What is wrong with a password, and what to do about it."""
    return {
        PasswordProblem.TOO_SHORT: _(
            "The password is too short. Minimum number of characters: %(length)s.", length=SHORTEST
        ),
        PasswordProblem.TOO_LONG: _(
            "The password is too long. Maximum number of characters: %(length)s.", length=LONGEST
        ),
        PasswordProblem.TRIED_FIRST: _(
            "This password is easy to guess because many people use it. Choose a sentence that only you know."
        ),
        PasswordProblem.ABOUT_YOU: _(
            "This password is easy to guess because it uses names connected with you or this service. Choose a sentence that only you know."
        ),
    }[problem]


class Passwords(PasswordUtil):  # type: ignore[misc]
    """Checks a new password wherever one is chosen: registering, resetting, changing, and by command."""

    def validate(self, password: str, is_register: bool, **about: Any) -> tuple[list[str] | None, str]:
        """([what is wrong], the password in its one form). `about` is the register form's content, or the `user`."""
        plain = self.normalize(password[: LONGEST + 1])
        texts = (
            [str(about.get(name) or "") for name in ("full_name", "email")]
            if is_register
            else self.about(about["user"])
        )
        problem = problem_of(plain, texts)
        return ([words_of(problem)] if problem else None), plain

    def about(self, person: Any) -> list[str]:
        """What is known of the person, that must not make a password."""
        return [person.full_name, person.email, person.phone or ""]
