"""How gunicorn's processes give out their threads: none waits for a client, and few wait for anything else.

gunicorn's threaded worker gives a thread to a connection and lets it wait there: for the rest of a request, until the
response has been received, for the client to hang up. Here the loop of the process does that waiting. A request gets a
thread once it has come whole, and what the client has not received of the response the loop sends. What gunicorn parses
and what the application reads was received before; what they send is sent, or kept, at once (docs/decisions/0030).

Uploads and the health pages have threads of their own: so a page never waits for files being judged, and the health
page for nobody.
"""

from __future__ import annotations

import errno
import io
import re
import selectors
import socket
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import suppress
from enum import Enum, auto
from functools import partial
from typing import Any

from gunicorn.http.errors import ParseException
from gunicorn.workers.gthread import TConn, ThreadWorker
from werkzeug.exceptions import HTTPException, LengthRequired, RequestTimeout

from web.edge.link import Link

PATIENCE_SECONDS = 10
"""How long a client may take to send a request, or to receive a response; and more for what it transfers meanwhile:"""
BYTES_A_SECOND = 32 * 1024
MOST_SECONDS = 120
"""The longest that either may take, whatever is moved."""
LEAVE_SECONDS = 2
"""How long a client has to hang up once it has its response; closing earlier could lose the end of the response."""
HEAD_BYTES = 64 * 1024
"""What comes without the end of a head in it goes to gunicorn's parser as it is, which refuses it."""
UPLOADS_AT_ONCE = 2
"""Threads of one process for uploads, beside its threads for pages."""
HEALTH_AT_ONCE = 2
_HEAD_ENDS = b"\r\n\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*([0-9]{1,12})[ \t]*\r\n", re.IGNORECASE)
_MULTIPART = re.compile(rb"\r\ncontent-type:[ \t]*multipart/", re.IGNORECASE)
_EXPECTS = re.compile(rb"\r\nexpect:[ \t]*100-continue[ \t]*(?=\r\n)", re.IGNORECASE)
_HEALTH = re.compile(rb"(?:GET|HEAD) /(?:healthz|readyz)[ ?]")
_LATE_WORDS = (
    "หมดเวลารอข้อมูล โปรดลองใหม่\n"  # before any page: what was asked for is not known
    "The request took too long to arrive. Try again.\n"
).encode()
_LATE = (
    b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n"
    b"Content-Length: %d\r\n\r\n%s" % (len(_LATE_WORDS), _LATE_WORDS)
)
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class Lane(Enum):
    """Which threads serve a request."""

    PAGES = auto()
    UPLOADS = auto()
    HEALTH = auto()


