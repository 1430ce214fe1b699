"""What our cookies are called."""

from __future__ import annotations

from config import Settings


def cookie_name(name: str, settings: Settings) -> str:
    """The name of a cookie: in production `__Host-…`, which a browser takes and gives back only over HTTPS, for this
    very host and all its paths (RFC 6265bis, 4.1.3.2): no neighbour under the same domain can set it.
    """
    return f"__Host-{name}" if settings.is_production else name
