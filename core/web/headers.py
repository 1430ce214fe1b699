"""Security headers of every answer. A view may set its own policy first, and then keeps it."""

from __future__ import annotations

from flask import Flask, g, request
from werkzeug.wrappers import Response

POLICY = (
    "default-src 'self'; script-src 'self'{wasm}; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; "
    "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)


def _add(response: Response) -> Response:
    headers = response.headers
    scanning = g.get("scanning", False)
    headers.setdefault(
        "Content-Security-Policy", POLICY.format(wasm=" 'wasm-unsafe-eval'" if scanning else "")
    )
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("X-Frame-Options", "DENY")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault(
        "Permissions-Policy", f"camera=({'self' if scanning else ''}), microphone=(), geolocation=()"
    )
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if request.endpoint != "static" and "Cache-Control" not in headers:
        headers["Cache-Control"] = "private, no-store"
    return response


def allow_scanning() -> None:
    """Let this page use the camera, and the decoder's WebAssembly."""
    g.scanning = True


def init_app(app: Flask) -> None:
    """Add the headers to every answer."""
    app.after_request(_add)
