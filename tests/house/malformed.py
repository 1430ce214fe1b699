"""A plain request, and everything by which it can be bent: tests/house/test_malformed.py sends the results."""

from __future__ import annotations

import base64
import io
import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, quote_from_bytes, urlencode

from werkzeug.test import EnvironBuilder

TEXTS: tuple[str | bytes, ...] = (
    "",
    " ",
    "\x00",
    "a\r\nSet-Cookie: a=b",
    "ก" * 5_000,
    "🧪👩🏽‍🔬",
    "\u202eก\u200b",
    "-1",
    "0",
    "1.5",
    "9" * 40,
    "9" * 5_000,
    "NaN",
    "Infinity",
    "1e309",
    "0x10",
    "๑๒๓",
    "１２",
    "²",
    "31/02/2570",
    "99999-01-01",
    "0001-01-01",
    "'; DROP TABLE people; --",
    "{{ 7*7 }}%(name)s%n{0}",
    "../../etc/passwd",
    "//evil.example/",
    "http://[::1",
    "javascript:alert(1)",
    "[]",
    '{"a":1}',
    "null",
    "%",
    "\\",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"\xc0\x80",
    b"\xf4\x90\x80\x80",
)
CURSORS: tuple[str, ...] = (
    "[" * 3_000,
    "[" * 1_400 + "]" * 1_400,
    '{"a":' * 900,
    "[Infinity, 1]",
    "[1, NaN]",
    "[-Infinity, -Infinity]",
    r'["\ud800", 1]',
    r'["a\u0000", 1]',
    "[1e400, 1e400]",
    "[" + "9" * 400 + ", 1]",
    "[1, " + "9" * 5_000 + "]",
    "[9223372036854775808, 9223372036854775808]",
    "[2147483648, 1]",
    "[true, false]",
    "[1, true]",
    "[null, null]",
    "[{}, []]",
    "[[[]], 1]",
    '["2026-11-28", 1]',
    '["2026-11-28T00:00:00", 1]',
    '["0001-01-01T00:00:00+23:59", 1]',
    '["9999-12-31T23:59:59-23:59", 1]',
    '["99999-12-31", 1]',
    '["no-such-state", 1]',
    '["", ""]',
    '["a", 1]',
    "[1, 1]",
    "[1.5, 1.5]",
    '"text"',
    "",
    "{}",
)
PARAMETERS = (
    "after",
    "before",
    "sort",
    "q",
    "format",
    "lang",
    "next",
    "from",
    "year",
    "state",
    "kind",
    "flag",
    "token",
)
HOSTS = (
    "a" * 300,
    "a." * 130 + "a",
    "",
    ":",
    "localhost:99999999",
    "localhost:x",
    "[::1",
    "[::1]:80",
    "a:b:c",
    "evil.example",
    "\xff\xfe.example",
    "local host",
    "localhost\x00",
    "user@localhost",
    "localhost/..",
    "xn--\xe0",
    ".",
    "-",
)
COOKIES = (
    "{name}=garbage",
    "{name}=" + "a" * 5_000,
    "{name}=\xff\xfe\x80",
    "{name}=.eJw.e30.AAAA",
    "{name}=e30.aaaaaa.bbbbbb",
    "{name}=.eJwDAAAAAAE.aaaaaa.bbbbbb",
    '{name}="\\377\\400"',
    "{name}=%00%ff",
    "{name}; {name}; =; ;;=",
    "lang=\xff",
    "lang=" + "x" * 4_000,
    "remember_token=1|aaaa",
    "remember_token=\xff|\xff",
    "remember_token=" + "|" * 500,
    "csrf_token=\x00",
    "known_device=\xff\x00",
)
HEADERS: dict[str, tuple[str, ...]] = {
    "Accept": ("*/*;q=abc", ";;,", "text/\x7f", "application/json;q=" + "9" * 400, "a/" * 900),
    "Accept-Encoding": ("gzip;q=x", "\xff", "*;q=0"),
    "Accept-Language": ("xx-" + "y" * 900, "\xff", "th;q=NaN"),
    "Authorization": (
        "Basic ////",
        "Basic \xff",
        "Bearer \xff",
        "Bearer",
        "Digest a=b",
        "Basic " + "A" * 9_000,
    ),
    "Content-Length": ("-1", "abc", "9" * 30, "", "1.5"),
    "Content-Type": (
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=" + "x" * 300,
        "application/json",
        "application/json; charset=utf-16",
        "application/x-www-form-urlencoded; charset=klingon",
        "text/\xff",
        "/",
        ";;",
        "application/json;" * 90,
    ),
    "Idempotency-Key": ("", "\xff", "x" * 5_000),
    "If-Modified-Since": ("never", "Mon, 99 Foo 99999 99:99:99 GMT", "\xff"),
    "If-None-Match": ('"', "W/", "*" * 400),
    "If-Range": ("\xff", '"'),
    "Origin": ("null", "http://[", "\xff"),
    "Range": ("bytes=9-1", "bytes=-", "bytes=" + "0-1," * 900, "\xff", "bytes=99999999999999999999-"),
    "Referer": ("http://[::1", "\xff", "//", "x" * 5_000, "javascript:1"),
    "User-Agent": ("", "\xff", "x" * 9_000),
    "X-CSRFToken": ("\xff", "x" * 5_000, "\x00"),
    "X-Forwarded-For": ("\xff", "1.2.3.4," * 900, "::::", "999.1.1.1"),
    "X-Forwarded-Host": ("\xff", "[::1", "evil.example"),
    "X-Forwarded-Proto": ("ftp", "\xff"),
    "X-Request-ID": ("x" * 5_000, "\xff"),
}
METHODS = ("FOO", "get", "PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "HEAD", "CONNECT", "POST", "GET")


@dataclass
class Plain:
    """A request that will be bent, on its way to a WSGI environ."""

    method: str
    path: str
    query: list[tuple[str, str | bytes]] = field(default_factory=list)
    raw_query: str | None = None
    fields: list[tuple[str, str | bytes]] = field(default_factory=list)
    body: bytes | None = None
    content_type: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    cookie: str = ""

    def environ(self) -> dict[str, Any]:
        """As a server hands it to the application: header bytes as Latin-1."""
        body = self.body if self.body is not None else _encoded(self.fields).encode()
        builder = EnvironBuilder(method="GET", path="/", base_url="http://localhost")
        environ = builder.get_environ()
        query = self.raw_query if self.raw_query is not None else _encoded(self.query)
        environ |= {
            "REQUEST_METHOD": self.method,
            "PATH_INFO": self.path,
            "REQUEST_URI": quote(self.path, safe="/\xff") + "?" + query,
            "QUERY_STRING": query,
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.input": io.BytesIO(body),
        }
        if self.method not in ("GET", "HEAD") or body:
            environ["CONTENT_LENGTH"] = str(len(body))
            environ["CONTENT_TYPE"] = self.content_type or "application/x-www-form-urlencoded"
        if self.cookie:
            environ["HTTP_COOKIE"] = self.cookie
        for name, value in self.headers.items():
            key = name.upper().replace("-", "_")
            environ[key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"] = value
        return environ


def _encoded(pairs: list[tuple[str, str | bytes]]) -> str:
    return "&".join(f"{quote(name)}={_quoted(value)}" for name, value in pairs)


def _quoted(value: str | bytes) -> str:
    return quote_from_bytes(value) if isinstance(value, bytes) else quote(value, errors="surrogatepass")


def _cursor(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@dataclass
class Bender:
    """Bends one request after another. `names` are the names that each endpoint was seen to ask for."""

    dice: random.Random
    names: dict[str, set[str]]
    session_cookie: str

    def bend(self, request: Plain, endpoint: str) -> list[str]:
        """One to three ways, all told in words."""
        ways: list[Callable[[Plain, str], str]] = [
            self.query,
            self.query,
            self.cursor,
            self.cookie,
            self.host,
            self.header,
            self.method,
            self.path,
        ]
        if request.method == "POST":
            ways += [self.fields] * 4 + [self.body] * 4
        return [way(request, endpoint) for way in self.dice.sample(ways, self.dice.randint(1, 3))]

    def query(self, request: Plain, endpoint: str) -> str:
        """Parameters of the address."""
        known = [*PARAMETERS, *sorted(self.names[endpoint])]
        for _ in range(self.dice.randint(1, 3)):
            request.query.append((self.dice.choice(known), self.dice.choice(TEXTS)))
        if self.dice.random() < 0.1:
            request.raw_query = self.dice.choice(
                ("%", "%zz=%", "&&&=", "a=%ff&" * 900, "\xff=\xff", "lang=%")
            )
        return "query"

    def cursor(self, request: Plain, endpoint: str) -> str:
        """A list's cursor, with any sort."""
        request.method = "GET"
        cursor = self.dice.choice(CURSORS)
        request.query = [(self.dice.choice(("after", "before")), _cursor(cursor))]
        if self.dice.random() < 0.7:
            sort = self.dice.choice(
                ("number", "name", "state", "since", "until", "price", "days", "at", "email")
            )
            request.query.append(("sort", self.dice.choice(("", "-")) + sort))
        return f"cursor {cursor[:30]}"

    def cookie(self, request: Plain, endpoint: str) -> str:
        """Broken cookies beside, or in place of, the session's."""
        bad = self.dice.choice(COOKIES).replace("{name}", self.session_cookie)
        request.cookie = "; ".join(filter(None, (bad, request.cookie if self.dice.random() < 0.5 else "")))
        return "cookie"

    def host(self, request: Plain, endpoint: str) -> str:
        """A host that is none."""
        request.headers["Host"] = self.dice.choice(HOSTS)
        return f"host {request.headers['Host'][:20]!r}"

    def header(self, request: Plain, endpoint: str) -> str:
        """Any other header."""
        name = self.dice.choice(sorted(HEADERS))
        request.headers[name] = self.dice.choice(HEADERS[name])
        return f"header {name}"

    def method(self, request: Plain, endpoint: str) -> str:
        """A method that the route does not have, or nobody has."""
        request.method = self.dice.choice(METHODS)
        return f"method {request.method}"

    def path(self, request: Plain, endpoint: str) -> str:
        """Something else in place of one part of the path, or after it."""
        parts = request.path.split("/")
        text = self.dice.choice(TEXTS)
        raw = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
        parts[self.dice.randrange(1, len(parts))] = raw[:2_000].decode("latin-1")
        request.path = "/".join(parts)
        return "path"

    def fields(self, request: Plain, endpoint: str) -> str:
        """The fields that the view asks for, each with something else in it."""
        for name in sorted(self.names[endpoint]):
            if self.dice.random() < 0.8:
                request.fields += [(name, self.dice.choice(TEXTS))] * self.dice.choice((1, 1, 1, 2))
        return "fields"

    def body(self, request: Plain, endpoint: str) -> str:
        """A body that is not what it says."""
        way = self.dice.choice((self._json, self._multipart, self._many, self._cut))
        return way(request, sorted(self.names[endpoint]) or ["a"])

    def _json(self, request: Plain, names: list[str]) -> str:
        request.content_type = "application/json"
        request.headers["Accept"] = "application/json"
        request.body = self.dice.choice(
            (
                b"[" * 100_000,
                b'{"a":' * 50_000,
                b"{",
                b"\xff\xfe",
                b"NaN",
                b"null",
                b"[1e999]",
                b'"\\ud800"',
                json.dumps(dict.fromkeys(names, "\ud800")).encode(),
                json.dumps(dict.fromkeys(names, 10**400)).encode(),
                json.dumps(dict.fromkeys(names, ((),))).encode(),
                "{}".encode("utf-16"),
            )
        )
        return "json"

    def _multipart(self, request: Plain, names: list[str]) -> str:
        name = self.dice.choice(names)
        part = (
            f'--b\r\nContent-Disposition: form-data; name="{name}"; filename="{self.dice.choice(("a.pdf", "", "../x", "ก" * 300))}"'
            "\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.7 \r\n"
        ).encode()
        field = f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode()
        request.content_type = "multipart/form-data; boundary=b"
        request.body = self.dice.choice(
            (
                part,
                part[:60],
                part + b"--b--\r\n",
                part * 3 + b"--b--",
                field + b"\xff\xfe\x00\r\n--b--\r\n",
                field * 1_500 + b"--b--\r\n",
                b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n",
                b"--b\r\nContent-Disposition: form-data; name*=klingon''%ff\r\n\r\nx\r\n--b--\r\n",
                b"--b\r\nContent-Disposition: \xff\r\nContent-Type: text/plain; charset=klingon\r\n\r\nx\r\n--b--\r\n",
                b"--b\r\n" + b"X: y\r\n" * 5_000 + b"\r\nx\r\n--b--\r\n",
                b"--b--",
                b"",
            )
        )
        return "multipart"

    def _many(self, request: Plain, names: list[str]) -> str:
        request.body = urlencode([(name, "1") for name in names] * 4_000)[: 3 * 1024 * 1024].encode()
        return "many fields"

    def _cut(self, request: Plain, names: list[str]) -> str:
        request.body = urlencode([(name, "ก") for name in names]).encode()
        request.headers["Content-Length"] = str(len(request.body) + 100)
        return "shorter than it says"