class Connection(TConn):  # type: ignore[misc]  # the library has no types
    """gunicorn's connection, and how much of a request has come on it."""

    sock: Link

    def __init__(self, cfg: Any, link: Link, client: Any, server: Any) -> None:
        super().__init__(cfg, link, client, server)
        self.ahead = b""
        """What came behind the present request, or of a head that has no end yet."""
        self.begin()

    def begin(self) -> None:
        """Await another request."""
        self.start_clock()
        self.sock.begin()
        self.missing: int | None = None
        """Bytes of the body that have not come; None before the head's end."""
        self.lane = Lane.PAGES

    def start_clock(self, patience_seconds: float = PATIENCE_SECONDS) -> None:
        """From now on count the seconds that the client takes, and the bytes it moves."""
        self.began, self.moved, self.patience_seconds = time.monotonic(), 0, patience_seconds

    def is_late(self, now: float) -> bool:
        """Whether the client had its time."""
        return now - self.began > min(self.patience_seconds + self.moved / BYTES_A_SECOND, MOST_SECONDS)

    def take_in(self, data: bytes, most_body: int) -> bool:
        """Add what came; whether the request is whole now. A body above `most_body` is not waited for: it is refused."""
        self.moved += len(data)
        missing = self.missing
        if missing is None:
            searched = max(0, len(self.ahead) - len(_HEAD_ENDS))
            self.ahead += data
            end = self.ahead.find(_HEAD_ENDS, searched)
            if end < 0:
                if len(self.ahead) > HEAD_BYTES:
                    self.sock.came.put(self.ahead)
                    self.ahead = b""
                    return True
                return False
            head = self.ahead[: end + len(_HEAD_ENDS)]
            data, self.ahead = self.ahead[len(head) :], b""
            missing = self._read_head(head, most_body, body_came=bool(data))
        part, self.ahead = data[:missing], data[missing:]
        self.sock.came.put(part)
        self.missing = missing - len(part)
        return not self.missing

    def _read_head(self, head: bytes, most_body: int, *, body_came: bool) -> int:
        """Whose work this is; the bytes of the body. Where gunicorn's parser disagrees, no more comes for it."""
        length = _LENGTH.search(head)
        missing = int(length[1]) if length else 0
        if _MULTIPART.search(head):
            self.lane = Lane.UPLOADS
        elif _HEALTH.match(head) and not missing:
            self.lane = Lane.HEALTH
        if missing > most_body:
            missing = 0
        head, asked = _EXPECTS.subn(b"", head)
        if asked and missing and not body_came:
            with suppress(OSError):
                self.sock.sendall(_CONTINUE)
        self.sock.came.put(head)
        return missing


class Lanes(Executor):
    """The threads of a process, by what they are for."""

    def __init__(self, pages: int) -> None:
        self._pools = {
            lane: ThreadPoolExecutor(count, thread_name_prefix=lane.name.lower())
            for lane, count in (
                (Lane.PAGES, pages),
                (Lane.UPLOADS, UPLOADS_AT_ONCE),
                (Lane.HEALTH, HEALTH_AT_ONCE),
            )
        }

    def submit(self, handle: Callable[..., Any], connection: Connection) -> Future[Any]:  # type: ignore[override]  # as gunicorn calls it
        """Let a thread of the request's lane handle it."""
        return self._pools[connection.lane].submit(handle, connection)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """All lanes'."""
        for pool in self._pools.values():
            pool.shutdown(wait, cancel_futures=cancel_futures)


class Body(io.RawIOBase):
    """A request's body as the application reads it: one that did not come whole gets a page that says so."""

    def __init__(self, body: Any, refusal: type[HTTPException]) -> None:
        self._body, self._refusal = body, refusal

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: Any) -> int:
        """As of any stream."""
        try:
            came = self._body.read(len(buffer))
        except (OSError, ParseException):  # no more came, or it is not framed as its head says
            raise self._refusal from None
        buffer[: len(came)] = came
        return len(came)


