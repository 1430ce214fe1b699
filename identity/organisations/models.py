"""Organisations, their members, and invitations."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database.search import trigrams_of
from core.db import MAINTAINED, At, Code, Digest, IdPk, Name, db
from core.permissions import Role
from core.thai.order import InThaiOrder
from identity.organisations.states import Capacity, MemberRole, OrganisationKind
from identity.people.models import Person


class Organisation(InThaiOrder, db.Model):
    """One 13-digit number, one legal entity, any roles."""

    __tablename__ = "organisations"

    id: Mapped[IdPk]
    registration_number: Mapped[str] = mapped_column(sa.String(13), index=True)
    released_at: Mapped[datetime | None]
    """When its number was freed for another, because who registered it was not entitled to it."""
    branch: Mapped[str] = mapped_column(sa.String(5), default="")
    """Five digits as the Revenue Department numbers branches; 00000 is the head office; empty when not said."""
    kind: Mapped[OrganisationKind]
    name_th: Mapped[Name]
    name_en: Mapped[Name] = mapped_column(default="")
    address: Mapped[str] = mapped_column(sa.String(500), default="")
    province_code: Mapped[str] = mapped_column(sa.String(2))
    """Two-digit province code (DOPA), as in geothai; see core.thai.places."""
    postcode: Mapped[str] = mapped_column(sa.String(5), default="")
    phone: Mapped[str] = mapped_column(sa.String(20), default="")
    email: Mapped[str] = mapped_column(sa.String(255), default="")
    vat_registered: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[At]
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)

    __table_args__ = (
        sa.Index(
            "uq_organisations_number",
            "registration_number",
            unique=True,
            postgresql_where=sa.text("released_at IS NULL"),
        ),
        sa.CheckConstraint("registration_number ~ '^[0-9]{13}$'", name="thirteen_digits"),
        sa.CheckConstraint("branch ~ '^([0-9]{5})?$'", name="branch_digits"),
        sa.Index("ix_organisations_name_order", "name_order", "id"),
        sa.Index(None, "province_code", "id"),
    )


ORGANISATION_TRIGRAMS = trigrams_of(Organisation.name_th, Organisation.name_en)
"""What a search by words looks for; an index keeps it."""
sa.Index("ix_organisations_trigrams", ORGANISATION_TRIGRAMS, postgresql_using="gin")


class ListedByOrganisation:
    """A row that represents an organisation in a list: what lists sort and narrow by is kept in it by the database.

    It follows the organisation with the row's own next state, and at the latest when the worker has passed by
    (coupons.applications.services.keep_places).
    """

    province_code: Mapped[str] = mapped_column(sa.String(2), **MAINTAINED, sort_order=9)
    name_order: Mapped[str] = mapped_column(sa.Text(collation="C"), **MAINTAINED, sort_order=9)
    registration_number: Mapped[str] = mapped_column(sa.String(13), **MAINTAINED, sort_order=9)


def listed_indexes() -> tuple[sa.Index, ...]:
    """Of such a table: an index for each order, and one for each province in the list's own order."""
    orders = (("province_code",), ("name_order",), ("registration_number",), ("province_code", "created_at"))
    return tuple(sa.Index(None, *columns, "organisation_id") for columns in orders)


class Membership(db.Model):
    """A person may act for an organisation in one capacity."""

    __tablename__ = "memberships"

    id: Mapped[IdPk]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    capacity: Mapped[Capacity]
    role: Mapped[MemberRole]
    may_consent: Mapped[bool] = mapped_column(default=False)
    """The consent right: granted by the SME's owner, meaningless for providers."""
    since: Mapped[At]
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()
    organisation: Mapped[Organisation] = relationship()

    __table_args__ = (
        sa.Index(
            "uq_memberships_live",
            "person_id",
            "organisation_id",
            "capacity",
            unique=True,
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
        sa.CheckConstraint("NOT may_consent OR capacity = 'sme'", name="consent_is_the_smes"),
    )


class Invitation(db.Model):
    """An offer of membership, or of a staff account, that its addressee may accept once."""

    __tablename__ = "invitations"

    id: Mapped[IdPk]
    email: Mapped[str] = mapped_column(sa.String(255))
    token_digest: Mapped[Digest] = mapped_column(unique=True)
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    capacity: Mapped[Capacity | None]
    member_role: Mapped[MemberRole | None]
    may_consent: Mapped[bool] = mapped_column(default=False)
    staff_unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff_units.id"))
    staff_role: Mapped[Role | None]
    invited_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    created_at: Mapped[At]
    expires_at: Mapped[At]
    taken_up_at: Mapped[datetime | None]
    taken_up_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    withdrawn_at: Mapped[datetime | None]

    organisation: Mapped[Organisation | None] = relationship()
    unit: Mapped["StaffUnit | None"] = relationship()
    """Of OSMEP, where the offer is to serve there."""

    __table_args__ = (
        sa.CheckConstraint("email = lower(email)", name="email_lower"),
        sa.CheckConstraint(
            "(organisation_id IS NOT NULL AND capacity IS NOT NULL AND member_role IS NOT NULL AND staff_role IS NULL)"
            " OR (organisation_id IS NULL AND staff_role IS NOT NULL AND staff_unit_id IS NOT NULL)",
            name="member_or_staff",
        ),
        sa.Index("ix_invitations_email", "email"),
        sa.Index(
            "ix_invitations_of_staff",
            "email",
            postgresql_where=sa.text("staff_role IS NOT NULL AND withdrawn_at IS NULL"),
        ),
        sa.Index(
            "ix_invitations_taken_up",
            "taken_up_at",
            "taken_up_by_id",
            "invited_by_id",
            postgresql_where=sa.text("taken_up_by_id IS NOT NULL"),
        ),
        sa.Index("ix_invitations_expired", "expires_at", postgresql_where=sa.text("taken_up_at IS NULL")),
        sa.CheckConstraint("(taken_up_at IS NULL) = (taken_up_by_id IS NULL)", name="taken_up_by_someone"),
        sa.CheckConstraint("taken_up_at IS NULL OR withdrawn_at IS NULL", name="one_end"),
        sa.CheckConstraint("NOT may_consent OR capacity = 'sme'", name="consent_is_the_smes"),
        sa.Index(
            "uq_invitations_open",
            "email",
            "organisation_id",
            "capacity",
            "staff_role",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=sa.text("taken_up_at IS NULL AND withdrawn_at IS NULL"),
        ),
    )


class StaffUnit(db.Model):
    """A unit of OSMEP: editable master data, whose codes are never parsed (docs/domain.md#units)."""

    __tablename__ = "staff_units"

    id: Mapped[IdPk]
    code: Mapped[Code] = mapped_column(unique=True)
    name_th: Mapped[Name]
    name_en: Mapped[Name]
    active: Mapped[bool] = mapped_column(default=True)
