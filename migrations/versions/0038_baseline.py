"""Everything the database holds and refuses, in one: migrations/baseline.sql. What changes it comes after."""

from pathlib import Path

from alembic import op

revision = "0038"
down_revision = None
branch_labels = None
depends_on = None

BASELINE = Path(__file__).parent.parent / "baseline.sql"
NOTHING_LEFT = """
DO $$ DECLARE what record; BEGIN
  FOR what IN SELECT format('DROP TABLE %I CASCADE', tablename) AS statement FROM pg_tables
    WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP EXECUTE what.statement; END LOOP;
  FOR what IN SELECT format('DROP FUNCTION IF EXISTS %s CASCADE', oid::regprocedure) AS statement FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace LOOP EXECUTE what.statement; END LOOP;
  FOR what IN SELECT format('DROP TYPE IF EXISTS %I CASCADE', typname) AS statement FROM pg_type
    WHERE typnamespace = 'public'::regnamespace AND typtype IN ('c', 'e') AND typname <> 'alembic_version'
    LOOP EXECUTE what.statement; END LOOP;
  REVOKE ALL ON alembic_version FROM ccs_app;
  REVOKE ALL ON SCHEMA public FROM ccs_app;
END $$
"""


def run(statements: str) -> None:
    op.get_bind().exec_driver_sql(statements.replace("%", "%%"))


def upgrade() -> None:
    run(BASELINE.read_text())


def downgrade() -> None:
    run(NOTHING_LEFT)
