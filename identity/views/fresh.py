"""Sensitive verbs ask who signed in longer than half an hour ago for the password again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, TypeVar

from flask import current_app, redirect, request, url_for
from flask_security.utils import check_and_update_authn_fresh

View = TypeVar("View", bound=Callable[..., Any])


def fresh(view: View) -> View:
    """Put under `@requires`: its form is shown, and its POST taken, only soon after the password was given."""

    @wraps(view)
    def checked(*args: Any, **kwargs: Any) -> Any:
        within: timedelta = current_app.config["SECURITY_FRESHNESS"]
        grace: timedelta = current_app.config["SECURITY_FRESHNESS_GRACE_PERIOD"]
        if check_and_update_authn_fresh(within, grace, "session"):
            return view(*args, **kwargs)
        after = request.full_path.rstrip("?") if request.method == "GET" else request.path
        return redirect(url_for("security.verify", next=after))

    return checked  # type: ignore[return-value]  # wraps the same view
