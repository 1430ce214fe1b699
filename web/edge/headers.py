"""Security headers of every response. A view may set its own policy first, and then keeps it."""

from __future__ import annotations

from flask import Flask, g, request
from werkzeug.wrappers import Response


def _headers(*, scanning: bool) -> dict[str, str]:
    wasm, camera = (" 'wasm-unsafe-eval'", "self") if scanning else ("", "")
    return {
        "Content-Security-Policy": f"default-src 'self'; script-src 'self'{wasm}; style-src 'self'; "
        "img-src 'self' data: blob:; media-src 'self' blob:; object-src 'none'; base-uri 'none'; "
        "frame-ancestors 'none'; form-action 'self'",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": f"camera=({camera}), microphone=(), geolocation=()",
    }


PLAIN = _headers(scanning=False)


SCANNING = _headers(scanning=True)


FOR_SECURE = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}


NO_STORE = {"Cache-Control": "private, no-store"}


def _add(response: Response) -> Response:
    wanted = SCANNING if g.get("scanning", False) else PLAIN
    if request.is_secure:
        wanted = wanted | FOR_SECURE
    if request.endpoint != "static":
        wanted = wanted | NO_STORE
    told = {name.lower() for name in response.headers.keys()}  # noqa: SIM118 - iterating headers gives pairs
    response.headers.extend({name: value for name, value in wanted.items() if name.lower() not in told})
    return response


def allow_scanning() -> None:
    """Let this page use the camera, and the decoder's WebAssembly."""
    g.scanning = True


def init_app(app: Flask) -> None:
    """Add the headers to every response."""
    app.after_request(_add)
