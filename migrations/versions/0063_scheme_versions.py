"""The terms of a scheme are kept in versions, each from a day on; an application and a coupon keep theirs."""

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

from migrations.guards import grant

revision = "0063"
down_revision = "0062"
branch_labels = None
depends_on = None

BODIES = ("sme_promotion_board", "executive_board", "cabinet", "budget_bureau", "director_general")
PAYEES = ("pay_provider", "reimburse_sme")
STATES = ("draft", "approved", "withdrawn")
RESOLVED = (
    "approved_at",
    "approved_by_id",
    "resolution_body",
    "resolution_number",
    "resolution_date",
    "resolution_document_id",
    "published_on",
    "published_in",
)
TERMS = (
    "payee_mode",
    "applies_from",
    "applies_until",
    "delivers_until",
    "coupon_valid_days",
    "delivery_days",
    "max_open_coupons",
)
PARTS = {
    "scheme_tiers": "size",
    "scheme_categories": "category_id",
    "scheme_sectors": "sector",
    "scheme_provinces": "province_code",
}
"""What hangs on a version, with the rest of its key."""
WHOLE = (
    "approved_by_id IS NOT NULL AND resolution_number IS NOT NULL AND resolution_date IS NOT NULL "
    "AND resolution_document_id IS NOT NULL"
)
PUBLISHED = (
    "(published_on IS NULL) = (published_in IS NULL) "
    "AND (published_on IS NULL OR resolution_date IS NOT NULL AND published_on >= resolution_date)"
)
WINDOWS = "applies_from <= applies_until AND applies_until <= delivers_until"
LIMITS = "coupon_valid_days > 0 AND delivery_days > 0 AND max_open_coupons > 0"


def _of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    _versions()
    _carry_over()
    for table, rest in PARTS.items():
        _hang(table, rest, on="version_id")
    _kept_by_applications_and_coupons()
    for name in (
        "windows_in_order",
        "limits_positive",
        "approved_by_another",
        "approved_has_resolution",
        "published_whole_and_after",
    ):
        op.drop_constraint(op.f(f"ck_schemes_{name}"), "schemes", type_="check")
    for column in (*TERMS, *RESOLVED):
        op.drop_column("schemes", column)


