"""How the reader wants pages shown: language, light or dark. Asked for in an address, then kept in a cookie for a year.

Read by the server, so that a page is drawn as wanted from its first byte; a form or an address is never lost by it.
"""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Flask, request
from werkzeug.wrappers import Response

LANGUAGES = ("th", "en")
LOOKS = ("system", "light", "dark")
"""`system` follows the device."""
CHOICES = {"lang": LANGUAGES, "look": LOOKS}
"""Values by the name of argument and cookie; the first holds for who has chosen nothing."""
ONE_YEAR = 365 * 24 * 3600


def chosen(name: str) -> str:
    """The value of this request: asked for, else kept, else the first."""
    values = CHOICES[name]
    if request:
        for candidate in (request.args.get(name), request.cookies.get(name)):
            if candidate in values:
                return str(candidate)
    return values[0]


def _keep(response: Response) -> Response:
    for name, values in CHOICES.items():
        asked = request.args.get(name)
        if asked in values:
            response.set_cookie(
                name, asked, max_age=ONE_YEAR, samesite="Lax", secure=request.is_secure, httponly=True
            )
    return response


def init_app(app: Flask) -> None:
    """The cookies, and what layouts call: `preferred(name)`, and `choosing(name, value)`, the address of this page so shown."""
    app.after_request(_keep)
    app.jinja_env.globals.update(preferred=chosen, choosing=_choosing)


def _choosing(name: str, value: str) -> str:
    kept = [pair for pair in request.args.items(multi=True) if pair[0] not in CHOICES]
    return f"{request.path}?{urlencode([*kept, (name, value)])}"
