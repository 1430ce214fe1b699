"""Indicators are numbers in versions; what was written as words stays as a note."""

import sqlalchemy as sa
from alembic import op

from migrations.guards import grant

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None

BODIES = ("sme_promotion_board", "executive_board", "cabinet", "budget_bureau", "director_general")
STATES = ("proposed", "approved", "rejected", "withdrawn")
UNITS = {
    "smes": ("ราย", "SMEs"),
    "people": ("คน", "people"),
    "jobs": ("ตำแหน่ง", "jobs"),
    "percent": ("ร้อยละ", "%"),
    "baht": ("บาท", "baht"),
    "days": ("วัน", "days"),
    "points": ("คะแนน", "points"),
}
"""Units that have a place of their own, by the words that were written for them; all others keep their words."""
MEASURED = (
    "(unit IS NOT NULL AND direction IS NOT NULL AND baseline IS NOT NULL AND target IS NOT NULL"
    " AND agreed_on IS NOT NULL)"
)
NUMBER = r"'^[-+]?(\d{1,14}|\d{1,3}(,\d{3}){1,3})(\.\d{1,4})?$'"
STAYS = """
CREATE FUNCTION kpi_version_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.number > 1 OR EXISTS (
    SELECT FROM kpis JOIN projects ON projects.id = kpis.project_id
    WHERE kpis.id = OLD.kpi_id AND projects.state IN ('approved', 'running', 'closed')
  ) THEN
    RAISE EXCEPTION 'a version of an approved indicator is never changed' USING ERRCODE = 'restrict_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$
"""


def _of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _measured() -> tuple[sa.Column, ...]:
    return (
        sa.Column("unit", _of("kpiunit", *UNITS, "other")),
        sa.Column("unit_th", sa.String(length=40), nullable=False),
        sa.Column("unit_en", sa.String(length=40), nullable=False),
        sa.Column("direction", _of("kpidirection", "up", "down")),
        sa.Column("baseline", sa.Numeric(18, 4)),
        sa.Column("target", sa.Numeric(18, 4)),
        sa.Column("agreed_on", sa.Date()),
    )


