"""What the officers' lists of organisations share, whatever they list of them: columns, filter, search, deadlines."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.audit import operations as audit
from core.statements import written_out
from core.thai import places
from core.typed.thirteen import as_pasted
from identity.organisations.models import Organisation
from web import Column, Filter
from web.languages import localized


def named(typed: str) -> sa.ColumnElement[bool]:
    """Whether the organisation's Thai or English name holds what was typed."""
    return Organisation.name_th.icontains(typed, autoescape=True) | Organisation.name_en.icontains(
        typed, autoescape=True
    )


def numbered(typed: str) -> sa.ColumnElement[bool]:
    """Whether its 13-digit number begins with what was typed, or is it, pasted without its first 0 or with a label."""
    begins = Organisation.registration_number.startswith(typed, autoescape=True)
    return begins | (Organisation.registration_number == (as_pasted(typed) or typed))


def search_registered(statement: Any, typed: str) -> Any:
    """Narrow by name, or by how the 13-digit number begins."""
    return statement.where(named(typed) | numbered(typed))


def registered_columns(label: Any) -> list[Column]:
    """Name, number and province of each row's `organisation`; `label` says what it is called here."""
    return [
        Column("name", label, lambda row: localized(row.organisation, "name"), sort=Organisation.name_order),
        Column(
            "number",
            _l("13-digit number"),
            lambda row: row.organisation.registration_number,
            sort=Organisation.registration_number,
        ),
        province_column(lambda row: row.organisation.province_code),
    ]


def province_column(code_of: Any, code: Any = Organisation.province_code) -> Column:
    """The province in the reader's language, sorted by its code."""
    return Column(
        "province",
        _l("Province"),
        lambda row: places.province_name(code_of(row), get_locale()),
        sort=code,
    )


def province_filter(code: Any = Organisation.province_code) -> Filter:
    """Only the organisations of one province."""
    return Filter(
        "province",
        _l("Province"),
        lambda: list(places.provinces(get_locale())),
        lambda statement, chosen: statement.where(code == written_out(chosen)),
    )


def came_back_at(
    session: Session, subject_kind: str, organisation_id: int, state: StrEnum
) -> datetime | None:
    """When a registration that was returned or suspended came there, as the trail tells; None in any other state."""
    if state.value not in ("returned", "suspended"):
        return None
    found: datetime | None = session.scalar(
        sa.select(audit.last_happened(subject_kind, organisation_id, f"{subject_kind}.{state.value}"))
    )
    return found


def registrations_waiting(model: Any, subject_kind: str, states: Collection[Any], most: int | None) -> Any:
    """(registration, since, name_th) of each of one room's `model` in one of the states: the longest waiting first.

    A registration keeps no time of its state: the trail, in which it is `subject_kind`, tells when it came there.
    """
    entered = [f"{subject_kind}.{state}" for state in states if state != "submitted"]
    since = sa.case(
        (model.state == "submitted", model.submitted_at),
        else_=sa.func.coalesce(
            audit.last_happened(subject_kind, model.organisation_id, *entered), model.created_at
        ),
    ).label("since")
    return (
        sa.select(model, since, Organisation.name_th)
        .join(Organisation, Organisation.id == model.organisation_id)
        .where(model.state.in_(states))
        .order_by(since)
        .limit(most)
    )
