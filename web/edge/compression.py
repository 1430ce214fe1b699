"""Pages are compressed on their way out, where nobody can learn a secret from how well that goes.

A page that repeats what its address says, beside something that only the reader may see, tells by its compressed length
how alike the two are (BREACH). So a page is compressed when its address carries no words – no query, and nothing but numbers in
its path – or when the reader is nobody in particular (docs/decisions/0021).
"""

from __future__ import annotations

import gzip

from flask import Flask, request
from werkzeug.wrappers import Response

from web.preferences import CHOICES

LEAST_BYTES = 1_000
"""Below this the saving does not pay for the work."""


LEVEL = 5


TELLING_NOTHING = frozenset(CHOICES)
"""Cookies that make nobody somebody."""


def _is_a_page(response: Response) -> bool:
    """Whether it is a whole page in memory; JSON, files and what leaves in pieces are not."""
    return (
        response.status_code == 200
        and response.mimetype == "text/html"
        and response.is_sequence
        and not response.direct_passthrough
        and not response.content_encoding
        and (response.content_length or 0) >= LEAST_BYTES
    )


def _tells_nothing() -> bool:
    """Whether nobody chose words that the page may repeat (a query, a word in the path), or the page is public."""
    words = bool(request.query_string) or not all(
        isinstance(each, int) for each in (request.view_args or {}).values()
    )
    return request.method == "GET" and not (words and request.cookies.keys() - TELLING_NOTHING)


def _compress(response: Response) -> Response:
    if not _is_a_page(response) or not _tells_nothing():
        return response
    response.vary.add("Accept-Encoding")
    if request.accept_encodings.quality("gzip") > 0:
        response.set_data(gzip.compress(response.get_data(), LEVEL, mtime=0))
        response.content_encoding = "gzip"
    return response


def init_app(app: Flask) -> None:
    """Compress pages. To be called before whatever else changes responses: it then comes last."""
    app.after_request(_compress)
