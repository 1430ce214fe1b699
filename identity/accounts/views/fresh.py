"""Changes of rights and accounts ask for the password again, unless it was given within a quarter of an hour."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from core import clock
from identity.accounts.views.proving import Proof, ask_again
from identity.accounts.views.session_identity import this_session

View = TypeVar("View", bound=Callable[..., Any])


def fresh(view: View) -> View:
    """Put under `@requires`: its form is shown, and its POST taken, only soon after the password was given."""

    @wraps(view)
    def checked(*args: Any, **kwargs: Any) -> Any:
        session = this_session()
        if session is not None and session.knows_password(clock.now()):
            return view(*args, **kwargs)
        return ask_again(Proof.PASSWORD)

    return checked  # type: ignore[return-value]  # wraps the same view
