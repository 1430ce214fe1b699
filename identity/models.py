"""People, organisations and who may act for whom."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from flask_security import UserMixin, WebAuthnMixin
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import At, BigId, Code, Digest, IdPk, Name, db
from core.permissions import Role
from core.thai.order import InThaiOrder
from identity.states import (
    AttemptKind,
    BankAccountState,
    Capacity,
    FactorResetState,
    MailKind,
    MemberRole,
    OrganisationKind,
    RoleGrantState,
    SessionEnd,
)


class Person(db.Model, UserMixin):
    """One e-mail, one person. Flask-Security's columns keep its names."""

    __tablename__ = "people"

    id: Mapped[IdPk]
    email: Mapped[str] = mapped_column(sa.String(255), unique=True)
    """Lower case."""
    title: Mapped[str] = mapped_column(sa.String(40), default="")
    """นาย, นางสาว, Dr.; empty when none was given."""
    full_name: Mapped[Name]
    phone: Mapped[str] = mapped_column(sa.String(20), default="")
    """As `core.typed.telephones.read_phone` returns it."""
    locale: Mapped[str] = mapped_column(sa.String(2), default="th")
    password: Mapped[str | None] = mapped_column(sa.String(255))
    active: Mapped[bool] = mapped_column(default=True)
    """False: signs in by no way, holds no right, is told only of their own rights."""
    blocked_at: Mapped[datetime | None]
    blocked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    block_reason_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    fs_uniquifier: Mapped[str] = mapped_column(sa.String(64), active_history=True)
    """Written anew when all that was proved of the person must die. No key that a row could refer to: that would make
    a block wait for everybody who has written one (see the index)."""
    confirmed_at: Mapped[datetime | None]
    create_datetime: Mapped[At] = mapped_column(server_default=sa.func.now())
    update_datetime: Mapped[At] = mapped_column(server_default=sa.func.now(), onupdate=sa.func.now())
    tf_primary_method: Mapped[str | None] = mapped_column(sa.String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(sa.String(255))
    tf_last_counter: Mapped[int | None] = mapped_column(sa.BigInteger)
    """The time step of the last TOTP code taken: each is good once."""
    mf_recovery_codes: Mapped[list[Any] | None] = mapped_column(MutableList.as_mutable(sa.JSON))
    """Digests of the recovery codes that are left (`identity.recovery_codes`)."""
    fs_webauthn_user_handle: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    acting_as: Mapped[str] = mapped_column(sa.String(40), default="")
    """The capacity last chosen (`actors.Capability.key`): where the next sign-in begins."""

    webauthn: Mapped[list["Passkey"]] = relationship(back_populates="person", cascade="all, delete-orphan")
    blocked_by: Mapped["Person | None"] = relationship(remote_side="Person.id")

    __table_args__ = (
        sa.CheckConstraint("email = lower(email)", name="email_lower"),
        sa.CheckConstraint("blocked_at IS NULL OR NOT active", name="blocked_is_shut"),
        sa.CheckConstraint(
            "(blocked_at IS NULL) = (blocked_by_id IS NULL) AND (blocked_at IS NULL) = (block_reason_id IS NULL)",
            name="blocked_by_someone",
        ),
        sa.CheckConstraint("blocked_by_id <> id", name="not_by_oneself"),
        # Partial, though it holds for all: a change of what an index for all keeps bars every row that refers to it.
        sa.Index(
            "uq_people_fs_uniquifier",
            "fs_uniquifier",
            unique=True,
            postgresql_where=sa.text("fs_uniquifier IS NOT NULL"),
        ),
        sa.Index("ix_people_blocked", "blocked_at", "id", postgresql_where=sa.text("blocked_at IS NOT NULL")),
    )


class Passkey(db.Model, WebAuthnMixin):
    """A WebAuthn credential, used as a second factor. Flask-Security's columns keep its names."""

    __tablename__ = "passkeys"

    id: Mapped[IdPk]
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    credential_id: Mapped[bytes] = mapped_column(sa.LargeBinary(1024), unique=True)
    public_key: Mapped[bytes] = mapped_column(sa.LargeBinary)
    sign_count: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    transports: Mapped[list[Any] | None] = mapped_column(MutableList.as_mutable(sa.JSON))
    extensions: Mapped[str | None] = mapped_column(sa.String(255))
    backup_state: Mapped[bool]
    device_type: Mapped[str] = mapped_column(sa.String(64))
    name: Mapped[str] = mapped_column(sa.String(64))
    usage: Mapped[str] = mapped_column(sa.String(64))
    create_datetime: Mapped[At] = mapped_column(server_default=sa.func.now())
    lastuse_datetime: Mapped[At]

    person: Mapped[Person] = relationship(back_populates="webauthn")

    __table_args__ = (sa.UniqueConstraint("user_id", "name"),)

    def get_user_mapping(self) -> dict[str, Any]:
        """How Flask-Security finds the person of a credential."""
        return {"id": self.user_id}


class SignInAttempt(db.Model):
    """A guess at a secret, and how it ended; digests only, so that the table names nobody.

    The row is written *before* the secret is looked at, as failed, and put right after
    a success: guesses sent at the same moment therefore count each other.
    """

    __tablename__ = "sign_in_attempts"

    id: Mapped[IdPk]
    kind: Mapped[AttemptKind]
    account: Mapped[Digest]
    """HMAC of the e-mail as typed: an unknown address counts like a known one."""
    device: Mapped[bytes | None] = mapped_column(sa.LargeBinary(32))
    """HMAC of the device cookie that this account's owner earned here; none for a strange device."""
    network: Mapped[Digest]
    """HMAC of the client's network: IPv4 /24, IPv6 /48."""
    at: Mapped[At]
    failed: Mapped[bool] = mapped_column(default=True)
    reported: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    """Whether the audit trail tells of it (`services.report_failed_sign_ins`)."""

    __table_args__ = (
        sa.Index(
            "ix_sign_in_attempts_account", "account", "device", "at", postgresql_where=sa.text("failed")
        ),
        sa.Index("ix_sign_in_attempts_of_account", "account", "id"),
        sa.Index("ix_sign_in_attempts_network", "network", "at", postgresql_where=sa.text("failed")),
        sa.Index("ix_sign_in_attempts_at", "at"),
        sa.Index("ix_sign_in_attempts_unreported", "at", postgresql_where=sa.text("failed AND NOT reported")),
    )


class SignInSession(db.Model):
    """One sign-in of one person in one browser. Whether it holds, and what it has proved, is true here alone.

    The browser keeps a random token in its cookie; here is its digest, so that who reads the table signs in nowhere.
    """

    __tablename__ = "sign_in_sessions"

    id: Mapped[IdPk]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    token_digest: Mapped[Digest] = mapped_column(unique=True)
    created_at: Mapped[At]
    last_seen_at: Mapped[At]
    """Written at most once a minute."""
    remembered: Mapped[bool] = mapped_column(default=False)
    """Kept when the browser closes, because the person asked for it."""
    password_at: Mapped[At]
    """When the password was last given in this session."""
    second_factor_at: Mapped[datetime | None]
    """When a second factor was last given in this session."""
    browser: Mapped[Code]
    """Browser and system, such as “Chrome · Android”; never the whole user agent."""
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    """None when it ended by itself."""
    end_reason: Mapped[SessionEnd | None]

    __table_args__ = (
        sa.Index("ix_sign_in_sessions_last_seen_at", "last_seen_at"),
        sa.CheckConstraint("(ended_at IS NULL) = (end_reason IS NULL)", name="ended_for_a_reason"),
    )


class MailRequest(db.Model):
    """Somebody asked for an e-mail to an address. Known or not, it is one row; the worker decides, and removes it."""

    __tablename__ = "mail_requests"

    id: Mapped[IdPk]
    kind: Mapped[MailKind]
    address: Mapped[str] = mapped_column(sa.String(320))
    wanted: Mapped[str | None] = mapped_column(sa.String(500))
    """The page of ours where the asker was going; the link of the e-mail carries it."""
    asked_at: Mapped[At] = mapped_column(index=True)


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
    """An offer of membership, or of a staff account, that its addressee may take up once."""

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

    __table_args__ = (
        sa.CheckConstraint("email = lower(email)", name="email_lower"),
        sa.CheckConstraint(
            "(organisation_id IS NOT NULL AND capacity IS NOT NULL AND member_role IS NOT NULL AND staff_role IS NULL)"
            " OR (organisation_id IS NULL AND staff_role IS NOT NULL AND staff_unit_id IS NOT NULL)",
            name="member_or_staff",
        ),
        sa.Index("ix_invitations_email", "email"),
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


class StaffRole(db.Model):
    """A role a person holds in a unit, from a day until it is taken back."""

    __tablename__ = "staff_roles"

    id: Mapped[IdPk]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("staff_units.id"))
    role: Mapped[Role]
    granted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    """None for the first administrators, whom the operator of the server appoints."""
    confirmed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    granted_at: Mapped[At]
    """When the role began: for one that two give, when the second confirmed."""
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    unit: Mapped[StaffUnit] = relationship()

    __table_args__ = (
        sa.Index(
            "uq_staff_roles_live",
            "person_id",
            "role",
            unique=True,
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
        sa.CheckConstraint("granted_by_id IS NULL OR granted_by_id <> person_id", name="not_to_oneself"),
        sa.CheckConstraint(
            "confirmed_by_id <> granted_by_id AND confirmed_by_id <> person_id", name="confirmed_by_another"
        ),
        sa.CheckConstraint(
            "role = 'auditor' OR granted_by_id IS NULL OR confirmed_by_id IS NOT NULL OR ended_at IS NOT NULL",
            name="given_by_two",
        ),
    )


class RoleGrant(db.Model):
    """A role that an administrator has granted, from then until a second person decides about it or it lapses."""

    __tablename__ = "role_grants"

    id: Mapped[IdPk]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("staff_units.id"))
    role: Mapped[Role]
    state: Mapped[RoleGrantState] = mapped_column(default=RoleGrantState.PROPOSED)
    granted_at: Mapped[At]
    granted_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    decided_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    state_reason_id: Mapped[int | None] = mapped_column(sa.BigInteger)

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    granted_by: Mapped[Person] = relationship(foreign_keys=[granted_by_id])
    confirmed_by: Mapped[Person | None] = relationship(foreign_keys=[confirmed_by_id])
    unit: Mapped[StaffUnit] = relationship()

    __table_args__ = (
        sa.Index(
            "uq_role_grants_open",
            "person_id",
            "role",
            unique=True,
            postgresql_where=sa.text("state = 'proposed'"),
        ),
        sa.CheckConstraint("granted_by_id <> person_id", name="not_to_oneself"),
        sa.CheckConstraint(
            "confirmed_by_id <> granted_by_id AND confirmed_by_id <> person_id", name="confirmed_by_another"
        ),
        sa.CheckConstraint(
            "(state = 'confirmed') = (confirmed_by_id IS NOT NULL)", name="confirmed_has_proof"
        ),
        sa.CheckConstraint("(state = 'proposed') = (decided_at IS NULL)", name="decided_has_moment"),
    )


class FactorReset(db.Model):
    """A request to remove a person's second factors: one person asks, another confirms, and it is about a third."""

    __tablename__ = "factor_resets"

    id: Mapped[IdPk]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    state: Mapped[FactorResetState] = mapped_column(default=FactorResetState.ASKED)
    asked_at: Mapped[At]
    asked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    reason_id: Mapped[BigId]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    asked_by: Mapped[Person] = relationship(foreign_keys=[asked_by_id])

    __table_args__ = (
        sa.CheckConstraint("asked_by_id <> person_id AND decided_by_id <> person_id", name="of_another"),
        sa.CheckConstraint(
            "state <> 'confirmed' OR (decided_by_id IS NOT NULL AND decided_by_id <> asked_by_id)",
            name="confirmed_by_another",
        ),
        sa.Index(
            "uq_factor_resets_asked", "person_id", unique=True, postgresql_where=sa.text("state = 'asked'")
        ),
    )


class BankAccount(db.Model):
    """Where an organisation is paid. One number belongs to one organisation (docs/domain.md#abuse)."""

    __tablename__ = "bank_accounts"

    id: Mapped[IdPk]
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    bank_code: Mapped[str] = mapped_column(sa.String(3))
    account_number: Mapped[str] = mapped_column(sa.String(14))
    account_name: Mapped[Name]
    state: Mapped[BankAccountState] = mapped_column(default=BankAccountState.PENDING)
    submitted_at: Mapped[At]
    submitted_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    verified_at: Mapped[datetime | None]
    verified_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    usable_from: Mapped[date | None] = mapped_column(sa.Date)
    """First day on which money may go here: verification, and for a change the cooling-off days after it."""
    document_id: Mapped[int | None] = mapped_column(sa.ForeignKey("documents.id"), index=True)
    """The picture of the bank book."""
    state_reason_id: Mapped[int | None] = mapped_column(sa.BigInteger)

    organisation: Mapped[Organisation] = relationship()

    __table_args__ = (
        sa.Index(
            "uq_bank_accounts_number",
            "bank_code",
            "account_number",
            unique=True,
            postgresql_where=sa.text("state IN ('pending', 'verified')"),
        ),
        sa.Index(
            "uq_bank_accounts_pending",
            "organisation_id",
            unique=True,
            postgresql_where=sa.text("state = 'pending'"),
        ),
        sa.Index(
            "uq_bank_accounts_verified",
            "organisation_id",
            unique=True,
            postgresql_where=sa.text("state = 'verified'"),
        ),
        sa.Index(None, "submitted_at", "id"),
        sa.CheckConstraint("verified_by_id <> submitted_by_id", name="verified_by_another"),
        sa.CheckConstraint(
            "state <> 'verified' OR (verified_by_id IS NOT NULL AND usable_from IS NOT NULL)",
            name="verified_has_proof",
        ),
    )
