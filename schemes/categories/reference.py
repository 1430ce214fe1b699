"""Service categories that the system starts with. Master data: staff may add to them; nothing here is parsed."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from core.db import Tx
from schemes.models import ServiceCategory


class Category(NamedTuple):
    """One category as it is seeded."""

    code: str
    name_th: str
    name_en: str
    needs_accreditation: bool


SERVICE_CATEGORIES = (
    Category("training", "ฝึกอบรมและเสริมสร้างความรู้", "Training", False),
    Category("testing", "ทดสอบผลิตภัณฑ์และรับรองมาตรฐาน", "Testing and certification", True),
    Category("information-systems", "พัฒนาระบบสารสนเทศ", "Information systems", False),
    Category("design", "ออกแบบและพัฒนาผลิตภัณฑ์", "Design and product development", False),
    Category("market", "ขยายตลาด", "Market expansion", False),
    Category("technology", "ถ่ายทอดเทคโนโลยี วิจัยและพัฒนา", "Technology transfer and R&D", False),
)
"""The three the plan names (docs/domain.md#providers) and those OSMEP's present scheme covers (docs/domain.md#schemes)."""


def load_service_categories(tx: Tx) -> list[int]:
    """Insert the categories whose code is not there yet; returns their ids. Names that staff edited stay."""
    known = set(tx.session.scalars(sa.select(ServiceCategory.code)))
    return [
        tx.add(ServiceCategory(**category._asdict())).id
        for category in SERVICE_CATEGORIES
        if category.code not in known
    ]
