"""Every table of the house."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_events",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("actor_person_id", sa.BigInteger(), nullable=True),
        sa.Column("actor_roles", sa.String(length=400), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column(
            "xact_id",
            sa.BigInteger(),
            server_default=sa.text("(pg_current_xact_id()::text::bigint)"),
            nullable=False,
        ),
        sa.Column(
            "fields", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("reason_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_events")),
        info={"append_only": True},
    )
    op.create_index(
        op.f("ix_audit_events_actor_person_id_id"), "audit_events", ["actor_person_id", "id"], unique=False
    )
    op.create_index(
        op.f("ix_audit_events_subject_kind_subject_id_id"),
        "audit_events",
        ["subject_kind", "subject_id", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_audit_events_xact_id"), "audit_events", ["xact_id"], unique=False)
    op.create_table(
        "audit_seals",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("from_xact", sa.BigInteger(), nullable=False),
        sa.Column("to_xact", sa.BigInteger(), nullable=False),
        sa.Column("row_count", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("previous", sa.LargeBinary(length=32), nullable=False),
        sa.Column("signature", sa.LargeBinary(length=32), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("from_xact < to_xact", name=op.f("ck_audit_seals_forward")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_seals")),
        sa.UniqueConstraint("from_xact", name=op.f("uq_audit_seals_from_xact")),
        info={"append_only": True},
    )
    op.create_table(
        "documents",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("file_name", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stored_by_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
    )
    op.create_index(op.f("ix_documents_organisation_id"), "documents", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_documents_sha256"), "documents", ["sha256"], unique=False)
    op.create_table(
        "idempotency_keys",
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("route", sa.String(length=120), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("body_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "route", "key", name=op.f("pk_idempotency_keys")),
    )
    op.create_index(op.f("ix_idempotency_keys_created_at"), "idempotency_keys", ["created_at"], unique=False)
    op.create_table(
        "ledger_horizon",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("as_of_xact", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_ledger_horizon_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_horizon")),
    )
    op.create_table(
        "ledger_lines",
        sa.Column("line_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("closed_at >= opened_at", name=op.f("ck_ledger_lines_closed_after_opening")),
        sa.PrimaryKeyConstraint("line_id", name=op.f("pk_ledger_lines")),
    )
    op.create_table(
        "ledger_postings",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        sa.Column("destination_id", sa.BigInteger(), nullable=False),
        sa.Column("amount_satang", sa.BigInteger(), nullable=False),
        sa.Column(
            "move",
            sa.Enum(
                "appropriate",
                "allot",
                "take_back",
                "transfer_out",
                "transfer_in",
                "gather",
                "commit",
                "reserve",
                "unreserve",
                "return_reserved",
                "approve",
                "dispute",
                "send",
                "withhold",
                "pay",
                "refuse",
                "unwithhold",
                "return_paid",
                "remit",
                "release",
                "demand",
                "recover",
                "write_off",
                "reuse",
                "return_to_treasury",
                "lapse",
                "lapse_committed",
                "lapse_reserved",
                "lapse_recovered",
                "reverse",
                name="move",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reference", sa.String(length=120), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("coupon_id", sa.BigInteger(), nullable=True),
        sa.Column("actor_person_id", sa.BigInteger(), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column(
            "xact_id",
            sa.BigInteger(),
            server_default=sa.text("(pg_current_xact_id()::text::bigint)"),
            nullable=False,
        ),
        sa.Column("reverses_id", sa.BigInteger(), nullable=True),
        sa.Column("reason_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(move = 'reverse') = (reverses_id IS NOT NULL)",
            name=op.f("ck_ledger_postings_reversal_names_posting"),
        ),
        sa.CheckConstraint("amount_satang > 0", name=op.f("ck_ledger_postings_positive")),
        sa.CheckConstraint(
            "reverses_id IS NULL OR reason_id IS NOT NULL",
            name=op.f("ck_ledger_postings_reversal_has_reason"),
        ),
        sa.CheckConstraint("source_id <> destination_id", name=op.f("ck_ledger_postings_two_ends")),
        sa.ForeignKeyConstraint(
            ["reverses_id"], ["ledger_postings.id"], name=op.f("fk_ledger_postings_reverses_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_postings")),
        sa.UniqueConstraint("reference", name=op.f("uq_ledger_postings_reference")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_ledger_postings_reverses_id")),
        info={"append_only": True},
    )
    op.create_index(op.f("ix_ledger_postings_coupon_id"), "ledger_postings", ["coupon_id"], unique=False)
    op.create_index(
        op.f("ix_ledger_postings_destination_id_id"),
        "ledger_postings",
        ["destination_id", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_ledger_postings_source_id_id"), "ledger_postings", ["source_id", "id"], unique=False
    )
    op.create_index(
        op.f("ix_ledger_postings_subject_kind_subject_id"),
        "ledger_postings",
        ["subject_kind", "subject_id"],
        unique=False,
    )
    op.create_index(op.f("ix_ledger_postings_xact_id"), "ledger_postings", ["xact_id"], unique=False)
    op.create_table(
        "long_works",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("about", sa.String(length=64), nullable=False),
        sa.Column("arguments", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.BigInteger(), nullable=False),
        sa.Column("acting_as", sa.String(length=40), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "running",
                "done",
                "refused",
                "failed",
                name="workstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("result_id", sa.BigInteger(), nullable=True),
        sa.Column("refusal", sa.String(length=200), nullable=True),
        sa.Column("refusal_facts", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'done') = (result_id IS NOT NULL)", name=op.f("ck_long_works_done_has_result")
        ),
        sa.CheckConstraint(
            "(state = 'refused') = (refusal IS NOT NULL)", name=op.f("ck_long_works_refused_has_reason")
        ),
        sa.CheckConstraint(
            "done >= 0 AND done <= coalesce(total, done)", name=op.f("ck_long_works_done_within_total")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_long_works")),
    )
    op.create_index(
        op.f("ix_long_works_asked_by_id_state"), "long_works", ["asked_by_id", "state"], unique=False
    )
    op.create_index(
        "uq_long_works_live",
        "long_works",
        ["kind", "about"],
        unique=True,
        postgresql_where=sa.text("state IN ('waiting', 'running')"),
    )
    op.create_table(
        "outbound_mails",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("to_address", sa.String(length=255), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbound_mails")),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("full_name", sa.String(length=300), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("locale", sa.String(length=2), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "create_datetime", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column(
            "update_datetime", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("tf_primary_method", sa.String(length=64), nullable=True),
        sa.Column("tf_totp_secret", sa.String(length=255), nullable=True),
        sa.Column("tf_last_counter", sa.BigInteger(), nullable=True),
        sa.Column("mf_recovery_codes", sa.JSON(), nullable=True),
        sa.Column("fs_webauthn_user_handle", sa.String(length=64), nullable=True),
        sa.Column("acting_as", sa.String(length=40), nullable=False),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_people_email_lower")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("email", name=op.f("uq_people_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_people_fs_uniquifier")),
        sa.UniqueConstraint("fs_webauthn_user_handle", name=op.f("uq_people_fs_webauthn_user_handle")),
    )
    op.create_table(
        "person_keys",
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_person_keys")),
    )
    op.create_table(
        "reasons",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("nonce", sa.LargeBinary(length=12), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reasons")),
    )
    op.create_index(op.f("ix_reasons_person_id"), "reasons", ["person_id"], unique=False)
    op.create_table(
        "scans",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("provider_id", sa.BigInteger(), nullable=False),
        sa.Column("scanned_by_id", sa.BigInteger(), nullable=False),
        sa.Column("coupon_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "method",
            sa.Enum(
                "camera", "typed", name="scanmethod", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "outcome",
            sa.Enum(
                "good",
                "torn",
                "unknown",
                "replaced",
                "held",
                "expired",
                "cancelled",
                "spent",
                "scheme_closed",
                "provider_not_approved",
                "category_not_approved",
                "own_coupon",
                "too_many_tries",
                name="scanoutcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("scanned_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scans")),
        info={"append_only": True},
    )
    op.create_index(op.f("ix_scans_coupon_id"), "scans", ["coupon_id"], unique=False)
    op.create_index(op.f("ix_scans_provider_id"), "scans", ["provider_id"], unique=False)
    op.create_index(
        op.f("ix_scans_scanned_by_id_scanned_at"), "scans", ["scanned_by_id", "scanned_at"], unique=False
    )
    op.create_table(
        "service_categories",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name_th", sa.String(length=300), nullable=False),
        sa.Column("name_en", sa.String(length=300), nullable=False),
        sa.Column("needs_accreditation", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_categories")),
        sa.UniqueConstraint("code", name=op.f("uq_service_categories_code")),
    )
    op.create_table(
        "sign_in_attempts",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "password",
                "second_factor",
                "mail",
                name="attemptkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("account", sa.LargeBinary(length=32), nullable=False),
        sa.Column("device", sa.LargeBinary(length=32), nullable=True),
        sa.Column("network", sa.LargeBinary(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempts")),
    )
    op.create_index(
        "ix_sign_in_attempts_account",
        "sign_in_attempts",
        ["account", "device", "at"],
        unique=False,
        postgresql_where=sa.text("failed"),
    )
    op.create_index("ix_sign_in_attempts_at", "sign_in_attempts", ["at"], unique=False)
    op.create_index(
        "ix_sign_in_attempts_network",
        "sign_in_attempts",
        ["network", "at"],
        unique=False,
        postgresql_where=sa.text("failed"),
    )
    op.create_table(
        "staff_units",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name_th", sa.String(length=300), nullable=False),
        sa.Column("name_en", sa.String(length=300), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_units")),
        sa.UniqueConstraint("code", name=op.f("uq_staff_units_code")),
    )
    op.create_table(
        "action_plans",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("name_th", sa.String(length=300), nullable=False),
        sa.Column("name_en", sa.String(length=300), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "returned",
                "approved",
                "running",
                "closed",
                name="planstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.BigInteger(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_by_id", sa.BigInteger(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by_id", sa.BigInteger(), nullable=True),
        sa.Column("resolution_number", sa.String(length=100), nullable=True),
        sa.Column("resolution_date", sa.Date(), nullable=True),
        sa.Column("resolution_document_id", sa.BigInteger(), nullable=True),
        sa.Column("state_reason_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(state IN ('approved', 'running', 'closed')) = (approved_by_id IS NOT NULL AND resolution_number IS NOT NULL AND resolution_date IS NOT NULL AND resolution_document_id IS NOT NULL)",
            name=op.f("ck_action_plans_approved_has_resolution"),
        ),
        sa.CheckConstraint(
            "approved_by_id <> submitted_by_id", name=op.f("ck_action_plans_approved_by_another")
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["people.id"], name=op.f("fk_action_plans_approved_by_id")
        ),
        sa.ForeignKeyConstraint(["created_by_id"], ["people.id"], name=op.f("fk_action_plans_created_by_id")),
        sa.ForeignKeyConstraint(
            ["resolution_document_id"], ["documents.id"], name=op.f("fk_action_plans_resolution_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["people.id"], name=op.f("fk_action_plans_submitted_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_plans")),
    )
    op.create_table(
        "bank_imports",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "pain.002",
                "camt.053",
                "camt.054",
                name="importkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("message_id", sa.String(length=140), nullable=False),
        sa.Column("about_from", sa.Date(), nullable=True),
        sa.Column("about_to", sa.Date(), nullable=True),
        sa.Column("line_count", sa.Integer(), nullable=False),
        sa.Column("not_booked_count", sa.Integer(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_by_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_bank_imports_document_id")),
        sa.ForeignKeyConstraint(
            ["imported_by_id"], ["people.id"], name=op.f("fk_bank_imports_imported_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_imports")),
        sa.UniqueConstraint("sha256", name=op.f("uq_bank_imports_sha256")),
    )
    op.create_table(
        "batches",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("running_no", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "returned",
                "approved",
                "released",
                "settled",
                "closed",
                "rejected",
                "cancelled",
                "recalled",
                name="batchstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state_reason_id", sa.BigInteger(), nullable=True),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drafted_by_id", sa.BigInteger(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_by_id", sa.BigInteger(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by_id", sa.BigInteger(), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_by_id", sa.BigInteger(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("recall_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recall_asked_by_id", sa.BigInteger(), nullable=True),
        sa.Column("recall_reference", sa.String(length=60), nullable=True),
        sa.Column("recalled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recalled_by_id", sa.BigInteger(), nullable=True),
        sa.Column("payment_count", sa.Integer(), nullable=False),
        sa.Column("gross_satang", sa.BigInteger(), nullable=False),
        sa.Column("withheld_satang", sa.BigInteger(), nullable=False),
        sa.Column("net_satang", sa.BigInteger(), nullable=False),
        sa.Column("control_digest", sa.LargeBinary(length=32), nullable=True),
        sa.Column("three_persons", sa.Boolean(), nullable=False),
        sa.Column("execution_date", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_by_id IS NOT NULL)", name=op.f("ck_batches_closed_has_proof")
        ),
        sa.CheckConstraint(
            "(state = 'recalled') = (recalled_by_id IS NOT NULL AND recall_reference IS NOT NULL)",
            name=op.f("ck_batches_recalled_has_proof"),
        ),
        sa.CheckConstraint(
            "(state IN ('released', 'settled', 'closed', 'recalled')) = (released_by_id IS NOT NULL AND execution_date IS NOT NULL)",
            name=op.f("ck_batches_released_has_proof"),
        ),
        sa.CheckConstraint(
            "(state IN ('settled', 'closed')) = (settled_at IS NOT NULL)",
            name=op.f("ck_batches_settled_has_proof"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'cancelled') OR (submitted_by_id IS NOT NULL AND control_digest IS NOT NULL)",
            name=op.f("ck_batches_submitted_has_proof"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'released', 'settled', 'closed', 'recalled') OR approved_by_id IS NOT NULL",
            name=op.f("ck_batches_approved_has_proof"),
        ),
        sa.CheckConstraint(
            "NOT three_persons OR released_by_id <> approved_by_id",
            name=op.f("ck_batches_releaser_is_third_above_band"),
        ),
        sa.CheckConstraint(
            "approved_by_id NOT IN (submitted_by_id, drafted_by_id)",
            name=op.f("ck_batches_approver_is_second"),
        ),
        sa.CheckConstraint(
            "net_satang = gross_satang - withheld_satang", name=op.f("ck_batches_sums_add_up")
        ),
        sa.CheckConstraint("recalled_by_id <> recall_asked_by_id", name=op.f("ck_batches_recall_by_two")),
        sa.CheckConstraint(
            "released_by_id NOT IN (submitted_by_id, drafted_by_id)",
            name=op.f("ck_batches_releaser_did_not_prepare"),
        ),
        sa.ForeignKeyConstraint(["approved_by_id"], ["people.id"], name=op.f("fk_batches_approved_by_id")),
        sa.ForeignKeyConstraint(["closed_by_id"], ["people.id"], name=op.f("fk_batches_closed_by_id")),
        sa.ForeignKeyConstraint(["drafted_by_id"], ["people.id"], name=op.f("fk_batches_drafted_by_id")),
        sa.ForeignKeyConstraint(
            ["recall_asked_by_id"], ["people.id"], name=op.f("fk_batches_recall_asked_by_id")
        ),
        sa.ForeignKeyConstraint(["recalled_by_id"], ["people.id"], name=op.f("fk_batches_recalled_by_id")),
        sa.ForeignKeyConstraint(["released_by_id"], ["people.id"], name=op.f("fk_batches_released_by_id")),
        sa.ForeignKeyConstraint(["submitted_by_id"], ["people.id"], name=op.f("fk_batches_submitted_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batches")),
        sa.UniqueConstraint("fiscal_year", "running_no", name=op.f("uq_batches_fiscal_year_running_no")),
        sa.UniqueConstraint("number", name=op.f("uq_batches_number")),
    )
    op.create_index(op.f("ix_batches_state_state_since"), "batches", ["state", "state_since"], unique=False)
    op.create_table(
        "ledger_accounts",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("line_id", sa.BigInteger(), nullable=False),
        sa.Column("scheme_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "appropriated",
                "available",
                "committed",
                "reserved",
                "payable",
                "in_transit",
                "withheld",
                "paid",
                "remitted",
                "recoverable",
                "recovered",
                "written_off",
                "returned_to_treasury",
                "lapsed",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("stripe", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint(
            "kind <> 'appropriated' OR scheme_id IS NULL",
            name=op.f("ck_ledger_accounts_appropriated_of_line"),
        ),
        sa.CheckConstraint(
            "stripe >= 0 AND (stripe = 0 OR kind = 'available')",
            name=op.f("ck_ledger_accounts_only_available_striped"),
        ),
        sa.ForeignKeyConstraint(
            ["line_id"], ["ledger_lines.line_id"], name=op.f("fk_ledger_accounts_line_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_accounts")),
        sa.UniqueConstraint(
            "line_id",
            "scheme_id",
            "kind",
            "stripe",
            name=op.f("uq_ledger_accounts_line_id_scheme_id_kind_stripe"),
            postgresql_nulls_not_distinct=True,
        ),
        info={"append_only": True},
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("url", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_notices_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    op.create_index(op.f("ix_notices_person_id"), "notices", ["person_id"], unique=False)
    op.create_table(
        "organisations",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("registration_number", sa.String(length=13), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "juristic_person",
                "partnership",
                "natural_person",
                "community_enterprise",
                "state_agency",
                "university",
                name="organisationkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name_th", sa.String(length=300), nullable=False),
        sa.Column("name_en", sa.String(length=300), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("province_code", sa.String(length=2), nullable=False),
        sa.Column("postcode", sa.String(length=5), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("vat_registered", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "registration_number ~ '^[0-9]{13}$'", name=op.f("ck_organisations_thirteen_digits")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["people.id"], name=op.f("fk_organisations_created_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
        sa.UniqueConstraint("registration_number", name=op.f("uq_organisations_registration_number")),
    )
    op.create_table(
        "passkeys",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(length=1024), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("transports", sa.JSON(), nullable=True),
        sa.Column("extensions", sa.String(length=255), nullable=True),
        sa.Column("backup_state", sa.Boolean(), nullable=False),
        sa.Column("device_type", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("usage", sa.String(length=64), nullable=False),
        sa.Column(
            "create_datetime", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("lastuse_datetime", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["people.id"], name=op.f("fk_passkeys_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkeys")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkeys_credential_id")),
        sa.UniqueConstraint("user_id", "name", name=op.f("uq_passkeys_user_id_name")),
    )
    op.create_index(op.f("ix_passkeys_user_id"), "passkeys", ["user_id"], unique=False)
    op.create_table(
        "staff_roles",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "person",
                "sme_owner",
                "sme_member",
                "sme_consenter",
                "provider_owner",
                "provider_cashier",
                "plan_officer",
                "plan_approver",
                "programme_officer",
                "programme_approver",
                "claim_officer",
                "finance_officer",
                "finance_approver",
                "finance_releaser",
                "auditor",
                "administrator",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("granted_by_id", sa.BigInteger(), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "granted_by_id IS NULL OR granted_by_id <> person_id", name=op.f("ck_staff_roles_not_to_oneself")
        ),
        sa.ForeignKeyConstraint(["ended_by_id"], ["people.id"], name=op.f("fk_staff_roles_ended_by_id")),
        sa.ForeignKeyConstraint(["granted_by_id"], ["people.id"], name=op.f("fk_staff_roles_granted_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_staff_roles_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["staff_units.id"], name=op.f("fk_staff_roles_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_roles")),
    )
    op.create_index(op.f("ix_staff_roles_person_id"), "staff_roles", ["person_id"], unique=False)
    op.create_index(
        "uq_staff_roles_live",
        "staff_roles",
        ["person_id", "role"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "bank_accounts",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("bank_code", sa.String(length=3), nullable=False),
        sa.Column("account_number", sa.String(length=14), nullable=False),
        sa.Column("account_name", sa.String(length=300), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "verified",
                "refused",
                "withdrawn",
                "replaced",
                name="bankaccountstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_by_id", sa.BigInteger(), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified_by_id", sa.BigInteger(), nullable=True),
        sa.Column("usable_from", sa.Date(), nullable=True),
        sa.Column("document_id", sa.BigInteger(), nullable=True),
        sa.Column("state_reason_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "state <> 'verified' OR (verified_by_id IS NOT NULL AND usable_from IS NOT NULL)",
            name=op.f("ck_bank_accounts_verified_has_proof"),
        ),
        sa.CheckConstraint(
            "verified_by_id <> submitted_by_id", name=op.f("ck_bank_accounts_verified_by_another")
        ),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_bank_accounts_document_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_bank_accounts_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["people.id"], name=op.f("fk_bank_accounts_submitted_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["verified_by_id"], ["people.id"], name=op.f("fk_bank_accounts_verified_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_accounts")),
    )
    op.create_index(
        op.f("ix_bank_accounts_organisation_id"), "bank_accounts", ["organisation_id"], unique=False
    )
    op.create_index(
        "uq_bank_accounts_number",
        "bank_accounts",
        ["bank_code", "account_number"],
        unique=True,
        postgresql_where=sa.text("state IN ('pending', 'verified')"),
    )
    op.create_index(
        "uq_bank_accounts_verified",
        "bank_accounts",
        ["organisation_id"],
        unique=True,
        postgresql_where=sa.text("state = 'verified'"),
    )
    op.create_table(
        "bank_files",
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.String(length=35), nullable=False),
        sa.Column("version", sa.String(length=2), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("debtor_bank_code", sa.String(length=3), nullable=False),
        sa.Column("debtor_account", sa.String(length=14), nullable=False),
        sa.Column("payment_count", sa.Integer(), nullable=False),
        sa.Column("total_satang", sa.BigInteger(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("version IN ('03', '09')", name=op.f("ck_bank_files_version_known")),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name=op.f("fk_bank_files_batch_id")),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_bank_files_document_id")),
        sa.PrimaryKeyConstraint("batch_id", name=op.f("pk_bank_files")),
        sa.UniqueConstraint("message_id", name=op.f("uq_bank_files_message_id")),
    )
    op.create_table(
        "invitations",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("token_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "capacity",
            sa.Enum("sme", "provider", name="capacity", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column(
            "member_role",
            sa.Enum(
                "owner", "member", name="memberrole", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column("may_consent", sa.Boolean(), nullable=False),
        sa.Column("staff_unit_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "staff_role",
            sa.Enum(
                "person",
                "sme_owner",
                "sme_member",
                "sme_consenter",
                "provider_owner",
                "provider_cashier",
                "plan_officer",
                "plan_approver",
                "programme_officer",
                "programme_approver",
                "claim_officer",
                "finance_officer",
                "finance_approver",
                "finance_releaser",
                "auditor",
                "administrator",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("invited_by_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_up_by_id", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "NOT may_consent OR capacity = 'sme'", name=op.f("ck_invitations_consent_is_the_smes")
        ),
        sa.CheckConstraint(
            "(organisation_id IS NOT NULL AND capacity IS NOT NULL AND member_role IS NOT NULL AND staff_role IS NULL) OR (organisation_id IS NULL AND staff_role IS NOT NULL AND staff_unit_id IS NOT NULL)",
            name=op.f("ck_invitations_member_or_staff"),
        ),
        sa.CheckConstraint(
            "(taken_up_at IS NULL) = (taken_up_by_id IS NULL)",
            name=op.f("ck_invitations_taken_up_by_someone"),
        ),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_invitations_email_lower")),
        sa.CheckConstraint(
            "taken_up_at IS NULL OR withdrawn_at IS NULL", name=op.f("ck_invitations_one_end")
        ),
        sa.ForeignKeyConstraint(["invited_by_id"], ["people.id"], name=op.f("fk_invitations_invited_by_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_invitations_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["staff_unit_id"], ["staff_units.id"], name=op.f("fk_invitations_staff_unit_id")
        ),
        sa.ForeignKeyConstraint(
            ["taken_up_by_id"], ["people.id"], name=op.f("fk_invitations_taken_up_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_invitations_token_digest")),
    )
    op.create_index(op.f("ix_invitations_organisation_id"), "invitations", ["organisation_id"], unique=False)
    op.create_index(
        "uq_invitations_open",
        "invitations",
        ["email", "organisation_id", "capacity", "staff_role"],
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text("taken_up_at IS NULL AND withdrawn_at IS NULL"),
    )
    op.create_table(
        "ledger_rollups",
        sa.Column("account_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("debit_satang", sa.BigInteger(), nullable=False),
        sa.Column("credit_satang", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["ledger_accounts.id"], name=op.f("fk_ledger_rollups_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_ledger_rollups")),
    )
    op.create_table(
        "ledger_stripes",
        sa.Column("account_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("line_id", sa.BigInteger(), nullable=False),
        sa.Column("scheme_id", sa.BigInteger(), nullable=True),
        sa.Column("stripe", sa.SmallInteger(), nullable=False),
        sa.Column("balance_satang", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint("balance_satang >= 0", name=op.f("ck_ledger_stripes_not_overspent")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["ledger_accounts.id"], name=op.f("fk_ledger_stripes_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_ledger_stripes")),
        sa.UniqueConstraint(
            "line_id",
            "scheme_id",
            "stripe",
            name=op.f("uq_ledger_stripes_line_id_scheme_id_stripe"),
            postgresql_nulls_not_distinct=True,
        ),
        postgresql_with={"fillfactor": 50},
    )
    op.create_table(
        "memberships",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "capacity",
            sa.Enum("sme", "provider", name="capacity", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "role",
            sa.Enum(
                "owner", "member", name="memberrole", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("may_consent", sa.Boolean(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "NOT may_consent OR capacity = 'sme'", name=op.f("ck_memberships_consent_is_the_smes")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_memberships_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_memberships_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
    )
    op.create_index(op.f("ix_memberships_organisation_id"), "memberships", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_memberships_person_id"), "memberships", ["person_id"], unique=False)
    op.create_index(
        "uq_memberships_live",
        "memberships",
        ["person_id", "organisation_id", "capacity"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "projects",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("plan_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name_th", sa.String(length=300), nullable=False),
        sa.Column("name_en", sa.String(length=300), nullable=False),
        sa.Column("approach", sa.String(length=4000), nullable=False),
        sa.Column("lead_agency", sa.String(length=300), nullable=False),
        sa.Column(
            "lead_agency_kind",
            sa.Enum(
                "government_agency",
                "state_body",
                "state_enterprise",
                "private_organisation",
                name="agencykind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("zero_budget", sa.Boolean(), nullable=False),
        sa.Column("budget_satang", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "returned",
                "approved",
                "running",
                "closed",
                name="planstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.BigInteger(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_by_id", sa.BigInteger(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by_id", sa.BigInteger(), nullable=True),
        sa.Column("resolution_number", sa.String(length=100), nullable=True),
        sa.Column("resolution_date", sa.Date(), nullable=True),
        sa.Column("resolution_document_id", sa.BigInteger(), nullable=True),
        sa.Column("state_reason_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(state IN ('approved', 'running', 'closed')) = (approved_by_id IS NOT NULL AND resolution_number IS NOT NULL AND resolution_date IS NOT NULL AND resolution_document_id IS NOT NULL)",
            name=op.f("ck_projects_approved_has_resolution"),
        ),
        sa.CheckConstraint("approved_by_id <> submitted_by_id", name=op.f("ck_projects_approved_by_another")),
        sa.CheckConstraint(
            "budget_satang >= 0 AND zero_budget = (budget_satang = 0)",
            name=op.f("ck_projects_budget_unless_zero"),
        ),
        sa.CheckConstraint("priority BETWEEN 1 AND 5", name=op.f("ck_projects_priority_1_to_5")),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_projects_starts_before_it_ends")),
        sa.ForeignKeyConstraint(["approved_by_id"], ["people.id"], name=op.f("fk_projects_approved_by_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["people.id"], name=op.f("fk_projects_created_by_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["action_plans.id"], name=op.f("fk_projects_plan_id")),
        sa.ForeignKeyConstraint(
            ["resolution_document_id"], ["documents.id"], name=op.f("fk_projects_resolution_document_id")
        ),
        sa.ForeignKeyConstraint(["submitted_by_id"], ["people.id"], name=op.f("fk_projects_submitted_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects")),
        sa.UniqueConstraint("code", name=op.f("uq_projects_code")),
    )
    op.create_index(op.f("ix_projects_plan_id"), "projects", ["plan_id"], unique=False)
    op.create_table(
        "providers",
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "returned",
                "approved",
                "suspended",
                "delisted",
                "rejected",
                name="providerstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("profile_th", sa.String(length=4000), nullable=False),
        sa.Column("profile_en", sa.String(length=4000), nullable=False),
        sa.Column("track_record", sa.String(length=4000), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_by_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("first_decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("state_reason_id", sa.BigInteger(), nullable=True),
        sa.Column("rating_count", sa.Integer(), nullable=False),
        sa.Column("rating_sum", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'suspended', 'delisted') OR decided_by_id IS NOT NULL",
            name=op.f("ck_providers_approved_has_proof"),
        ),
        sa.CheckConstraint(
            "decided_by_id <> first_decided_by_id", name=op.f("ck_providers_appeal_to_another")
        ),
        sa.CheckConstraint("decided_by_id <> submitted_by_id", name=op.f("ck_providers_decided_by_another")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["people.id"], name=op.f("fk_providers_decided_by_id")),
        sa.ForeignKeyConstraint(
            ["first_decided_by_id"], ["people.id"], name=op.f("fk_providers_first_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_providers_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["people.id"], name=op.f("fk_providers_submitted_by_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_providers")),
    )
    op.create_table(
        "smes",
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "returned",
                "verified",
                "suspended",
                "rejected",
                name="smestate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("business", sa.String(length=4000), nullable=False),
        sa.Column(
            "sector",
            sa.Enum(
                "manufacturing",
                "trade",
                "service",
                name="sector",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("employees", sa.Integer(), nullable=True),
        sa.Column("revenue_satang", sa.BigInteger(), nullable=True),
        sa.Column("figures_year", sa.Integer(), nullable=True),
        sa.Column("thai_share_bp", sa.Integer(), nullable=True),
        sa.Column("taxes_filed", sa.Boolean(), nullable=False),
        sa.Column("not_bankrupt", sa.Boolean(), nullable=False),
        sa.Column("not_barred", sa.Boolean(), nullable=False),
        sa.Column("lawful_business", sa.Boolean(), nullable=False),
        sa.Column(
            "size",
            sa.Enum(
                "micro",
                "small",
                "medium",
                name="smesize",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_by_id", sa.BigInteger(), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified_by_id", sa.BigInteger(), nullable=True),
        sa.Column("state_reason_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'returned') OR (submitted_by_id IS NOT NULL AND sector IS NOT NULL AND employees IS NOT NULL AND revenue_satang IS NOT NULL AND figures_year IS NOT NULL AND thai_share_bp IS NOT NULL)",
            name=op.f("ck_smes_submitted_is_complete"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('verified', 'suspended') OR (size IS NOT NULL AND verified_by_id IS NOT NULL)",
            name=op.f("ck_smes_verified_has_proof"),
        ),
        sa.CheckConstraint(
            "employees >= 0 AND revenue_satang >= 0", name=op.f("ck_smes_figures_not_negative")
        ),
        sa.CheckConstraint("thai_share_bp BETWEEN 0 AND 10000", name=op.f("ck_smes_thai_share_within_whole")),
        sa.CheckConstraint("verified_by_id <> submitted_by_id", name=op.f("ck_smes_verified_by_another")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_smes_organisation_id")
        ),
        sa.ForeignKeyConstraint(["submitted_by_id"], ["people.id"], name=op.f("fk_smes_submitted_by_id")),
        sa.ForeignKeyConstraint(["verified_by_id"], ["people.id"], name=op.f("fk_smes_verified_by_id")),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_smes")),
    )
    op.create_table(
        "budget_lines",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "annual_budget",
                "sme_fund",
                name="fundsource",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["created_by_id"], ["people.id"], name=op.f("fk_budget_lines_created_by_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_budget_lines_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_lines")),
        sa.UniqueConstraint(
            "project_id", "source", "fiscal_year", name=op.f("uq_budget_lines_project_id_source_fiscal_year")
        ),
    )
    op.create_index(op.f("ix_budget_lines_project_id"), "budget_lines", ["project_id"], unique=False)
    op.create_table(
        "kpis",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("name_th", sa.String(length=300), nullable=False),
        sa.Column("name_en", sa.String(length=300), nullable=False),
        sa.Column("unit_th", sa.String(length=40), nullable=False),
        sa.Column("unit_en", sa.String(length=40), nullable=False),
        sa.Column("baseline", sa.String(length=60), nullable=False),
        sa.Column("target", sa.String(length=60), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_kpis_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kpis")),
    )
    op.create_index(op.f("ix_kpis_project_id"), "kpis", ["project_id"], unique=False)
    op.create_table(
        "provider_categories",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("provider_id", sa.BigInteger(), nullable=False),
        sa.Column("category_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "requested",
                "approved",
                "rejected",
                "withdrawn",
                name="categorystate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("accreditation", sa.String(length=200), nullable=False),
        sa.Column("accreditation_document_id", sa.BigInteger(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("state_reason_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "state <> 'approved' OR (decided_by_id IS NOT NULL AND valid_until IS NOT NULL)",
            name=op.f("ck_provider_categories_approved_has_proof"),
        ),
        sa.ForeignKeyConstraint(
            ["accreditation_document_id"],
            ["documents.id"],
            name=op.f("fk_provider_categories_accreditation_document_id"),
        ),
        sa.ForeignKeyConstraint(
            ["category_id"], ["service_categories.id"], name=op.f("fk_provider_categories_category_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["people.id"], name=op.f("fk_provider_categories_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["providers.organisation_id"], name=op.f("fk_provider_categories_provider_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_categories")),
        sa.UniqueConstraint(
            "provider_id", "category_id", name=op.f("uq_provider_categories_provider_id_category_id")
        ),
    )
    op.create_index(
        op.f("ix_provider_categories_provider_id"), "provider_categories", ["provider_id"], unique=False
    )
    op.create_table(
        "provider_documents",
        sa.Column("provider_id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_provider_documents_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["providers.organisation_id"], name=op.f("fk_provider_documents_provider_id")
        ),
        sa.PrimaryKeyConstraint("provider_id", "document_id", name=op.f("pk_provider_documents")),
    )
    op.create_table(
        "services",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("provider_id", sa.BigInteger(), nullable=False),
        sa.Column("category_id", sa.BigInteger(), nullable=False),
        sa.Column("name_th", sa.String(length=300), nullable=False),
        sa.Column("name_en", sa.String(length=300), nullable=False),
        sa.Column("description_th", sa.String(length=4000), nullable=False),
        sa.Column("description_en", sa.String(length=4000), nullable=False),
        sa.Column("deliverables", sa.String(length=4000), nullable=False),
        sa.Column("price_from_satang", sa.BigInteger(), nullable=False),
        sa.Column("price_to_satang", sa.BigInteger(), nullable=False),
        sa.Column("duration_days", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("duration_days > 0", name=op.f("ck_services_duration_positive")),
        sa.CheckConstraint(
            "price_from_satang > 0 AND price_from_satang <= price_to_satang",
            name=op.f("ck_services_price_range"),
        ),
        sa.ForeignKeyConstraint(
            ["category_id"], ["service_categories.id"], name=op.f("fk_services_category_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["providers.organisation_id"], name=op.f("fk_services_provider_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_services")),
    )
    op.create_index(op.f("ix_services_category_id"), "services", ["category_id"], unique=False)
    op.create_index(op.f("ix_services_provider_id"), "services", ["provider_id"], unique=False)
    op.create_table(
        "sme_documents",
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_sme_documents_document_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["smes.organisation_id"], name=op.f("fk_sme_documents_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "document_id", name=op.f("pk_sme_documents")),
    )
    op.create_table(
        "schemes",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("line_id", sa.BigInteger(), nullable=True),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name_th", sa.String(length=300), nullable=False),
        sa.Column("name_en", sa.String(length=300), nullable=False),
        sa.Column("purpose_th", sa.String(length=4000), nullable=False),
        sa.Column("purpose_en", sa.String(length=4000), nullable=False),
        sa.Column(
            "payee_mode",
            sa.Enum(
                "pay_provider",
                "reimburse_sme",
                name="payeemode",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("applies_from", sa.Date(), nullable=False),
        sa.Column("applies_until", sa.Date(), nullable=False),
        sa.Column("delivers_until", sa.Date(), nullable=False),
        sa.Column("coupon_valid_days", sa.Integer(), nullable=False),
        sa.Column("delivery_days", sa.Integer(), nullable=False),
        sa.Column("max_open_coupons", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "approved",
                "open",
                "paused",
                "closed",
                name="schemestate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.BigInteger(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by_id", sa.BigInteger(), nullable=True),
        sa.Column("resolution_number", sa.String(length=100), nullable=True),
        sa.Column("resolution_date", sa.Date(), nullable=True),
        sa.Column("resolution_document_id", sa.BigInteger(), nullable=True),
        sa.Column("state_reason_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(state <> 'draft') = (approved_by_id IS NOT NULL AND resolution_number IS NOT NULL AND resolution_date IS NOT NULL AND resolution_document_id IS NOT NULL)",
            name=op.f("ck_schemes_approved_has_resolution"),
        ),
        sa.CheckConstraint(
            "applies_from <= applies_until AND applies_until <= delivers_until",
            name=op.f("ck_schemes_windows_in_order"),
        ),
        sa.CheckConstraint("approved_by_id <> created_by_id", name=op.f("ck_schemes_approved_by_another")),
        sa.CheckConstraint(
            "coupon_valid_days > 0 AND delivery_days > 0 AND max_open_coupons > 0",
            name=op.f("ck_schemes_limits_positive"),
        ),
        sa.ForeignKeyConstraint(["approved_by_id"], ["people.id"], name=op.f("fk_schemes_approved_by_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["people.id"], name=op.f("fk_schemes_created_by_id")),
        sa.ForeignKeyConstraint(["line_id"], ["budget_lines.id"], name=op.f("fk_schemes_line_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_schemes_project_id")),
        sa.ForeignKeyConstraint(
            ["resolution_document_id"], ["documents.id"], name=op.f("fk_schemes_resolution_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schemes")),
        sa.UniqueConstraint("code", name=op.f("uq_schemes_code")),
    )
    op.create_index(op.f("ix_schemes_project_id"), "schemes", ["project_id"], unique=False)
    op.create_table(
        "applications",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("scheme_id", sa.BigInteger(), nullable=False),
        sa.Column("sme_id", sa.BigInteger(), nullable=False),
        sa.Column("category_id", sa.BigInteger(), nullable=False),
        sa.Column("need", sa.String(length=4000), nullable=False),
        sa.Column("expected_result", sa.String(length=4000), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "returned",
                "approved",
                "declined",
                "waitlisted",
                "lapsed",
                "withdrawn",
                "appealed",
                "upheld",
                name="applicationstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.BigInteger(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_by_id", sa.BigInteger(), nullable=True),
        sa.Column("recommended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recommended_by_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("declined_by_id", sa.BigInteger(), nullable=True),
        sa.Column("state_reason_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "state <> 'approved' OR (decided_by_id IS NOT NULL AND recommended_by_id IS NOT NULL)",
            name=op.f("ck_applications_approved_by_two"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'withdrawn') OR submitted_by_id IS NOT NULL",
            name=op.f("ck_applications_submitted_by_someone"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'upheld', 'waitlisted') OR declined_by_id IS NULL OR decided_by_id <> declined_by_id",
            name=op.f("ck_applications_appeal_to_another"),
        ),
        sa.CheckConstraint("decided_by_id <> recommended_by_id", name=op.f("ck_applications_two_officers")),
        sa.CheckConstraint(
            "decided_by_id <> submitted_by_id", name=op.f("ck_applications_decided_by_another")
        ),
        sa.ForeignKeyConstraint(
            ["category_id"], ["service_categories.id"], name=op.f("fk_applications_category_id")
        ),
        sa.ForeignKeyConstraint(["created_by_id"], ["people.id"], name=op.f("fk_applications_created_by_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["people.id"], name=op.f("fk_applications_decided_by_id")),
        sa.ForeignKeyConstraint(
            ["declined_by_id"], ["people.id"], name=op.f("fk_applications_declined_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["recommended_by_id"], ["people.id"], name=op.f("fk_applications_recommended_by_id")
        ),
        sa.ForeignKeyConstraint(["scheme_id"], ["schemes.id"], name=op.f("fk_applications_scheme_id")),
        sa.ForeignKeyConstraint(["sme_id"], ["smes.organisation_id"], name=op.f("fk_applications_sme_id")),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["people.id"], name=op.f("fk_applications_submitted_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applications")),
        sa.UniqueConstraint("number", name=op.f("uq_applications_number")),
    )
    op.create_index(op.f("ix_applications_scheme_id"), "applications", ["scheme_id"], unique=False)
    op.create_index(op.f("ix_applications_sme_id"), "applications", ["sme_id"], unique=False)
    op.create_index(
        op.f("ix_applications_state_state_since"), "applications", ["state", "state_since"], unique=False
    )
    op.create_index(
        "uq_applications_live",
        "applications",
        ["scheme_id", "sme_id", "category_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('draft', 'submitted', 'returned', 'waitlisted', 'appealed')"),
    )
    op.create_table(
        "budget_moves",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("line_id", sa.BigInteger(), nullable=False),
        sa.Column("scheme_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("amount_satang", sa.BigInteger(), nullable=False),
        sa.Column("document_number", sa.String(length=100), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_satang > 0", name=op.f("ck_budget_moves_amount_positive")),
        sa.ForeignKeyConstraint(["line_id"], ["budget_lines.id"], name=op.f("fk_budget_moves_line_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["people.id"], name=op.f("fk_budget_moves_made_by_id")),
        sa.ForeignKeyConstraint(["scheme_id"], ["schemes.id"], name=op.f("fk_budget_moves_scheme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_moves")),
    )
    op.create_index(op.f("ix_budget_moves_line_id"), "budget_moves", ["line_id"], unique=False)
    op.create_index(op.f("ix_budget_moves_scheme_id"), "budget_moves", ["scheme_id"], unique=False)
    op.create_table(
        "scheme_categories",
        sa.Column("scheme_id", sa.BigInteger(), nullable=False),
        sa.Column("category_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"], ["service_categories.id"], name=op.f("fk_scheme_categories_category_id")
        ),
        sa.ForeignKeyConstraint(["scheme_id"], ["schemes.id"], name=op.f("fk_scheme_categories_scheme_id")),
        sa.PrimaryKeyConstraint("scheme_id", "category_id", name=op.f("pk_scheme_categories")),
    )
    op.create_table(
        "scheme_provinces",
        sa.Column("scheme_id", sa.BigInteger(), nullable=False),
        sa.Column("province_code", sa.String(length=2), nullable=False),
        sa.ForeignKeyConstraint(["scheme_id"], ["schemes.id"], name=op.f("fk_scheme_provinces_scheme_id")),
        sa.PrimaryKeyConstraint("scheme_id", "province_code", name=op.f("pk_scheme_provinces")),
    )
    op.create_table(
        "scheme_sectors",
        sa.Column("scheme_id", sa.BigInteger(), nullable=False),
        sa.Column("sector", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["scheme_id"], ["schemes.id"], name=op.f("fk_scheme_sectors_scheme_id")),
        sa.PrimaryKeyConstraint("scheme_id", "sector", name=op.f("pk_scheme_sectors")),
    )
    op.create_table(
        "scheme_tiers",
        sa.Column("scheme_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "size",
            sa.Enum(
                "micro",
                "small",
                "medium",
                name="smesize",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("share_bp", sa.Integer(), nullable=False),
        sa.Column("cap_satang", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("cap_satang >= 0", name=op.f("ck_scheme_tiers_cap_not_negative")),
        sa.CheckConstraint("share_bp BETWEEN 0 AND 10000", name=op.f("ck_scheme_tiers_share_within_whole")),
        sa.ForeignKeyConstraint(["scheme_id"], ["schemes.id"], name=op.f("fk_scheme_tiers_scheme_id")),
        sa.PrimaryKeyConstraint("scheme_id", "size", name=op.f("pk_scheme_tiers")),
    )
    op.create_table(
        "application_verdicts",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "rule",
            sa.Enum(
                "sme_verified",
                "size_covered",
                "sector_covered",
                "province_covered",
                "thai_majority",
                "taxes_filed",
                "not_bankrupt",
                "not_barred",
                "lawful_business",
                "scheme_open",
                "within_window",
                "open_coupons_below_limit",
                "no_double_support",
                "money_available",
                name="eligibilityrule",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_application_verdicts_application_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_verdicts")),
        info={"append_only": True},
    )
    op.create_index(
        op.f("ix_application_verdicts_application_id"),
        "application_verdicts",
        ["application_id"],
        unique=False,
    )
    op.create_table(
        "coupons",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column("scheme_id", sa.BigInteger(), nullable=False),
        sa.Column("line_id", sa.BigInteger(), nullable=True),
        sa.Column("sme_id", sa.BigInteger(), nullable=False),
        sa.Column("category_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "size",
            sa.Enum(
                "micro",
                "small",
                "medium",
                name="smesize",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("share_bp", sa.Integer(), nullable=False),
        sa.Column(
            "payee_mode",
            sa.Enum(
                "pay_provider",
                "reimburse_sme",
                name="payeemode",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("limit_satang", sa.BigInteger(), nullable=False),
        sa.Column("spent_satang", sa.BigInteger(), nullable=False),
        sa.Column("released_satang", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "issued",
                "held",
                "expired",
                "cancelled",
                name="couponstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("issue_no", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by_id", sa.BigInteger(), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state_reason_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("state <> 'held' OR held_at IS NOT NULL", name=op.f("ck_coupons_held_since")),
        sa.CheckConstraint(
            "spent_satang + released_satang <= limit_satang", name=op.f("ck_coupons_within_limit")
        ),
        sa.CheckConstraint(
            "spent_satang >= 0 AND released_satang >= 0", name=op.f("ck_coupons_counters_not_negative")
        ),
        sa.CheckConstraint("valid_from <= valid_until", name=op.f("ck_coupons_valid_in_order")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_coupons_application_id")
        ),
        sa.ForeignKeyConstraint(
            ["category_id"], ["service_categories.id"], name=op.f("fk_coupons_category_id")
        ),
        sa.ForeignKeyConstraint(["issued_by_id"], ["people.id"], name=op.f("fk_coupons_issued_by_id")),
        sa.ForeignKeyConstraint(["line_id"], ["budget_lines.id"], name=op.f("fk_coupons_line_id")),
        sa.ForeignKeyConstraint(["scheme_id"], ["schemes.id"], name=op.f("fk_coupons_scheme_id")),
        sa.ForeignKeyConstraint(["sme_id"], ["smes.organisation_id"], name=op.f("fk_coupons_sme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coupons")),
        sa.UniqueConstraint("application_id", name=op.f("uq_coupons_application_id")),
        sa.UniqueConstraint("number", name=op.f("uq_coupons_number")),
    )
    op.create_index(
        "ix_coupons_expiring",
        "coupons",
        ["valid_until"],
        unique=False,
        postgresql_where=sa.text("state IN ('issued', 'held')"),
    )
    op.create_index(op.f("ix_coupons_scheme_id"), "coupons", ["scheme_id"], unique=False)
    op.create_index(op.f("ix_coupons_sme_id"), "coupons", ["sme_id"], unique=False)
    op.create_table(
        "consent_days",
        sa.Column("provider_id", sa.BigInteger(), nullable=False),
        sa.Column("coupon_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("wrong_codes", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(["coupon_id"], ["coupons.id"], name=op.f("fk_consent_days_coupon_id")),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["providers.organisation_id"], name=op.f("fk_consent_days_provider_id")
        ),
        sa.PrimaryKeyConstraint("provider_id", "coupon_id", "day", name=op.f("pk_consent_days")),
    )
    op.create_table(
        "coupon_codes",
        sa.Column("coupon_id", sa.BigInteger(), nullable=False),
        sa.Column("issue_no", sa.Integer(), nullable=False),
        sa.Column("key_generation", sa.Integer(), nullable=False),
        sa.Column("lookup", sa.LargeBinary(length=32), nullable=False),
        sa.Column("dead_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["coupon_id"], ["coupons.id"], name=op.f("fk_coupon_codes_coupon_id")),
        sa.PrimaryKeyConstraint("coupon_id", "issue_no", name=op.f("pk_coupon_codes")),
        sa.UniqueConstraint("lookup", name=op.f("uq_coupon_codes_lookup")),
    )
    op.create_table(
        "proposals",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("coupon_id", sa.BigInteger(), nullable=False),
        sa.Column("scan_id", sa.BigInteger(), nullable=False),
        sa.Column("provider_id", sa.BigInteger(), nullable=False),
        sa.Column("service_id", sa.BigInteger(), nullable=False),
        sa.Column("price_satang", sa.BigInteger(), nullable=False),
        sa.Column("subsidy_satang", sa.BigInteger(), nullable=False),
        sa.Column("own_satang", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "consented",
                "declined",
                "refused",
                "lapsed",
                name="proposalstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "refusal",
            sa.Enum(
                "coupon_not_open",
                "coupon_expired",
                "scheme_not_open",
                "delivery_window_over",
                "provider_not_approved",
                "category_not_approved",
                "accreditation_expired",
                "service_withdrawn",
                "price_outside_range",
                "sme_not_verified",
                "tied_to_provider",
                "not_enough_left",
                "scan_too_old",
                "too_many_prices",
                "proposal_lapsed",
                "proposal_declined",
                "wrong_code",
                "too_many_wrong_codes",
                "only_tap_today",
                name="refusal",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by_id", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "method",
            sa.Enum(
                "tap", "code", name="consentmethod", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column("wrong_codes", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint(
            "(state = 'consented') = (method IS NOT NULL)", name=op.f("ck_proposals_consent_has_method")
        ),
        sa.CheckConstraint(
            "(state = 'refused') = (refusal IS NOT NULL)", name=op.f("ck_proposals_refusal_has_reason")
        ),
        sa.CheckConstraint(
            "own_satang = price_satang - subsidy_satang AND own_satang >= 0",
            name=op.f("ck_proposals_parts_add_up"),
        ),
        sa.CheckConstraint("price_satang > 0 AND subsidy_satang >= 0", name=op.f("ck_proposals_amounts")),
        sa.CheckConstraint("wrong_codes BETWEEN 0 AND 5", name=op.f("ck_proposals_five_tries")),
        sa.ForeignKeyConstraint(["closed_by_id"], ["people.id"], name=op.f("fk_proposals_closed_by_id")),
        sa.ForeignKeyConstraint(["coupon_id"], ["coupons.id"], name=op.f("fk_proposals_coupon_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["people.id"], name=op.f("fk_proposals_proposed_by_id")),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["providers.organisation_id"], name=op.f("fk_proposals_provider_id")
        ),
        sa.ForeignKeyConstraint(["scan_id"], ["scans.id"], name=op.f("fk_proposals_scan_id")),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_proposals_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
    )
    op.create_index(op.f("ix_proposals_coupon_id"), "proposals", ["coupon_id"], unique=False)
    op.create_index(op.f("ix_proposals_provider_id"), "proposals", ["provider_id"], unique=False)
    op.create_index(op.f("ix_proposals_scan_id"), "proposals", ["scan_id"], unique=False)
    op.create_table(
        "redemptions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("proposal_id", sa.BigInteger(), nullable=False),
        sa.Column("coupon_id", sa.BigInteger(), nullable=False),
        sa.Column("scheme_id", sa.BigInteger(), nullable=False),
        sa.Column("line_id", sa.BigInteger(), nullable=True),
        sa.Column("sme_id", sa.BigInteger(), nullable=False),
        sa.Column("provider_id", sa.BigInteger(), nullable=False),
        sa.Column("service_id", sa.BigInteger(), nullable=False),
        sa.Column("price_satang", sa.BigInteger(), nullable=False),
        sa.Column("subsidy_satang", sa.BigInteger(), nullable=False),
        sa.Column("own_satang", sa.BigInteger(), nullable=False),
        sa.Column("approved_satang", sa.BigInteger(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "reserved",
                "delivered",
                "returned",
                "accepted",
                "approved",
                "rejected",
                "paid",
                "closed",
                "cancelled",
                "lapsed",
                "disputed",
                name="redemptionstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reserved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reserved_by_id", sa.BigInteger(), nullable=False),
        sa.Column("deliver_by", sa.Date(), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_by_id", sa.BigInteger(), nullable=True),
        sa.Column("delivered_on", sa.Date(), nullable=True),
        sa.Column("accept_by", sa.Date(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by_id", sa.BigInteger(), nullable=True),
        sa.Column("rating", sa.SmallInteger(), nullable=True),
        sa.Column("comment", sa.String(length=4000), nullable=False),
        sa.Column("tax_invoice_number", sa.String(length=40), nullable=True),
        sa.Column("tax_invoice_on", sa.Date(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("state_reason_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "state <> 'delivered' OR delivered_at IS NOT NULL",
            name=op.f("ck_redemptions_delivered_has_proof"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'paid') OR (decided_by_id IS NOT NULL AND approved_satang IS NOT NULL)",
            name=op.f("ck_redemptions_approved_has_proof"),
        ),
        sa.CheckConstraint(
            "(tax_invoice_number IS NULL) = (tax_invoice_on IS NULL)",
            name=op.f("ck_redemptions_invoice_has_number_and_date"),
        ),
        sa.CheckConstraint(
            "approved_satang BETWEEN 0 AND subsidy_satang",
            name=op.f("ck_redemptions_approved_within_subsidy"),
        ),
        sa.CheckConstraint("decided_by_id <> accepted_by_id", name=op.f("ck_redemptions_decided_by_another")),
        sa.CheckConstraint(
            "own_satang = price_satang - subsidy_satang", name=op.f("ck_redemptions_parts_add_up")
        ),
        sa.CheckConstraint("rating BETWEEN 1 AND 5", name=op.f("ck_redemptions_rating_1_to_5")),
        sa.ForeignKeyConstraint(
            ["accepted_by_id"], ["people.id"], name=op.f("fk_redemptions_accepted_by_id")
        ),
        sa.ForeignKeyConstraint(["coupon_id"], ["coupons.id"], name=op.f("fk_redemptions_coupon_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["people.id"], name=op.f("fk_redemptions_decided_by_id")),
        sa.ForeignKeyConstraint(
            ["delivered_by_id"], ["people.id"], name=op.f("fk_redemptions_delivered_by_id")
        ),
        sa.ForeignKeyConstraint(["line_id"], ["budget_lines.id"], name=op.f("fk_redemptions_line_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("fk_redemptions_proposal_id")),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["providers.organisation_id"], name=op.f("fk_redemptions_provider_id")
        ),
        sa.ForeignKeyConstraint(
            ["reserved_by_id"], ["people.id"], name=op.f("fk_redemptions_reserved_by_id")
        ),
        sa.ForeignKeyConstraint(["scheme_id"], ["schemes.id"], name=op.f("fk_redemptions_scheme_id")),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_redemptions_service_id")),
        sa.ForeignKeyConstraint(["sme_id"], ["smes.organisation_id"], name=op.f("fk_redemptions_sme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redemptions")),
        sa.UniqueConstraint("proposal_id", name=op.f("uq_redemptions_proposal_id")),
    )
    op.create_index(op.f("ix_redemptions_coupon_id"), "redemptions", ["coupon_id"], unique=False)
    op.create_index(op.f("ix_redemptions_provider_id"), "redemptions", ["provider_id"], unique=False)
    op.create_index(op.f("ix_redemptions_scheme_id"), "redemptions", ["scheme_id"], unique=False)
    op.create_index(op.f("ix_redemptions_sme_id"), "redemptions", ["sme_id"], unique=False)
    op.create_index(
        "uq_redemptions_tax_invoice",
        "redemptions",
        ["provider_id", "tax_invoice_number"],
        unique=True,
        postgresql_where=sa.text("state NOT IN ('rejected', 'cancelled', 'lapsed')"),
    )
    op.create_table(
        "evidence",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("redemption_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "tax_invoice",
                "proof_of_own_share",
                "deliverable",
                "agreement",
                "photo",
                "other",
                name="evidencekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.BigInteger(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["added_by_id"], ["people.id"], name=op.f("fk_evidence_added_by_id")),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_evidence_document_id")),
        sa.ForeignKeyConstraint(
            ["redemption_id"], ["redemptions.id"], name=op.f("fk_evidence_redemption_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index(op.f("ix_evidence_redemption_id"), "evidence", ["redemption_id"], unique=False)
    op.create_table(
        "payables",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("redemption_id", sa.BigInteger(), nullable=False),
        sa.Column("coupon_id", sa.BigInteger(), nullable=False),
        sa.Column("scheme_id", sa.BigInteger(), nullable=False),
        sa.Column("line_id", sa.BigInteger(), nullable=False),
        sa.Column("category_id", sa.BigInteger(), nullable=False),
        sa.Column("payee_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "payee_mode",
            sa.Enum(
                "pay_provider",
                "reimburse_sme",
                name="payeemode",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("amount_satang", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "held",
                "settled",
                "withdrawn",
                name="payablestate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "hold_reason",
            sa.Enum(
                "no_account",
                "account_cooling",
                "account_impossible",
                "payee_suspended",
                "by_person",
                name="holdreason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("state_reason_id", sa.BigInteger(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'held') = (hold_reason IS NOT NULL)", name=op.f("ck_payables_held_has_reason")
        ),
        sa.CheckConstraint(
            "(state = 'settled') = (settled_at IS NOT NULL)", name=op.f("ck_payables_settled_has_proof")
        ),
        sa.CheckConstraint("amount_satang > 0", name=op.f("ck_payables_amount_positive")),
        sa.ForeignKeyConstraint(
            ["category_id"], ["service_categories.id"], name=op.f("fk_payables_category_id")
        ),
        sa.ForeignKeyConstraint(["coupon_id"], ["coupons.id"], name=op.f("fk_payables_coupon_id")),
        sa.ForeignKeyConstraint(["line_id"], ["budget_lines.id"], name=op.f("fk_payables_line_id")),
        sa.ForeignKeyConstraint(["payee_id"], ["organisations.id"], name=op.f("fk_payables_payee_id")),
        sa.ForeignKeyConstraint(
            ["redemption_id"], ["redemptions.id"], name=op.f("fk_payables_redemption_id")
        ),
        sa.ForeignKeyConstraint(["scheme_id"], ["schemes.id"], name=op.f("fk_payables_scheme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payables")),
    )
    op.create_index(op.f("ix_payables_coupon_id"), "payables", ["coupon_id"], unique=False)
    op.create_index(op.f("ix_payables_payee_id"), "payables", ["payee_id"], unique=False)
    op.create_index(op.f("ix_payables_redemption_id"), "payables", ["redemption_id"], unique=False)
    op.create_index(op.f("ix_payables_state_opened_at"), "payables", ["state", "opened_at"], unique=False)
    op.create_index(
        "uq_payables_redemption",
        "payables",
        ["redemption_id"],
        unique=True,
        postgresql_where=sa.text("state <> 'withdrawn'"),
    )
    op.create_table(
        "payments",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("payable_id", sa.BigInteger(), nullable=False),
        sa.Column("attempt_no", sa.SmallInteger(), nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("end_to_end_id", sa.String(length=35), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "ready",
                "batched",
                "sent",
                "unknown",
                "paid",
                "failed",
                "returned",
                "withdrawn",
                name="paymentstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gross_satang", sa.BigInteger(), nullable=False),
        sa.Column("withheld_satang", sa.BigInteger(), nullable=False),
        sa.Column("net_satang", sa.BigInteger(), nullable=False),
        sa.Column("payee_name", sa.String(length=300), nullable=False),
        sa.Column("payee_number", sa.String(length=13), nullable=False),
        sa.Column("bank_account_id", sa.BigInteger(), nullable=False),
        sa.Column("bank_code", sa.String(length=3), nullable=False),
        sa.Column("account_number", sa.String(length=14), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("failure_code", sa.String(length=35), nullable=True),
        sa.Column("failure_words", sa.String(length=500), nullable=False),
        sa.CheckConstraint(
            "(state IN ('paid', 'returned')) = (paid_on IS NOT NULL)", name=op.f("ck_payments_paid_has_proof")
        ),
        sa.CheckConstraint(
            "state IN ('ready', 'batched', 'withdrawn') OR sent_at IS NOT NULL",
            name=op.f("ck_payments_sent_has_proof"),
        ),
        sa.CheckConstraint(
            "gross_satang > 0 AND withheld_satang >= 0 AND net_satang > 0", name=op.f("ck_payments_amounts")
        ),
        sa.CheckConstraint(
            "net_satang = gross_satang - withheld_satang", name=op.f("ck_payments_sums_add_up")
        ),
        sa.ForeignKeyConstraint(
            ["bank_account_id"], ["bank_accounts.id"], name=op.f("fk_payments_bank_account_id")
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name=op.f("fk_payments_batch_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["people.id"], name=op.f("fk_payments_created_by_id")),
        sa.ForeignKeyConstraint(["payable_id"], ["payables.id"], name=op.f("fk_payments_payable_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
        sa.UniqueConstraint("end_to_end_id", name=op.f("uq_payments_end_to_end_id")),
        sa.UniqueConstraint("payable_id", "attempt_no", name=op.f("uq_payments_payable_id_attempt_no")),
    )
    op.create_index(op.f("ix_payments_batch_id"), "payments", ["batch_id"], unique=False)
    op.create_index(op.f("ix_payments_payable_id"), "payments", ["payable_id"], unique=False)
    op.create_index(op.f("ix_payments_state_state_since"), "payments", ["state", "state_since"], unique=False)
    op.create_index(
        "uq_payments_live",
        "payments",
        ["payable_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('ready', 'batched', 'sent', 'unknown', 'paid')"),
    )
    op.create_table(
        "statement_lines",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(length=32), nullable=False),
        sa.Column("occurrence", sa.SmallInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "matched",
                "mismatched",
                "unmatched",
                "duplicate",
                "set_aside",
                name="linestate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "problem",
            sa.Enum(
                "stranger",
                "other_amount",
                "other_account",
                "not_sent",
                "already_paid",
                "already_failed",
                "already_returned",
                "not_yet_paid",
                "was_unknown",
                "told_twice",
                "seen_before",
                name="lineproblem",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("payment_id", sa.BigInteger(), nullable=True),
        sa.Column("duplicate_of_id", sa.BigInteger(), nullable=True),
        sa.Column("end_to_end_id", sa.String(length=140), nullable=True),
        sa.Column("bank_ref", sa.String(length=140), nullable=True),
        sa.Column("account", sa.String(length=40), nullable=False),
        sa.Column("amount_satang", sa.BigInteger(), nullable=True),
        sa.Column("credit", sa.Boolean(), nullable=True),
        sa.Column("booked_on", sa.Date(), nullable=True),
        sa.Column("value_on", sa.Date(), nullable=True),
        sa.Column("code", sa.String(length=35), nullable=True),
        sa.Column("counterparty", sa.String(length=300), nullable=False),
        sa.Column("description", sa.String(length=4000), nullable=False),
        sa.Column("state_reason_id", sa.BigInteger(), nullable=True),
        sa.Column("settled_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(state = 'duplicate') = (duplicate_of_id IS NOT NULL)",
            name=op.f("ck_statement_lines_duplicate_has_original"),
        ),
        sa.CheckConstraint(
            "(state = 'set_aside') = (settled_by_id IS NOT NULL)",
            name=op.f("ck_statement_lines_set_aside_has_proof"),
        ),
        sa.CheckConstraint(
            "state <> 'matched' OR payment_id IS NOT NULL",
            name=op.f("ck_statement_lines_matched_has_payment"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('mismatched', 'unmatched') OR problem IS NOT NULL",
            name=op.f("ck_statement_lines_problem_is_named"),
        ),
        sa.CheckConstraint(
            "(amount_satang IS NULL) = (credit IS NULL)", name=op.f("ck_statement_lines_movement_or_status")
        ),
        sa.CheckConstraint("amount_satang >= 0", name=op.f("ck_statement_lines_amount_unsigned")),
        sa.ForeignKeyConstraint(
            ["duplicate_of_id"], ["statement_lines.id"], name=op.f("fk_statement_lines_duplicate_of_id")
        ),
        sa.ForeignKeyConstraint(
            ["import_id"], ["bank_imports.id"], name=op.f("fk_statement_lines_import_id")
        ),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name=op.f("fk_statement_lines_payment_id")),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["people.id"], name=op.f("fk_statement_lines_settled_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_lines")),
        sa.UniqueConstraint("import_id", "position", name=op.f("uq_statement_lines_import_id_position")),
    )
    op.create_index(op.f("ix_statement_lines_import_id"), "statement_lines", ["import_id"], unique=False)
    op.create_index(op.f("ix_statement_lines_payment_id"), "statement_lines", ["payment_id"], unique=False)
    op.create_index(
        "ix_statement_lines_workbench",
        "statement_lines",
        ["state_since"],
        unique=False,
        postgresql_where=sa.text("state IN ('mismatched', 'unmatched')"),
    )
    op.create_index(
        "uq_statement_lines_told_first",
        "statement_lines",
        ["fingerprint", "occurrence"],
        unique=True,
        postgresql_where=sa.text("state <> 'duplicate'"),
    )
    op.create_table(
        "manual_findings",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("payment_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "paid",
                "failed",
                "returned",
                name="manualoutcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("line_id", sa.BigInteger(), nullable=True),
        sa.Column("document_id", sa.BigInteger(), nullable=True),
        sa.Column("reason_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "confirmed",
                "declined",
                name="manualstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stated_by_id", sa.BigInteger(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(state <> 'waiting') = (decided_by_id IS NOT NULL)",
            name=op.f("ck_manual_findings_decided_has_proof"),
        ),
        sa.CheckConstraint(
            "decided_by_id <> stated_by_id", name=op.f("ck_manual_findings_decided_by_another")
        ),
        sa.CheckConstraint(
            "line_id IS NOT NULL OR document_id IS NOT NULL", name=op.f("ck_manual_findings_has_evidence")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["people.id"], name=op.f("fk_manual_findings_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_manual_findings_document_id")
        ),
        sa.ForeignKeyConstraint(["line_id"], ["statement_lines.id"], name=op.f("fk_manual_findings_line_id")),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name=op.f("fk_manual_findings_payment_id")),
        sa.ForeignKeyConstraint(
            ["stated_by_id"], ["people.id"], name=op.f("fk_manual_findings_stated_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_manual_findings")),
    )
    op.create_index(op.f("ix_manual_findings_line_id"), "manual_findings", ["line_id"], unique=False)
    op.create_index(
        "uq_manual_findings_waiting",
        "manual_findings",
        ["payment_id"],
        unique=True,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "payment_events",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("payment_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "released",
                "accepted",
                "pending",
                "settled",
                "rejected",
                "debited",
                "came_back",
                "recalled",
                "silent",
                "ruled",
                "questioned",
                name="eventkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("line_id", sa.BigInteger(), nullable=True),
        sa.Column("code", sa.String(length=35), nullable=True),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["line_id"], ["statement_lines.id"], name=op.f("fk_payment_events_line_id")),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name=op.f("fk_payment_events_payment_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_payment_events_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_events")),
    )
    op.create_index(op.f("ix_payment_events_line_id"), "payment_events", ["line_id"], unique=False)
    op.create_index(op.f("ix_payment_events_payment_id"), "payment_events", ["payment_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_payment_events_payment_id"), table_name="payment_events")
    op.drop_index(op.f("ix_payment_events_line_id"), table_name="payment_events")
    op.drop_table("payment_events")
    op.drop_index(
        "uq_manual_findings_waiting",
        table_name="manual_findings",
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.drop_index(op.f("ix_manual_findings_line_id"), table_name="manual_findings")
    op.drop_table("manual_findings")
    op.drop_index(
        "uq_statement_lines_told_first",
        table_name="statement_lines",
        postgresql_where=sa.text("state <> 'duplicate'"),
    )
    op.drop_index(
        "ix_statement_lines_workbench",
        table_name="statement_lines",
        postgresql_where=sa.text("state IN ('mismatched', 'unmatched')"),
    )
    op.drop_index(op.f("ix_statement_lines_payment_id"), table_name="statement_lines")
    op.drop_index(op.f("ix_statement_lines_import_id"), table_name="statement_lines")
    op.drop_table("statement_lines")
    op.drop_index(
        "uq_payments_live",
        table_name="payments",
        postgresql_where=sa.text("state IN ('ready', 'batched', 'sent', 'unknown', 'paid')"),
    )
    op.drop_index(op.f("ix_payments_state_state_since"), table_name="payments")
    op.drop_index(op.f("ix_payments_payable_id"), table_name="payments")
    op.drop_index(op.f("ix_payments_batch_id"), table_name="payments")
    op.drop_table("payments")
    op.drop_index(
        "uq_payables_redemption", table_name="payables", postgresql_where=sa.text("state <> 'withdrawn'")
    )
    op.drop_index(op.f("ix_payables_state_opened_at"), table_name="payables")
    op.drop_index(op.f("ix_payables_redemption_id"), table_name="payables")
    op.drop_index(op.f("ix_payables_payee_id"), table_name="payables")
    op.drop_index(op.f("ix_payables_coupon_id"), table_name="payables")
    op.drop_table("payables")
    op.drop_index(op.f("ix_evidence_redemption_id"), table_name="evidence")
    op.drop_table("evidence")
    op.drop_index(
        "uq_redemptions_tax_invoice",
        table_name="redemptions",
        postgresql_where=sa.text("state NOT IN ('rejected', 'cancelled', 'lapsed')"),
    )
    op.drop_index(op.f("ix_redemptions_sme_id"), table_name="redemptions")
    op.drop_index(op.f("ix_redemptions_scheme_id"), table_name="redemptions")
    op.drop_index(op.f("ix_redemptions_provider_id"), table_name="redemptions")
    op.drop_index(op.f("ix_redemptions_coupon_id"), table_name="redemptions")
    op.drop_table("redemptions")
    op.drop_index(op.f("ix_proposals_scan_id"), table_name="proposals")
    op.drop_index(op.f("ix_proposals_provider_id"), table_name="proposals")
    op.drop_index(op.f("ix_proposals_coupon_id"), table_name="proposals")
    op.drop_table("proposals")
    op.drop_table("coupon_codes")
    op.drop_table("consent_days")
    op.drop_index(op.f("ix_coupons_sme_id"), table_name="coupons")
    op.drop_index(op.f("ix_coupons_scheme_id"), table_name="coupons")
    op.drop_index(
        "ix_coupons_expiring", table_name="coupons", postgresql_where=sa.text("state IN ('issued', 'held')")
    )
    op.drop_table("coupons")
    op.drop_index(op.f("ix_application_verdicts_application_id"), table_name="application_verdicts")
    op.drop_table("application_verdicts")
    op.drop_table("scheme_tiers")
    op.drop_table("scheme_sectors")
    op.drop_table("scheme_provinces")
    op.drop_table("scheme_categories")
    op.drop_index(op.f("ix_budget_moves_scheme_id"), table_name="budget_moves")
    op.drop_index(op.f("ix_budget_moves_line_id"), table_name="budget_moves")
    op.drop_table("budget_moves")
    op.drop_index(
        "uq_applications_live",
        table_name="applications",
        postgresql_where=sa.text("state IN ('draft', 'submitted', 'returned', 'waitlisted', 'appealed')"),
    )
    op.drop_index(op.f("ix_applications_state_state_since"), table_name="applications")
    op.drop_index(op.f("ix_applications_sme_id"), table_name="applications")
    op.drop_index(op.f("ix_applications_scheme_id"), table_name="applications")
    op.drop_table("applications")
    op.drop_index(op.f("ix_schemes_project_id"), table_name="schemes")
    op.drop_table("schemes")
    op.drop_table("sme_documents")
    op.drop_index(op.f("ix_services_provider_id"), table_name="services")
    op.drop_index(op.f("ix_services_category_id"), table_name="services")
    op.drop_table("services")
    op.drop_table("provider_documents")
    op.drop_index(op.f("ix_provider_categories_provider_id"), table_name="provider_categories")
    op.drop_table("provider_categories")
    op.drop_index(op.f("ix_kpis_project_id"), table_name="kpis")
    op.drop_table("kpis")
    op.drop_index(op.f("ix_budget_lines_project_id"), table_name="budget_lines")
    op.drop_table("budget_lines")
    op.drop_table("smes")
    op.drop_table("providers")
    op.drop_index(op.f("ix_projects_plan_id"), table_name="projects")
    op.drop_table("projects")
    op.drop_index(
        "uq_memberships_live", table_name="memberships", postgresql_where=sa.text("ended_at IS NULL")
    )
    op.drop_index(op.f("ix_memberships_person_id"), table_name="memberships")
    op.drop_index(op.f("ix_memberships_organisation_id"), table_name="memberships")
    op.drop_table("memberships")
    op.drop_table("ledger_stripes")
    op.drop_table("ledger_rollups")
    op.drop_index(
        "uq_invitations_open",
        table_name="invitations",
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text("taken_up_at IS NULL AND withdrawn_at IS NULL"),
    )
    op.drop_index(op.f("ix_invitations_organisation_id"), table_name="invitations")
    op.drop_table("invitations")
    op.drop_table("bank_files")
    op.drop_index(
        "uq_bank_accounts_verified",
        table_name="bank_accounts",
        postgresql_where=sa.text("state = 'verified'"),
    )
    op.drop_index(
        "uq_bank_accounts_number",
        table_name="bank_accounts",
        postgresql_where=sa.text("state IN ('pending', 'verified')"),
    )
    op.drop_index(op.f("ix_bank_accounts_organisation_id"), table_name="bank_accounts")
    op.drop_table("bank_accounts")
    op.drop_index(
        "uq_staff_roles_live", table_name="staff_roles", postgresql_where=sa.text("ended_at IS NULL")
    )
    op.drop_index(op.f("ix_staff_roles_person_id"), table_name="staff_roles")
    op.drop_table("staff_roles")
    op.drop_index(op.f("ix_passkeys_user_id"), table_name="passkeys")
    op.drop_table("passkeys")
    op.drop_table("organisations")
    op.drop_index(op.f("ix_notices_person_id"), table_name="notices")
    op.drop_table("notices")
    op.drop_table("ledger_accounts")
    op.drop_index(op.f("ix_batches_state_state_since"), table_name="batches")
    op.drop_table("batches")
    op.drop_table("bank_imports")
    op.drop_table("action_plans")
    op.drop_table("staff_units")
    op.drop_index(
        "ix_sign_in_attempts_network", table_name="sign_in_attempts", postgresql_where=sa.text("failed")
    )
    op.drop_index("ix_sign_in_attempts_at", table_name="sign_in_attempts")
    op.drop_index(
        "ix_sign_in_attempts_account", table_name="sign_in_attempts", postgresql_where=sa.text("failed")
    )
    op.drop_table("sign_in_attempts")
    op.drop_table("service_categories")
    op.drop_index(op.f("ix_scans_scanned_by_id_scanned_at"), table_name="scans")
    op.drop_index(op.f("ix_scans_provider_id"), table_name="scans")
    op.drop_index(op.f("ix_scans_coupon_id"), table_name="scans")
    op.drop_table("scans")
    op.drop_index(op.f("ix_reasons_person_id"), table_name="reasons")
    op.drop_table("reasons")
    op.drop_table("person_keys")
    op.drop_table("people")
    op.drop_table("outbound_mails")
    op.drop_index(
        "uq_long_works_live",
        table_name="long_works",
        postgresql_where=sa.text("state IN ('waiting', 'running')"),
    )
    op.drop_index(op.f("ix_long_works_asked_by_id_state"), table_name="long_works")
    op.drop_table("long_works")
    op.drop_index(op.f("ix_ledger_postings_xact_id"), table_name="ledger_postings")
    op.drop_index(op.f("ix_ledger_postings_subject_kind_subject_id"), table_name="ledger_postings")
    op.drop_index(op.f("ix_ledger_postings_source_id_id"), table_name="ledger_postings")
    op.drop_index(op.f("ix_ledger_postings_destination_id_id"), table_name="ledger_postings")
    op.drop_index(op.f("ix_ledger_postings_coupon_id"), table_name="ledger_postings")
    op.drop_table("ledger_postings")
    op.drop_table("ledger_lines")
    op.drop_table("ledger_horizon")
    op.drop_index(op.f("ix_idempotency_keys_created_at"), table_name="idempotency_keys")
    op.drop_table("idempotency_keys")
    op.drop_index(op.f("ix_documents_sha256"), table_name="documents")
    op.drop_index(op.f("ix_documents_organisation_id"), table_name="documents")
    op.drop_table("documents")
    op.drop_table("audit_seals")
    op.drop_index(op.f("ix_audit_events_xact_id"), table_name="audit_events")
    op.drop_index(op.f("ix_audit_events_subject_kind_subject_id_id"), table_name="audit_events")
    op.drop_index(op.f("ix_audit_events_actor_person_id_id"), table_name="audit_events")
    op.drop_table("audit_events")
