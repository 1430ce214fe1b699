"""An e-mail address as people type and paste it."""

from __future__ import annotations

import re

from email_validator import EmailNotValidError, validate_email

from core.typed.problems import TypedProblem, Unreadable
from core.typed.text import plain

_IN_BRACKETS = re.compile(r"[^<>]*<([^<>]+)>")


def read_email(text: str) -> str:
    """The address, its domain in small letters: owner@example.com of `นภา <owner@example.com>` or `mailto:…`.

    Capitals before the @ are kept: whether two addresses are of one person, compare in small letters. Nothing is
    asked of the network: whether somebody reads it, only an e-mail shows. Raises Unreadable.
    """
    typed = plain(text)
    match = _IN_BRACKETS.fullmatch(typed)
    bare = (match[1] if match else typed).strip().removeprefix("mailto:").rstrip(".")
    local, at, _domain = bare.partition("@")
    if not at:
        raise Unreadable(TypedProblem.EMAIL_AT_MISSING)
    if not local.isascii():
        raise Unreadable(TypedProblem.EMAIL_NOT_LATIN)
    try:
        found = validate_email(bare, check_deliverability=False, allow_smtputf8=False, test_environment=True)
    except EmailNotValidError:
        raise Unreadable(TypedProblem.EMAIL_WRONG) from None
    return str(found.ascii_email)


LONGEST_EMAIL = 255
"""Characters that are kept of an address."""


def read_account_email(text: str) -> str:
    """The address by which one person is known: all in small letters. Raises Unreadable."""
    clean = read_email(text).lower()
    if len(clean) > LONGEST_EMAIL:
        raise Unreadable(TypedProblem.EMAIL_WRONG)
    return clean
