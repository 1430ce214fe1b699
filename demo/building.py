"""What a browser sees that comes before the demo world is built: how far it is, in both languages, until the demo is there."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from demo.progress import Progress

SECONDS = 2
"""Between two looks."""
_FONTS = Path(__file__).parent.parent / "static" / "fonts"
_PAGE = """<!doctype html>
<html lang="th"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="{seconds}"><title>กำลังเตรียมข้อมูลตัวอย่าง · Preparing the demo</title>
<style>{faces}
body{{font:18px/1.7 Sarabun,sans-serif;max-width:32rem;margin:16vh auto;padding:0 1rem;color:#13232c}}
p{{text-wrap:balance}}
h1,h2{{font-size:1.5rem;line-height:1.5;margin:0}}
progress{{width:100%;height:1rem;margin:1.5rem 0;accent-color:#0b4f8a}}</style></head>
<body><h1>กำลังเตรียมข้อมูลตัวอย่าง</h1>
<p>เตรียมครั้งเดียว ใช้เวลาหนึ่งถึงสองนาที เมื่อพร้อมแล้วหน้านี้จะเปลี่ยนเอง</p>
<progress max="100" value="{percent}">{percent}%</progress>
<h2 lang="en">Preparing the demo</h2>
<p lang="en">This is done once and takes a minute or two. When it is ready, this page changes by itself.</p>
</body></html>"""


def _faces() -> str:
    """The letters of both languages, inside the page: nothing else is served yet, and not every machine has Thai ones."""
    found = []
    for script, letters in (("latin", "U+0-2FF,U+2000-206F"), ("thai", "U+E00-E7F")):
        font = base64.b64encode((_FONTS / f"sarabun-{script}-400-normal.woff2").read_bytes()).decode()
        found.append(
            f"@font-face{{font-family:Sarabun;unicode-range:{letters};src:url(data:font/woff2;base64,{font})}}"
        )
    return "".join(found)


@contextmanager
def told_at(port: int, progress: Progress) -> Iterator[None]:
    """Answer on that port of loopback how far `progress` is, until the block is left."""
    faces = _faces()

    class Handler(BaseHTTPRequestHandler):
        """Says the same to every address: come back soon."""

        def do_GET(self) -> None:
            """How far it is."""
            percent = round(100 * progress.share)
            body = _PAGE.format(seconds=SECONDS, percent=percent, faces=faces).encode()
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
