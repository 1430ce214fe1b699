"""What the public lists are sorted, searched and counted by stands in the row itself, kept there by the database."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

LIVE = "state IN ('draft', 'submitted', 'returned', 'waitlisted', 'appealed')"
FUNCTIONS = {
    "search_trigrams(text)": """
        CREATE FUNCTION search_trigrams(words text) RETURNS text[]
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
        RETURN (
            SELECT coalesce(array_agg(DISTINCT letters[at] || letters[at + 1] || letters[at + 2]), '{}')
            FROM (SELECT string_to_array(lower(words), NULL) AS letters) AS split,
                generate_series(1, cardinality(letters) - 2) AS at
        )""",
    "keep_service()": """
        CREATE FUNCTION keep_service() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF TG_OP = 'INSERT' THEN  -- a change of the business waits for the new row, or is seen
            PERFORM FROM organisations WHERE id = NEW.provider_id FOR SHARE;
          END IF;
          SELECT o.province_code, c.code, search_trigrams(
              concat_ws(' ', NEW.name_th, NEW.name_en, NEW.description_th, o.name_th, o.name_en))
            INTO NEW.province_code, NEW.category_code, NEW.trigrams
            FROM organisations o, service_categories c WHERE o.id = NEW.provider_id AND c.id = NEW.category_id;
          RETURN NEW;
        END $$""",
    "keep_services_of()": """
        CREATE FUNCTION keep_services_of() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          UPDATE services SET provider_id = provider_id WHERE provider_id = NEW.id;
          RETURN NULL;
        END $$""",
    "keep_size()": """
        CREATE FUNCTION keep_size() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          NEW.sme_size := (SELECT size FROM smes WHERE organisation_id = NEW.sme_id);
          RETURN NEW;
        END $$""",
    "keep_sizes_of()": f"""
        CREATE FUNCTION keep_sizes_of() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          -- Who changes an application waits for its business: one that is locked gets its size with its next state.
          UPDATE applications SET sme_size = NEW.size WHERE id IN (
            SELECT id FROM applications WHERE sme_id = NEW.organisation_id AND {LIVE} FOR NO KEY UPDATE SKIP LOCKED);
          RETURN NULL;
        END $$""",
}
TRIGGERS = {
    "services": "keep_service BEFORE INSERT OR UPDATE OF name_th, name_en, description_th, provider_id, category_id"
    " ON services FOR EACH ROW EXECUTE FUNCTION keep_service()",
    "organisations": "keep_services_of AFTER UPDATE OF name_th, name_en, province_code ON organisations"
    " FOR EACH ROW EXECUTE FUNCTION keep_services_of()",
    "applications": "keep_size BEFORE INSERT OR UPDATE OF state ON applications"
    " FOR EACH ROW EXECUTE FUNCTION keep_size()",
    "smes": "keep_sizes_of AFTER UPDATE OF size ON smes FOR EACH ROW EXECUTE FUNCTION keep_sizes_of()",
}
SORTED = (
    "name_en",
    "province_code",
    "category_code",
    "duration_days",
    "price_from_satang",
    "price_to_satang",
)
"""Columns by which the directory pages; its Thai order has an index since 0004."""
NARROWED = ("province_code", "category_code")


def upgrade() -> None:
    for definition in FUNCTIONS.values():
        op.execute(definition)
    op.add_column("services", sa.Column("province_code", sa.String(2)))
    op.add_column("services", sa.Column("category_code", sa.String(40)))
    op.add_column("services", sa.Column("trigrams", postgresql.ARRAY(sa.Text())))
    op.add_column("applications", sa.Column("sme_size", sa.String(40)))
    for trigger in TRIGGERS.values():
        op.execute(f"CREATE TRIGGER {trigger}")
    op.execute("UPDATE services SET provider_id = provider_id")
    op.execute("UPDATE applications a SET sme_size = s.size FROM smes s WHERE s.organisation_id = a.sme_id")
    for column in ("province_code", "category_code", "trigrams"):
        op.alter_column("services", column, nullable=False)
    for column in SORTED:
        op.create_index(f"ix_services_{column}", "services", [column, "id"])
    for column in NARROWED:
        op.create_index(f"ix_services_of_{column}", "services", [column, "name_order", "id"])
    op.create_index("ix_services_trigrams", "services", ["trigrams"], postgresql_using="gin")
    op.create_index(
        "ix_applications_ahead",
        "applications",
        ["scheme_id", "state", "sme_size"],
        postgresql_where=sa.text(LIVE),
    )
    op.create_index(
        "ix_providers_approved",
        "providers",
        ["organisation_id"],
        postgresql_where=sa.text("state = 'approved'"),
    )


def downgrade() -> None:
    op.drop_index("ix_providers_approved", "providers")
    op.drop_index("ix_applications_ahead", "applications")
    for table, trigger in TRIGGERS.items():
        op.execute(f"DROP TRIGGER {trigger.partition(' ')[0]} ON {table}")
    op.drop_column("applications", "sme_size")
    for column in ("trigrams", "category_code", "province_code"):
        op.drop_column("services", column)
    op.drop_index("ix_services_name_en", "services")
    op.drop_index("ix_services_duration_days", "services")
    op.drop_index("ix_services_price_from_satang", "services")
    op.drop_index("ix_services_price_to_satang", "services")
    for signature in reversed(FUNCTIONS):
        op.execute(f"DROP FUNCTION {signature}")
