"""What an uploaded document may have at most; said in words where one is chosen or refused."""

from __future__ import annotations

MAX_MB = 10


MAX_PAGES = 2_000


MAX_PIXELS = 60_000_000


MOST_PICTURED = 10
"""Pages of a PDF that are shown in a page; the whole file is one press away."""
