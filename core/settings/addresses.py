"""Absolute addresses: always of the configured public host, never of the host that a request named."""

from __future__ import annotations

from config import Settings
from core.settings import installation


def origin(settings: Settings) -> str:
    """Scheme and host of this installation, such as `https://coupon.sme.go.th`."""
    scheme = "https" if settings.is_production else "http"
    return f"{scheme}://{settings.public_host.lower()}"


def absolute(path: str) -> str:
    """A path of this installation as an address that an e-mail can carry."""
    return origin(installation.settings()) + path
