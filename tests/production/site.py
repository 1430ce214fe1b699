"""The site as its clients meet it: one browser an address, over TLS, through the proxy."""

from __future__ import annotations

import http.client
import json
import re
import socket
import ssl
from dataclasses import dataclass, field
from html import unescape
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask

from tests.production.proxy import Proxy

HOST = "coupon.example.test"
PASSWORD = "ปลาทูสามตัวว่ายทวนกระแส 47"
TIMEOUT_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", errors="replace")

    def header(self, name: str) -> str:
        """The first header of that name; empty if there is none."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    @property
    def location(self) -> str:
        """Where it sends on to."""
        return self.header("Location")

    @property
    def problem(self) -> str:
        """The error summary of a form, as one line."""
        found = re.search(r'govuk-error-summary__list">(.*?)</ul>', self.text, re.S)
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[1])).split()) if found else ""


class _Connection(http.client.HTTPSConnection):
    """A connection to the proxy that names the public host, from an address of its own."""

    def __init__(self, port: int, address: str, context: ssl.SSLContext) -> None:
        super().__init__("127.0.0.1", port, timeout=TIMEOUT_SECONDS, context=context)
        self._address, self._tls = address, context

    def connect(self) -> None:
        plain = socket.create_connection((self.host, self.port), TIMEOUT_SECONDS, (self._address, 0))
        self.sock = self._tls.wrap_socket(plain, server_hostname=HOST)


@dataclass
class Client:
    """One browser: its address, its cookies. Follows nothing by itself."""

    site: Site
    address: str = "127.0.0.2"
    cookies: dict[str, str] = field(default_factory=dict)
    set_cookies: list[str] = field(default_factory=list)
    """Every Set-Cookie header met so far, as it was written."""
    proxy: Proxy | None = None
    """The proxy it goes through; the site's own unless told otherwise."""

    def request(
        self, method: str, path: str, body: bytes | None = None, *, host: str = HOST, **headers: str
    ) -> Answer:
        """Send one request. Header names are given with underscores: `X_Forwarded_For`."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        sent |= {"Host": host, "Accept": "text/html", "Accept-Language": "th"}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection = _Connection((self.proxy or self.site.proxy).port, self.address, self.site.tls())
        try:
            connection.request(method, path, body, sent)
            came = connection.getresponse()
            answer = Answer(came.status, came.getheaders(), came.read())
        finally:
            connection.close()
        self._keep(answer)
        return answer

    def get(self, path: str, **headers: str) -> Answer:
        """Read a page."""
        return self.request("GET", path, **headers)

    def post(self, path: str, form: dict[str, Any], *, page: str | None = None, **headers: str) -> Answer:
        """Send the form of `page` (the same path unless told otherwise) as a browser does: with its CSRF token."""
        return self.send(path, form | {"csrf_token": self.csrf(page or path)}, **headers)

    def send(self, path: str, form: dict[str, Any], **headers: str) -> Answer:
        """Send these fields and no others."""
        told = {"Content_Type": "application/x-www-form-urlencoded", "Referer": f"https://{HOST}{path}"}
        return self.request("POST", path, urlencode(form).encode(), **(told | headers))

    def csrf(self, path: str) -> str:
        """The CSRF token of a page."""
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.get(path).text)
        if found is None:
            raise AssertionError(f"{path} has no form")
        return found[1]

    def sign_in(self, email: str, password: str = PASSWORD, **fields: str) -> Answer:
        """Give e-mail and password."""
        return self.post("/sign-in", {"email": email, "password": password} | fields)

    def _keep(self, answer: Answer) -> None:
        for name, value in answer.headers:
            if name.lower() != "set-cookie":
                continue
            self.set_cookies.append(value)
            for key, morsel in SimpleCookie(value).items():
                if morsel["max-age"] == "0" or "01 Jan 1970" in morsel["expires"]:
                    self.cookies.pop(key, None)
                else:
                    self.cookies[key] = morsel.value


@dataclass(frozen=True, slots=True)
class Site:
    """The running site. `port` is gunicorn's own, which no client of production reaches."""

    app: Flask
    """An application in this process with the same settings, on the same database."""
    database: str
    port: int
    proxy: Proxy
    certificate: Path
    log: Path

    def tls(self) -> ssl.SSLContext:
        """A context that trusts the proxy's certificate and nothing else."""
        return ssl.create_default_context(cafile=str(self.certificate))

    def client(self, address: str = "127.0.0.2", *, proxy: Proxy | None = None) -> Client:
        """A browser that comes from this address, through the site's own proxy unless told otherwise."""
        return Client(self, address, proxy=proxy)

    def direct(self, path: str, **headers: str) -> Answer:
        """Ask gunicorn itself, from an address that is no trusted proxy's."""
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=TIMEOUT_SECONDS, source_address=("127.0.0.9", 0)
        )
        try:
            connection.request(
                "GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()}
            )
            came = connection.getresponse()
            return Answer(came.status, came.getheaders(), came.read())
        finally:
            connection.close()

    def logged(self, event: str) -> list[dict[str, Any]]:
        """The lines of the log that tell of one kind of event."""
        lines = [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]
        return [line for line in lines if line.get("event") == event]
