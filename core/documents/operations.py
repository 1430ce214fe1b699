"""Files by content: stored under their SHA-256, recognised by what they are, not by what they are called.

Judging parses nothing here: core/documents/sandbox.py has it done in a process with limits.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import unicodedata
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

import sqlalchemy as sa
import structlog
from flask import Response, send_file

from core.actor import Actor
from core.db import Tx, db
from core.documents import sandbox
from core.documents.limits import MAX_MB
from core.documents.models import Document
from core.documents.sandbox import Reader
from core.errors import NotFound, Refused
from core.settings import installation

log = structlog.get_logger("documents")


MAX_BYTES = MAX_MB * 1024 * 1024


ORPHAN_AGE = timedelta(hours=24)


ACCEPTED = ("application/pdf", "image/jpeg", "image/png", "image/webp")


SUFFIXES: dict[str, tuple[str, ...]] = {
    "application/pdf": (".pdf",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (".xlsx",),
    "application/xml": (".xml",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/webp": (".webp",),
    "text/csv": (".csv",),
}
"""How names of each kind may end; the first is given to a name that ends otherwise."""


LONGEST_NAME = 120


READER = Reader(
    "document",
    "core.documents.inspection:judge",
    cpu_seconds=4,
    seconds=25,
    memory_bytes=768 * 1024 * 1024,
    answer_bytes=4096,
)


EXPORT = "export"
"""The kind of a list's file: made for one person, and kept for some days."""


class FileProblem(StrEnum):
    """Why a file was not taken."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    WRONG_KIND = "wrong_kind"
    DAMAGED = "damaged"
    TOO_MANY_PAGES = "too_many_pages"
    TOO_MANY_PIXELS = "too_many_pixels"
    UNREADABLE = "unreadable"
    """Reading it took more time or memory than a document is given."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Bytes whose kind is known; what may be stored."""

    content: bytes = field(repr=False)
    media_type: str


_MOST_KNOWN = 512


_known: OrderedDict[bytes, str] = OrderedDict()
"""Media types of what this process has inspected, by digest: a form inspects, then its service; one file proves many things."""


def judge(content: bytes) -> Judged:
    """What the bytes are. Raises Refused(FileProblem) for anything but PDF, JPEG, PNG, WebP that a reader can open.

    Call it before the transaction: other files may have to be waited for (TryLater), and a hard one takes seconds.
    """
    if not content:
        raise Refused(FileProblem.EMPTY)
    if len(content) > MAX_BYTES:
        raise Refused(FileProblem.TOO_LARGE)
    digest = hashlib.sha256(content).digest()
    media_type = _known.get(digest) or _judged_apart(content)
    _known[digest] = media_type
    while len(_known) > _MOST_KNOWN:
        _known.popitem(last=False)
    return Judged(content, media_type)


def _judged_apart(content: bytes) -> str:
    try:
        verdict = sandbox.read(READER, content)
        if "problem" in verdict:
            raise Refused(FileProblem(verdict["problem"]))
        return ACCEPTED[ACCEPTED.index(verdict["media_type"])]
    except (sandbox.Unread, KeyError, TypeError, ValueError):
        raise Refused(FileProblem.UNREADABLE) from None


def named_as(name: str, media_type: str) -> str:
    """The name, ending as its kind does: `invoice.exe` that is a PDF becomes `invoice.exe.pdf`."""
    suffixes = SUFFIXES.get(media_type, ("",))
    if name.lower().endswith(suffixes):
        return name
    return name[: LONGEST_NAME - len(suffixes[0])].rstrip(" .") + suffixes[0]


def clean_name(name: str) -> str:
    """A file name without path, control characters or tricks; at most 120 characters."""
    base = re.split(r"[\\/]", name)[-1]
    kept = "".join(c for c in unicodedata.normalize("NFC", base) if unicodedata.category(c)[0] != "C")
    return kept.strip(" .")[:LONGEST_NAME] or "file"


@dataclass(frozen=True, slots=True)
class _Kept:
    """Content that lies in its place: its digest, and its size in bytes."""

    sha256: bytes
    size: int


def path_of(sha256: bytes) -> Path:
    """Where the content of that digest lies."""
    name = sha256.hex()
    return installation.settings().data_dir / "documents" / name[:2] / name[2:]


