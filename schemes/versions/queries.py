"""The versions of a scheme, for the pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, selectinload

from core.documents.models import Document
from core.errors import NotFound
from projects.queries import document_of
from schemes.models import Scheme, SchemeVersion
from schemes.queries import search_schemes, version_on, whole_scheme
from schemes.states import VersionState


def listed() -> Any:
    """All versions but the first of each scheme, which is listed with it, for the list."""
    return (
        sa.select(SchemeVersion)
        .join(SchemeVersion.scheme)
        .where(SchemeVersion.number > 1)
        .options(contains_eager(SchemeVersion.scheme))
    )


def search_versions(statement: Any, typed: str) -> Any:
    """Narrow by a part of the scheme's name or of its code."""
    return search_schemes(statement, typed)


@dataclass(frozen=True, slots=True)
class VersionPage:
    """One version, and the one that it follows."""

    version: SchemeVersion
    before: SchemeVersion | None
    """What holds without it; None for the first."""
    in_force: SchemeVersion
    """The one that holds today."""
    resolution: Document | None


def version_page(session: Session, version_id: int, today: date) -> VersionPage:
    """One version. NotFound if there is none."""
    scheme_id = session.scalar(sa.select(SchemeVersion.scheme_id).where(SchemeVersion.id == version_id))
    if scheme_id is None:
        raise NotFound
    versions = whole_scheme(session, scheme_id).versions
    version = next(each for each in versions if each.id == version_id)
    return VersionPage(
        version,
        before(version, versions),
        version_on(versions, today),
        document_of(session, version.resolution_document_id),
    )


def before(version: SchemeVersion, versions: Sequence[SchemeVersion]) -> SchemeVersion | None:
    """The approved version that one follows, of all of its scheme: None for the first."""
    if version.number == 1:
        return None
    others = (each for each in versions if each is not version and _counts(each))
    earlier = [each for each in others if each.number == 1 or each.effective_from < version.effective_from]
    return max(earlier, key=lambda each: (each.effective_from, each.number))


def _counts(version: SchemeVersion) -> bool:
    return version.number == 1 or version.state is VersionState.APPROVED


def coming_versions(session: Session, scheme_ids: Sequence[int], today: date) -> list[SchemeVersion]:
    """Approved versions of these schemes whose first day is still to come, the earliest first. At most five statements."""
    parts = (
        SchemeVersion.tiers,
        SchemeVersion.categories,
        SchemeVersion.sectors,
        SchemeVersion.provinces,
    )
    return list(
        session.scalars(
            sa.select(SchemeVersion)
            .join(Scheme, Scheme.id == SchemeVersion.scheme_id)
            .where(
                SchemeVersion.scheme_id.in_(scheme_ids),
                SchemeVersion.state == VersionState.APPROVED,
                SchemeVersion.effective_from > today,
            )
            .options(*(selectinload(each) for each in parts))
            .order_by(SchemeVersion.effective_from)
        )
    )