def _versions() -> None:
    op.create_table(
        "scheme_versions",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("scheme_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("payee_mode", _of("payeemode", *PAYEES), nullable=False),
        sa.Column("applies_from", sa.Date(), nullable=False),
        sa.Column("applies_until", sa.Date(), nullable=False),
        sa.Column("delivers_until", sa.Date(), nullable=False),
        sa.Column("coupon_valid_days", sa.Integer(), nullable=False),
        sa.Column("delivery_days", sa.Integer(), nullable=False),
        sa.Column("max_open_coupons", sa.Integer(), nullable=False),
        sa.Column("state", _of("versionstate", *STATES), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.BigInteger(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True)),
        sa.Column("approved_by_id", sa.BigInteger()),
        sa.Column("resolution_body", _of("decidingbody", *BODIES)),
        sa.Column("resolution_number", sa.String(length=100)),
        sa.Column("resolution_date", sa.Date()),
        sa.Column("resolution_document_id", sa.BigInteger()),
        sa.Column("state_reason_id", sa.BigInteger()),
        sa.Column("published_on", sa.Date()),
        sa.Column("published_in", sa.String(length=300)),
        sa.CheckConstraint("number > 0", name=op.f("ck_scheme_versions_number_positive")),
        sa.CheckConstraint(WINDOWS, name=op.f("ck_scheme_versions_windows_in_order")),
        sa.CheckConstraint(LIMITS, name=op.f("ck_scheme_versions_limits_positive")),
        sa.CheckConstraint(
            "approved_by_id <> created_by_id", name=op.f("ck_scheme_versions_approved_by_another")
        ),
        sa.CheckConstraint(
            f"(state = 'approved' OR state = 'withdrawn' AND approved_at IS NOT NULL) = ({WHOLE})",
            name=op.f("ck_scheme_versions_approved_has_resolution"),
        ),
        sa.CheckConstraint(PUBLISHED, name=op.f("ck_scheme_versions_published_whole_and_after")),
        *(
            sa.ForeignKeyConstraint([column], [other], name=op.f(f"fk_scheme_versions_{column}"))
            for column, other in (
                ("scheme_id", "schemes.id"),
                ("created_by_id", "people.id"),
                ("approved_by_id", "people.id"),
                ("resolution_document_id", "documents.id"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheme_versions")),
        sa.UniqueConstraint("scheme_id", "number", name=op.f("uq_scheme_versions_scheme_id_number")),
    )
    op.create_index(
        op.f("ix_scheme_versions_resolution_document_id"), "scheme_versions", ["resolution_document_id"]
    )
    op.create_index(
        "uq_scheme_versions_effective_from",
        "scheme_versions",
        ["scheme_id", "effective_from"],
        unique=True,
        postgresql_where=sa.text("state = 'approved'"),
    )
    op.create_index(
        "uq_scheme_versions_draft",
        "scheme_versions",
        ["scheme_id"],
        unique=True,
        postgresql_where=sa.text("state = 'draft'"),
    )
    op.create_index(
        "ix_scheme_versions_state_since_id_draft",
        "scheme_versions",
        ["state_since", "id"],
        postgresql_where=sa.text("state = 'draft' AND number > 1"),
    )
    grant(op.execute, ["scheme_versions"])


def _carry_over() -> None:
    """What each scheme says becomes its first version, in force since its approval."""
    columns = ", ".join((*TERMS, *RESOLVED))
    day = "timezone('Asia/Bangkok', coalesce(approved_at, created_at))::date"
    op.execute(
        "INSERT INTO scheme_versions (scheme_id, number, effective_from, state, state_since, created_at,"
        f" created_by_id, {columns})"
        f" SELECT id, 1, {day}, CASE WHEN state = 'draft' THEN 'draft' ELSE 'approved' END,"
        f" coalesce(approved_at, created_at), created_at, created_by_id, {columns} FROM schemes"
    )


def _hang(table: str, rest: str, *, on: str) -> None:
    """Let the rows of a table hang on versions instead of schemes, or again on schemes."""
    was = "scheme_id" if on == "version_id" else "version_id"
    found = "v.scheme_id = t.scheme_id AND v.number = 1" if on == "version_id" else "v.id = t.version_id"
    op.add_column(table, sa.Column(on, sa.BigInteger()))
    value = "v.id" if on == "version_id" else "v.scheme_id"
    op.execute(f"UPDATE {table} t SET {on} = {value} FROM scheme_versions v WHERE {found}")
    op.drop_constraint(op.f(f"pk_{table}"), table, type_="primary")
    op.drop_column(table, was)
    op.alter_column(table, on, nullable=False)
    op.create_primary_key(op.f(f"pk_{table}"), table, [on, rest])
    other = "scheme_versions" if on == "version_id" else "schemes"
    op.create_foreign_key(op.f(f"fk_{table}_{on}"), table, other, [on], ["id"])


def _kept_by_applications_and_coupons() -> None:
    for table, sent in (("applications", "submitted_at IS NOT NULL AND "), ("coupons", "")):
        op.add_column(table, sa.Column("version_id", sa.BigInteger()))
        op.execute(
            f"UPDATE {table} t SET version_id = v.id FROM scheme_versions v"
            f" WHERE {sent}v.scheme_id = t.scheme_id AND v.number = 1"
        )
        op.create_foreign_key(
            op.f(f"fk_{table}_version_id"), table, "scheme_versions", ["version_id"], ["id"]
        )
    op.alter_column("coupons", "version_id", nullable=False)
    op.create_check_constraint(
        op.f("ck_applications_sent_under_a_version"),
        "applications",
        "submitted_at IS NULL OR version_id IS NOT NULL",
    )


def downgrade() -> None:
    connection = op.get_bind()
    if connection.scalar(sa.text("SELECT EXISTS (SELECT FROM scheme_versions WHERE number > 1)")):
        raise CommandError(
            "some schemes have more than one version of their terms: a scheme can hold one only"
        )
    _terms_back()
    op.drop_constraint(op.f("ck_applications_sent_under_a_version"), "applications", type_="check")
    for table in ("applications", "coupons"):
        op.drop_column(table, "version_id")
    for table, rest in PARTS.items():
        _hang(table, rest, on="scheme_id")
    op.drop_table("scheme_versions")


def _terms_back() -> None:
    for column, kind in (
        ("payee_mode", _of("payeemode", *PAYEES)),
        ("applies_from", sa.Date()),
        ("applies_until", sa.Date()),
        ("delivers_until", sa.Date()),
        ("coupon_valid_days", sa.Integer()),
        ("delivery_days", sa.Integer()),
        ("max_open_coupons", sa.Integer()),
        ("approved_at", sa.DateTime(timezone=True)),
        ("approved_by_id", sa.BigInteger()),
        ("resolution_body", _of("decidingbody", *BODIES)),
        ("resolution_number", sa.String(length=100)),
        ("resolution_date", sa.Date()),
        ("resolution_document_id", sa.BigInteger()),
        ("published_on", sa.Date()),
        ("published_in", sa.String(length=300)),
    ):
        op.add_column("schemes", sa.Column(column, kind))
    values = ", ".join(f"{column} = v.{column}" for column in (*TERMS, *RESOLVED))
    op.execute(f"UPDATE schemes s SET {values} FROM scheme_versions v WHERE v.scheme_id = s.id")
    for column in TERMS:
        op.alter_column("schemes", column, nullable=False)
    for column, other in (("approved_by_id", "people"), ("resolution_document_id", "documents")):
        op.create_foreign_key(op.f(f"fk_schemes_{column}"), "schemes", other, [column], ["id"])
    op.create_index(op.f("ix_schemes_resolution_document_id"), "schemes", ["resolution_document_id"])
    for name, check in (
        ("windows_in_order", WINDOWS),
        ("limits_positive", LIMITS),
        ("approved_by_another", "approved_by_id <> created_by_id"),
        ("approved_has_resolution", f"(state <> 'draft') = ({WHOLE})"),
        ("published_whole_and_after", PUBLISHED),
    ):
        op.create_check_constraint(op.f(f"ck_schemes_{name}"), "schemes", check)
