"""What a browser sees that comes before the demo world is built: how far it is, in both languages, until the demo is there."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from demo.progress import Progress

SECONDS = 2
"""Between two looks."""
_PAGE = """<!doctype html>
<html lang="th"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="{seconds}"><title>กำลังสร้างตัวอย่าง · Building the demo</title>
<style>body{{font:18px/1.7 Sarabun,sans-serif;max-width:32rem;margin:20vh auto;padding:0 1rem;color:#13232c}}
progress{{width:100%;height:1rem;accent-color:#0b4f8a}}</style></head>
<body><h1>กำลังสร้างโลกตัวอย่าง</h1><p>ทำครั้งเดียว ประมาณหนึ่งถึงสองนาที หน้านี้จะเปลี่ยนเองเมื่อพร้อม</p>
<progress max="100" value="{percent}">{percent}%</progress>
<p lang="en">Building the demo world, once, for a minute or two. This page changes by itself when it is ready.</p>
</body></html>"""


@contextmanager
def told_at(port: int, progress: Progress) -> Iterator[None]:
    """Answer on that port of loopback how far `progress` is, until the block is left."""

    class Handler(BaseHTTPRequestHandler):
        """Says the same to every address: come back soon."""

        def do_GET(self) -> None:
            """How far it is."""
            body = _PAGE.format(seconds=SECONDS, percent=round(100 * progress.share)).encode()
            self.send_response(503)
            self.send_header("Retry-After", str(SECONDS))
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_said: object) -> None:
            """The terminal shows the progress already."""

    with ThreadingHTTPServer(("127.0.0.1", port), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()
