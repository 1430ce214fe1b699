"""Before the application: who asks, by way of which proxies, and for which host.

What a proxy reports is believed only of a trusted one (`CCS_TRUSTED_PROXIES`), and taken out of the request once
read, so that nothing behind here can believe it by mistake. A host that is not ours is refused before any page is made.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterable
from typing import Any, ClassVar
from urllib.parse import quote

import structlog
from flask import Flask

import config
from config import Settings
from core.settings.addresses import absolute
from core.settings.installation import Installation
from core.typed.visible import shown
from web.edge.requests import VisibleRequest
from web.edge.templates import Templates

log = structlog.get_logger("edge")


Environ = dict[str, Any]


Address = ipaddress.IPv4Address | ipaddress.IPv6Address


MOST_HOPS = 20
"""Entries of X-Forwarded-For that are looked at, from the right; more than any chain of proxies has."""


_HOST = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_.-]{0,251}[a-z0-9])?|\[[0-9a-f:.]{2,45}\])(?::[0-9]{1,5})?")


_ASCII = "".join(map(chr, range(128)))


_DEFAULT_PORT = {"http": ":80", "https": ":443"}


_REPORTED = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
)


_NEVER = ("HTTP_X_FORWARDED_PREFIX", "HTTP_FORWARDED", "HTTP_X_REAL_IP")


_REFUSAL = (
    "ไม่มีบริการนี้ที่ที่อยู่นี้ โปรดตรวจที่อยู่แล้วลองใหม่\n"  # before any page: no catalogue is loaded yet
    "This service has no such address. Check the address and try again.\n"
).encode()


class Application(Flask):
    """Flask whose absolute addresses come from the settings, in a request and outside of one.

    Requests bring visible text alone, and pages show no other.
    """

    installation: Installation
    request_class = VisibleRequest
    jinja_environment = Templates
    jinja_options: ClassVar[dict[str, Any]] = {"finalize": shown}  # type: ignore[misc]  # Flask's own, of the class

    def create_url_adapter(self, request: Any) -> Any:
        """As Flask's; outside a request, one that builds paths."""
        if request is None:
            return self.url_map.bind("")
        return super().create_url_adapter(request)

    def url_for(
        self,
        endpoint: str,
        *,
        _anchor: str | None = None,
        _method: str | None = None,
        _scheme: str | None = None,
        _external: bool | None = None,
        **values: Any,
    ) -> str:
        """A path, or with `_external` an address of the public host whatever host the request named."""
        path = super().url_for(endpoint, _anchor=_anchor, _method=_method, _external=False, **values)
        return absolute(path) if _external else path


def _address(text: str) -> Address | None:
    """The address in one entry of X-Forwarded-For, with or without a port; None if there is none."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def client_of(peer: str, forwarded_for: str, trusted: Callable[[Address], bool]) -> str:
    """The client's address: the last one in the chain that no trusted proxy has.

    Read from the right, where our own proxies write; what is left of the first unknown address is that
    address's claim. An entry that is no address ends the chain at the proxy that passed it on.
    """
    found = peer
    for entry in reversed(forwarded_for.split(",")[-MOST_HOPS:]):
        address = _address(entry)
        if address is None:
            break
        found = str(address)
        if not trusted(address):
            break
    return found


class Edge:
    """The WSGI layer that reads what trusted proxies report and refuses hosts that are not ours."""

    def __init__(self, app: Any, settings: Settings) -> None:
        self.app = app
        self.networks = config.networks(settings.trusted_proxies)
        self.trusts_sockets = "unix" in config.listed(settings.trusted_proxies)
        self.hosts: frozenset[str] | None = None
        """None, outside production: any well-formed host, since phones reach a demonstration by its number."""
        if settings.is_production:
            named: Iterable[str] = (settings.public_host, *config.listed(settings.extra_hosts))
            self.hosts = frozenset(host.lower() for host in named)

    def trusts(self, address: Address) -> bool:
        """Whether a trusted proxy has this address."""
        return any(address in network for network in self.networks)

    def _peer_trusted(self, peer: str) -> bool:
        if not peer:
            return self.trusts_sockets
        address = _address(peer)
        return address is not None and self.trusts(address)

    def resolve(self, wsgi: Environ) -> None:
        """Put the client's address and scheme in place, and take the reports out.

        Only ASCII is passed on, as werkzeug and the libraries behind it expect: other bytes are quoted in the query,
        where old clients send them as they are, and become a question mark in headers, where nothing of ours has any.
        """
        wsgi["QUERY_STRING"] = quote(str(wsgi.get("QUERY_STRING", "")), safe=_ASCII, encoding="latin-1")
        for name, value in wsgi.items():
            if name.startswith("HTTP_") and not value.isascii():
                wsgi[name] = value.encode("ascii", "replace").decode()
        reported = {name: str(wsgi.pop(name, "")) for name in _REPORTED}
        for name in _NEVER:
            wsgi.pop(name, None)
        peer = str(wsgi.get("REMOTE_ADDR", ""))
        if not self._peer_trusted(peer):
            return
        wsgi["REMOTE_ADDR"] = client_of(peer, reported["HTTP_X_FORWARDED_FOR"], self.trusts)
        scheme = reported["HTTP_X_FORWARDED_PROTO"].rpartition(",")[2].strip().lower()
        if scheme in _DEFAULT_PORT:
            wsgi["wsgi.url_scheme"] = scheme

    def knows_host(self, wsgi: Environ) -> bool:
        """Whether the request's host is well-formed and, in production, one of ours."""
        host = str(wsgi.get("HTTP_HOST", "")).lower()
        if not host:
            return self.hosts is None
        if not _HOST.fullmatch(host):
            return False
        plain = host.removesuffix(_DEFAULT_PORT[wsgi["wsgi.url_scheme"]])
        return self.hosts is None or plain in self.hosts or host in self.hosts

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Pass the request on, or refuse its host in plain words."""
        self.resolve(environ)
        if self.knows_host(environ):
            answer: Iterable[bytes] = self.app(environ, start_response)
            return answer
        log.warning("host.refused")
        start_response(
            "400 Bad Request",
            [
                ("Content-Type", "text/plain; charset=utf-8"),
                ("Content-Length", str(len(_REFUSAL))),
                ("X-Content-Type-Options", "nosniff"),
                ("Cache-Control", "no-store"),
            ],
        )
        return [_REFUSAL]


def init_app(app: Flask, settings: Settings) -> None:
    """Stand before the application."""
    app.wsgi_app = Edge(app.wsgi_app, settings)  # type: ignore[method-assign]  # Flask's documented way
