"""A client's connection that nobody waits for: what came is kept until it is read, what is said until it is taken."""

from __future__ import annotations

import errno
import socket
import tempfile
from typing import Any

IN_MEMORY_BYTES = 256 * 1024
"""Of one request or response; what is longer is in a temporary file."""
PIECE_BYTES = 64 * 1024


class Buffer:
    """Bytes that are taken out in the order in which they were put in; many lie in a temporary file."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES)  # noqa: SIM115 - closed by `close`
        self._put = self._taken = 0

    def __len__(self) -> int:
        return self._put - self._taken

    def put(self, data: bytes | memoryview) -> None:
        """Add to the end."""
        self._file.seek(self._put)
        self._put += self._file.write(data)

    def take(self, size: int) -> bytes:
        """At most `size` bytes from the beginning."""
        self._file.seek(self._taken)
        taken = self._file.read(size)
        self._taken += len(taken)
        return taken

    def put_back(self, count: int) -> None:
        """Undo the taking of the last `count` bytes."""
        self._taken -= count

    def close(self) -> None:
        """Forget all."""
        self._file.close()


class Link(socket.socket):
    """A client's connection as a thread sees it: it never waits.

    Receiving ends in TimeoutError where what came ends; what the client does not take at once is kept for the loop.
    """

    def __init__(self, accepted: socket.socket) -> None:
        super().__init__(fileno=accepted.detach())
        self.came, self.unsent = Buffer(), Buffer()

    def begin(self) -> None:
        """Forget the request before; its response was sent."""
        self.came.close()
        self.unsent.close()
        self.came, self.unsent = Buffer(), Buffer()

    def recv(self, size: int, _flags: int = 0) -> bytes:
        """Bytes of the present request; TimeoutError when no more of it came (of an errno that gunicorn keeps quiet about)."""
        if taken := self.came.take(size):
            return taken
        raise TimeoutError(errno.ECONNRESET, "the rest of the request did not come")

    def sendall(self, data: Any, _flags: int = 0) -> None:
        """Send what the client takes now, keep the rest."""
        view = memoryview(data)
        try:
            while view and not self.unsent:
                view = view[super().send(view, socket.MSG_DONTWAIT) :]
        except BlockingIOError:
            pass
        if view:
            self.unsent.put(view)

    def send(self, data: Any, _flags: int = 0) -> int:
        """As `sendall`; the number of all bytes."""
        self.sendall(data)
        return len(data)

    def received(self) -> bytes:
        """What the client has sent by now, b"" when it hung up. BlockingIOError when nothing came."""
        return super().recv(PIECE_BYTES, socket.MSG_DONTWAIT)

    def send_buffered(self) -> int:
        """Send of what is kept as much as the client takes now; how many bytes that was."""
        piece = self.unsent.take(PIECE_BYTES)
        sent = 0
        try:
            sent = super().send(piece, socket.MSG_DONTWAIT)
        except BlockingIOError:
            pass
        finally:
            self.unsent.put_back(len(piece) - sent)
        return sent

    def close(self) -> None:
        """Close it, and forget what was kept."""
        super().close()
        self.came.close()
        self.unsent.close()
