"""The one blueprint, to which the views of every object attach, and how their buttons respond."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect
from flask_babel import gettext as _

from banking.faults import BadBankFile
from core.errors import Refused
from core.labels import words_for
from web.forms.acting import Answer

blueprint = Blueprint("payouts", __name__)


def words_of(refused: Refused) -> str:
    """A refusal in words; of a bank file also the line and the technical detail, for whoever calls the bank."""
    words = words_for(refused.reason, **refused.facts)
    if not isinstance(refused, BadBankFile):
        return words
    where = _("Line %(line)s.", line=refused.line) if refused.line is not None else ""
    detail = f"({refused.detail})" if refused.detail else ""
    return " ".join(part for part in (words, where, detail) if part)


def act(do: Callable[[], object], done: Any, url: str, show: Callable[[str], str]) -> Answer:
    """Run one command on a bank line and redirect; refused, show the line again with the reason and what was typed."""
    try:
        do()
    except Refused as refused:
        return show(words_of(refused)), 409
    flash(str(done), "good")
    return redirect(url, 303)


@blueprint.app_template_filter("tail")
def account_tail(account_number: str) -> str:
    """An account as lists show it: its last four digits."""
    return f"···{account_number[-4:]}"
