"""A document to be looked at in a page: a picture as it is, of a PDF its first pages drawn as one picture.

Browsers show a PDF in a page only by a viewer of their own, which phones lack and our headers forbid.
"""

from __future__ import annotations

import base64
import threading
from collections import OrderedDict

import structlog
from flask import Response

from core.documents import operations, sandbox
from core.documents.models import Document
from core.documents.sandbox import Reader
from core.errors import NotFound

log = structlog.get_logger("documents")

PDF = "application/pdf"
DRAWER = Reader(
    "picture",
    "core.documents.picturing:picture",
    cpu_seconds=20,
    seconds=60,
    memory_bytes=1024 * 1024 * 1024,
    answer_bytes=8 * 1024 * 1024,
)
MOST_STORED_BYTES = 32 * 1024 * 1024

_drawn: OrderedDict[bytes, bytes] = OrderedDict()
"""What this process drew last, by digest: an officer comes back to a page several times before deciding."""
_lock = threading.Lock()


def serve_picture(document: Document) -> Response:
    """Answer with the picture of a document. The caller has checked who may see it.

    NotFound when it cannot be drawn, or is no document that can be looked at; TryLater while other files are read.
    """
    if document.media_type != PDF:
        if document.media_type not in operations.ACCEPTED:
            raise NotFound
        return operations.serve(document)
    response = Response(_picture_of(document), mimetype="image/webp")
    return operations.shut_in(response)


def _picture_of(document: Document) -> bytes:
    digest = document.sha256
    with _lock:
        if digest in _drawn:
            _drawn.move_to_end(digest)
            return _drawn[digest]
    drawn = _draw(operations.read(document))
    with _lock:
        _drawn[digest] = drawn
        while sum(map(len, _drawn.values())) > MOST_STORED_BYTES:
            _drawn.popitem(last=False)
    return drawn


def _draw(content: bytes) -> bytes:
    try:
        return base64.b64decode(sandbox.read(DRAWER, content)["webp"], validate=True)
    except (sandbox.Unread, KeyError, TypeError, ValueError):
        log.warning("document.not_drawn", size=len(content))
        raise NotFound from None
