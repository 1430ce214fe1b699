"""A change of indicators may add one to an approved project, or end one."""

import sqlalchemy as sa
from alembic import op

revision = "0070"
down_revision = "0069"
branch_labels = None
depends_on = None

KINDS = ("version", "addition", "end")
MEASURED = (
    "(unit IS NOT NULL AND direction IS NOT NULL AND baseline IS NOT NULL AND target IS NOT NULL"
    " AND agreed_on IS NOT NULL)"
)


def _check(table: str, name: str, condition: str) -> None:
    op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, condition)


def upgrade() -> None:
    op.add_column("kpis", sa.Column("ended_on", sa.Date()))
    kind = sa.Enum(*KINDS, name="kpichangekind", native_enum=False, create_constraint=True, length=40)
    op.add_column("kpi_changes", sa.Column("kind", kind))
    op.add_column("kpi_changes", sa.Column("project_id", sa.BigInteger()))
    for name in ("name_th", "name_en"):
        op.add_column("kpi_changes", sa.Column(name, sa.String(length=300)))
    op.execute(
        "UPDATE kpi_changes SET kind = 'version', project_id = kpis.project_id, name_th = kpis.name_th,"
        " name_en = kpis.name_en FROM kpis WHERE kpis.id = kpi_id"
    )
    for name in ("kind", "project_id", "name_th", "name_en"):
        op.alter_column("kpi_changes", name, nullable=False)
    op.alter_column("kpi_changes", "kpi_id", nullable=True)
    op.create_foreign_key(
        op.f("fk_kpi_changes_project_id"), "kpi_changes", "projects", ["project_id"], ["id"]
    )
    op.create_index(op.f("ix_kpi_changes_project_id"), "kpi_changes", ["project_id"])
    op.drop_constraint(op.f("ck_kpi_changes_measured"), "kpi_changes", type_="check")
    _check("kpi_changes", "measured", f"(kind <> 'end') = {MEASURED}")
    _check(
        "kpi_changes",
        "of_an_indicator",
        "(kind <> 'addition' OR state = 'approved') = (kpi_id IS NOT NULL)",
    )
    op.drop_constraint(op.f("ck_kpi_versions_later_ones_by_a_change"), "kpi_versions", type_="check")
    _check("kpi_versions", "later_ones_by_a_change", "number = 1 OR number > 1 AND change_id IS NOT NULL")


def downgrade() -> None:
    op.execute("ALTER TABLE kpi_versions DISABLE TRIGGER stays")
    op.execute("UPDATE kpi_versions SET change_id = NULL WHERE number = 1")
    op.execute("ALTER TABLE kpi_versions ENABLE TRIGGER stays")
    op.execute("DELETE FROM kpi_changes WHERE kind <> 'version'")
    op.drop_constraint(op.f("ck_kpi_versions_later_ones_by_a_change"), "kpi_versions", type_="check")
    _check("kpi_versions", "later_ones_by_a_change", "(number = 1) = (change_id IS NULL) AND number > 0")
    op.drop_constraint(op.f("ck_kpi_changes_of_an_indicator"), "kpi_changes", type_="check")
    op.drop_constraint(op.f("ck_kpi_changes_measured"), "kpi_changes", type_="check")
    _check("kpi_changes", "measured", MEASURED)
    op.alter_column("kpi_changes", "kpi_id", nullable=False)
    for name in ("kind", "project_id", "name_th", "name_en"):
        op.drop_column("kpi_changes", name)
    op.drop_column("kpis", "ended_on")
