from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pypdf
import pytest
import sqlalchemy as sa
from flask import Flask
from PIL import Image

from core.actor import actor_with
from core.db import db, transaction
from core.documents import operations as documents
from core.documents.models import Document
from core.documents.operations import FileProblem, Judged
from core.errors import Refused

NOW = datetime(2026, 11, 22, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("db_app")
ACTOR = actor_with(frozenset(), person_id=1)


def picture(kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "gold").save(out, kind)
    return out.getvalue()


def paper() -> bytes:
    out = io.BytesIO()
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (picture(), "image/png"),
        (picture("JPEG"), "image/jpeg"),
        (picture("WEBP"), "image/webp"),
        (paper(), "application/pdf"),
    ],
)
def test_a_file_is_what_its_bytes_say(content: bytes, media_type: str) -> None:
    assert documents.judge(content).media_type == media_type


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", FileProblem.EMPTY),
        (b"<html><script>alert(1)</script>", FileProblem.WRONG_KIND),
        (b"MZ" + b"\0" * 100, FileProblem.WRONG_KIND),
        (picture("GIF"), FileProblem.WRONG_KIND),
        (picture()[:40], FileProblem.DAMAGED),
        (paper()[: len(paper()) // 2], FileProblem.DAMAGED),
        (b"%PDF-1.7 nothing else", FileProblem.DAMAGED),
        (picture() + b"\0" * documents.MAX_BYTES, FileProblem.TOO_LARGE),
    ],
    ids=lambda value: str(value) if isinstance(value, FileProblem) else "",
)
def test_anything_else_is_refused_with_its_reason(content: bytes, problem: FileProblem) -> None:
    with pytest.raises(Refused) as refused:
        documents.judge(content)
    assert refused.value.reason is problem


@pytest.mark.parametrize(
    ("called", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\งาน\\ใบเสร็จ.pdf", "ใบเสร็จ.pdf"),
        ("a\x00b\r\n.png", "ab.png"),
        ("", "file"),
        ("..", "file"),
        ("ก" * 500, "ก" * 120),
    ],
)
def test_names_are_cleaned(called: str, kept: str) -> None:
    assert documents.clean_name(called) == kept


@pytest.mark.parametrize(
    ("called", "media_type", "ends"),
    [
        ("invoice.pdf", "application/pdf", "invoice.pdf"),
        ("INVOICE.PDF", "application/pdf", "INVOICE.PDF"),
        ("photo.JPEG", "image/jpeg", "photo.JPEG"),
        ("invoice.exe", "application/pdf", "invoice.exe.pdf"),
        ("page.html", "image/png", "page.html.png"),
        ("ใบเสร็จ", "image/webp", "ใบเสร็จ.webp"),
        ("ก" * 120, "application/pdf", "ก" * 116 + ".pdf"),
        ("answer.xml.svg", "application/xml", "answer.xml.svg.xml"),
    ],
)
def test_a_name_ends_as_its_kind_does(called: str, media_type: str, ends: str) -> None:
    assert documents.named_as(called, media_type) == ends


def test_a_kept_name_ends_as_the_file_was_judged_and_so_does_the_one_that_is_served(db_app: Flask) -> None:
    with transaction() as tx:
        kept = documents.store(
            tx, Judged(picture(), "image/png"), "a.html", "test", None, actor=ACTOR, now=NOW
        )
    assert kept.file_name == "a.html.png"

    with transaction() as tx:
        tx.execute(sa.update(Document).values(file_name="old.html"))
    with db_app.test_request_context():
        served = documents.serve(db.session.get_one(Document, kept.id, populate_existing=True))
        assert "old.html.png" in served.headers["Content-Disposition"]
        served.close()


def test_a_file_is_kept_once_and_comes_back_as_it_was(db_app: Flask) -> None:
    content = paper()
    judged = documents.judge(content)
    with transaction() as tx:
        first = documents.store(tx, judged, "one.pdf", "test", None, actor=ACTOR, now=NOW)
        second = documents.store(tx, judged, "two.pdf", "test", None, actor=ACTOR, now=NOW)

    assert first.id != second.id
    assert documents.path_of(first.sha256) == documents.path_of(second.sha256)
    assert documents.read(second) == content


def test_a_changed_file_is_noticed(db_app: Flask) -> None:
    with transaction() as tx:
        document = documents.store(
            tx, Judged(picture(), "image/png"), "p.png", "test", None, actor=ACTOR, now=NOW
        )
    documents.path_of(document.sha256).write_bytes(b"changed")

    with pytest.raises(ValueError, match="does not match"):
        documents.read(document)
    documents.path_of(document.sha256).unlink()


def test_orphans_are_swept_after_a_day_and_named_files_are_not(db_app: Flask) -> None:
    with transaction() as tx:
        kept = documents.store(
            tx, Judged(paper(), "application/pdf"), "kept.pdf", "test", None, actor=ACTOR, now=NOW
        )
    with pytest.raises(ZeroDivisionError), transaction() as tx:
        orphan = documents.store(
            tx, Judged(picture(), "image/png"), "lost.png", "test", None, actor=ACTOR, now=NOW
        ).sha256
        raise ZeroDivisionError

    with transaction() as tx:
        assert documents.sweep_orphans(tx, datetime.now(UTC)) == 0
        assert documents.sweep_orphans(tx, datetime.now(UTC) + timedelta(days=2)) >= 1
    assert documents.path_of(kept.sha256).exists()
    assert not documents.path_of(orphan).exists()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Document)) == 1
