"""The files of the demo world: a few small real PDFs and pictures, made once; storage keeps one copy of each."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from random import Random

from PIL import Image, ImageDraw

from core.clock import bangkok_date
from core.pdf.paper import DocumentFacts, render_document
from core.pdf.text import Text
from coupons.claims.states import EvidenceKind
from projects.rules import Publication

SYSTEM = "คูปองพัฒนาขีดความสามารถ (ตัวอย่าง)"


@dataclass(frozen=True, slots=True)
class Paper:
    """A file's name and content."""

    name: str
    content: bytes


def _pdf(name: str, title: str, *lines: str) -> Paper:
    story = [Text(line, space_after=6) for line in lines]
    return Paper(name, render_document(story, DocumentFacts(title, title, "th", SYSTEM), invariant=True))


def _picture(name: str, hue: tuple[int, int, int], shapes: int) -> Paper:
    image = Image.new("RGB", (320, 240), hue)
    pen, random = ImageDraw.Draw(image), Random(name)
    for _ in range(shapes):
        left, top = random.randint(0, 260), random.randint(0, 180)
        shade = tuple(min(255, part + random.randint(20, 90)) for part in hue)
        pen.rounded_rectangle((left, top, left + 60, top + 60), 8, fill=shade)
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return Paper(name, file.getvalue())


OSMEP_SITE = "เว็บไซต์ สสว. หัวข้อกฎหมายและระเบียบ"


def publication(now: datetime) -> Publication:
    """Published that day, on OSMEP's own site."""
    return Publication(bangkok_date(now), OSMEP_SITE)


@cache
def resolution() -> Paper:
    """The signed paper of a resolution."""
    return _pdf(
        "มติคณะกรรมการ.pdf", "มติคณะกรรมการบริหาร", "ที่ประชุมมีมติให้ความเห็นชอบตามที่เสนอ", "รับรองรายงานการประชุมแล้ว"
    )


@cache
def accreditation() -> Paper:
    """A laboratory's certificate."""
    return _pdf("ใบรับรอง.pdf", "ใบรับรองความสามารถห้องปฏิบัติการ", "มอก. 17025-2561 (ISO/IEC 17025:2017)")


@cache
def bank_book() -> Paper:
    """The first page of a bank book."""
    return _picture("หน้าสมุดบัญชี.png", (90, 120, 150), 2)


@cache
def registration() -> Paper:
    """What proves that the business is registered."""
    return _pdf("หนังสือรับรอง.pdf", "หนังสือรับรองการจดทะเบียน", "ออกให้เพื่อใช้ประกอบการขึ้นทะเบียน")


@cache
def evidence() -> dict[EvidenceKind, tuple[Paper, ...]]:
    """Three papers for each kind of evidence."""
    return {
        EvidenceKind.TAX_INVOICE: tuple(
            _pdf(f"ใบกำกับภาษี-{n}.pdf", "ใบกำกับภาษี", "ค่าบริการตามใบเสนอราคา", f"ชุดตัวอย่างที่ {n}")
            for n in (1, 2, 3)
        ),
        EvidenceKind.PROOF_OF_OWN_SHARE: tuple(
            _picture(f"หลักฐานการโอน-{n}.png", (30, 90 + 20 * n, 70), 3) for n in (1, 2, 3)
        ),
        EvidenceKind.DELIVERABLE: tuple(
            _picture(f"ผลงาน-{n}.png", (120, 70, 20 + 30 * n), 6) for n in (1, 2, 3)
        ),
        EvidenceKind.AGREEMENT: tuple(
            _picture(f"ข้อตกลง-{n}.png", (60, 60, 90 + 20 * n), 4) for n in (1, 2, 3)
        ),
    }


@cache
def bank_letter() -> Paper:
    """A bank's letter about one payment."""
    return _pdf("หนังสือธนาคาร.pdf", "หนังสือยืนยันผลการโอนเงิน", "ธนาคารขอเรียนยืนยันผลการโอนเงินตามรายการที่อ้างถึง")