class Worker(ThreadWorker):  # type: ignore[misc]  # the library has no types
    """gunicorn's threaded worker whose threads wait for no client."""

    wsgi: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.waiting: dict[Connection, Callable[[], None]] = {}
        """Connections that the loop watches, and what is done with one that is late."""
        self.looked = 0.0
        self.most_body = 0

    def get_thread_pool(self) -> Lanes:
        """For gunicorn."""
        return Lanes(self.cfg.threads)

    def load_wsgi(self) -> None:
        """The application, reading bodies that came whole or not."""
        super().load_wsgi()
        self.most_body, serve = self.wsgi.config["MAX_CONTENT_LENGTH"], self.wsgi

        def wsgi(environ: dict[str, Any], start_response: Any) -> Any:
            refusal = LengthRequired if "HTTP_TRANSFER_ENCODING" in environ else RequestTimeout
            environ["wsgi.input"] = Body(environ["wsgi.input"], refusal)
            return serve(environ, start_response)

        self.wsgi = wsgi

    def accept(self, listener: Any) -> None:
        """Take a connection, and wait for its request."""
        try:
            accepted, client = listener.accept()
        except (
            OSError
        ) as error:  # another process took it; or this one has too many open files, and some are closed soon
            if error.errno not in (errno.EAGAIN, errno.ECONNABORTED):
                self.log.warning("No connection is accepted: %s", error)
            return
        self.nr_conns += 1
        self.enqueue_req(Connection(self.cfg, Link(accepted), client, listener.getsockname()))

    def enqueue_req(self, conn: Connection) -> None:
        """Give the connection's next request a thread once it is whole; part of it may have come already."""
        conn.begin()
        ahead, conn.ahead = conn.ahead, b""
        if conn.take_in(ahead, self.most_body):
            super().enqueue_req(conn)
            return
        self._watch(conn, selectors.EVENT_READ, self._receive, partial(self._refuse, conn))
        self._receive(conn)

    def handle(self, conn: Connection) -> Any:
        """As gunicorn's, on a connection that needs no waiting for."""
        conn.init()
        return super().handle(conn)

    def finish_request(self, conn: Connection, fs: Future[Any]) -> None:
        """Send what the client did not take yet; then await its next request, or that it hangs up."""
        if not conn.sock.unsent:
            self._answered(conn, fs)
            return
        conn.start_clock()
        self._watch(conn, selectors.EVENT_WRITE, partial(self._send, fs=fs), partial(self._drop, conn))

    def murder_pending(self) -> None:
        """Once a second: end the waiting for clients that are late."""
        now = time.monotonic()
        if now - self.looked < 1:
            return
        self.looked = now
        for conn, end in list(self.waiting.items()):
            if conn.is_late(now):
                self._unwatch(conn)
                end()

    def _watch(
        self, conn: Connection, event: int, go_on: Callable[[Connection], None], end: Callable[[], None]
    ) -> None:
        self.waiting[conn] = end
        self.poller.register(conn.sock, event, lambda _socket: go_on(conn))

    def _unwatch(self, conn: Connection) -> None:
        del self.waiting[conn]
        self.poller.unregister(conn.sock)

    def _drop(self, conn: Connection) -> None:
        self.nr_conns -= 1
        conn.close()

    def _receive(self, conn: Connection) -> None:
        try:
            came = conn.sock.received()
            if came and not conn.take_in(came, self.most_body):
                return
        except BlockingIOError:
            return
        except OSError:  # or there was no space to store it
            came = b""
        self._unwatch(conn)
        if came:
            super().enqueue_req(conn)
        else:
            self._drop(conn)

    def _refuse(self, conn: Connection) -> None:
        """For a late request: the application responds if it can know what was asked."""
        if conn.missing is not None:
            super().enqueue_req(conn)
            return
        if conn.moved:
            with suppress(OSError):
                conn.sock.sendall(_LATE)
        self._drop(conn)

    def _send(self, conn: Connection, fs: Future[Any]) -> None:
        try:
            conn.moved += conn.sock.send_buffered()
        except OSError:
            self._unwatch(conn)
            self._drop(conn)
            return
        if not conn.sock.unsent:
            self._unwatch(conn)
            self._answered(conn, fs)

    def _answered(self, conn: Connection, fs: Future[Any]) -> None:
        goes_on = not fs.cancelled() and fs.exception() is None and fs.result()
        if goes_on and conn.ahead:
            self.enqueue_req(conn)
        elif goes_on:
            super().finish_request(conn, fs)
        else:
            self._leave(conn)

    def _leave(self, conn: Connection) -> None:
        """Say that nothing more comes, and wait a little for the client to hang up."""
        try:
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self._drop(conn)
            return
        conn.start_clock(LEAVE_SECONDS)
        self._watch(conn, selectors.EVENT_READ, self._ignore, partial(self._drop, conn))

    def _ignore(self, conn: Connection) -> None:
        try:
            more = conn.sock.received()
        except BlockingIOError:
            return
        except OSError:
            more = b""
        if not more:
            self._unwatch(conn)
            self._drop(conn)
