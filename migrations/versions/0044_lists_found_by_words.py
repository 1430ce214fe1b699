"""Names that are searched have an index over their letters; a service's row says itself where and until when it is offered."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

KEEP_SERVICE = """
    CREATE OR REPLACE FUNCTION keep_service() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'INSERT' THEN  -- a change of the business waits for the new row, or is seen
        PERFORM FROM organisations WHERE id = NEW.provider_id FOR SHARE;{locks}
      END IF;
      SELECT o.province_code, c.code,{names} search_trigrams(
          concat_ws(' ', NEW.name_th, NEW.name_en, NEW.description_th, o.name_th, o.name_en))
        INTO NEW.province_code, NEW.category_code,{kept} NEW.trigrams
        FROM organisations o, service_categories c WHERE o.id = NEW.provider_id AND c.id = NEW.category_id;{until}
      RETURN NEW;
    END $$"""
NOW = {
    "locks": """
        PERFORM FROM providers WHERE organisation_id = NEW.provider_id FOR SHARE;
        PERFORM FROM provider_categories
          WHERE provider_id = NEW.provider_id AND category_id = NEW.category_id FOR SHARE;""",
    "names": " o.name_th, o.name_en,",
    "kept": " NEW.provider_name_th, NEW.provider_name_en,",
    "until": """
      NEW.offered_until := CASE WHEN NEW.active AND NEW.approved_at IS NOT NULL THEN (
        SELECT k.valid_until FROM provider_categories k JOIN providers p ON p.organisation_id = k.provider_id
        WHERE k.provider_id = NEW.provider_id AND k.category_id = NEW.category_id
          AND k.state = 'approved' AND p.state = 'approved') END;""",
}
BEFORE = dict.fromkeys(NOW, "")
KEPT_OF = "name_th, name_en, description_th, provider_id, category_id"
APPROVALS = {
    "providers": ("UPDATE OF state", "organisation_id"),
    "provider_categories": ("INSERT OR DELETE OR UPDATE OF state, valid_until", "provider_id"),
}
"""What says whether services are offered: all of the provider's are looked at, whatever kind they are changed to meanwhile."""
NAMES = ("provider_name_th", "provider_name_en")
ORDERS = {
    "name_order": ("name_order",),
    "name_en": ("name_en",),
    "province_code": ("province_code",),
    "category_code": ("category_code",),
    "duration_days": ("duration_days",),
    "price_from_satang": ("price_from_satang",),
    "price_to_satang": ("price_to_satang",),
    "of_province_code": ("province_code", "name_order"),
    "of_category_code": ("category_code", "name_order"),
}
"""Orders of the directory, which only what is offered is in."""
OFFERED = "offered_until IS NOT NULL"
PLACES = ["province_code", "category_code", "provider_id", "offered_until"]
"""What counts the providers of a province, without a look at their rows."""
NEW_ORDERS = {
    "provider_name_order": ("provider_name_order",),
    "provider_name_en": ("provider_name_en",),
    "of_both": ("province_code", "category_code", "name_order"),
}
TRIGRAMS = {
    "organisations": ("trigrams", "name_th || ' ' || name_en"),
    "people": ("trigrams", "full_name || ' ' || email"),
    "services": ("name_trigrams", "name_th || ' ' || name_en"),
}


def upgrade() -> None:
    for name in NAMES:
        op.add_column("services", sa.Column(name, sa.String(300)))
    op.add_column("services", sa.Column("offered_until", sa.Date()))
    op.execute(KEEP_SERVICE.format(**NOW))
    _kept_at(f"{KEPT_OF}, active, approved_at")
    op.execute("UPDATE services SET provider_id = provider_id")
    for name in NAMES:
        op.alter_column("services", name, nullable=False)
    op.add_column(
        "services",
        sa.Column(
            "provider_name_order",
            sa.Text(collation="C"),
            sa.Computed("thai_sort_key(provider_name_th)", persisted=True),
            nullable=False,
        ),
    )
    for table, (events, provider) in APPROVALS.items():
        op.execute(
            f"CREATE FUNCTION keep_services_by_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " IF 'approved' IN (OLD.state, NEW.state) THEN UPDATE services SET provider_id = provider_id"
            f" WHERE provider_id = coalesce(NEW.{provider}, OLD.{provider}); END IF; RETURN NULL; END $$"
        )
        op.execute(
            f"CREATE TRIGGER keep_services_by_{table} AFTER {events} ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION keep_services_by_{table}()"
        )
    for name in ORDERS:
        op.drop_index(f"ix_services_{name}", "services")
    _order_services(ORDERS | NEW_ORDERS, sa.text(OFFERED))
    op.create_index("ix_services_places", "services", PLACES, postgresql_where=sa.text(OFFERED))
    for table, (name, words) in TRIGRAMS.items():
        letters = sa.text(f"search_trigrams({words})")
        op.create_index(f"ix_{table}_{name}", table, [letters], postgresql_using="gin")


def _kept_at(columns: str) -> None:
    op.execute("DROP TRIGGER keep_service ON services")
    op.execute(
        f"CREATE TRIGGER keep_service BEFORE INSERT OR UPDATE OF {columns} ON services"
        " FOR EACH ROW EXECUTE FUNCTION keep_service()"
    )


def _order_services(orders: dict[str, tuple[str, ...]], where: sa.TextClause | None) -> None:
    for name, columns in orders.items():
        op.create_index(f"ix_services_{name}", "services", [*columns, "id"], postgresql_where=where)


def downgrade() -> None:
    for table, (name, _words) in TRIGRAMS.items():
        op.drop_index(f"ix_{table}_{name}", table)
    op.drop_index("ix_services_places", "services")
    for name in ORDERS | NEW_ORDERS:
        op.drop_index(f"ix_services_{name}", "services")
    _order_services(ORDERS, None)
    for table in APPROVALS:
        op.execute(f"DROP TRIGGER keep_services_by_{table} ON {table}")
        op.execute(f"DROP FUNCTION keep_services_by_{table}()")
    op.execute(KEEP_SERVICE.format(**BEFORE))
    _kept_at(KEPT_OF)
    for name in ("provider_name_order", "offered_until", *NAMES):
        op.drop_column("services", name)
