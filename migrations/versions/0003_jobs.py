"""The queue of background work: procrastinate's own schema, without the trigger that serialises commits."""

from alembic import op
from procrastinate.schema import SchemaManager

from migrations.guards import APP_ROLE

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = (
    "procrastinate_events",
    "procrastinate_jobs",
    "procrastinate_periodic_defers",
    "procrastinate_workers",
)


def upgrade() -> None:
    connection = op.get_bind()
    connection.exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))
    # Its pg_notify takes a lock that every commit with a job would queue for; our workers poll instead.
    connection.exec_driver_sql(
        "DROP TRIGGER procrastinate_jobs_notify_queue_job_inserted_v1 ON procrastinate_jobs"
    )
    tables = ", ".join(TABLES)
    connection.exec_driver_sql(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {tables} TO {APP_ROLE}")
    connection.exec_driver_sql(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {APP_ROLE}")


def downgrade() -> None:
    connection = op.get_bind()
    connection.exec_driver_sql(
        """
        DO $$ DECLARE what record; BEGIN
          FOR what IN SELECT format('DROP TABLE IF EXISTS %%I CASCADE', tablename) AS statement FROM pg_tables
            WHERE schemaname = 'public' AND tablename LIKE 'procrastinate%%' LOOP EXECUTE what.statement; END LOOP;
          FOR what IN SELECT format('DROP FUNCTION IF EXISTS %%s CASCADE', oid::regprocedure) AS statement FROM pg_proc
            WHERE proname LIKE 'procrastinate%%' LOOP EXECUTE what.statement; END LOOP;
          FOR what IN SELECT format('DROP TYPE IF EXISTS %%I CASCADE', typname) AS statement FROM pg_type
            WHERE typname LIKE 'procrastinate%%' AND typtype IN ('c', 'e') LOOP EXECUTE what.statement; END LOOP;
        END $$
        """
    )
