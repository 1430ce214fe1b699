"""Where one goes on to, as the address asks."""

from __future__ import annotations

from flask import request
from flask_security.utils import validate_redirect_url


def next_page() -> str:
    """The page of ours that `next` names; else where everybody lands."""
    wanted = request.values.get("next", "")
    return wanted if wanted.startswith("/") and validate_redirect_url(wanted) else "/today"
