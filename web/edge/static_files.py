"""Files of /static: one address for each state of the tree, kept by browsers for a year, compressed when the tree is built.

`url_for("static", filename="css/site.css")` gives /static/<digest>/css/site.css, where the digest is that of all files
together: what a style sheet or a module names relatively lies under the same digest. The tree is held in memory, so
that files replaced on disk never go out under the old digest. Under another digest, or none, the file is what it is
now and may be kept for a minute: a page that a browser still shows, or another node served, keeps its styles.

css/site.css is joined from the files of css/ (web/edge/stylesheet.py).
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, request

from web.edge import stylesheet

FOR_EVER = "public, max-age=31536000, immutable"


FOR_A_MINUTE = "public, max-age=60"


WORTH_COMPRESSING = frozenset({".css", ".js", ".svg", ".wasm"})
"""Fonts are compressed by their format."""


_DIGEST = re.compile(r"[0-9a-f]{16}")


_TREES_KEPT = 2
"""Built trees that stay: pages of the one before are still open when the next is served."""


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file as it is sent."""

    content: bytes
    media_type: str
    compressed: bytes | None
    """Its gzip copy, if it was built."""

    @property
    def etag(self) -> str:
        """The same for the same bytes."""
        return hashlib.sha256(self.content).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Tree:
    """All files by their path, and the digest over paths and contents."""

    digest: str
    files: Mapping[str, StaticFile]


def _read(folder: Path) -> tuple[str, dict[str, bytes]]:
    contents = stylesheet.joined(
        {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file()
        }
    )
    whole = hashlib.sha256()
    for name, content in sorted(contents.items()):
        whole.update(f"{name}\0{hashlib.sha256(content).hexdigest()}\n".encode())
    return whole.hexdigest()[:16], contents


def load(folder: Path, built: Path) -> Tree:
    """The tree as it is on disk, with the compressed copies that `build` made of this very state, if it did."""
    digest, contents = _read(folder)

    def copy_of(name: str) -> bytes | None:
        copy = built / digest / f"{name}.gz"
        return copy.read_bytes() if copy.is_file() else None

    files = {
        name: StaticFile(content, mimetypes.guess_type(name)[0] or "application/octet-stream", copy_of(name))
        for name, content in contents.items()
    }
    return Tree(digest, files)


def build(folder: Path, built: Path) -> str:
    """Write built/<digest>/ with every file and, where it is worth it, a .gz beside it; returns the digest.

    As nginx serves it with gzip_static (docs/operations.md). Removes trees older than the one before.
    """
    digest, contents = _read(folder)
    made = built / f".{digest}.partly"
    shutil.rmtree(made, ignore_errors=True)
    for name, content in contents.items():
        path = made / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        if path.suffix in WORTH_COMPRESSING:
            path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(content, mtime=0))
    shutil.rmtree(built / digest, ignore_errors=True)
    made.rename(built / digest)
    trees = sorted((each for each in built.iterdir() if _DIGEST.fullmatch(each.name)), key=_built_at)
    for old in trees[:-_TREES_KEPT]:
        shutil.rmtree(old)
    return digest


def _built_at(tree: Path) -> int:
    return tree.stat().st_mtime_ns


def _answer(tree: Tree, address: str) -> Response:
    digest, _, rest = address.partition("/")
    file = tree.files.get(rest if _DIGEST.fullmatch(digest) else address)
    if file is None:
        abort(404)
    compressed = file.compressed if request.accept_encodings.quality("gzip") > 0 else None
    response = Response(compressed or file.content, mimetype=file.media_type)
    response.headers["Cache-Control"] = FOR_EVER if digest == tree.digest else FOR_A_MINUTE
    if file.compressed is not None:
        response.vary.add("Accept-Encoding")
    if compressed is not None:
        response.content_encoding = "gzip"
    response.set_etag(file.etag + ("-gzip" if compressed else ""))
    response.make_conditional(request)
    return response


def _current(folder: Path, built: Path, *, follow: bool) -> Callable[[], Tree]:
    """What gives the tree: read once, or, to `follow` what a developer writes, again when a file has changed."""
    seen: list[Any] = [None, load(folder, built)]

    def tree() -> Tree:
        if follow:
            files = sorted(folder.rglob("*"))
            state = [(path, path.stat().st_mtime_ns, path.stat().st_size) for path in files]
            if state != seen[0]:
                seen[:] = [state, load(folder, built)]
        found: Tree = seen[1]
        return found

    return tree


def init_app(app: Flask, *, follow: bool) -> None:
    """Serve the application's static folder under the endpoint `static`."""
    root = Path(app.root_path)
    tree = _current(root / "static", root / "build" / "static", follow=follow)

    def name_the_digest(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static":
            values["filename"] = f"{tree().digest}/{values['filename']}"

    def static(filename: str) -> Response:
        return _answer(tree(), filename)

    app.url_defaults(name_the_digest)
    app.add_url_rule("/static/<path:filename>", endpoint="static", view_func=static)