def upgrade() -> None:
    _changes()
    op.create_table(
        "kpi_versions",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("kpi_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("change_id", sa.BigInteger()),
        sa.Column("baseline_note", sa.String(length=60)),
        sa.Column("target_note", sa.String(length=60)),
        *_measured(),
        sa.CheckConstraint(
            "(number = 1) = (change_id IS NULL) AND number > 0",
            name=op.f("ck_kpi_versions_later_ones_by_a_change"),
        ),
        sa.CheckConstraint(f"number = 1 OR {MEASURED}", name=op.f("ck_kpi_versions_later_ones_measured")),
        sa.ForeignKeyConstraint(["kpi_id"], ["kpis.id"], name=op.f("fk_kpi_versions_kpi_id")),
        sa.ForeignKeyConstraint(["change_id"], ["kpi_changes.id"], name=op.f("fk_kpi_versions_change_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kpi_versions")),
        sa.UniqueConstraint("kpi_id", "number", name=op.f("uq_kpi_versions_kpi_id_number")),
        sa.UniqueConstraint("change_id", name=op.f("uq_kpi_versions_change_id")),
    )
    grant(op.execute, ["kpi_changes", "kpi_versions"])
    _carry_over()
    for column in ("unit_th", "unit_en", "baseline", "target", "agreed_on"):
        op.drop_column("kpis", column)
    op.execute(STAYS)
    op.execute(
        "CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON kpi_versions"
        " FOR EACH ROW EXECUTE FUNCTION kpi_version_stays()"
    )


def _changes() -> None:
    op.create_table(
        "kpi_changes",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("kpi_id", sa.BigInteger(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("reason_id", sa.BigInteger(), nullable=False),
        sa.Column("state", _of("kpichangestate", *STATES), nullable=False),
        *_measured(),
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
        sa.CheckConstraint(MEASURED, name=op.f("ck_kpi_changes_measured")),
        sa.CheckConstraint(
            "(state = 'approved') = (approved_by_id IS NOT NULL AND resolution_number IS NOT NULL AND resolution_date IS NOT NULL AND resolution_document_id IS NOT NULL)",
            name=op.f("ck_kpi_changes_approved_has_resolution"),
        ),
        sa.CheckConstraint(
            "approved_by_id <> created_by_id", name=op.f("ck_kpi_changes_approved_by_another")
        ),
        *(
            sa.ForeignKeyConstraint([column], [other], name=op.f(f"fk_kpi_changes_{column}"))
            for column, other in (
                ("kpi_id", "kpis.id"),
                ("created_by_id", "people.id"),
                ("approved_by_id", "people.id"),
                ("resolution_document_id", "documents.id"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kpi_changes")),
    )
    op.create_index(op.f("ix_kpi_changes_kpi_id"), "kpi_changes", ["kpi_id"])
    op.create_index(op.f("ix_kpi_changes_resolution_document_id"), "kpi_changes", ["resolution_document_id"])
    for name, columns, unique in (
        ("uq_kpi_changes_kpi_id_proposed", ["kpi_id"], True),
        ("ix_kpi_changes_state_since_id_proposed", ["state_since", "id"], False),
    ):
        where = sa.text("state = 'proposed'")
        op.create_index(name, "kpi_changes", columns, unique=unique, postgresql_where=where)


def _carry_over() -> None:
    known = " ".join(
        f"WHEN (k.unit_th, k.unit_en) = ('{thai}', '{english}') THEN '{unit}'"
        for unit, (thai, english) in UNITS.items()
    )

    def number(column: str) -> str:
        digits = f"translate(btrim(k.{column}), '๐๑๒๓๔๕๖๗๘๙', '0123456789')"
        return f"CASE WHEN {digits} ~ {NUMBER} THEN replace({digits}, ',', '')::numeric END AS {column}"

    op.execute(
        "INSERT INTO kpi_versions (kpi_id, number, effective_on, unit, unit_th, unit_en, direction,"
        " baseline, target, agreed_on, baseline_note, target_note)"
        " SELECT id, 1, starts_on, unit, CASE WHEN unit = 'other' THEN unit_th ELSE '' END,"
        " CASE WHEN unit = 'other' THEN unit_en ELSE '' END,"
        " CASE WHEN target < baseline THEN 'down' WHEN target >= baseline THEN 'up' END, baseline, target, agreed_on,"
        " CASE WHEN baseline IS NULL THEN nullif(was_baseline, '') END,"
        " CASE WHEN target IS NULL THEN nullif(was_target, '') END"
        " FROM (SELECT k.id, p.starts_on, k.unit_th, k.unit_en, k.agreed_on, k.baseline AS was_baseline,"
        f" k.target AS was_target, {number('baseline')}, {number('target')},"
        f" CASE {known} WHEN k.unit_th || k.unit_en <> '' THEN 'other' END AS unit"
        " FROM kpis k JOIN projects p ON p.id = k.project_id) AS carried"
    )


def _when(unit: str, words: str) -> str:
    return f"WHEN '{unit}' THEN '{words}'"


def downgrade() -> None:
    for name, length in (("unit_th", 40), ("unit_en", 40), ("baseline", 60), ("target", 60)):
        op.add_column("kpis", sa.Column(name, sa.String(length=length)))
    op.add_column("kpis", sa.Column("agreed_on", sa.Date()))
    thai, english = (
        f"CASE v.unit {' '.join(_when(unit, pair[place]) for unit, pair in UNITS.items())} ELSE {column} END"
        for place, column in enumerate(("v.unit_th", "v.unit_en"))
    )
    op.execute(
        f"UPDATE kpis SET unit_th = {thai}, unit_en = {english}, agreed_on = v.agreed_on,"
        " baseline = coalesce(trim_scale(v.baseline)::text, v.baseline_note, ''),"
        " target = coalesce(trim_scale(v.target)::text, v.target_note, '')"
        " FROM (SELECT DISTINCT ON (kpi_id) * FROM kpi_versions ORDER BY kpi_id, number DESC) v"
        " WHERE v.kpi_id = kpis.id"
    )
    for name in ("unit_th", "unit_en", "baseline", "target"):
        op.alter_column("kpis", name, nullable=False)
    op.drop_table("kpi_versions")
    op.drop_table("kpi_changes")
    op.execute("DROP FUNCTION kpi_version_stays()")
