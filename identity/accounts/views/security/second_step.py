"""Between the password and the second factor: not for longer than one needs to give it."""

from __future__ import annotations

from flask import flash, redirect, request, session
from flask_babel import ngettext
from flask_security.twofactor import tf_clean_session
from flask_security.utils import url_for_security
from werkzeug.wrappers import Response

from core import clock
from identity.accounts.rules import SECOND_STEP_WITHIN
from identity.accounts.views.next_page import going_on

SECOND_STEP_OF = "tf_user_id"
"""Where Flask-Security keeps, between password and second factor, whose password was right."""
_SINCE = "password_right_at"
_PAGES = frozenset(
    {
        "security.mf_recovery",
        "security.tf_select",
        "security.two_factor_rescue",
        "security.two_factor_token_validation",
        "security.wan_signin",
        "security.wan_signin_response",
    }
)
"""Where the second factor is given."""


def note_password() -> None:
    """The password was right just now."""
    session[_SINCE] = clock.now().timestamp()


def end_late_second_step() -> Response | None:
    """Ask for the password again when the second factor comes too late."""
    if SECOND_STEP_OF not in session:
        return None
    waited = clock.now().timestamp() - session.get(_SINCE, 0)
    if waited <= SECOND_STEP_WITHIN.total_seconds():
        return None
    tf_clean_session()
    if request.endpoint not in _PAGES:
        return None
    minutes = int(SECOND_STEP_WITHIN.total_seconds()) // 60
    flash(
        ngettext(
            "You entered your password more than %(num)s minute ago. Sign in again.",
            "You entered your password more than %(num)s minutes ago. Sign in again.",
            minutes,
        ),
        "wait",
    )
    return redirect(url_for_security("login") + going_on())