def _write(content: bytes) -> bytes:
    """Write before the transaction; what no row comes to name is swept as an orphan."""
    digest = hashlib.sha256(content).digest()
    target = path_of(digest)
    if target.exists():
        target.touch()
        return digest
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(temporary).replace(target)
    return digest


def new_file() -> Path:
    """An empty file in the documents' own folder, to be written and given to `store_file`; else swept as an orphan."""
    folder = installation.settings().data_dir / "documents" / "in"
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder)
    os.close(handle)
    return Path(name)


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def store(
    tx: Tx,
    judged: Judged,
    file_name: str,
    kind: str,
    organisation_id: int | None,
    *,
    actor: Actor,
    now: datetime,
) -> Document:
    """Store a file that judge() accepted, under its cleaned name."""
    return store_as(
        tx, judged.content, judged.media_type, file_name, kind, organisation_id, actor=actor, now=now
    )


def store_as(
    tx: Tx,
    content: bytes,
    media_type: str,
    file_name: str,
    kind: str,
    organisation_id: int | None,
    *,
    actor: Actor,
    now: datetime,
) -> Document:
    """Store a file whose kind the caller has checked, such as a bank file checked by its schema."""
    kept = _Kept(_write(content), len(content))
    return _row(tx, kept, media_type, file_name, kind, organisation_id, actor, now)


def _row(
    tx: Tx,
    kept: _Kept,
    media_type: str,
    file_name: str,
    kind: str,
    organisation_id: int | None,
    actor: Actor,
    now: datetime,
) -> Document:
    return tx.add(
        Document(
            sha256=kept.sha256,
            size=kept.size,
            media_type=media_type,
            file_name=named_as(clean_name(file_name), media_type),
            kind=kind,
            organisation_id=organisation_id,
            stored_at=now,
            stored_by_id=actor.known_person_id,
        )
    )


def store_file(
    tx: Tx, path: Path, media_type: str, file_name: str, kind: str, *, actor: Actor, now: datetime
) -> Document:
    """Keep a file that we made ourselves, however large: `new_file` gave its path, which is gone then."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
    kept = _Kept(_digest(path), path.stat().st_size)
    target = path_of(kept.sha256)
    target.parent.mkdir(parents=True, exist_ok=True)
    path.replace(target)
    return _row(tx, kept, media_type, file_name, kind, None, actor, now)


def read(document: Document) -> bytes:
    """The content. NotFound when it is gone from the disk, ValueError when it is not what was stored."""
    try:
        content = path_of(document.sha256).read_bytes()
    except FileNotFoundError:
        log.error("document.missing", document_id=document.id)
        raise NotFound from None
    if hashlib.sha256(content).digest() != document.sha256:
        raise ValueError(f"document {document.id} does not match its digest")
    return content


def content_of(document_id: int) -> bytes:
    """The content of that document, for what has to be done with it before a transaction. NotFound if there is none."""
    document = db.session().get(Document, document_id)
    if document is None:
        raise NotFound
    return read(document)


def serve(document: Document) -> Response:
    """Return the file as a response, shut in: no sniffing, no script, no cache. The caller has checked who may see it.

    It leaves from the disk, never whole in memory. NotFound and ValueError as `read`.
    """
    path = path_of(document.sha256)
    try:
        digest = _digest(path)
    except FileNotFoundError:
        log.error("document.missing", document_id=document.id)
        raise NotFound from None
    if digest != document.sha256:
        raise ValueError(f"document {document.id} does not match its digest")
    inline = document.media_type in ACCEPTED
    response = send_file(
        path,
        mimetype=document.media_type,
        as_attachment=not inline,
        download_name=named_as(document.file_name, document.media_type),
        etag=False,
    )
    return shut_in(response)


def shut_in(response: Response) -> Response:
    """The answer of a file, that runs no script and is not kept."""
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def sweep_orphans(tx: Tx, now: datetime) -> int:
    """Delete files older than a day that no row names; returns how many."""
    swept = 0
    for path in (installation.settings().data_dir / "documents").glob("??/*"):
        if now.timestamp() - path.stat().st_mtime < ORPHAN_AGE.total_seconds():
            continue
        digest = bytes.fromhex(path.parent.name + path.name) if len(path.name) == 62 else b""
        if not digest or not tx.scalar(sa.select(Document.id).where(Document.sha256 == digest).limit(1)):
            path.unlink(missing_ok=True)
            swept += 1
    return swept
