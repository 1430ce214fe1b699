"""This package's part of what a person may have a copy of (PDPA s.30)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from core.documents.models import Document
from core.personal_data import (
    Chapter,
    Part,
    PersonalData,
    Subject,
)
from identity.organisations.personal_data import acts_for, own_businesses
from identity.organisations.states import Capacity
from smes.models import Sme, SmeDocument, SmeUpdate


def _smes(subject: Subject) -> Any:
    table = Sme
    return sa.select(
        table.state,
        table.business,
        table.sector,
        table.size.label("sme_size"),
        table.employees,
        table.revenue_satang,
        table.figures_year,
        table.thai_share_bp,
        table.taxes_filed,
        table.not_bankrupt,
        table.not_barred,
        table.lawful_business,
        table.created_at,
        table.submitted_at,
        table.verified_at,
        table.rejected_at,
    ).where(table.organisation_id.in_(own_businesses(subject, Capacity.SME)))


def _updates(subject: Subject) -> Any:
    table = SmeUpdate
    columns = (table.sector, table.size.label("sme_size"), table.employees, table.revenue_satang)
    declared = (table.taxes_filed, table.not_bankrupt, table.not_barred, table.lawful_business)
    return (
        sa.select(table.said_at, table.kind.label("update_kind"), table.state, *columns)
        .add_columns(table.figures_year, table.thai_share_bp, *declared, table.counted_at, table.decided_at)
        .where(table.organisation_id.in_(own_businesses(subject, Capacity.SME)))
        .order_by(table.id.desc())
    )


def _papers(subject: Subject) -> Any:
    return (
        sa.select(Document.stored_at, Document.file_name)
        .join(SmeDocument, SmeDocument.document_id == Document.id)
        .where(SmeDocument.organisation_id.in_(own_businesses(subject, Capacity.SME)))
        .order_by(Document.id.desc())
    )


PERSONAL_DATA = PersonalData(
    chapters=(
        Chapter(
            "sme",
            40,
            _l("Your business as an SME"),
            (
                Part("smes", _l("Registration as an SME"), _smes),
                Part("updates", _l("Figures and declarations over the years"), _updates),
                Part("papers", _l("Financial documents"), _papers),
            ),
        ),
    ),
    heads={
        "business": _l("Products or services"),
        "counted_at": _l("Valid since"),
        "employees": _l("Employees"),
        "figures_year": _l("Year of the figures"),
        "lawful_business": _l("Declared: lawful business"),
        "not_bankrupt": _l("Declared: not bankrupt"),
        "not_barred": _l("Declared: not barred"),
        "rejected_at": _l("Rejected"),
        "revenue_satang": _l("Yearly revenue"),
        "said_at": _l("Declared on"),
        "sector": _l("Sector"),
        "sme_size": _l("Size of the business"),
        "taxes_filed": _l("Declared: taxes filed"),
        "update_kind": _l("Figures or declarations"),
        "thai_share_bp": _l("Share owned by Thai nationals"),
    },
    codes=(
        ("documents.kind", {"sme_registration": _l("Documents of an SME")}),
        ("forms_sent.route", {"smes": _l("SMEs")}),
    ),
    read_by={"sme": lambda subject: acts_for(subject, Capacity.SME)},
)
