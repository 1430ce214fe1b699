"""What the public pages share: their blueprint, and how long a response may be cached."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Blueprint, Response, make_response

from core.actor import ActorKind
from web import current_actor

blueprint = Blueprint("openness", __name__)
CACHE_SECONDS = 60


def cached(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let an anonymous response be cached for a minute; with a name in the bar it is for that person alone.

    The language is a cookie or in the address, so a shared cache must look at both.
    """

    @wraps(view)
    def answer(*args: Any, **kwargs: Any) -> Response:
        response = make_response(view(*args, **kwargs))
        response.vary.add("Cookie")
        if current_actor().kind is ActorKind.ANONYMOUS:
            response.headers["Cache-Control"] = f"public, max-age={CACHE_SECONDS}"
        return response

    return answer
