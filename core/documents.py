"""Files by content: stored under their SHA-256, judged by what they are, not by what they are called."""

from __future__ import annotations

import hashlib
import io
import os
import re
import tempfile
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

import filetype
import sqlalchemy as sa
import structlog
from flask import Response, current_app, send_file
from PIL import Image, UnidentifiedImageError
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from config import Settings
from core.actor import Actor
from core.db import Tx
from core.errors import NotFound, Refused
from core.models import Document

log = structlog.get_logger("documents")

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 60_000_000
ORPHAN_AGE = timedelta(hours=24)
ACCEPTED = ("application/pdf", "image/jpeg", "image/png", "image/webp")


EXPORT = "export"
"""The kind of a list's file: made for one person, and kept for some days."""


class FileProblem(StrEnum):
    """Why a file was not taken."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    WRONG_KIND = "wrong_kind"
    DAMAGED = "damaged"


def judge(content: bytes) -> str:
    """The media type of what the bytes are. Raises Refused(FileProblem) for anything but PDF, JPEG, PNG, WebP."""
    if not content:
        raise Refused(FileProblem.EMPTY)
    if len(content) > MAX_BYTES:
        raise Refused(FileProblem.TOO_LARGE)
    kind = filetype.guess(content)
    if kind is None or kind.mime not in ACCEPTED:
        raise Refused(FileProblem.WRONG_KIND)
    if kind.mime == "application/pdf":
        _check_pdf(content)
    else:
        _check_image(content)
    return str(kind.mime)


def _check_pdf(content: bytes) -> None:
    try:
        pages = len(PdfReader(io.BytesIO(content)).pages)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError):
        raise Refused(FileProblem.DAMAGED) from None
    if not pages:
        raise Refused(FileProblem.DAMAGED)


def _check_image(content: bytes) -> None:
    try:
        with Image.open(io.BytesIO(content)) as image:
            if image.width * image.height > MAX_PIXELS:
                raise Refused(FileProblem.TOO_LARGE)
            image.verify()
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        raise Refused(FileProblem.DAMAGED) from None


def clean_name(name: str) -> str:
    """A file name without path, control characters or tricks; at most 120 characters."""
    base = re.split(r"[\\/]", name)[-1]
    kept = "".join(c for c in unicodedata.normalize("NFC", base) if unicodedata.category(c)[0] != "C")
    return kept.strip(" .")[:120] or "file"


@dataclass(frozen=True, slots=True)
class _Kept:
    """Content that lies in its place: its digest, and its size in bytes."""

    sha256: bytes
    size: int


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


def path_of(sha256: bytes) -> Path:
    """Where the content of that digest lies."""
    name = sha256.hex()
    return _settings().data_dir / "documents" / name[:2] / name[2:]


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
    folder = _settings().data_dir / "documents" / "in"
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder)
    os.close(handle)
    return Path(name)


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def store(
    tx: Tx,
    content: bytes,
    file_name: str,
    kind: str,
    organisation_id: int | None,
    *,
    actor: Actor,
    now: datetime,
) -> Document:
    """Keep an uploaded file. Raises Refused(FileProblem); nothing is half-written then."""
    return store_as(tx, content, judge(content), file_name, kind, organisation_id, actor=actor, now=now)


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
    """Keep a file whose kind the caller has judged, such as a bank file checked by its schema."""
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
            file_name=clean_name(file_name),
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


def serve(document: Document) -> Response:
    """Answer with the file, shut in: no sniffing, no script, no cache. The caller has checked who may see it.

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
        download_name=document.file_name,
        etag=False,
    )
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def sweep_orphans(tx: Tx, now: datetime) -> int:
    """Delete files older than a day that no row names; returns how many."""
    swept = 0
    for path in (_settings().data_dir / "documents").glob("??/*"):
        if now.timestamp() - path.stat().st_mtime < ORPHAN_AGE.total_seconds():
            continue
        digest = bytes.fromhex(path.parent.name + path.name) if len(path.name) == 62 else b""
        if not digest or not tx.scalar(sa.select(Document.id).where(Document.sha256 == digest).limit(1)):
            path.unlink(missing_ok=True)
            swept += 1
    return swept
