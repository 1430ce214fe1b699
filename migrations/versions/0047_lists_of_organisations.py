"""Lists of businesses sort and narrow by columns of their own rows, kept from the organisation."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

COLUMNS = {
    "province_code": sa.String(2),
    "name_order": sa.Text(collation="C"),
    "registration_number": sa.String(13),
}
TABLES = ("smes", "providers")
ORDERS = (("province_code",), ("name_order",), ("registration_number",), ("province_code", "created_at"))
KEEP_LISTED = """
    CREATE FUNCTION keep_listed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'INSERT' THEN  -- a change of the business waits for the new row, and then finds it
        PERFORM FROM organisations WHERE id = NEW.organisation_id FOR SHARE;
      END IF;
      SELECT province_code, name_order, registration_number
        INTO NEW.province_code, NEW.name_order, NEW.registration_number
        FROM organisations WHERE id = NEW.organisation_id;
      RETURN NEW;
    END $$"""
KEEP_PLACE = """
    CREATE FUNCTION keep_place() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'INSERT' THEN  -- as in keep_listed()
        PERFORM FROM organisations WHERE id = NEW.sme_id FOR SHARE;
      END IF;
      NEW.sme_province_code := (SELECT province_code FROM organisations WHERE id = NEW.sme_id);
      RETURN NEW;
    END $$"""


def upgrade() -> None:
    op.execute(KEEP_LISTED)
    op.execute(KEEP_PLACE)
    for table in TABLES:
        for name, kind in COLUMNS.items():
            op.add_column(table, sa.Column(name, kind))
        op.execute(
            f"UPDATE {table} t SET {', '.join(f'{name} = o.{name}' for name in COLUMNS)}"
            " FROM organisations o WHERE o.id = t.organisation_id"
        )
        for name in COLUMNS:
            op.alter_column(table, name, nullable=False)
        _keep(table, "keep_listed")
        for columns in ORDERS:
            order = [*columns, "organisation_id"]
            op.create_index(op.f(f"ix_{table}_{'_'.join(order)}"), table, order)
    op.add_column("applications", sa.Column("sme_province_code", sa.String(2)))
    op.execute(
        "UPDATE applications a SET sme_province_code = o.province_code FROM organisations o WHERE o.id = a.sme_id"
    )
    op.alter_column("applications", "sme_province_code", nullable=False)
    _keep("applications", "keep_place")
    for order in (["sme_province_code", "id"], ["sme_province_code", "queue_since", "id"]):
        op.create_index(op.f(f"ix_applications_{'_'.join(order)}"), "applications", order)


def _keep(table: str, function: str) -> None:
    op.execute(
        f"CREATE TRIGGER {function} BEFORE INSERT OR UPDATE OF state ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION {function}()"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER keep_place ON applications")
    op.drop_column("applications", "sme_province_code")
    for table in TABLES:
        op.execute(f"DROP TRIGGER keep_listed ON {table}")
        for name in COLUMNS:
            op.drop_column(table, name)
    op.execute("DROP FUNCTION keep_place()")
    op.execute("DROP FUNCTION keep_listed()")
