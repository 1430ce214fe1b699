-- The schema as the migrations up to 0038 made it: frozen. What changes comes as a migration of its own.
-- Run by migrations/versions/0038_baseline.py, as the owner, in an empty database.

-- Bodies name tables that are made further down.
SET LOCAL check_function_bodies = off;

-- Functions of the house

CREATE FUNCTION guard_posting() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
  origin ledger_accounts;
  target ledger_accounts;
  undone ledger_postings;
BEGIN
  SELECT * INTO origin FROM ledger_accounts WHERE id = NEW.source_id;
  SELECT * INTO target FROM ledger_accounts WHERE id = NEW.destination_id;
  IF origin.id IS NULL OR target.id IS NULL THEN
    RAISE EXCEPTION 'posting %: no such account', NEW.reference USING ERRCODE = 'foreign_key_violation';
  END IF;
  IF origin.line_id <> target.line_id THEN
    RAISE EXCEPTION 'posting %: its ends lie on two lines', NEW.reference USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.move = 'reverse' THEN
    SELECT * INTO undone FROM ledger_postings WHERE id = NEW.reverses_id;
    IF undone.move = 'reverse'
      OR (undone.source_id, undone.destination_id, undone.amount_satang)
        IS DISTINCT FROM (NEW.destination_id, NEW.source_id, NEW.amount_satang)
      OR undone.coupon_id IS DISTINCT FROM NEW.coupon_id THEN
      RAISE EXCEPTION 'posting %: not the opposite of posting %', NEW.reference, NEW.reverses_id
        USING ERRCODE = 'check_violation';
    END IF;
  ELSIF NOT ledger_permits(NEW.move, origin.kind, origin.scheme_id, target.kind, target.scheme_id,
      NEW.coupon_id) THEN
    RAISE EXCEPTION 'posting %: % from % to % is no move of the table', NEW.reference, NEW.move, origin.kind,
      target.kind USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION ledger_permits(move text, from_kind text, from_scheme bigint, to_kind text, to_scheme bigint, coupon bigint)
    RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $$
  SELECT coalesce(CASE move
    WHEN 'appropriate' THEN from_kind = 'appropriated' AND to_kind = 'available' AND from_scheme IS NULL AND to_scheme IS NULL AND coupon IS NULL
    WHEN 'allot' THEN from_kind = 'available' AND to_kind = 'available' AND from_scheme IS NULL AND to_scheme IS NOT NULL AND coupon IS NULL
    WHEN 'take_back' THEN from_kind = 'available' AND to_kind = 'available' AND from_scheme IS NOT NULL AND to_scheme IS NULL AND coupon IS NULL
    WHEN 'transfer_out' THEN from_kind = 'available' AND to_kind = 'appropriated' AND from_scheme IS NULL AND to_scheme IS NULL AND coupon IS NULL
    WHEN 'transfer_in' THEN from_kind = 'appropriated' AND to_kind = 'available' AND from_scheme IS NULL AND to_scheme IS NULL AND coupon IS NULL
    WHEN 'gather' THEN from_kind = 'available' AND to_kind = 'available' AND from_scheme IS NOT DISTINCT FROM to_scheme AND coupon IS NULL
    WHEN 'commit' THEN from_kind = 'available' AND to_kind = 'committed' AND from_scheme = to_scheme AND coupon IS NOT NULL
    WHEN 'reserve' THEN from_kind = 'committed' AND to_kind = 'reserved' AND from_scheme = to_scheme AND coupon IS NOT NULL
    WHEN 'unreserve' THEN from_kind = 'reserved' AND to_kind = 'committed' AND from_scheme = to_scheme AND coupon IS NOT NULL
    WHEN 'return_reserved' THEN from_kind = 'reserved' AND to_kind = 'available' AND from_scheme = to_scheme AND coupon IS NOT NULL
    WHEN 'approve' THEN from_kind = 'reserved' AND to_kind = 'payable' AND from_scheme = to_scheme AND coupon IS NOT NULL
    WHEN 'dispute' THEN from_kind = 'payable' AND to_kind = 'reserved' AND from_scheme = to_scheme AND coupon IS NOT NULL
    WHEN 'send' THEN from_kind = 'payable' AND to_kind = 'in_transit' AND from_scheme = to_scheme AND coupon IS NOT NULL
    WHEN 'withhold' THEN from_kind = 'payable' AND to_kind = 'withheld' AND from_scheme = to_scheme AND coupon IS NOT NULL
    WHEN 'pay' THEN from_kind = 'in_transit' AND to_kind = 'paid' AND from_scheme = to_scheme AND coupon IS NOT NULL
    WHEN 'refuse' THEN from_kind = 'in_transit' AND to_kind = 'payable' AND from_scheme = to_scheme AND coupon IS NOT NULL
    WHEN 'unwithhold' THEN from_kind = 'withheld' AND to_kind = 'payable' AND from_scheme = to_scheme AND coupon IS NOT NULL
    WHEN 'return_paid' THEN from_kind = 'paid' AND to_kind = 'payable' AND from_scheme = to_scheme AND coupon IS NOT NULL
    WHEN 'remit' THEN from_kind = 'withheld' AND to_kind = 'remitted' AND from_scheme = to_scheme AND coupon IS NOT NULL
    WHEN 'release' THEN from_kind = 'committed' AND to_kind = 'available' AND from_scheme = to_scheme AND coupon IS NOT NULL
    WHEN 'demand' THEN from_kind = 'paid' AND to_kind = 'recoverable' AND from_scheme = to_scheme AND coupon IS NOT NULL
    WHEN 'recover' THEN from_kind = 'recoverable' AND to_kind = 'recovered' AND from_scheme = to_scheme AND coupon IS NOT NULL
    WHEN 'write_off' THEN from_kind = 'recoverable' AND to_kind = 'written_off' AND from_scheme = to_scheme AND coupon IS NOT NULL
    WHEN 'reuse' THEN from_kind = 'recovered' AND to_kind = 'available' AND from_scheme = to_scheme AND coupon IS NOT NULL
    WHEN 'return_to_treasury' THEN from_kind = 'recovered' AND to_kind = 'returned_to_treasury' AND from_scheme = to_scheme AND coupon IS NOT NULL
    WHEN 'lapse' THEN from_kind = 'available' AND to_kind = 'lapsed' AND from_scheme IS NOT DISTINCT FROM to_scheme AND coupon IS NULL
    WHEN 'lapse_committed' THEN from_kind = 'committed' AND to_kind = 'lapsed' AND from_scheme = to_scheme AND coupon IS NOT NULL
    WHEN 'lapse_reserved' THEN from_kind = 'reserved' AND to_kind = 'lapsed' AND from_scheme = to_scheme AND coupon IS NOT NULL
    WHEN 'lapse_recovered' THEN from_kind = 'recovered' AND to_kind = 'lapsed' AND from_scheme = to_scheme AND coupon IS NOT NULL
  END, false)
$$;

CREATE FUNCTION refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION stamp_row() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  NEW.xact_id := pg_current_xact_id()::text::bigint;
  NEW.recorded_at := now();
  RETURN NEW;
END $$;

-- Names in the order of a Thai dictionary; the marks stand from the lightest to the heaviest.
CREATE FUNCTION thai_sort_key(name text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (
    SELECT translate(ordered, U&'\0E4E\0E4C\0E47\0E48\0E49\0E4A\0E4B', '') || chr(1)
        || translate(
            regexp_replace(ordered, '[^\u0E47-\u0E4C\u0E4E]', '0', 'g'),
            U&'\0E4E\0E4C\0E47\0E48\0E49\0E4A\0E4B', '1234567')
    FROM (
        SELECT regexp_replace(
            btrim(regexp_replace(
                regexp_replace(
                    normalize(lower(translate(name, '๐๑๒๓๔๕๖๗๘๙', '0123456789')), NFC),
                    '\u0E4D([\u0E48-\u0E4B]?)\u0E32', '\1' || U&'\0E33', 'g'),
                '\s+', ' ', 'g')),
            '([\u0E40-\u0E44])([\u0E01-\u0E2E])', '\2\1', 'g') AS ordered
    ) AS prepared
);

-- Tables

CREATE TABLE action_plans (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    fiscal_year integer NOT NULL,
    name_th varchar(300) NOT NULL,
    name_en varchar(300) NOT NULL,
    state varchar(40) NOT NULL,
    created_at timestamptz NOT NULL,
    created_by_id bigint NOT NULL,
    submitted_at timestamptz,
    submitted_by_id bigint,
    approved_at timestamptz,
    approved_by_id bigint,
    resolution_number varchar(100),
    resolution_date date,
    resolution_document_id bigint,
    state_reason_id bigint,
    name_order text GENERATED ALWAYS AS (thai_sort_key((name_th)::text)) STORED NOT NULL COLLATE "C",
    CONSTRAINT pk_action_plans PRIMARY KEY (id),
    CONSTRAINT ck_action_plans_approved_by_another CHECK ((approved_by_id <> submitted_by_id)),
    CONSTRAINT ck_action_plans_approved_has_resolution CHECK (((state IN ('approved', 'running', 'closed')) = ((approved_by_id
        IS NOT NULL) AND (resolution_number IS NOT NULL) AND (resolution_date IS NOT NULL) AND (resolution_document_id IS NOT
        NULL)))),
    CONSTRAINT ck_action_plans_planstate CHECK ((state IN ('draft', 'submitted', 'returned', 'approved', 'running', 'closed')))
);
CREATE INDEX ix_action_plans_resolution_document_id ON action_plans (resolution_document_id);

CREATE TABLE application_verdicts (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    application_id bigint NOT NULL,
    rule varchar(40) NOT NULL,
    passed boolean NOT NULL,
    facts jsonb NOT NULL,
    judged_at timestamptz NOT NULL,
    CONSTRAINT pk_application_verdicts PRIMARY KEY (id),
    CONSTRAINT ck_application_verdicts_eligibilityrule CHECK ((rule IN ('sme_verified', 'size_covered', 'sector_covered',
        'province_covered', 'thai_majority', 'taxes_filed', 'not_bankrupt', 'not_barred', 'lawful_business', 'scheme_open',
        'within_window', 'open_coupons_below_limit', 'no_double_support', 'money_available')))
);
CREATE INDEX ix_application_verdicts_application_id ON application_verdicts (application_id);

CREATE TABLE applications (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    number varchar(40) NOT NULL,
    scheme_id bigint NOT NULL,
    sme_id bigint NOT NULL,
    category_id bigint NOT NULL,
    need varchar(4000) NOT NULL,
    expected_result varchar(4000) NOT NULL,
    state varchar(40) NOT NULL,
    state_since timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    created_by_id bigint NOT NULL,
    submitted_at timestamptz,
    submitted_by_id bigint,
    recommended_at timestamptz,
    recommended_by_id bigint,
    decided_at timestamptz,
    decided_by_id bigint,
    declined_by_id bigint,
    state_reason_id bigint,
    CONSTRAINT pk_applications PRIMARY KEY (id),
    CONSTRAINT uq_applications_number UNIQUE (number),
    CONSTRAINT ck_applications_appeal_to_another CHECK (((state NOT IN ('approved', 'upheld', 'waitlisted')) OR
        (declined_by_id IS NULL) OR (decided_by_id <> declined_by_id))),
    CONSTRAINT ck_applications_applicationstate CHECK ((state IN ('draft', 'submitted', 'returned', 'approved', 'declined',
        'waitlisted', 'lapsed', 'withdrawn', 'appealed', 'upheld'))),
    CONSTRAINT ck_applications_approved_by_two CHECK (((state <> 'approved') OR ((decided_by_id IS NOT NULL) AND
        (recommended_by_id IS NOT NULL)))),
    CONSTRAINT ck_applications_decided_by_another CHECK ((decided_by_id <> submitted_by_id)),
    CONSTRAINT ck_applications_submitted_by_someone CHECK (((state IN ('draft', 'withdrawn')) OR (submitted_by_id IS NOT NULL))),
    CONSTRAINT ck_applications_two_officers CHECK ((decided_by_id <> recommended_by_id))
);
CREATE INDEX ix_applications_line ON applications (scheme_id, submitted_at, id) WHERE (state = 'waitlisted');
CREATE INDEX ix_applications_queue ON applications (( CASE WHEN (state IN ('submitted', 'appealed')) THEN timezone('UTC',
    state_since) ELSE (timezone('UTC', state_since) + '36500 days'::interval) END), id);
CREATE INDEX ix_applications_scheme_id ON applications (scheme_id);
CREATE INDEX ix_applications_sme_id ON applications (sme_id);
CREATE INDEX ix_applications_state_state_since ON applications (state, state_since);
CREATE UNIQUE INDEX uq_applications_live ON applications (scheme_id, sme_id, category_id) WHERE (state IN ('draft',
    'submitted', 'returned', 'waitlisted', 'appealed'));

CREATE TABLE audit_events (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    name varchar(80) NOT NULL,
    subject_kind varchar(40) NOT NULL,
    subject_id bigint NOT NULL,
    actor_person_id bigint,
    actor_roles varchar(400) NOT NULL,
    organisation_id bigint,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz DEFAULT now() NOT NULL,
    xact_id bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    fields jsonb DEFAULT '{}'::jsonb NOT NULL,
    reason_id bigint,
    CONSTRAINT pk_audit_events PRIMARY KEY (id)
);
CREATE INDEX ix_audit_events_actor_person_id_id ON audit_events (actor_person_id, id);
CREATE INDEX ix_audit_events_reason_id ON audit_events (reason_id) WHERE (reason_id IS NOT NULL);
CREATE INDEX ix_audit_events_subject_kind_subject_id_id ON audit_events (subject_kind, subject_id, id);
CREATE INDEX ix_audit_events_xact_id ON audit_events (xact_id);

CREATE TABLE audit_seals (
    number bigint NOT NULL,
    from_xact bigint NOT NULL,
    to_xact bigint NOT NULL,
    row_count bigint NOT NULL,
    digest bytea NOT NULL,
    previous bytea NOT NULL,
    signature bytea NOT NULL,
    sealed_at timestamptz NOT NULL,
    key_generation smallint DEFAULT 1 NOT NULL,
    CONSTRAINT pk_audit_seals PRIMARY KEY (number),
    CONSTRAINT uq_audit_seals_from_xact UNIQUE (from_xact),
    CONSTRAINT ck_audit_seals_forward CHECK ((from_xact < to_xact))
);

CREATE TABLE bank_accounts (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    organisation_id bigint NOT NULL,
    bank_code varchar(3) NOT NULL,
    account_number varchar(14) NOT NULL,
    account_name varchar(300) NOT NULL,
    state varchar(40) NOT NULL,
    submitted_at timestamptz NOT NULL,
    submitted_by_id bigint NOT NULL,
    verified_at timestamptz,
    verified_by_id bigint,
    usable_from date,
    document_id bigint,
    state_reason_id bigint,
    CONSTRAINT pk_bank_accounts PRIMARY KEY (id),
    CONSTRAINT ck_bank_accounts_bankaccountstate CHECK ((state IN ('pending', 'verified', 'refused', 'withdrawn', 'replaced'))),
    CONSTRAINT ck_bank_accounts_verified_by_another CHECK ((verified_by_id <> submitted_by_id)),
    CONSTRAINT ck_bank_accounts_verified_has_proof CHECK (((state <> 'verified') OR ((verified_by_id IS NOT NULL) AND
        (usable_from IS NOT NULL))))
);
CREATE INDEX ix_bank_accounts_document_id ON bank_accounts (document_id);
CREATE INDEX ix_bank_accounts_organisation_id ON bank_accounts (organisation_id);
CREATE INDEX ix_bank_accounts_submitted_by_id ON bank_accounts (submitted_by_id);
CREATE UNIQUE INDEX uq_bank_accounts_number ON bank_accounts (bank_code, account_number) WHERE (state IN ('pending', 'verified'));
CREATE UNIQUE INDEX uq_bank_accounts_pending ON bank_accounts (organisation_id) WHERE (state = 'pending');
CREATE UNIQUE INDEX uq_bank_accounts_verified ON bank_accounts (organisation_id) WHERE (state = 'verified');

CREATE TABLE bank_files (
    batch_id bigint NOT NULL,
    message_id varchar(35) NOT NULL,
    version varchar(2) NOT NULL,
    document_id bigint NOT NULL,
    digest bytea NOT NULL,
    debtor_bank_code varchar(3) NOT NULL,
    debtor_account varchar(14) NOT NULL,
    payment_count integer NOT NULL,
    total_satang bigint NOT NULL,
    written_at timestamptz NOT NULL,
    CONSTRAINT pk_bank_files PRIMARY KEY (batch_id),
    CONSTRAINT uq_bank_files_message_id UNIQUE (message_id),
    CONSTRAINT ck_bank_files_version_known CHECK ((version IN ('03', '09')))
);
CREATE INDEX ix_bank_files_document_id ON bank_files (document_id);

CREATE TABLE bank_imports (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    kind varchar(40) NOT NULL,
    document_id bigint NOT NULL,
    sha256 bytea NOT NULL,
    message_id varchar(140) NOT NULL,
    about_from date,
    about_to date,
    line_count integer NOT NULL,
    not_booked_count integer NOT NULL,
    imported_at timestamptz NOT NULL,
    imported_by_id bigint NOT NULL,
    CONSTRAINT pk_bank_imports PRIMARY KEY (id),
    CONSTRAINT uq_bank_imports_sha256 UNIQUE (sha256),
    CONSTRAINT ck_bank_imports_importkind CHECK ((kind IN ('pain.002', 'camt.053', 'camt.054')))
);
CREATE INDEX ix_bank_imports_document_id ON bank_imports (document_id);

CREATE TABLE batches (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    number varchar(40) NOT NULL,
    fiscal_year integer NOT NULL,
    running_no integer NOT NULL,
    state varchar(40) NOT NULL,
    state_since timestamptz NOT NULL,
    state_reason_id bigint,
    drafted_at timestamptz NOT NULL,
    drafted_by_id bigint NOT NULL,
    submitted_at timestamptz,
    submitted_by_id bigint,
    approved_at timestamptz,
    approved_by_id bigint,
    released_at timestamptz,
    released_by_id bigint,
    settled_at timestamptz,
    closed_at timestamptz,
    closed_by_id bigint,
    recall_asked_at timestamptz,
    recall_asked_by_id bigint,
    recall_reference varchar(60),
    recalled_at timestamptz,
    recalled_by_id bigint,
    payment_count integer NOT NULL,
    gross_satang bigint NOT NULL,
    withheld_satang bigint NOT NULL,
    net_satang bigint NOT NULL,
    control_digest bytea,
    three_persons boolean NOT NULL,
    execution_date date,
    CONSTRAINT pk_batches PRIMARY KEY (id),
    CONSTRAINT uq_batches_fiscal_year_running_no UNIQUE (fiscal_year, running_no),
    CONSTRAINT uq_batches_number UNIQUE (number),
    CONSTRAINT ck_batches_approved_has_proof CHECK (((state NOT IN ('approved', 'released', 'settled', 'closed', 'recalled'))
        OR (approved_by_id IS NOT NULL))),
    CONSTRAINT ck_batches_approver_is_second CHECK (((approved_by_id <> submitted_by_id) AND (approved_by_id <> drafted_by_id))),
    CONSTRAINT ck_batches_batchstate CHECK ((state IN ('draft', 'submitted', 'returned', 'approved', 'released', 'settled',
        'closed', 'rejected', 'cancelled', 'recalled'))),
    CONSTRAINT ck_batches_closed_has_proof CHECK (((state = 'closed') = (closed_by_id IS NOT NULL))),
    CONSTRAINT ck_batches_recall_by_two CHECK ((recalled_by_id <> recall_asked_by_id)),
    CONSTRAINT ck_batches_recalled_has_proof CHECK (((state = 'recalled') = ((recalled_by_id IS NOT NULL) AND
        (recall_reference IS NOT NULL)))),
    CONSTRAINT ck_batches_released_has_proof CHECK (((state IN ('released', 'settled', 'closed', 'recalled')) =
        ((released_by_id IS NOT NULL) AND (execution_date IS NOT NULL)))),
    CONSTRAINT ck_batches_releaser_did_not_prepare CHECK (((released_by_id <> submitted_by_id) AND (released_by_id <>
        drafted_by_id))),
    CONSTRAINT ck_batches_releaser_is_third_above_band CHECK (((NOT three_persons) OR (released_by_id <> approved_by_id))),
    CONSTRAINT ck_batches_settled_has_proof CHECK (((state IN ('settled', 'closed')) = (settled_at IS NOT NULL))),
    CONSTRAINT ck_batches_submitted_has_proof CHECK (((state IN ('draft', 'cancelled')) OR ((submitted_by_id IS NOT NULL) AND
        (control_digest IS NOT NULL)))),
    CONSTRAINT ck_batches_sums_add_up CHECK ((net_satang = (gross_satang - withheld_satang)))
);
CREATE INDEX ix_batches_state_state_since ON batches (state, state_since);

CREATE TABLE budget_lines (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    project_id bigint NOT NULL,
    source varchar(40) NOT NULL,
    fiscal_year integer NOT NULL,
    created_at timestamptz NOT NULL,
    created_by_id bigint NOT NULL,
    CONSTRAINT pk_budget_lines PRIMARY KEY (id),
    CONSTRAINT uq_budget_lines_project_id_source_fiscal_year UNIQUE (project_id, source, fiscal_year),
    CONSTRAINT ck_budget_lines_fundsource CHECK ((source IN ('annual_budget', 'sme_fund')))
);
CREATE INDEX ix_budget_lines_project_id ON budget_lines (project_id);

CREATE TABLE budget_moves (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    line_id bigint NOT NULL,
    scheme_id bigint,
    kind varchar(40) NOT NULL,
    amount_satang bigint NOT NULL,
    document_number varchar(100) NOT NULL,
    made_at timestamptz NOT NULL,
    made_by_id bigint NOT NULL,
    CONSTRAINT pk_budget_moves PRIMARY KEY (id),
    CONSTRAINT ck_budget_moves_amount_positive CHECK ((amount_satang > 0))
);
CREATE INDEX ix_budget_moves_line_id ON budget_moves (line_id);
CREATE INDEX ix_budget_moves_scheme_id ON budget_moves (scheme_id);

CREATE TABLE category_renewals (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    provider_category_id bigint NOT NULL,
    state varchar(40) NOT NULL,
    accreditation varchar(200) NOT NULL,
    accreditation_document_id bigint,
    valid_until date,
    asked_at timestamptz NOT NULL,
    asked_by_id bigint NOT NULL,
    decided_at timestamptz,
    decided_by_id bigint,
    state_reason_id bigint,
    CONSTRAINT pk_category_renewals PRIMARY KEY (id),
    CONSTRAINT ck_category_renewals_approved_has_day CHECK (((state <> 'approved') OR (valid_until IS NOT NULL))),
    CONSTRAINT ck_category_renewals_decided_by_another CHECK ((decided_by_id <> asked_by_id)),
    CONSTRAINT ck_category_renewals_decided_has_proof CHECK (((state IN ('approved', 'rejected')) = (decided_by_id IS NOT NULL))),
    CONSTRAINT ck_category_renewals_renewalstate CHECK ((state IN ('requested', 'approved', 'rejected', 'dropped')))
);
CREATE INDEX ix_category_renewals_accreditation_document_id ON category_renewals (accreditation_document_id);
CREATE INDEX ix_category_renewals_provider_category_id ON category_renewals (provider_category_id);
CREATE UNIQUE INDEX uq_category_renewals_open ON category_renewals (provider_category_id) WHERE (state = 'requested');

CREATE TABLE consent_days (
    provider_id bigint NOT NULL,
    coupon_id bigint NOT NULL,
    day date NOT NULL,
    wrong_codes smallint NOT NULL,
    CONSTRAINT pk_consent_days PRIMARY KEY (provider_id, coupon_id, day)
);

CREATE TABLE coupon_codes (
    coupon_id bigint NOT NULL,
    issue_no integer NOT NULL,
    key_generation integer NOT NULL,
    lookup bytea NOT NULL,
    dead_at timestamptz,
    CONSTRAINT pk_coupon_codes PRIMARY KEY (coupon_id, issue_no),
    CONSTRAINT uq_coupon_codes_lookup UNIQUE (lookup)
);

CREATE TABLE coupons (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    number varchar(40) NOT NULL,
    application_id bigint NOT NULL,
    scheme_id bigint NOT NULL,
    line_id bigint,
    sme_id bigint NOT NULL,
    category_id bigint NOT NULL,
    size varchar(40) NOT NULL,
    share_bp integer NOT NULL,
    payee_mode varchar(40) NOT NULL,
    limit_satang bigint NOT NULL,
    spent_satang bigint NOT NULL,
    released_satang bigint NOT NULL,
    state varchar(40) NOT NULL,
    issue_no integer NOT NULL,
    valid_from date NOT NULL,
    valid_until date NOT NULL,
    issued_at timestamptz NOT NULL,
    issued_by_id bigint NOT NULL,
    held_at timestamptz,
    state_reason_id bigint,
    CONSTRAINT pk_coupons PRIMARY KEY (id),
    CONSTRAINT uq_coupons_application_id UNIQUE (application_id),
    CONSTRAINT uq_coupons_number UNIQUE (number),
    CONSTRAINT ck_coupons_counters_not_negative CHECK (((spent_satang >= 0) AND (released_satang >= 0))),
    CONSTRAINT ck_coupons_couponstate CHECK ((state IN ('issued', 'held', 'expired', 'cancelled'))),
    CONSTRAINT ck_coupons_held_since CHECK (((state <> 'held') OR (held_at IS NOT NULL))),
    CONSTRAINT ck_coupons_payeemode CHECK ((payee_mode IN ('pay_provider', 'reimburse_sme'))),
    CONSTRAINT ck_coupons_smesize CHECK ((size IN ('micro', 'small', 'medium'))),
    CONSTRAINT ck_coupons_valid_in_order CHECK ((valid_from <= valid_until)),
    CONSTRAINT ck_coupons_within_limit CHECK (((spent_satang + released_satang) <= limit_satang))
);
CREATE INDEX ix_coupons_expiring ON coupons (valid_until) WHERE (state IN ('issued', 'held'));
CREATE INDEX ix_coupons_held ON coupons (held_at) WHERE (state = 'held');
CREATE INDEX ix_coupons_scheme_id ON coupons (scheme_id);
CREATE INDEX ix_coupons_sme_id ON coupons (sme_id);

CREATE TABLE documents (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    sha256 bytea NOT NULL,
    size bigint NOT NULL,
    media_type varchar(100) NOT NULL,
    file_name varchar(300) NOT NULL,
    kind varchar(40) NOT NULL,
    organisation_id bigint,
    stored_at timestamptz NOT NULL,
    stored_by_id bigint NOT NULL,
    CONSTRAINT pk_documents PRIMARY KEY (id)
);
CREATE INDEX ix_documents_kind_stored_at ON documents (kind, stored_at);
CREATE INDEX ix_documents_organisation_id ON documents (organisation_id);
CREATE INDEX ix_documents_sha256 ON documents (sha256);
CREATE INDEX ix_documents_stored_by_id ON documents (stored_by_id);

CREATE TABLE evidence (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    redemption_id bigint NOT NULL,
    kind varchar(40) NOT NULL,
    document_id bigint NOT NULL,
    added_at timestamptz NOT NULL,
    added_by_id bigint NOT NULL,
    removed_at timestamptz,
    CONSTRAINT pk_evidence PRIMARY KEY (id),
    CONSTRAINT ck_evidence_evidencekind CHECK ((kind IN ('tax_invoice', 'proof_of_own_share', 'deliverable', 'agreement',
        'photo', 'other')))
);
CREATE INDEX ix_evidence_document_id ON evidence (document_id);
CREATE INDEX ix_evidence_redemption_id ON evidence (redemption_id);

CREATE TABLE factor_resets (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    person_id bigint NOT NULL,
    state varchar(40) NOT NULL,
    asked_at timestamptz NOT NULL,
    asked_by_id bigint NOT NULL,
    reason_id bigint NOT NULL,
    decided_at timestamptz,
    decided_by_id bigint,
    CONSTRAINT pk_factor_resets PRIMARY KEY (id),
    CONSTRAINT ck_factor_resets_confirmed_by_another CHECK (((state <> 'confirmed') OR ((decided_by_id IS NOT NULL) AND
        (decided_by_id <> asked_by_id)))),
    CONSTRAINT ck_factor_resets_factorresetstate CHECK ((state IN ('asked', 'confirmed', 'declined', 'withdrawn', 'lapsed'))),
    CONSTRAINT ck_factor_resets_of_another CHECK (((asked_by_id <> person_id) AND (decided_by_id <> person_id)))
);
CREATE INDEX ix_factor_resets_person_id ON factor_resets (person_id);
CREATE UNIQUE INDEX uq_factor_resets_asked ON factor_resets (person_id) WHERE (state = 'asked');

CREATE TABLE holiday_changes (
    day date NOT NULL,
    is_holiday boolean NOT NULL,
    name_th varchar(300) NOT NULL,
    name_en varchar(300) NOT NULL,
    source varchar(300) NOT NULL,
    changed_at timestamptz NOT NULL,
    changed_by_id bigint NOT NULL,
    CONSTRAINT pk_holiday_changes PRIMARY KEY (day)
);

CREATE TABLE idempotency_keys (
    person_id bigint NOT NULL,
    route varchar(120) NOT NULL,
    key varchar(64) NOT NULL,
    body_digest bytea NOT NULL,
    answer text,
    created_at timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT pk_idempotency_keys PRIMARY KEY (person_id, route, key)
);
CREATE INDEX ix_idempotency_keys_created_at ON idempotency_keys (created_at);

CREATE TABLE invitations (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    email varchar(255) NOT NULL,
    token_digest bytea NOT NULL,
    organisation_id bigint,
    capacity varchar(40),
    member_role varchar(40),
    may_consent boolean NOT NULL,
    staff_unit_id bigint,
    staff_role varchar(40),
    invited_by_id bigint NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    taken_up_at timestamptz,
    taken_up_by_id bigint,
    withdrawn_at timestamptz,
    CONSTRAINT pk_invitations PRIMARY KEY (id),
    CONSTRAINT uq_invitations_token_digest UNIQUE (token_digest),
    CONSTRAINT ck_invitations_capacity CHECK ((capacity IN ('sme', 'provider'))),
    CONSTRAINT ck_invitations_consent_is_the_smes CHECK (((NOT may_consent) OR (capacity = 'sme'))),
    CONSTRAINT ck_invitations_email_lower CHECK ((email = lower(email))),
    CONSTRAINT ck_invitations_member_or_staff CHECK ((((organisation_id IS NOT NULL) AND (capacity IS NOT NULL) AND
        (member_role IS NOT NULL) AND (staff_role IS NULL)) OR ((organisation_id IS NULL) AND (staff_role IS NOT NULL) AND
        (staff_unit_id IS NOT NULL)))),
    CONSTRAINT ck_invitations_memberrole CHECK ((member_role IN ('owner', 'member'))),
    CONSTRAINT ck_invitations_one_end CHECK (((taken_up_at IS NULL) OR (withdrawn_at IS NULL))),
    CONSTRAINT ck_invitations_role CHECK ((staff_role IN ('person', 'sme_owner', 'sme_member', 'sme_consenter',
        'provider_owner', 'provider_cashier', 'plan_officer', 'plan_approver', 'programme_officer', 'programme_approver',
        'claim_officer', 'finance_officer', 'finance_approver', 'finance_releaser', 'auditor', 'administrator'))),
    CONSTRAINT ck_invitations_taken_up_by_someone CHECK (((taken_up_at IS NULL) = (taken_up_by_id IS NULL)))
);
CREATE INDEX ix_invitations_email ON invitations (email);
CREATE INDEX ix_invitations_expired ON invitations (expires_at) WHERE (taken_up_at IS NULL);
CREATE INDEX ix_invitations_invited_by_id ON invitations (invited_by_id);
CREATE INDEX ix_invitations_organisation_id ON invitations (organisation_id);
CREATE UNIQUE INDEX uq_invitations_open ON invitations (email, organisation_id, capacity, staff_role) NULLS NOT DISTINCT WHERE
    ((taken_up_at IS NULL) AND (withdrawn_at IS NULL));

CREATE TABLE kept_forms (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    person_id bigint NOT NULL,
    capacity varchar(40) NOT NULL,
    address varchar(500) NOT NULL,
    content bytea NOT NULL,
    kept_at timestamptz NOT NULL,
    CONSTRAINT pk_kept_forms PRIMARY KEY (id)
);
CREATE INDEX ix_kept_forms_kept_at ON kept_forms (kept_at);
CREATE INDEX ix_kept_forms_person_id ON kept_forms (person_id);

CREATE TABLE kpis (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    project_id bigint NOT NULL,
    name_th varchar(300) NOT NULL,
    name_en varchar(300) NOT NULL,
    unit_th varchar(40) NOT NULL,
    unit_en varchar(40) NOT NULL,
    baseline varchar(60) NOT NULL,
    target varchar(60) NOT NULL,
    agreed_on date,
    CONSTRAINT pk_kpis PRIMARY KEY (id)
);
CREATE INDEX ix_kpis_project_id ON kpis (project_id);

CREATE TABLE ledger_accounts (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    line_id bigint NOT NULL,
    scheme_id bigint,
    kind varchar(40) NOT NULL,
    stripe smallint NOT NULL,
    CONSTRAINT pk_ledger_accounts PRIMARY KEY (id),
    CONSTRAINT uq_ledger_accounts_line_id_scheme_id_kind_stripe UNIQUE NULLS NOT DISTINCT (line_id, scheme_id, kind, stripe),
    CONSTRAINT ck_ledger_accounts_appropriated_of_line CHECK (((kind <> 'appropriated') OR (scheme_id IS NULL))),
    CONSTRAINT ck_ledger_accounts_kind CHECK ((kind IN ('appropriated', 'available', 'committed', 'reserved', 'payable',
        'in_transit', 'withheld', 'paid', 'remitted', 'recoverable', 'recovered', 'written_off', 'returned_to_treasury',
        'lapsed'))),
    CONSTRAINT ck_ledger_accounts_only_available_striped CHECK (((stripe >= 0) AND ((stripe = 0) OR (kind = 'available'))))
);

CREATE TABLE ledger_horizon (
    id smallint NOT NULL,
    as_of_xact bigint NOT NULL,
    CONSTRAINT pk_ledger_horizon PRIMARY KEY (id),
    CONSTRAINT ck_ledger_horizon_one_row CHECK ((id = 1))
);

CREATE TABLE ledger_lines (
    line_id bigint NOT NULL,
    opened_at timestamptz NOT NULL,
    closed_at timestamptz,
    CONSTRAINT pk_ledger_lines PRIMARY KEY (line_id),
    CONSTRAINT ck_ledger_lines_closed_after_opening CHECK ((closed_at >= opened_at))
);

CREATE TABLE ledger_postings (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    source_id bigint NOT NULL,
    destination_id bigint NOT NULL,
    amount_satang bigint NOT NULL,
    move varchar(40) NOT NULL,
    reference varchar(120) NOT NULL,
    subject_kind varchar(40) NOT NULL,
    subject_id bigint NOT NULL,
    coupon_id bigint,
    actor_person_id bigint,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz DEFAULT now() NOT NULL,
    xact_id bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    reverses_id bigint,
    reason_id bigint,
    CONSTRAINT pk_ledger_postings PRIMARY KEY (id),
    CONSTRAINT uq_ledger_postings_reference UNIQUE (reference),
    CONSTRAINT uq_ledger_postings_reverses_id UNIQUE (reverses_id),
    CONSTRAINT ck_ledger_postings_move CHECK ((move IN ('appropriate', 'allot', 'take_back', 'transfer_out', 'transfer_in',
        'gather', 'commit', 'reserve', 'unreserve', 'return_reserved', 'approve', 'dispute', 'send', 'withhold', 'pay',
        'refuse', 'unwithhold', 'return_paid', 'remit', 'release', 'demand', 'recover', 'write_off', 'reuse',
        'return_to_treasury', 'lapse', 'lapse_committed', 'lapse_reserved', 'lapse_recovered', 'reverse'))),
    CONSTRAINT ck_ledger_postings_positive CHECK ((amount_satang > 0)),
    CONSTRAINT ck_ledger_postings_reversal_has_reason CHECK (((reverses_id IS NULL) OR (reason_id IS NOT NULL))),
    CONSTRAINT ck_ledger_postings_reversal_names_posting CHECK (((move = 'reverse') = (reverses_id IS NOT NULL))),
    CONSTRAINT ck_ledger_postings_two_ends CHECK ((source_id <> destination_id))
);
CREATE INDEX ix_ledger_postings_coupon_id ON ledger_postings (coupon_id);
CREATE INDEX ix_ledger_postings_destination_id_id ON ledger_postings (destination_id, id);
CREATE INDEX ix_ledger_postings_source_id_id ON ledger_postings (source_id, id);
CREATE INDEX ix_ledger_postings_subject_kind_subject_id ON ledger_postings (subject_kind, subject_id);
CREATE INDEX ix_ledger_postings_xact_id ON ledger_postings (xact_id);

CREATE TABLE ledger_rollups (
    account_id bigint NOT NULL,
    debit_satang bigint NOT NULL,
    credit_satang bigint NOT NULL,
    CONSTRAINT pk_ledger_rollups PRIMARY KEY (account_id)
);

CREATE TABLE ledger_stripes (
    account_id bigint NOT NULL,
    line_id bigint NOT NULL,
    scheme_id bigint,
    stripe smallint NOT NULL,
    balance_satang bigint DEFAULT 0 NOT NULL,
    CONSTRAINT pk_ledger_stripes PRIMARY KEY (account_id),
    CONSTRAINT uq_ledger_stripes_line_id_scheme_id_stripe UNIQUE NULLS NOT DISTINCT (line_id, scheme_id, stripe),
    CONSTRAINT ck_ledger_stripes_not_overspent CHECK ((balance_satang >= 0))
) WITH (fillfactor='50');

CREATE TABLE long_works (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    kind varchar(40) NOT NULL,
    about varchar(64) NOT NULL,
    arguments jsonb NOT NULL,
    asked_at timestamptz NOT NULL,
    asked_by_id bigint NOT NULL,
    acting_as varchar(40) NOT NULL,
    state varchar(40) NOT NULL,
    state_since timestamptz NOT NULL,
    tries integer NOT NULL,
    done integer NOT NULL,
    total integer,
    result_id bigint,
    refusal varchar(200),
    refusal_facts jsonb,
    noted_at timestamptz,
    CONSTRAINT pk_long_works PRIMARY KEY (id),
    CONSTRAINT ck_long_works_done_has_result CHECK (((state = 'done') = (result_id IS NOT NULL))),
    CONSTRAINT ck_long_works_done_within_total CHECK (((done >= 0) AND (done <= COALESCE(total, done)))),
    CONSTRAINT ck_long_works_refused_has_reason CHECK (((state = 'refused') = (refusal IS NOT NULL))),
    CONSTRAINT ck_long_works_workstate CHECK ((state IN ('waiting', 'running', 'done', 'refused', 'failed')))
);
CREATE INDEX ix_long_works_asked_by_id_state ON long_works (asked_by_id, state);
CREATE INDEX ix_long_works_kind_state_since ON long_works (kind, state_since);
CREATE UNIQUE INDEX uq_long_works_live ON long_works (kind, about) WHERE (state IN ('waiting', 'running'));

CREATE TABLE mail_requests (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    kind varchar(40) NOT NULL,
    address varchar(320) NOT NULL,
    asked_at timestamptz NOT NULL,
    wanted varchar(500),
    CONSTRAINT pk_mail_requests PRIMARY KEY (id),
    CONSTRAINT ck_mail_requests_mailkind CHECK ((kind IN ('confirm', 'reset')))
);
CREATE INDEX ix_mail_requests_asked_at ON mail_requests (asked_at);

CREATE TABLE manual_findings (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    payment_id bigint NOT NULL,
    outcome varchar(40) NOT NULL,
    happened_on date NOT NULL,
    line_id bigint,
    document_id bigint,
    reason_id bigint NOT NULL,
    state varchar(40) NOT NULL,
    stated_at timestamptz NOT NULL,
    stated_by_id bigint NOT NULL,
    decided_at timestamptz,
    decided_by_id bigint,
    CONSTRAINT pk_manual_findings PRIMARY KEY (id),
    CONSTRAINT ck_manual_findings_decided_by_another CHECK ((decided_by_id <> stated_by_id)),
    CONSTRAINT ck_manual_findings_decided_has_proof CHECK (((state <> 'waiting') = (decided_by_id IS NOT NULL))),
    CONSTRAINT ck_manual_findings_has_evidence CHECK (((line_id IS NOT NULL) OR (document_id IS NOT NULL))),
    CONSTRAINT ck_manual_findings_manualoutcome CHECK ((outcome IN ('paid', 'failed', 'returned'))),
    CONSTRAINT ck_manual_findings_manualstate CHECK ((state IN ('waiting', 'confirmed', 'declined')))
);
CREATE INDEX ix_manual_findings_document_id ON manual_findings (document_id);
CREATE INDEX ix_manual_findings_line_id ON manual_findings (line_id);
CREATE INDEX ix_manual_findings_payment_id ON manual_findings (payment_id);
CREATE UNIQUE INDEX uq_manual_findings_waiting ON manual_findings (payment_id) WHERE (state = 'waiting');

CREATE TABLE memberships (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    person_id bigint NOT NULL,
    organisation_id bigint NOT NULL,
    capacity varchar(40) NOT NULL,
    role varchar(40) NOT NULL,
    may_consent boolean NOT NULL,
    since timestamptz NOT NULL,
    ended_at timestamptz,
    CONSTRAINT pk_memberships PRIMARY KEY (id),
    CONSTRAINT ck_memberships_capacity CHECK ((capacity IN ('sme', 'provider'))),
    CONSTRAINT ck_memberships_consent_is_the_smes CHECK (((NOT may_consent) OR (capacity = 'sme'))),
    CONSTRAINT ck_memberships_memberrole CHECK ((role IN ('owner', 'member')))
);
CREATE INDEX ix_memberships_organisation_id ON memberships (organisation_id);
CREATE INDEX ix_memberships_person_id ON memberships (person_id);
CREATE UNIQUE INDEX uq_memberships_live ON memberships (person_id, organisation_id, capacity) WHERE (ended_at IS NULL);

CREATE TABLE muted_mails (
    person_id bigint NOT NULL,
    "group" varchar(40) NOT NULL,
    since timestamptz NOT NULL,
    CONSTRAINT pk_muted_mails PRIMARY KEY (person_id, "group"),
    CONSTRAINT ck_muted_mails_may_be_chosen CHECK (("group" IN ('services', 'reminders', 'work'))),
    CONSTRAINT ck_muted_mails_noticegroup CHECK (("group" IN ('security', 'decisions', 'payments', 'services', 'reminders',
        'work')))
);

CREATE TABLE notices (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    person_id bigint NOT NULL,
    kind varchar(40) NOT NULL,
    facts json NOT NULL,
    url varchar(300) NOT NULL,
    created_at timestamptz NOT NULL,
    read_at timestamptz,
    about varchar(60) DEFAULT '' NOT NULL,
    in_digest boolean DEFAULT false NOT NULL,
    CONSTRAINT pk_notices PRIMARY KEY (id)
);
CREATE INDEX ix_notices_in_digest ON notices (person_id) WHERE in_digest;
CREATE INDEX ix_notices_person_id_created_at ON notices (person_id, created_at, id);
CREATE INDEX ix_notices_unread ON notices (person_id) WHERE (read_at IS NULL);
CREATE UNIQUE INDEX uq_notices_gathered ON notices (person_id, kind, about) WHERE ((read_at IS NULL) AND (about <> ''));

CREATE TABLE number_reports (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    organisation_id bigint NOT NULL,
    state varchar(40) NOT NULL,
    reported_at timestamptz NOT NULL,
    reported_by_id bigint NOT NULL,
    reason_id bigint NOT NULL,
    document_id bigint NOT NULL,
    decided_at timestamptz,
    decided_by_id bigint,
    state_reason_id bigint,
    CONSTRAINT pk_number_reports PRIMARY KEY (id),
    CONSTRAINT ck_number_reports_decided_by_another CHECK ((decided_by_id <> reported_by_id)),
    CONSTRAINT ck_number_reports_decided_by_someone CHECK (((state = 'open') = (decided_by_id IS NULL))),
    CONSTRAINT ck_number_reports_numberreportstate CHECK ((state IN ('open', 'freed', 'dismissed')))
);
CREATE INDEX ix_number_reports_document_id ON number_reports (document_id);
CREATE INDEX ix_number_reports_organisation_id ON number_reports (organisation_id);
CREATE INDEX ix_number_reports_reported_by_id ON number_reports (reported_by_id);
CREATE INDEX ix_number_reports_waiting ON number_reports (reported_at) WHERE (state = 'open');
CREATE UNIQUE INDEX uq_number_reports_open ON number_reports (organisation_id, reported_by_id) WHERE (state = 'open');

CREATE TABLE organisations (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    registration_number varchar(13) NOT NULL,
    kind varchar(40) NOT NULL,
    name_th varchar(300) NOT NULL,
    name_en varchar(300) NOT NULL,
    address varchar(500) NOT NULL,
    province_code varchar(2) NOT NULL,
    postcode varchar(5) NOT NULL,
    phone varchar(20) NOT NULL,
    email varchar(255) NOT NULL,
    vat_registered boolean NOT NULL,
    created_at timestamptz NOT NULL,
    created_by_id bigint NOT NULL,
    name_order text GENERATED ALWAYS AS (thai_sort_key((name_th)::text)) STORED NOT NULL COLLATE "C",
    branch varchar(5) NOT NULL,
    released_at timestamptz,
    CONSTRAINT pk_organisations PRIMARY KEY (id),
    CONSTRAINT ck_organisations_branch_digits CHECK ((branch ~ '^([0-9]{5})?$')),
    CONSTRAINT ck_organisations_organisationkind CHECK ((kind IN ('juristic_person', 'partnership', 'natural_person',
        'community_enterprise', 'state_agency', 'university'))),
    CONSTRAINT ck_organisations_thirteen_digits CHECK ((registration_number ~ '^[0-9]{13}$'))
);
CREATE INDEX ix_organisations_created_by_id ON organisations (created_by_id);
CREATE INDEX ix_organisations_name_order ON organisations (name_order, id);
CREATE INDEX ix_organisations_registration_number ON organisations (registration_number);
CREATE UNIQUE INDEX uq_organisations_number ON organisations (registration_number) WHERE (released_at IS NULL);

CREATE TABLE outbound_mails (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    to_address varchar(255) NOT NULL,
    subject varchar(300) NOT NULL,
    body text NOT NULL,
    created_at timestamptz NOT NULL,
    sent_at timestamptz,
    attempts integer NOT NULL,
    state varchar(40) DEFAULT 'waiting' NOT NULL,
    state_since timestamptz DEFAULT now() NOT NULL,
    claimed_at timestamptz,
    unsettled integer DEFAULT 0 NOT NULL,
    next_attempt_at timestamptz,
    last_error varchar(80),
    CONSTRAINT pk_outbound_mails PRIMARY KEY (id),
    CONSTRAINT ck_outbound_mails_claimed_while_waiting CHECK (((claimed_at IS NULL) OR (state = 'waiting'))),
    CONSTRAINT ck_outbound_mails_erased_at_the_end CHECK (((state IN ('waiting', 'given_up')) OR ((subject = '') AND (body =
        '')))),
    CONSTRAINT ck_outbound_mails_mailstate CHECK ((state IN ('waiting', 'sent', 'given_up', 'erased'))),
    CONSTRAINT ck_outbound_mails_sent_has_time CHECK (((state = 'sent') = (sent_at IS NOT NULL)))
);
CREATE INDEX ix_outbound_mails_live ON outbound_mails (state, id) WHERE (state IN ('waiting', 'given_up'));
CREATE INDEX ix_outbound_mails_settled ON outbound_mails (state, state_since);
CREATE INDEX ix_outbound_mails_to_address ON outbound_mails (to_address, id);

CREATE TABLE passkeys (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    user_id bigint NOT NULL,
    credential_id bytea NOT NULL,
    public_key bytea NOT NULL,
    sign_count bigint NOT NULL,
    transports json,
    extensions varchar(255),
    backup_state boolean NOT NULL,
    device_type varchar(64) NOT NULL,
    name varchar(64) NOT NULL,
    usage varchar(64) NOT NULL,
    create_datetime timestamptz DEFAULT now() NOT NULL,
    lastuse_datetime timestamptz NOT NULL,
    CONSTRAINT pk_passkeys PRIMARY KEY (id),
    CONSTRAINT uq_passkeys_credential_id UNIQUE (credential_id),
    CONSTRAINT uq_passkeys_user_id_name UNIQUE (user_id, name)
);
CREATE INDEX ix_passkeys_user_id ON passkeys (user_id);

CREATE TABLE payables (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    redemption_id bigint NOT NULL,
    coupon_id bigint NOT NULL,
    scheme_id bigint NOT NULL,
    line_id bigint NOT NULL,
    category_id bigint NOT NULL,
    payee_id bigint NOT NULL,
    payee_mode varchar(40) NOT NULL,
    amount_satang bigint NOT NULL,
    state varchar(40) NOT NULL,
    hold_reason varchar(40),
    state_reason_id bigint,
    opened_at timestamptz NOT NULL,
    state_since timestamptz NOT NULL,
    settled_at timestamptz,
    retry_after_attempt integer,
    CONSTRAINT pk_payables PRIMARY KEY (id),
    CONSTRAINT ck_payables_amount_positive CHECK ((amount_satang > 0)),
    CONSTRAINT ck_payables_held_has_reason CHECK (((state = 'held') = (hold_reason IS NOT NULL))),
    CONSTRAINT ck_payables_holdreason CHECK ((hold_reason IN ('no_account', 'account_cooling', 'account_impossible',
        'account_refused', 'payee_suspended', 'named_by_bank', 'by_person'))),
    CONSTRAINT ck_payables_payablestate CHECK ((state IN ('open', 'held', 'settled', 'withdrawn'))),
    CONSTRAINT ck_payables_payeemode CHECK ((payee_mode IN ('pay_provider', 'reimburse_sme'))),
    CONSTRAINT ck_payables_settled_has_proof CHECK (((state = 'settled') = (settled_at IS NOT NULL)))
);
CREATE INDEX ix_payables_coupon_id ON payables (coupon_id);
CREATE INDEX ix_payables_payee_id ON payables (payee_id);
CREATE INDEX ix_payables_queue ON payables (( CASE WHEN (state IN ('open', 'held')) THEN timezone('UTC', opened_at) ELSE
    (timezone('UTC', opened_at) + '36500 days'::interval) END), id);
CREATE INDEX ix_payables_redemption_id ON payables (redemption_id);
CREATE INDEX ix_payables_state_opened_at ON payables (state, opened_at);
CREATE UNIQUE INDEX uq_payables_redemption ON payables (redemption_id) WHERE (state <> 'withdrawn');

CREATE TABLE payment_events (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    payment_id bigint NOT NULL,
    kind varchar(40) NOT NULL,
    at timestamptz NOT NULL,
    line_id bigint,
    code varchar(35),
    words varchar(500) NOT NULL,
    person_id bigint,
    CONSTRAINT pk_payment_events PRIMARY KEY (id),
    CONSTRAINT ck_payment_events_eventkind CHECK ((kind IN ('released', 'accepted', 'pending', 'settled', 'rejected',
        'debited', 'came_back', 'recalled', 'silent', 'ruled', 'questioned')))
);
CREATE INDEX ix_payment_events_line_id ON payment_events (line_id);
CREATE INDEX ix_payment_events_payment_id ON payment_events (payment_id);

CREATE TABLE payments (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    payable_id bigint NOT NULL,
    attempt_no smallint NOT NULL,
    batch_id bigint NOT NULL,
    end_to_end_id varchar(35) NOT NULL,
    state varchar(40) NOT NULL,
    state_since timestamptz NOT NULL,
    gross_satang bigint NOT NULL,
    withheld_satang bigint NOT NULL,
    net_satang bigint NOT NULL,
    payee_name varchar(300) NOT NULL,
    payee_number varchar(13) NOT NULL,
    bank_account_id bigint NOT NULL,
    bank_code varchar(3) NOT NULL,
    account_number varchar(14) NOT NULL,
    created_at timestamptz NOT NULL,
    created_by_id bigint NOT NULL,
    sent_at timestamptz,
    paid_on date,
    failure_code varchar(35),
    failure_words varchar(500) NOT NULL,
    CONSTRAINT pk_payments PRIMARY KEY (id),
    CONSTRAINT uq_payments_end_to_end_id UNIQUE (end_to_end_id),
    CONSTRAINT uq_payments_payable_id_attempt_no UNIQUE (payable_id, attempt_no),
    CONSTRAINT ck_payments_amounts CHECK (((gross_satang > 0) AND (withheld_satang >= 0) AND (net_satang > 0))),
    CONSTRAINT ck_payments_paid_has_proof CHECK (((state IN ('paid', 'returned')) = (paid_on IS NOT NULL))),
    CONSTRAINT ck_payments_paymentstate CHECK ((state IN ('ready', 'batched', 'sent', 'unknown', 'paid', 'failed', 'returned',
        'withdrawn'))),
    CONSTRAINT ck_payments_sent_has_proof CHECK (((state IN ('ready', 'batched', 'withdrawn')) OR (sent_at IS NOT NULL))),
    CONSTRAINT ck_payments_sums_add_up CHECK ((net_satang = (gross_satang - withheld_satang)))
);
CREATE INDEX ix_payments_batch_id ON payments (batch_id);
CREATE INDEX ix_payments_payable_id ON payments (payable_id);
CREATE INDEX ix_payments_state_state_since ON payments (state, state_since);
CREATE UNIQUE INDEX uq_payments_live ON payments (payable_id) WHERE (state IN ('ready', 'batched', 'sent', 'unknown', 'paid'));

CREATE TABLE people (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    email varchar(255) NOT NULL,
    full_name varchar(300) NOT NULL,
    phone varchar(20) NOT NULL,
    locale varchar(2) NOT NULL,
    password varchar(255),
    active boolean NOT NULL,
    fs_uniquifier varchar(64) NOT NULL,
    confirmed_at timestamptz,
    create_datetime timestamptz DEFAULT now() NOT NULL,
    update_datetime timestamptz DEFAULT now() NOT NULL,
    tf_primary_method varchar(64),
    tf_totp_secret varchar(255),
    tf_last_counter bigint,
    mf_recovery_codes json,
    fs_webauthn_user_handle varchar(64),
    acting_as varchar(40) NOT NULL,
    title varchar(40) NOT NULL,
    blocked_at timestamptz,
    blocked_by_id bigint,
    block_reason_id bigint,
    CONSTRAINT pk_people PRIMARY KEY (id),
    CONSTRAINT uq_people_email UNIQUE (email),
    CONSTRAINT uq_people_fs_webauthn_user_handle UNIQUE (fs_webauthn_user_handle),
    CONSTRAINT ck_people_blocked_by_someone CHECK ((((blocked_at IS NULL) = (blocked_by_id IS NULL)) AND ((blocked_at IS NULL)
        = (block_reason_id IS NULL)))),
    CONSTRAINT ck_people_blocked_is_shut CHECK (((blocked_at IS NULL) OR (NOT active))),
    CONSTRAINT ck_people_email_lower CHECK ((email = lower(email))),
    CONSTRAINT ck_people_not_by_oneself CHECK ((blocked_by_id <> id))
);
CREATE INDEX ix_people_blocked ON people (blocked_at, id) WHERE (blocked_at IS NOT NULL);
CREATE UNIQUE INDEX uq_people_fs_uniquifier ON people (fs_uniquifier) WHERE (fs_uniquifier IS NOT NULL);

CREATE TABLE person_keys (
    person_id bigint NOT NULL,
    key bytea NOT NULL,
    created_at timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT pk_person_keys PRIMARY KEY (person_id)
);

CREATE TABLE projects (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    plan_id bigint NOT NULL,
    code varchar(40) NOT NULL,
    name_th varchar(300) NOT NULL,
    name_en varchar(300) NOT NULL,
    approach varchar(4000) NOT NULL,
    lead_agency varchar(300) NOT NULL,
    lead_agency_kind varchar(40) NOT NULL,
    priority integer NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    zero_budget boolean NOT NULL,
    budget_satang bigint NOT NULL,
    state varchar(40) NOT NULL,
    created_at timestamptz NOT NULL,
    created_by_id bigint NOT NULL,
    submitted_at timestamptz,
    submitted_by_id bigint,
    approved_at timestamptz,
    approved_by_id bigint,
    resolution_number varchar(100),
    resolution_date date,
    resolution_document_id bigint,
    state_reason_id bigint,
    name_order text GENERATED ALWAYS AS (thai_sort_key((name_th)::text)) STORED NOT NULL COLLATE "C",
    CONSTRAINT pk_projects PRIMARY KEY (id),
    CONSTRAINT uq_projects_code UNIQUE (code),
    CONSTRAINT ck_projects_agencykind CHECK ((lead_agency_kind IN ('government_agency', 'state_body', 'state_enterprise',
        'private_organisation'))),
    CONSTRAINT ck_projects_approved_by_another CHECK ((approved_by_id <> submitted_by_id)),
    CONSTRAINT ck_projects_approved_has_resolution CHECK (((state IN ('approved', 'running', 'closed')) = ((approved_by_id IS
        NOT NULL) AND (resolution_number IS NOT NULL) AND (resolution_date IS NOT NULL) AND (resolution_document_id IS NOT
        NULL)))),
    CONSTRAINT ck_projects_budget_unless_zero CHECK (((budget_satang >= 0) AND (zero_budget = (budget_satang = 0)))),
    CONSTRAINT ck_projects_planstate CHECK ((state IN ('draft', 'submitted', 'returned', 'approved', 'running', 'closed'))),
    CONSTRAINT ck_projects_priority_1_to_5 CHECK (((priority >= 1) AND (priority <= 5))),
    CONSTRAINT ck_projects_starts_before_it_ends CHECK ((starts_on <= ends_on))
);
CREATE INDEX ix_projects_plan_id ON projects (plan_id);
CREATE INDEX ix_projects_resolution_document_id ON projects (resolution_document_id);

CREATE TABLE proposals (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    coupon_id bigint NOT NULL,
    scan_id bigint NOT NULL,
    provider_id bigint NOT NULL,
    service_id bigint NOT NULL,
    price_satang bigint NOT NULL,
    subsidy_satang bigint NOT NULL,
    own_satang bigint NOT NULL,
    state varchar(40) NOT NULL,
    refusal varchar(40),
    proposed_at timestamptz NOT NULL,
    proposed_by_id bigint NOT NULL,
    expires_at timestamptz NOT NULL,
    closed_at timestamptz,
    closed_by_id bigint,
    method varchar(40),
    wrong_codes smallint NOT NULL,
    CONSTRAINT pk_proposals PRIMARY KEY (id),
    CONSTRAINT ck_proposals_amounts CHECK (((price_satang > 0) AND (subsidy_satang >= 0))),
    CONSTRAINT ck_proposals_consent_has_method CHECK (((state = 'consented') = (method IS NOT NULL))),
    CONSTRAINT ck_proposals_consentmethod CHECK ((method IN ('tap', 'code'))),
    CONSTRAINT ck_proposals_five_tries CHECK (((wrong_codes >= 0) AND (wrong_codes <= 5))),
    CONSTRAINT ck_proposals_parts_add_up CHECK (((own_satang = (price_satang - subsidy_satang)) AND (own_satang >= 0))),
    CONSTRAINT ck_proposals_proposalstate CHECK ((state IN ('open', 'consented', 'declined', 'refused', 'lapsed',
        'superseded', 'withdrawn'))),
    CONSTRAINT ck_proposals_refusal CHECK ((refusal IN ('coupon_not_open', 'coupon_expired', 'scheme_not_open',
        'delivery_window_over', 'provider_not_approved', 'category_not_approved', 'accreditation_expired',
        'service_withdrawn', 'price_outside_range', 'sme_not_verified', 'tied_to_provider', 'not_enough_left', 'scan_too_old',
        'too_many_prices', 'proposal_lapsed', 'proposal_declined', 'wrong_code', 'too_many_wrong_codes', 'only_tap_today',
        'proposal_superseded', 'proposal_withdrawn', 'price_confirmed'))),
    CONSTRAINT ck_proposals_refusal_has_reason CHECK (((state = 'refused') = (refusal IS NOT NULL)))
);
CREATE INDEX ix_proposals_coupon_id ON proposals (coupon_id);
CREATE INDEX ix_proposals_open ON proposals (expires_at) WHERE (state = 'open');
CREATE INDEX ix_proposals_provider_id ON proposals (provider_id);
CREATE INDEX ix_proposals_scan_id ON proposals (scan_id);
CREATE UNIQUE INDEX uq_proposals_open_of_scan ON proposals (scan_id) WHERE (state = 'open');
CREATE UNIQUE INDEX uq_proposals_open_of_service ON proposals (coupon_id, provider_id, service_id) WHERE (state = 'open');

CREATE TABLE provider_categories (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    provider_id bigint NOT NULL,
    category_id bigint NOT NULL,
    state varchar(40) NOT NULL,
    accreditation varchar(200) NOT NULL,
    accreditation_document_id bigint,
    valid_until date,
    decided_at timestamptz,
    decided_by_id bigint,
    state_reason_id bigint,
    CONSTRAINT pk_provider_categories PRIMARY KEY (id),
    CONSTRAINT uq_provider_categories_provider_id_category_id UNIQUE (provider_id, category_id),
    CONSTRAINT ck_provider_categories_approved_has_proof CHECK (((state <> 'approved') OR ((decided_by_id IS NOT NULL) AND
        (valid_until IS NOT NULL)))),
    CONSTRAINT ck_provider_categories_categorystate CHECK ((state IN ('requested', 'approved', 'rejected', 'withdrawn')))
);
CREATE INDEX ix_provider_categories_accreditation_document_id ON provider_categories (accreditation_document_id);
CREATE INDEX ix_provider_categories_ending ON provider_categories (valid_until, id) WHERE (state = 'approved');
CREATE INDEX ix_provider_categories_provider_id ON provider_categories (provider_id);

CREATE TABLE providers (
    organisation_id bigint NOT NULL,
    state varchar(40) NOT NULL,
    profile_th varchar(4000) NOT NULL,
    profile_en varchar(4000) NOT NULL,
    track_record varchar(4000) NOT NULL,
    created_at timestamptz NOT NULL,
    submitted_at timestamptz,
    submitted_by_id bigint,
    decided_at timestamptz,
    decided_by_id bigint,
    first_decided_by_id bigint,
    state_reason_id bigint,
    rating_count integer NOT NULL,
    rating_sum integer NOT NULL,
    CONSTRAINT pk_providers PRIMARY KEY (organisation_id),
    CONSTRAINT ck_providers_appeal_to_another CHECK ((decided_by_id <> first_decided_by_id)),
    CONSTRAINT ck_providers_approved_has_proof CHECK (((state NOT IN ('approved', 'suspended', 'delisted')) OR (decided_by_id
        IS NOT NULL))),
    CONSTRAINT ck_providers_decided_by_another CHECK ((decided_by_id <> submitted_by_id)),
    CONSTRAINT ck_providers_providerstate CHECK ((state IN ('draft', 'submitted', 'returned', 'approved', 'suspended',
        'delisted', 'rejected')))
);

CREATE TABLE reasons (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    person_id bigint NOT NULL,
    nonce bytea NOT NULL,
    ciphertext bytea NOT NULL,
    created_at timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT pk_reasons PRIMARY KEY (id)
);
CREATE INDEX ix_reasons_person_id ON reasons (person_id);

CREATE TABLE redemptions (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    proposal_id bigint NOT NULL,
    coupon_id bigint NOT NULL,
    scheme_id bigint NOT NULL,
    line_id bigint,
    sme_id bigint NOT NULL,
    provider_id bigint NOT NULL,
    service_id bigint NOT NULL,
    price_satang bigint NOT NULL,
    subsidy_satang bigint NOT NULL,
    own_satang bigint NOT NULL,
    approved_satang bigint,
    state varchar(40) NOT NULL,
    state_since timestamptz NOT NULL,
    reserved_at timestamptz NOT NULL,
    reserved_by_id bigint NOT NULL,
    deliver_by date NOT NULL,
    delivered_at timestamptz,
    delivered_by_id bigint,
    delivered_on date,
    accept_by date,
    accepted_at timestamptz,
    accepted_by_id bigint,
    rating smallint,
    comment varchar(4000) NOT NULL,
    tax_invoice_number varchar(40),
    tax_invoice_on date,
    decided_at timestamptz,
    decided_by_id bigint,
    state_reason_id bigint,
    CONSTRAINT pk_redemptions PRIMARY KEY (id),
    CONSTRAINT uq_redemptions_proposal_id UNIQUE (proposal_id),
    CONSTRAINT ck_redemptions_approved_has_proof CHECK (((state NOT IN ('approved', 'paid')) OR ((decided_by_id IS NOT NULL)
        AND (approved_satang IS NOT NULL)))),
    CONSTRAINT ck_redemptions_approved_within_subsidy CHECK (((approved_satang >= 0) AND (approved_satang <= subsidy_satang))),
    CONSTRAINT ck_redemptions_decided_by_another CHECK ((decided_by_id <> accepted_by_id)),
    CONSTRAINT ck_redemptions_delivered_has_proof CHECK (((state <> 'delivered') OR (delivered_at IS NOT NULL))),
    CONSTRAINT ck_redemptions_invoice_has_number_and_date CHECK (((tax_invoice_number IS NULL) = (tax_invoice_on IS NULL))),
    CONSTRAINT ck_redemptions_parts_add_up CHECK ((own_satang = (price_satang - subsidy_satang))),
    CONSTRAINT ck_redemptions_rating_1_to_5 CHECK (((rating >= 1) AND (rating <= 5))),
    CONSTRAINT ck_redemptions_redemptionstate CHECK ((state IN ('reserved', 'delivered', 'returned', 'accepted', 'approved',
        'rejected', 'paid', 'closed', 'cancelled', 'lapsed', 'disputed')))
);
CREATE INDEX ix_redemptions_coupon_id ON redemptions (coupon_id);
CREATE INDEX ix_redemptions_live ON redemptions (state, state_since) WHERE (state IN ('reserved', 'delivered', 'returned',
    'accepted', 'disputed'));
CREATE INDEX ix_redemptions_live_of_provider ON redemptions (provider_id, state) WHERE (state IN ('reserved', 'delivered',
    'returned', 'accepted', 'disputed'));
CREATE INDEX ix_redemptions_provider_id_state_since_id ON redemptions (provider_id, state_since, id);
CREATE INDEX ix_redemptions_queue ON redemptions (( CASE WHEN (state IN ('accepted', 'disputed')) THEN timezone('UTC',
    state_since) ELSE (timezone('UTC', state_since) + '36500 days'::interval) END), id);
CREATE INDEX ix_redemptions_scheme_id ON redemptions (scheme_id);
CREATE INDEX ix_redemptions_sme_id ON redemptions (sme_id);
CREATE UNIQUE INDEX uq_redemptions_tax_invoice ON redemptions (provider_id, tax_invoice_number) WHERE (state NOT IN
    ('rejected', 'cancelled', 'lapsed'));

CREATE TABLE reminders (
    turn varchar(40) NOT NULL,
    subject_id bigint NOT NULL,
    since timestamptz NOT NULL,
    stage varchar(40) NOT NULL,
    told_at timestamptz NOT NULL,
    CONSTRAINT pk_reminders PRIMARY KEY (turn, subject_id, since, stage),
    CONSTRAINT ck_reminders_reminderstage CHECK ((stage IN ('arrived', 'half', 'soon', 'late')))
);

CREATE TABLE rights_requests (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    kind varchar(40) NOT NULL,
    person_id bigint NOT NULL,
    state varchar(40) NOT NULL,
    asked_at timestamptz NOT NULL,
    asked_by_id bigint NOT NULL,
    reason_id bigint NOT NULL,
    decided_at timestamptz,
    decided_by_id bigint,
    state_reason_id bigint,
    organisation_id bigint,
    membership_id bigint,
    document_id bigint,
    new_owner_email varchar(255),
    takes_effect_at timestamptz,
    CONSTRAINT pk_rights_requests PRIMARY KEY (id),
    CONSTRAINT ck_rights_requests_decided_has_moment CHECK (((state = 'asked') = (decided_at IS NULL))),
    CONSTRAINT ck_rights_requests_done_by_two CHECK (((state NOT IN ('waiting', 'done')) OR ((decided_by_id IS NOT NULL) AND
        (decided_by_id <> asked_by_id)))),
    CONSTRAINT ck_rights_requests_email_lower CHECK ((new_owner_email = lower(new_owner_email))),
    CONSTRAINT ck_rights_requests_number_has_facts CHECK (((kind <> 'free_number') OR (num_nulls(organisation_id, document_id)
        = 0))),
    CONSTRAINT ck_rights_requests_of_another CHECK (((asked_by_id <> person_id) AND (decided_by_id <> person_id))),
    CONSTRAINT ck_rights_requests_owner_has_facts CHECK (((kind <> 'replace_owner') OR ((num_nulls(organisation_id,
        membership_id) = 0) AND ((state NOT IN ('asked', 'waiting')) OR (num_nulls(new_owner_email, document_id) = 0)) AND
        ((state <> 'done') OR (document_id IS NOT NULL))))),
    CONSTRAINT ck_rights_requests_rightsrequestkind CHECK ((kind IN ('free_number', 'replace_owner', 'unblock'))),
    CONSTRAINT ck_rights_requests_rightsrequeststate CHECK ((state IN ('asked', 'done', 'declined', 'withdrawn', 'lapsed',
        'waiting', 'objected'))),
    CONSTRAINT ck_rights_requests_waits_for_a_moment CHECK (((state <> 'waiting') OR (takes_effect_at IS NOT NULL)))
);
CREATE INDEX ix_rights_requests_asked ON rights_requests (asked_at) WHERE (state = 'asked');
CREATE INDEX ix_rights_requests_document_id ON rights_requests (document_id);
CREATE INDEX ix_rights_requests_membership_id ON rights_requests (membership_id);
CREATE INDEX ix_rights_requests_new_owner_email ON rights_requests (new_owner_email) WHERE (new_owner_email IS NOT NULL);
CREATE INDEX ix_rights_requests_organisation_id ON rights_requests (organisation_id);
CREATE INDEX ix_rights_requests_person_id ON rights_requests (person_id);
CREATE INDEX ix_rights_requests_said_no ON rights_requests (decided_at) WHERE (state IN ('declined', 'objected'));
CREATE INDEX ix_rights_requests_waiting ON rights_requests (takes_effect_at) WHERE (state = 'waiting');
CREATE UNIQUE INDEX uq_rights_requests_number ON rights_requests (organisation_id) WHERE ((kind = 'free_number') AND (state =
    'asked'));
CREATE UNIQUE INDEX uq_rights_requests_owner ON rights_requests (membership_id) WHERE ((kind = 'replace_owner') AND (state IN
    ('asked', 'waiting')));
CREATE UNIQUE INDEX uq_rights_requests_unblock ON rights_requests (person_id) WHERE ((kind = 'unblock') AND (state = 'asked'));

CREATE TABLE role_grants (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    person_id bigint NOT NULL,
    unit_id bigint NOT NULL,
    role varchar(40) NOT NULL,
    state varchar(40) NOT NULL,
    granted_at timestamptz NOT NULL,
    granted_by_id bigint NOT NULL,
    decided_at timestamptz,
    confirmed_by_id bigint,
    state_reason_id bigint,
    CONSTRAINT pk_role_grants PRIMARY KEY (id),
    CONSTRAINT ck_role_grants_confirmed_by_another CHECK (((confirmed_by_id <> granted_by_id) AND (confirmed_by_id <> person_id))),
    CONSTRAINT ck_role_grants_confirmed_has_proof CHECK (((state = 'confirmed') = (confirmed_by_id IS NOT NULL))),
    CONSTRAINT ck_role_grants_decided_has_moment CHECK (((state = 'proposed') = (decided_at IS NULL))),
    CONSTRAINT ck_role_grants_not_to_oneself CHECK ((granted_by_id <> person_id)),
    CONSTRAINT ck_role_grants_role CHECK ((role IN ('person', 'sme_owner', 'sme_member', 'sme_consenter', 'provider_owner',
        'provider_cashier', 'plan_officer', 'plan_approver', 'programme_officer', 'programme_approver', 'claim_officer',
        'finance_officer', 'finance_approver', 'finance_releaser', 'auditor', 'administrator'))),
    CONSTRAINT ck_role_grants_rolegrantstate CHECK ((state IN ('proposed', 'confirmed', 'declined', 'withdrawn', 'lapsed')))
);
CREATE INDEX ix_role_grants_person_id ON role_grants (person_id);
CREATE UNIQUE INDEX uq_role_grants_open ON role_grants (person_id, role) WHERE (state = 'proposed');

CREATE TABLE scans (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    provider_id bigint NOT NULL,
    scanned_by_id bigint NOT NULL,
    coupon_id bigint,
    method varchar(40) NOT NULL,
    outcome varchar(40) NOT NULL,
    scanned_at timestamptz NOT NULL,
    CONSTRAINT pk_scans PRIMARY KEY (id),
    CONSTRAINT ck_scans_scanmethod CHECK ((method IN ('camera', 'typed'))),
    CONSTRAINT ck_scans_scanoutcome CHECK ((outcome IN ('good', 'torn', 'unknown', 'replaced', 'held', 'expired', 'cancelled',
        'spent', 'scheme_closed', 'provider_not_approved', 'category_not_approved', 'own_coupon', 'too_many_tries')))
);
CREATE INDEX ix_scans_coupon_id ON scans (coupon_id);
CREATE INDEX ix_scans_provider_id ON scans (provider_id);
CREATE INDEX ix_scans_scanned_by_id_scanned_at ON scans (scanned_by_id, scanned_at);

CREATE TABLE scheme_categories (
    scheme_id bigint NOT NULL,
    category_id bigint NOT NULL,
    CONSTRAINT pk_scheme_categories PRIMARY KEY (scheme_id, category_id)
);

CREATE TABLE scheme_provinces (
    scheme_id bigint NOT NULL,
    province_code varchar(2) NOT NULL,
    CONSTRAINT pk_scheme_provinces PRIMARY KEY (scheme_id, province_code)
);

CREATE TABLE scheme_sectors (
    scheme_id bigint NOT NULL,
    sector varchar(40) NOT NULL,
    CONSTRAINT pk_scheme_sectors PRIMARY KEY (scheme_id, sector)
);

CREATE TABLE scheme_tiers (
    scheme_id bigint NOT NULL,
    size varchar(40) NOT NULL,
    share_bp integer NOT NULL,
    cap_satang bigint NOT NULL,
    CONSTRAINT pk_scheme_tiers PRIMARY KEY (scheme_id, size),
    CONSTRAINT ck_scheme_tiers_cap_not_negative CHECK ((cap_satang >= 0)),
    CONSTRAINT ck_scheme_tiers_share_within_whole CHECK (((share_bp >= 0) AND (share_bp <= 10000))),
    CONSTRAINT ck_scheme_tiers_smesize CHECK ((size IN ('micro', 'small', 'medium')))
);

CREATE TABLE schemes (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    project_id bigint NOT NULL,
    line_id bigint,
    code varchar(40) NOT NULL,
    name_th varchar(300) NOT NULL,
    name_en varchar(300) NOT NULL,
    purpose_th varchar(4000) NOT NULL,
    purpose_en varchar(4000) NOT NULL,
    payee_mode varchar(40) NOT NULL,
    applies_from date NOT NULL,
    applies_until date NOT NULL,
    delivers_until date NOT NULL,
    coupon_valid_days integer NOT NULL,
    delivery_days integer NOT NULL,
    max_open_coupons integer NOT NULL,
    state varchar(40) NOT NULL,
    created_at timestamptz NOT NULL,
    created_by_id bigint NOT NULL,
    approved_at timestamptz,
    approved_by_id bigint,
    resolution_number varchar(100),
    resolution_date date,
    resolution_document_id bigint,
    state_reason_id bigint,
    name_order text GENERATED ALWAYS AS (thai_sort_key((name_th)::text)) STORED NOT NULL COLLATE "C",
    CONSTRAINT pk_schemes PRIMARY KEY (id),
    CONSTRAINT uq_schemes_code UNIQUE (code),
    CONSTRAINT ck_schemes_approved_by_another CHECK ((approved_by_id <> created_by_id)),
    CONSTRAINT ck_schemes_approved_has_resolution CHECK (((state <> 'draft') = ((approved_by_id IS NOT NULL) AND
        (resolution_number IS NOT NULL) AND (resolution_date IS NOT NULL) AND (resolution_document_id IS NOT NULL)))),
    CONSTRAINT ck_schemes_limits_positive CHECK (((coupon_valid_days > 0) AND (delivery_days > 0) AND (max_open_coupons > 0))),
    CONSTRAINT ck_schemes_payeemode CHECK ((payee_mode IN ('pay_provider', 'reimburse_sme'))),
    CONSTRAINT ck_schemes_schemestate CHECK ((state IN ('draft', 'approved', 'open', 'paused', 'closed'))),
    CONSTRAINT ck_schemes_windows_in_order CHECK (((applies_from <= applies_until) AND (applies_until <= delivers_until)))
);
CREATE INDEX ix_schemes_line_id ON schemes (line_id);
CREATE INDEX ix_schemes_project_id ON schemes (project_id);
CREATE INDEX ix_schemes_resolution_document_id ON schemes (resolution_document_id);

CREATE TABLE service_categories (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    code varchar(40) NOT NULL,
    name_th varchar(300) NOT NULL,
    name_en varchar(300) NOT NULL,
    needs_accreditation boolean NOT NULL,
    active boolean NOT NULL,
    CONSTRAINT pk_service_categories PRIMARY KEY (id),
    CONSTRAINT uq_service_categories_code UNIQUE (code)
);

CREATE TABLE service_changes (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    service_id bigint NOT NULL,
    state varchar(40) NOT NULL,
    category_id bigint NOT NULL,
    name_th varchar(300) NOT NULL,
    name_en varchar(300) NOT NULL,
    description_th varchar(4000) NOT NULL,
    description_en varchar(4000) NOT NULL,
    deliverables varchar(4000) NOT NULL,
    price_from_satang bigint NOT NULL,
    price_to_satang bigint NOT NULL,
    duration_days integer NOT NULL,
    asked_at timestamptz NOT NULL,
    asked_by_id bigint NOT NULL,
    decided_at timestamptz,
    decided_by_id bigint,
    state_reason_id bigint,
    CONSTRAINT pk_service_changes PRIMARY KEY (id),
    CONSTRAINT ck_service_changes_changestate CHECK ((state IN ('requested', 'approved', 'rejected', 'dropped'))),
    CONSTRAINT ck_service_changes_decided_by_another CHECK ((decided_by_id <> asked_by_id)),
    CONSTRAINT ck_service_changes_decided_has_proof CHECK (((state IN ('approved', 'rejected')) = (decided_by_id IS NOT NULL))),
    CONSTRAINT ck_service_changes_duration_positive CHECK ((duration_days > 0)),
    CONSTRAINT ck_service_changes_price_range CHECK (((price_from_satang > 0) AND (price_from_satang <= price_to_satang)))
);
CREATE INDEX ix_service_changes_service_id ON service_changes (service_id);
CREATE UNIQUE INDEX uq_service_changes_open ON service_changes (service_id) WHERE (state = 'requested');

CREATE TABLE services (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    provider_id bigint NOT NULL,
    category_id bigint NOT NULL,
    name_th varchar(300) NOT NULL,
    name_en varchar(300) NOT NULL,
    description_th varchar(4000) NOT NULL,
    description_en varchar(4000) NOT NULL,
    deliverables varchar(4000) NOT NULL,
    price_from_satang bigint NOT NULL,
    price_to_satang bigint NOT NULL,
    duration_days integer NOT NULL,
    active boolean NOT NULL,
    created_at timestamptz NOT NULL,
    name_order text GENERATED ALWAYS AS (thai_sort_key((name_th)::text)) STORED NOT NULL COLLATE "C",
    approved_at timestamptz,
    approved_by_id bigint,
    CONSTRAINT pk_services PRIMARY KEY (id),
    CONSTRAINT ck_services_approved_by_somebody CHECK (((approved_at IS NULL) = (approved_by_id IS NULL))),
    CONSTRAINT ck_services_duration_positive CHECK ((duration_days > 0)),
    CONSTRAINT ck_services_price_range CHECK (((price_from_satang > 0) AND (price_from_satang <= price_to_satang)))
);
CREATE INDEX ix_services_category_id ON services (category_id);
CREATE INDEX ix_services_name_order ON services (name_order, id);
CREATE INDEX ix_services_provider_id ON services (provider_id);

CREATE TABLE sign_in_attempts (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    kind varchar(40) NOT NULL,
    account bytea NOT NULL,
    device bytea,
    network bytea NOT NULL,
    at timestamptz NOT NULL,
    failed boolean NOT NULL,
    reported boolean DEFAULT false NOT NULL,
    CONSTRAINT pk_sign_in_attempts PRIMARY KEY (id),
    CONSTRAINT ck_sign_in_attempts_attemptkind CHECK ((kind IN ('password', 'second_factor', 'mail')))
);
CREATE INDEX ix_sign_in_attempts_account ON sign_in_attempts (account, device, at) WHERE failed;
CREATE INDEX ix_sign_in_attempts_at ON sign_in_attempts (at);
CREATE INDEX ix_sign_in_attempts_network ON sign_in_attempts (network, at) WHERE failed;
CREATE INDEX ix_sign_in_attempts_of_account ON sign_in_attempts (account, id);
CREATE INDEX ix_sign_in_attempts_unreported ON sign_in_attempts (at) WHERE (failed AND (NOT reported));

CREATE TABLE sign_in_sessions (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    person_id bigint NOT NULL,
    token_digest bytea NOT NULL,
    created_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    remembered boolean NOT NULL,
    password_at timestamptz NOT NULL,
    second_factor_at timestamptz,
    browser varchar(40) NOT NULL,
    ended_at timestamptz,
    ended_by_id bigint,
    end_reason varchar(40),
    CONSTRAINT pk_sign_in_sessions PRIMARY KEY (id),
    CONSTRAINT uq_sign_in_sessions_token_digest UNIQUE (token_digest),
    CONSTRAINT ck_sign_in_sessions_ended_for_a_reason CHECK (((ended_at IS NULL) = (end_reason IS NULL))),
    CONSTRAINT ck_sign_in_sessions_sessionend CHECK ((end_reason IN ('signed_out', 'ended_from_another',
        'ended_by_administrator', 'password_changed', 'second_factor_changed', 'role_changed', 'time_over', 'blocked')))
);
CREATE INDEX ix_sign_in_sessions_last_seen_at ON sign_in_sessions (last_seen_at);
CREATE INDEX ix_sign_in_sessions_person_id ON sign_in_sessions (person_id);

CREATE TABLE sme_documents (
    organisation_id bigint NOT NULL,
    document_id bigint NOT NULL,
    CONSTRAINT pk_sme_documents PRIMARY KEY (organisation_id, document_id)
);
CREATE INDEX ix_sme_documents_document_id ON sme_documents (document_id);

CREATE TABLE sme_updates (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    organisation_id bigint NOT NULL,
    kind varchar(40) NOT NULL,
    state varchar(40) NOT NULL,
    sector varchar(40),
    employees integer,
    revenue_satang bigint,
    figures_year integer,
    size varchar(40),
    thai_share_bp integer,
    taxes_filed boolean,
    not_bankrupt boolean,
    not_barred boolean,
    lawful_business boolean,
    said_at timestamptz NOT NULL,
    said_by_id bigint NOT NULL,
    counted_at timestamptz,
    decided_at timestamptz,
    decided_by_id bigint,
    state_reason_id bigint,
    CONSTRAINT pk_sme_updates PRIMARY KEY (id),
    CONSTRAINT ck_sme_updates_counted_since CHECK (((state = 'counted') = (counted_at IS NOT NULL))),
    CONSTRAINT ck_sme_updates_decided_at_a_time CHECK (((decided_by_id IS NULL) = (decided_at IS NULL))),
    CONSTRAINT ck_sme_updates_decided_by_another CHECK ((decided_by_id <> said_by_id)),
    CONSTRAINT ck_sme_updates_kind_is_complete CHECK ( CASE kind WHEN 'figures' THEN (num_nulls(sector, employees,
        revenue_satang, figures_year) = 0) ELSE (num_nulls(thai_share_bp, taxes_filed, not_bankrupt, not_barred,
        lawful_business) = 0) END),
    CONSTRAINT ck_sme_updates_returned_by_somebody CHECK (((state <> 'returned') OR (decided_by_id IS NOT NULL))),
    CONSTRAINT ck_sme_updates_sector CHECK ((sector IN ('manufacturing', 'trade', 'service'))),
    CONSTRAINT ck_sme_updates_smesize CHECK ((size IN ('micro', 'small', 'medium'))),
    CONSTRAINT ck_sme_updates_updatekind CHECK ((kind IN ('figures', 'declarations'))),
    CONSTRAINT ck_sme_updates_updatestate CHECK ((state IN ('waiting', 'counted', 'returned', 'withdrawn'))),
    CONSTRAINT ck_sme_updates_year_has_begun CHECK (((figures_year)::numeric <= (EXTRACT(year FROM (said_at AT TIME ZONE
        'Asia/Bangkok')) + (543)::numeric)))
);
CREATE INDEX ix_sme_updates_organisation_id ON sme_updates (organisation_id);
CREATE INDEX ix_sme_updates_waiting ON sme_updates (said_at) WHERE (state = 'waiting');
CREATE UNIQUE INDEX uq_sme_updates_waiting ON sme_updates (organisation_id, kind) WHERE (state = 'waiting');

CREATE TABLE smes (
    organisation_id bigint NOT NULL,
    state varchar(40) NOT NULL,
    business varchar(4000) NOT NULL,
    sector varchar(40),
    employees integer,
    revenue_satang bigint,
    figures_year integer,
    thai_share_bp integer,
    taxes_filed boolean NOT NULL,
    not_bankrupt boolean NOT NULL,
    not_barred boolean NOT NULL,
    lawful_business boolean NOT NULL,
    size varchar(40),
    created_at timestamptz NOT NULL,
    submitted_at timestamptz,
    submitted_by_id bigint,
    verified_at timestamptz,
    verified_by_id bigint,
    state_reason_id bigint,
    rejected_at timestamptz,
    rejected_by_id bigint,
    first_decided_by_id bigint,
    CONSTRAINT pk_smes PRIMARY KEY (organisation_id),
    CONSTRAINT ck_smes_figures_not_negative CHECK (((employees >= 0) AND (revenue_satang >= 0))),
    CONSTRAINT ck_smes_rejected_appeal_to_another CHECK ((rejected_by_id <> first_decided_by_id)),
    CONSTRAINT ck_smes_rejected_by_somebody CHECK (((rejected_at IS NULL) = (rejected_by_id IS NULL))),
    CONSTRAINT ck_smes_sector CHECK ((sector IN ('manufacturing', 'trade', 'service'))),
    CONSTRAINT ck_smes_smesize CHECK ((size IN ('micro', 'small', 'medium'))),
    CONSTRAINT ck_smes_smestate CHECK ((state IN ('draft', 'submitted', 'returned', 'verified', 'suspended', 'rejected'))),
    CONSTRAINT ck_smes_submitted_is_complete CHECK (((state IN ('draft', 'returned')) OR ((submitted_by_id IS NOT NULL) AND
        (sector IS NOT NULL) AND (employees IS NOT NULL) AND (revenue_satang IS NOT NULL) AND (figures_year IS NOT NULL) AND
        (thai_share_bp IS NOT NULL)))),
    CONSTRAINT ck_smes_thai_share_within_whole CHECK (((thai_share_bp >= 0) AND (thai_share_bp <= 10000))),
    CONSTRAINT ck_smes_verified_appeal_to_another CHECK (((state <> 'verified') OR (verified_by_id <> first_decided_by_id))),
    CONSTRAINT ck_smes_verified_by_another CHECK ((verified_by_id <> submitted_by_id)),
    CONSTRAINT ck_smes_verified_has_proof CHECK (((state NOT IN ('verified', 'suspended')) OR (verified_by_id IS NOT NULL)))
);
CREATE INDEX ix_smes_unqualified ON smes (organisation_id) WHERE ((state = 'verified') AND ((size IS NULL) OR (thai_share_bp
    <= 5000) OR (NOT (taxes_filed AND not_bankrupt AND not_barred AND lawful_business))));
CREATE INDEX ix_smes_unsettled ON smes (state) WHERE (state IN ('submitted', 'returned', 'suspended', 'rejected'));
CREATE INDEX ix_smes_waiting ON smes (submitted_at) WHERE (state = 'submitted');

CREATE TABLE staff_roles (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    person_id bigint NOT NULL,
    unit_id bigint NOT NULL,
    role varchar(40) NOT NULL,
    granted_by_id bigint,
    granted_at timestamptz NOT NULL,
    ended_at timestamptz,
    ended_by_id bigint,
    confirmed_by_id bigint,
    CONSTRAINT pk_staff_roles PRIMARY KEY (id),
    CONSTRAINT ck_staff_roles_confirmed_by_another CHECK (((confirmed_by_id <> granted_by_id) AND (confirmed_by_id <> person_id))),
    CONSTRAINT ck_staff_roles_given_by_two CHECK (((role = 'auditor') OR (granted_by_id IS NULL) OR (confirmed_by_id IS NOT
        NULL) OR (ended_at IS NOT NULL))),
    CONSTRAINT ck_staff_roles_not_to_oneself CHECK (((granted_by_id IS NULL) OR (granted_by_id <> person_id))),
    CONSTRAINT ck_staff_roles_role CHECK ((role IN ('person', 'sme_owner', 'sme_member', 'sme_consenter', 'provider_owner',
        'provider_cashier', 'plan_officer', 'plan_approver', 'programme_officer', 'programme_approver', 'claim_officer',
        'finance_officer', 'finance_approver', 'finance_releaser', 'auditor', 'administrator')))
);
CREATE INDEX ix_staff_roles_person_id ON staff_roles (person_id);
CREATE UNIQUE INDEX uq_staff_roles_live ON staff_roles (person_id, role) WHERE (ended_at IS NULL);

CREATE TABLE staff_units (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    code varchar(40) NOT NULL,
    name_th varchar(300) NOT NULL,
    name_en varchar(300) NOT NULL,
    active boolean NOT NULL,
    CONSTRAINT pk_staff_units PRIMARY KEY (id),
    CONSTRAINT uq_staff_units_code UNIQUE (code)
);

CREATE TABLE statement_lines (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    import_id bigint NOT NULL,
    "position" integer NOT NULL,
    fingerprint bytea NOT NULL,
    occurrence smallint NOT NULL,
    state varchar(40) NOT NULL,
    state_since timestamptz NOT NULL,
    problem varchar(40),
    payment_id bigint,
    duplicate_of_id bigint,
    end_to_end_id varchar(140),
    bank_ref varchar(140),
    account varchar(40) NOT NULL,
    amount_satang bigint,
    credit boolean,
    booked_on date,
    value_on date,
    code varchar(35),
    counterparty varchar(300) NOT NULL,
    description varchar(4000) NOT NULL,
    state_reason_id bigint,
    settled_by_id bigint,
    CONSTRAINT pk_statement_lines PRIMARY KEY (id),
    CONSTRAINT uq_statement_lines_import_id_position UNIQUE (import_id, "position"),
    CONSTRAINT ck_statement_lines_amount_unsigned CHECK ((amount_satang >= 0)),
    CONSTRAINT ck_statement_lines_duplicate_has_original CHECK (((state = 'duplicate') = (duplicate_of_id IS NOT NULL))),
    CONSTRAINT ck_statement_lines_lineproblem CHECK ((problem IN ('stranger', 'other_amount', 'other_account', 'not_sent',
        'already_paid', 'already_failed', 'already_returned', 'not_yet_paid', 'was_unknown', 'told_twice', 'seen_before'))),
    CONSTRAINT ck_statement_lines_linestate CHECK ((state IN ('matched', 'mismatched', 'unmatched', 'duplicate', 'set_aside'))),
    CONSTRAINT ck_statement_lines_matched_has_payment CHECK (((state <> 'matched') OR (payment_id IS NOT NULL))),
    CONSTRAINT ck_statement_lines_movement_or_status CHECK (((amount_satang IS NULL) = (credit IS NULL))),
    CONSTRAINT ck_statement_lines_problem_is_named CHECK (((state NOT IN ('mismatched', 'unmatched')) OR (problem IS NOT NULL))),
    CONSTRAINT ck_statement_lines_set_aside_has_proof CHECK (((state = 'set_aside') = (settled_by_id IS NOT NULL)))
);
CREATE INDEX ix_statement_lines_import_id ON statement_lines (import_id);
CREATE INDEX ix_statement_lines_payment_id ON statement_lines (payment_id);
CREATE INDEX ix_statement_lines_workbench ON statement_lines (state_since) WHERE (state IN ('mismatched', 'unmatched'));
CREATE UNIQUE INDEX uq_statement_lines_told_first ON statement_lines (fingerprint, occurrence) WHERE (state <> 'duplicate');

CREATE TABLE upload_hours (
    person_id bigint NOT NULL,
    hour timestamptz NOT NULL,
    files integer NOT NULL,
    CONSTRAINT pk_upload_hours PRIMARY KEY (person_id)
);
CREATE INDEX ix_upload_hours_hour ON upload_hours (hour);

-- Foreign keys

ALTER TABLE action_plans
    ADD CONSTRAINT fk_action_plans_approved_by_id FOREIGN KEY (approved_by_id) REFERENCES people(id),
    ADD CONSTRAINT fk_action_plans_created_by_id FOREIGN KEY (created_by_id) REFERENCES people(id),
    ADD CONSTRAINT fk_action_plans_resolution_document_id FOREIGN KEY (resolution_document_id) REFERENCES documents(id),
    ADD CONSTRAINT fk_action_plans_submitted_by_id FOREIGN KEY (submitted_by_id) REFERENCES people(id);

ALTER TABLE application_verdicts
    ADD CONSTRAINT fk_application_verdicts_application_id FOREIGN KEY (application_id) REFERENCES applications(id);

ALTER TABLE applications
    ADD CONSTRAINT fk_applications_category_id FOREIGN KEY (category_id) REFERENCES service_categories(id),
    ADD CONSTRAINT fk_applications_created_by_id FOREIGN KEY (created_by_id) REFERENCES people(id),
    ADD CONSTRAINT fk_applications_decided_by_id FOREIGN KEY (decided_by_id) REFERENCES people(id),
    ADD CONSTRAINT fk_applications_declined_by_id FOREIGN KEY (declined_by_id) REFERENCES people(id),
    ADD CONSTRAINT fk_applications_recommended_by_id FOREIGN KEY (recommended_by_id) REFERENCES people(id),
    ADD CONSTRAINT fk_applications_scheme_id FOREIGN KEY (scheme_id) REFERENCES schemes(id),
    ADD CONSTRAINT fk_applications_sme_id FOREIGN KEY (sme_id) REFERENCES smes(organisation_id),
    ADD CONSTRAINT fk_applications_submitted_by_id FOREIGN KEY (submitted_by_id) REFERENCES people(id);

ALTER TABLE bank_accounts
    ADD CONSTRAINT fk_bank_accounts_document_id FOREIGN KEY (document_id) REFERENCES documents(id),
    ADD CONSTRAINT fk_bank_accounts_organisation_id FOREIGN KEY (organisation_id) REFERENCES organisations(id),
    ADD CONSTRAINT fk_bank_accounts_submitted_by_id FOREIGN KEY (submitted_by_id) REFERENCES people(id),
    ADD CONSTRAINT fk_bank_accounts_verified_by_id FOREIGN KEY (verified_by_id) REFERENCES people(id);

ALTER TABLE bank_files
    ADD CONSTRAINT fk_bank_files_batch_id FOREIGN KEY (batch_id) REFERENCES batches(id),
    ADD CONSTRAINT fk_bank_files_document_id FOREIGN KEY (document_id) REFERENCES documents(id);

ALTER TABLE bank_imports
    ADD CONSTRAINT fk_bank_imports_document_id FOREIGN KEY (document_id) REFERENCES documents(id),
    ADD CONSTRAINT fk_bank_imports_imported_by_id FOREIGN KEY (imported_by_id) REFERENCES people(id);

ALTER TABLE batches
    ADD CONSTRAINT fk_batches_approved_by_id FOREIGN KEY (approved_by_id) REFERENCES people(id),
    ADD CONSTRAINT fk_batches_closed_by_id FOREIGN KEY (closed_by_id) REFERENCES people(id),
    ADD CONSTRAINT fk_batches_drafted_by_id FOREIGN KEY (drafted_by_id) REFERENCES people(id),
    ADD CONSTRAINT fk_batches_recall_asked_by_id FOREIGN KEY (recall_asked_by_id) REFERENCES people(id),
    ADD CONSTRAINT fk_batches_recalled_by_id FOREIGN KEY (recalled_by_id) REFERENCES people(id),
    ADD CONSTRAINT fk_batches_released_by_id FOREIGN KEY (released_by_id) REFERENCES people(id),
    ADD CONSTRAINT fk_batches_submitted_by_id FOREIGN KEY (submitted_by_id) REFERENCES people(id);

ALTER TABLE budget_lines
    ADD CONSTRAINT fk_budget_lines_created_by_id FOREIGN KEY (created_by_id) REFERENCES people(id),
    ADD CONSTRAINT fk_budget_lines_project_id FOREIGN KEY (project_id) REFERENCES projects(id);

ALTER TABLE budget_moves
    ADD CONSTRAINT fk_budget_moves_line_id FOREIGN KEY (line_id) REFERENCES budget_lines(id),
    ADD CONSTRAINT fk_budget_moves_made_by_id FOREIGN KEY (made_by_id) REFERENCES people(id),
    ADD CONSTRAINT fk_budget_moves_scheme_id FOREIGN KEY (scheme_id) REFERENCES schemes(id);

ALTER TABLE category_renewals
    ADD CONSTRAINT fk_category_renewals_accreditation_document_id FOREIGN KEY (accreditation_document_id) REFERENCES documents(id),
    ADD CONSTRAINT fk_category_renewals_asked_by_id FOREIGN KEY (asked_by_id) REFERENCES people(id),
    ADD CONSTRAINT fk_category_renewals_decided_by_id FOREIGN KEY (decided_by_id) REFERENCES people(id),
    ADD CONSTRAINT fk_category_renewals_provider_category_id FOREIGN KEY (provider_category_id) REFERENCES provider_categories(id);

ALTER TABLE consent_days
    ADD CONSTRAINT fk_consent_days_coupon_id FOREIGN KEY (coupon_id) REFERENCES coupons(id),
    ADD CONSTRAINT fk_consent_days_provider_id FOREIGN KEY (provider_id) REFERENCES providers(organisation_id);

ALTER TABLE coupon_codes
    ADD CONSTRAINT fk_coupon_codes_coupon_id FOREIGN KEY (coupon_id) REFERENCES coupons(id);

ALTER TABLE coupons
    ADD CONSTRAINT fk_coupons_application_id FOREIGN KEY (application_id) REFERENCES applications(id),
    ADD CONSTRAINT fk_coupons_category_id FOREIGN KEY (category_id) REFERENCES service_categories(id),
    ADD CONSTRAINT fk_coupons_issued_by_id FOREIGN KEY (issued_by_id) REFERENCES people(id),
    ADD CONSTRAINT fk_coupons_line_id FOREIGN KEY (line_id) REFERENCES budget_lines(id),
    ADD CONSTRAINT fk_coupons_scheme_id FOREIGN KEY (scheme_id) REFERENCES schemes(id),
    ADD CONSTRAINT fk_coupons_sme_id FOREIGN KEY (sme_id) REFERENCES smes(organisation_id);

ALTER TABLE evidence
    ADD CONSTRAINT fk_evidence_added_by_id FOREIGN KEY (added_by_id) REFERENCES people(id),
    ADD CONSTRAINT fk_evidence_document_id FOREIGN KEY (document_id) REFERENCES documents(id),
    ADD CONSTRAINT fk_evidence_redemption_id FOREIGN KEY (redemption_id) REFERENCES redemptions(id);

ALTER TABLE factor_resets
    ADD CONSTRAINT fk_factor_resets_asked_by_id FOREIGN KEY (asked_by_id) REFERENCES people(id),
    ADD CONSTRAINT fk_factor_resets_decided_by_id FOREIGN KEY (decided_by_id) REFERENCES people(id),
    ADD CONSTRAINT fk_factor_resets_person_id FOREIGN KEY (person_id) REFERENCES people(id);

ALTER TABLE invitations
    ADD CONSTRAINT fk_invitations_invited_by_id FOREIGN KEY (invited_by_id) REFERENCES people(id),
    ADD CONSTRAINT fk_invitations_organisation_id FOREIGN KEY (organisation_id) REFERENCES organisations(id),
    ADD CONSTRAINT fk_invitations_staff_unit_id FOREIGN KEY (staff_unit_id) REFERENCES staff_units(id),
    ADD CONSTRAINT fk_invitations_taken_up_by_id FOREIGN KEY (taken_up_by_id) REFERENCES people(id);

ALTER TABLE kpis
    ADD CONSTRAINT fk_kpis_project_id FOREIGN KEY (project_id) REFERENCES projects(id);

ALTER TABLE ledger_accounts
    ADD CONSTRAINT fk_ledger_accounts_line_id FOREIGN KEY (line_id) REFERENCES ledger_lines(line_id);

ALTER TABLE ledger_postings
    ADD CONSTRAINT fk_ledger_postings_reverses_id FOREIGN KEY (reverses_id) REFERENCES ledger_postings(id);

ALTER TABLE ledger_rollups
    ADD CONSTRAINT fk_ledger_rollups_account_id FOREIGN KEY (account_id) REFERENCES ledger_accounts(id);

ALTER TABLE ledger_stripes
    ADD CONSTRAINT fk_ledger_stripes_account_id FOREIGN KEY (account_id) REFERENCES ledger_accounts(id);

ALTER TABLE manual_findings
    ADD CONSTRAINT fk_manual_findings_decided_by_id FOREIGN KEY (decided_by_id) REFERENCES people(id),
    ADD CONSTRAINT fk_manual_findings_document_id FOREIGN KEY (document_id) REFERENCES documents(id),
    ADD CONSTRAINT fk_manual_findings_line_id FOREIGN KEY (line_id) REFERENCES statement_lines(id),
    ADD CONSTRAINT fk_manual_findings_payment_id FOREIGN KEY (payment_id) REFERENCES payments(id),
    ADD CONSTRAINT fk_manual_findings_stated_by_id FOREIGN KEY (stated_by_id) REFERENCES people(id);

ALTER TABLE memberships
    ADD CONSTRAINT fk_memberships_organisation_id FOREIGN KEY (organisation_id) REFERENCES organisations(id),
    ADD CONSTRAINT fk_memberships_person_id FOREIGN KEY (person_id) REFERENCES people(id);

ALTER TABLE muted_mails
    ADD CONSTRAINT fk_muted_mails_person_id FOREIGN KEY (person_id) REFERENCES people(id);

ALTER TABLE notices
    ADD CONSTRAINT fk_notices_person_id FOREIGN KEY (person_id) REFERENCES people(id);

ALTER TABLE number_reports
    ADD CONSTRAINT fk_number_reports_decided_by_id FOREIGN KEY (decided_by_id) REFERENCES people(id),
    ADD CONSTRAINT fk_number_reports_document_id FOREIGN KEY (document_id) REFERENCES documents(id),
    ADD CONSTRAINT fk_number_reports_organisation_id FOREIGN KEY (organisation_id) REFERENCES organisations(id),
    ADD CONSTRAINT fk_number_reports_reported_by_id FOREIGN KEY (reported_by_id) REFERENCES people(id);

ALTER TABLE organisations
    ADD CONSTRAINT fk_organisations_created_by_id FOREIGN KEY (created_by_id) REFERENCES people(id);

ALTER TABLE passkeys
    ADD CONSTRAINT fk_passkeys_user_id FOREIGN KEY (user_id) REFERENCES people(id);

ALTER TABLE payables
    ADD CONSTRAINT fk_payables_category_id FOREIGN KEY (category_id) REFERENCES service_categories(id),
    ADD CONSTRAINT fk_payables_coupon_id FOREIGN KEY (coupon_id) REFERENCES coupons(id),
    ADD CONSTRAINT fk_payables_line_id FOREIGN KEY (line_id) REFERENCES budget_lines(id),
    ADD CONSTRAINT fk_payables_payee_id FOREIGN KEY (payee_id) REFERENCES organisations(id),
    ADD CONSTRAINT fk_payables_redemption_id FOREIGN KEY (redemption_id) REFERENCES redemptions(id),
    ADD CONSTRAINT fk_payables_scheme_id FOREIGN KEY (scheme_id) REFERENCES schemes(id);

ALTER TABLE payment_events
    ADD CONSTRAINT fk_payment_events_line_id FOREIGN KEY (line_id) REFERENCES statement_lines(id),
    ADD CONSTRAINT fk_payment_events_payment_id FOREIGN KEY (payment_id) REFERENCES payments(id),
    ADD CONSTRAINT fk_payment_events_person_id FOREIGN KEY (person_id) REFERENCES people(id);

ALTER TABLE payments
    ADD CONSTRAINT fk_payments_bank_account_id FOREIGN KEY (bank_account_id) REFERENCES bank_accounts(id),
    ADD CONSTRAINT fk_payments_batch_id FOREIGN KEY (batch_id) REFERENCES batches(id),
    ADD CONSTRAINT fk_payments_created_by_id FOREIGN KEY (created_by_id) REFERENCES people(id),
    ADD CONSTRAINT fk_payments_payable_id FOREIGN KEY (payable_id) REFERENCES payables(id);

ALTER TABLE people
    ADD CONSTRAINT fk_people_blocked_by_id FOREIGN KEY (blocked_by_id) REFERENCES people(id);

ALTER TABLE projects
    ADD CONSTRAINT fk_projects_approved_by_id FOREIGN KEY (approved_by_id) REFERENCES people(id),
    ADD CONSTRAINT fk_projects_created_by_id FOREIGN KEY (created_by_id) REFERENCES people(id),
    ADD CONSTRAINT fk_projects_plan_id FOREIGN KEY (plan_id) REFERENCES action_plans(id),
    ADD CONSTRAINT fk_projects_resolution_document_id FOREIGN KEY (resolution_document_id) REFERENCES documents(id),
    ADD CONSTRAINT fk_projects_submitted_by_id FOREIGN KEY (submitted_by_id) REFERENCES people(id);

ALTER TABLE proposals
    ADD CONSTRAINT fk_proposals_closed_by_id FOREIGN KEY (closed_by_id) REFERENCES people(id),
    ADD CONSTRAINT fk_proposals_coupon_id FOREIGN KEY (coupon_id) REFERENCES coupons(id),
    ADD CONSTRAINT fk_proposals_proposed_by_id FOREIGN KEY (proposed_by_id) REFERENCES people(id),
    ADD CONSTRAINT fk_proposals_provider_id FOREIGN KEY (provider_id) REFERENCES providers(organisation_id),
    ADD CONSTRAINT fk_proposals_scan_id FOREIGN KEY (scan_id) REFERENCES scans(id),
    ADD CONSTRAINT fk_proposals_service_id FOREIGN KEY (service_id) REFERENCES services(id);

ALTER TABLE provider_categories
    ADD CONSTRAINT fk_provider_categories_accreditation_document_id FOREIGN KEY (accreditation_document_id) REFERENCES documents(id),
    ADD CONSTRAINT fk_provider_categories_category_id FOREIGN KEY (category_id) REFERENCES service_categories(id),
    ADD CONSTRAINT fk_provider_categories_decided_by_id FOREIGN KEY (decided_by_id) REFERENCES people(id),
    ADD CONSTRAINT fk_provider_categories_provider_id FOREIGN KEY (provider_id) REFERENCES providers(organisation_id);

ALTER TABLE providers
    ADD CONSTRAINT fk_providers_decided_by_id FOREIGN KEY (decided_by_id) REFERENCES people(id),
    ADD CONSTRAINT fk_providers_first_decided_by_id FOREIGN KEY (first_decided_by_id) REFERENCES people(id),
    ADD CONSTRAINT fk_providers_organisation_id FOREIGN KEY (organisation_id) REFERENCES organisations(id),
    ADD CONSTRAINT fk_providers_submitted_by_id FOREIGN KEY (submitted_by_id) REFERENCES people(id);

ALTER TABLE redemptions
    ADD CONSTRAINT fk_redemptions_accepted_by_id FOREIGN KEY (accepted_by_id) REFERENCES people(id),
    ADD CONSTRAINT fk_redemptions_coupon_id FOREIGN KEY (coupon_id) REFERENCES coupons(id),
    ADD CONSTRAINT fk_redemptions_decided_by_id FOREIGN KEY (decided_by_id) REFERENCES people(id),
    ADD CONSTRAINT fk_redemptions_delivered_by_id FOREIGN KEY (delivered_by_id) REFERENCES people(id),
    ADD CONSTRAINT fk_redemptions_line_id FOREIGN KEY (line_id) REFERENCES budget_lines(id),
    ADD CONSTRAINT fk_redemptions_proposal_id FOREIGN KEY (proposal_id) REFERENCES proposals(id),
    ADD CONSTRAINT fk_redemptions_provider_id FOREIGN KEY (provider_id) REFERENCES providers(organisation_id),
    ADD CONSTRAINT fk_redemptions_reserved_by_id FOREIGN KEY (reserved_by_id) REFERENCES people(id),
    ADD CONSTRAINT fk_redemptions_scheme_id FOREIGN KEY (scheme_id) REFERENCES schemes(id),
    ADD CONSTRAINT fk_redemptions_service_id FOREIGN KEY (service_id) REFERENCES services(id),
    ADD CONSTRAINT fk_redemptions_sme_id FOREIGN KEY (sme_id) REFERENCES smes(organisation_id);

ALTER TABLE rights_requests
    ADD CONSTRAINT fk_rights_requests_asked_by_id FOREIGN KEY (asked_by_id) REFERENCES people(id),
    ADD CONSTRAINT fk_rights_requests_decided_by_id FOREIGN KEY (decided_by_id) REFERENCES people(id),
    ADD CONSTRAINT fk_rights_requests_document_id FOREIGN KEY (document_id) REFERENCES documents(id),
    ADD CONSTRAINT fk_rights_requests_membership_id FOREIGN KEY (membership_id) REFERENCES memberships(id),
    ADD CONSTRAINT fk_rights_requests_organisation_id FOREIGN KEY (organisation_id) REFERENCES organisations(id),
    ADD CONSTRAINT fk_rights_requests_person_id FOREIGN KEY (person_id) REFERENCES people(id);

ALTER TABLE role_grants
    ADD CONSTRAINT fk_role_grants_confirmed_by_id FOREIGN KEY (confirmed_by_id) REFERENCES people(id),
    ADD CONSTRAINT fk_role_grants_granted_by_id FOREIGN KEY (granted_by_id) REFERENCES people(id),
    ADD CONSTRAINT fk_role_grants_person_id FOREIGN KEY (person_id) REFERENCES people(id),
    ADD CONSTRAINT fk_role_grants_unit_id FOREIGN KEY (unit_id) REFERENCES staff_units(id);

ALTER TABLE scheme_categories
    ADD CONSTRAINT fk_scheme_categories_category_id FOREIGN KEY (category_id) REFERENCES service_categories(id),
    ADD CONSTRAINT fk_scheme_categories_scheme_id FOREIGN KEY (scheme_id) REFERENCES schemes(id);

ALTER TABLE scheme_provinces
    ADD CONSTRAINT fk_scheme_provinces_scheme_id FOREIGN KEY (scheme_id) REFERENCES schemes(id);

ALTER TABLE scheme_sectors
    ADD CONSTRAINT fk_scheme_sectors_scheme_id FOREIGN KEY (scheme_id) REFERENCES schemes(id);

ALTER TABLE scheme_tiers
    ADD CONSTRAINT fk_scheme_tiers_scheme_id FOREIGN KEY (scheme_id) REFERENCES schemes(id);

ALTER TABLE schemes
    ADD CONSTRAINT fk_schemes_approved_by_id FOREIGN KEY (approved_by_id) REFERENCES people(id),
    ADD CONSTRAINT fk_schemes_created_by_id FOREIGN KEY (created_by_id) REFERENCES people(id),
    ADD CONSTRAINT fk_schemes_line_id FOREIGN KEY (line_id) REFERENCES budget_lines(id),
    ADD CONSTRAINT fk_schemes_project_id FOREIGN KEY (project_id) REFERENCES projects(id),
    ADD CONSTRAINT fk_schemes_resolution_document_id FOREIGN KEY (resolution_document_id) REFERENCES documents(id);

ALTER TABLE service_changes
    ADD CONSTRAINT fk_service_changes_asked_by_id FOREIGN KEY (asked_by_id) REFERENCES people(id),
    ADD CONSTRAINT fk_service_changes_category_id FOREIGN KEY (category_id) REFERENCES service_categories(id),
    ADD CONSTRAINT fk_service_changes_decided_by_id FOREIGN KEY (decided_by_id) REFERENCES people(id),
    ADD CONSTRAINT fk_service_changes_service_id FOREIGN KEY (service_id) REFERENCES services(id);

ALTER TABLE services
    ADD CONSTRAINT fk_services_approved_by_id FOREIGN KEY (approved_by_id) REFERENCES people(id),
    ADD CONSTRAINT fk_services_category_id FOREIGN KEY (category_id) REFERENCES service_categories(id),
    ADD CONSTRAINT fk_services_provider_id FOREIGN KEY (provider_id) REFERENCES providers(organisation_id);

ALTER TABLE sign_in_sessions
    ADD CONSTRAINT fk_sign_in_sessions_ended_by_id FOREIGN KEY (ended_by_id) REFERENCES people(id),
    ADD CONSTRAINT fk_sign_in_sessions_person_id FOREIGN KEY (person_id) REFERENCES people(id);

ALTER TABLE sme_documents
    ADD CONSTRAINT fk_sme_documents_document_id FOREIGN KEY (document_id) REFERENCES documents(id),
    ADD CONSTRAINT fk_sme_documents_organisation_id FOREIGN KEY (organisation_id) REFERENCES smes(organisation_id);

ALTER TABLE sme_updates
    ADD CONSTRAINT fk_sme_updates_decided_by_id FOREIGN KEY (decided_by_id) REFERENCES people(id),
    ADD CONSTRAINT fk_sme_updates_organisation_id FOREIGN KEY (organisation_id) REFERENCES smes(organisation_id),
    ADD CONSTRAINT fk_sme_updates_said_by_id FOREIGN KEY (said_by_id) REFERENCES people(id);

ALTER TABLE smes
    ADD CONSTRAINT fk_smes_first_decided_by_id FOREIGN KEY (first_decided_by_id) REFERENCES people(id),
    ADD CONSTRAINT fk_smes_organisation_id FOREIGN KEY (organisation_id) REFERENCES organisations(id),
    ADD CONSTRAINT fk_smes_rejected_by_id FOREIGN KEY (rejected_by_id) REFERENCES people(id),
    ADD CONSTRAINT fk_smes_submitted_by_id FOREIGN KEY (submitted_by_id) REFERENCES people(id),
    ADD CONSTRAINT fk_smes_verified_by_id FOREIGN KEY (verified_by_id) REFERENCES people(id);

ALTER TABLE staff_roles
    ADD CONSTRAINT fk_staff_roles_confirmed_by_id FOREIGN KEY (confirmed_by_id) REFERENCES people(id),
    ADD CONSTRAINT fk_staff_roles_ended_by_id FOREIGN KEY (ended_by_id) REFERENCES people(id),
    ADD CONSTRAINT fk_staff_roles_granted_by_id FOREIGN KEY (granted_by_id) REFERENCES people(id),
    ADD CONSTRAINT fk_staff_roles_person_id FOREIGN KEY (person_id) REFERENCES people(id),
    ADD CONSTRAINT fk_staff_roles_unit_id FOREIGN KEY (unit_id) REFERENCES staff_units(id);

ALTER TABLE statement_lines
    ADD CONSTRAINT fk_statement_lines_duplicate_of_id FOREIGN KEY (duplicate_of_id) REFERENCES statement_lines(id),
    ADD CONSTRAINT fk_statement_lines_import_id FOREIGN KEY (import_id) REFERENCES bank_imports(id),
    ADD CONSTRAINT fk_statement_lines_payment_id FOREIGN KEY (payment_id) REFERENCES payments(id),
    ADD CONSTRAINT fk_statement_lines_settled_by_id FOREIGN KEY (settled_by_id) REFERENCES people(id);

-- The queue of background work: procrastinate's schema, without the trigger whose notice serialises commits (docs/decisions/0011)

CREATE TYPE procrastinate_job_event_type AS ENUM (
    'deferred',
    'started',
    'deferred_for_retry',
    'failed',
    'succeeded',
    'cancelled',
    'abort_requested',
    'aborted',
    'scheduled',
    'retried'
);

CREATE TYPE procrastinate_job_status AS ENUM (
    'todo',
    'doing',
    'succeeded',
    'failed',
    'cancelled',
    'aborting',
    'aborted'
);

CREATE TYPE procrastinate_job_to_defer_v1 AS (
	queue_name character varying,
	task_name character varying,
	priority integer,
	lock text,
	queueing_lock text,
	args jsonb,
	scheduled_at timestamp with time zone
);

CREATE TABLE procrastinate_jobs (
    id bigserial,
    queue_name varchar(128) NOT NULL,
    task_name varchar(128) NOT NULL,
    priority integer DEFAULT 0 NOT NULL,
    lock text,
    queueing_lock text,
    args jsonb DEFAULT '{}'::jsonb NOT NULL,
    status procrastinate_job_status DEFAULT 'todo'::procrastinate_job_status NOT NULL,
    scheduled_at timestamptz,
    attempts integer DEFAULT 0 NOT NULL,
    abort_requested boolean DEFAULT false NOT NULL,
    worker_id bigint,
    CONSTRAINT procrastinate_jobs_pkey PRIMARY KEY (id),
    CONSTRAINT check_not_todo_abort_requested CHECK ((NOT ((status = 'todo'::procrastinate_job_status) AND (abort_requested =
        true))))
);
CREATE INDEX idx_procrastinate_jobs_worker_not_null ON procrastinate_jobs (worker_id) WHERE ((worker_id IS NOT NULL) AND
    (status = 'doing'::procrastinate_job_status));
CREATE INDEX procrastinate_jobs_id_lock_idx_v1 ON procrastinate_jobs (id, lock) WHERE (status = ANY
    (ARRAY['todo'::procrastinate_job_status, 'doing'::procrastinate_job_status]));
CREATE UNIQUE INDEX procrastinate_jobs_lock_idx_v1 ON procrastinate_jobs (lock) WHERE (status =
    'doing'::procrastinate_job_status);
CREATE INDEX procrastinate_jobs_priority_idx_v1 ON procrastinate_jobs (priority DESC, id) WHERE (status =
    'todo'::procrastinate_job_status);
CREATE INDEX procrastinate_jobs_queue_name_idx_v1 ON procrastinate_jobs (queue_name);
CREATE UNIQUE INDEX procrastinate_jobs_queueing_lock_idx_v1 ON procrastinate_jobs (queueing_lock) WHERE (status =
    'todo'::procrastinate_job_status);

CREATE TABLE procrastinate_events (
    id bigserial,
    job_id bigint NOT NULL,
    type procrastinate_job_event_type,
    at timestamptz DEFAULT now(),
    CONSTRAINT procrastinate_events_pkey PRIMARY KEY (id)
);
CREATE INDEX procrastinate_events_job_id_fkey_v1 ON procrastinate_events (job_id);

CREATE TABLE procrastinate_periodic_defers (
    id bigserial,
    task_name varchar(128) NOT NULL,
    defer_timestamp bigint,
    job_id bigint,
    periodic_id varchar(128) DEFAULT '' NOT NULL,
    CONSTRAINT procrastinate_periodic_defers_pkey PRIMARY KEY (id),
    CONSTRAINT procrastinate_periodic_defers_unique UNIQUE (task_name, periodic_id, defer_timestamp)
);
CREATE INDEX procrastinate_periodic_defers_job_id_fkey_v1 ON procrastinate_periodic_defers (job_id);

CREATE TABLE procrastinate_workers (
    id bigint GENERATED ALWAYS AS IDENTITY,
    last_heartbeat timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT procrastinate_workers_pkey PRIMARY KEY (id)
);
CREATE INDEX idx_procrastinate_workers_last_heartbeat ON procrastinate_workers (last_heartbeat);

ALTER TABLE procrastinate_jobs
    ADD CONSTRAINT procrastinate_jobs_worker_id_fkey FOREIGN KEY (worker_id) REFERENCES procrastinate_workers(id) ON DELETE SET NULL;

ALTER TABLE procrastinate_events
    ADD CONSTRAINT procrastinate_events_job_id_fkey FOREIGN KEY (job_id) REFERENCES procrastinate_jobs(id) ON DELETE CASCADE;

ALTER TABLE procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_job_id_fkey FOREIGN KEY (job_id) REFERENCES procrastinate_jobs(id);

CREATE FUNCTION procrastinate_cancel_job_v1(job_id bigint, abort boolean, delete_job boolean) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
BEGIN
    IF delete_job THEN
        DELETE FROM procrastinate_jobs
        WHERE id = job_id AND status = 'todo'
        RETURNING id INTO _job_id;
    END IF;
    IF _job_id IS NULL THEN
        IF abort THEN
            UPDATE procrastinate_jobs
            SET abort_requested = true,
                status = CASE status
                    WHEN 'todo' THEN 'cancelled'::procrastinate_job_status ELSE status
                END
            WHERE id = job_id AND status IN ('todo', 'doing')
            RETURNING id INTO _job_id;
        ELSE
            UPDATE procrastinate_jobs
            SET status = 'cancelled'::procrastinate_job_status
            WHERE id = job_id AND status = 'todo'
            RETURNING id INTO _job_id;
        END IF;
    END IF;
    RETURN _job_id;
END;
$$;

CREATE FUNCTION procrastinate_defer_jobs_v1(jobs procrastinate_job_to_defer_v1[]) RETURNS bigint[]
    LANGUAGE plpgsql
    AS $$
DECLARE
    job_ids bigint[];
BEGIN
    WITH inserted_jobs AS (
        INSERT INTO procrastinate_jobs (queue_name, task_name, priority, lock, queueing_lock, args, scheduled_at)
        SELECT (job).queue_name,
               (job).task_name,
               (job).priority,
               (job).lock,
               (job).queueing_lock,
               (job).args,
               (job).scheduled_at
        FROM unnest(jobs) AS job
        RETURNING id
    )
    SELECT array_agg(id) FROM inserted_jobs INTO job_ids;

    RETURN job_ids;
END;
$$;

CREATE FUNCTION procrastinate_defer_periodic_job_v2(_queue_name character varying, _lock character varying, _queueing_lock
    character varying, _task_name character varying, _priority integer, _periodic_id character varying, _defer_timestamp
    bigint, _args jsonb) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
	_job_id bigint;
	_defer_id bigint;
BEGIN
    INSERT
        INTO procrastinate_periodic_defers (task_name, periodic_id, defer_timestamp)
        VALUES (_task_name, _periodic_id, _defer_timestamp)
        ON CONFLICT DO NOTHING
        RETURNING id into _defer_id;

    IF _defer_id IS NULL THEN
        RETURN NULL;
    END IF;

    UPDATE procrastinate_periodic_defers
        SET job_id = (
            SELECT COALESCE((
                SELECT unnest(procrastinate_defer_jobs_v1(
                    ARRAY[
                        ROW(
                            _queue_name,
                            _task_name,
                            _priority,
                            _lock,
                            _queueing_lock,
                            _args,
                            NULL::timestamptz
                        )
                    ]::procrastinate_job_to_defer_v1[]
                ))
            ), NULL)
        )
        WHERE id = _defer_id
        RETURNING job_id INTO _job_id;

    DELETE
        FROM procrastinate_periodic_defers
        USING (
            SELECT id
            FROM procrastinate_periodic_defers
            WHERE procrastinate_periodic_defers.task_name = _task_name
            AND procrastinate_periodic_defers.periodic_id = _periodic_id
            AND procrastinate_periodic_defers.defer_timestamp < _defer_timestamp
            ORDER BY id
            FOR UPDATE
        ) to_delete
        WHERE procrastinate_periodic_defers.id = to_delete.id;

    RETURN _job_id;
END;
$$;

CREATE FUNCTION procrastinate_fetch_job_v2(target_queue_names character varying[], p_worker_id bigint) RETURNS procrastinate_jobs
    LANGUAGE plpgsql
    AS $$
DECLARE
	found_jobs procrastinate_jobs;
BEGIN
    WITH candidate AS (
        SELECT jobs.*
            FROM procrastinate_jobs AS jobs
            WHERE
                -- reject the job if its lock has earlier or higher priority jobs
                NOT EXISTS (
                    SELECT 1
                        FROM procrastinate_jobs AS other_jobs
                        WHERE
                            jobs.lock IS NOT NULL
                            AND other_jobs.lock = jobs.lock
                            AND (
                                -- job with same lock is already running
                                other_jobs.status = 'doing'
                                OR
                                -- job with same lock is waiting and has higher priority (or same priority but was queued first)
                                (
                                    other_jobs.status = 'todo'
                                    AND (
                                        other_jobs.priority > jobs.priority
                                        OR (
                                        other_jobs.priority = jobs.priority
                                        AND other_jobs.id < jobs.id
                                        )
                                    )
                                )
                            )
                )
                AND jobs.status = 'todo'
                AND (target_queue_names IS NULL OR jobs.queue_name = ANY( target_queue_names ))
                AND (jobs.scheduled_at IS NULL OR jobs.scheduled_at <= now())
            ORDER BY jobs.priority DESC, jobs.id ASC LIMIT 1
            FOR UPDATE OF jobs SKIP LOCKED
    )
    UPDATE procrastinate_jobs
        SET status = 'doing', worker_id = p_worker_id
        FROM candidate
        WHERE procrastinate_jobs.id = candidate.id
        RETURNING procrastinate_jobs.* INTO found_jobs;

 RETURN found_jobs;
END;
$$;

CREATE FUNCTION procrastinate_finish_job_v1(job_id bigint, end_status procrastinate_job_status, delete_job boolean) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
BEGIN
    IF end_status NOT IN ('succeeded', 'failed', 'aborted') THEN
        RAISE 'End status should be either "succeeded", "failed" or "aborted" (job id: %)', job_id;
    END IF;
    IF delete_job THEN
        DELETE FROM procrastinate_jobs
        WHERE id = job_id AND status IN ('todo', 'doing')
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = end_status,
            abort_requested = false,
            attempts = CASE status
                WHEN 'doing' THEN attempts + 1 ELSE attempts
            END
        WHERE id = job_id AND status IN ('todo', 'doing')
        RETURNING id INTO _job_id;
    END IF;
    IF _job_id IS NULL THEN
        RAISE 'Job was not found or not in "doing" or "todo" status (job id: %)', job_id;
    END IF;
END;
$$;

CREATE FUNCTION procrastinate_notify_queue_abort_job_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    payload TEXT;
BEGIN
    SELECT json_build_object('type', 'abort_job_requested', 'job_id', NEW.id)::text INTO payload;
	PERFORM pg_notify('procrastinate_queue_v1#' || NEW.queue_name, payload);
	PERFORM pg_notify('procrastinate_any_queue_v1', payload);
	RETURN NEW;
END;
$$;

CREATE FUNCTION procrastinate_notify_queue_job_inserted_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    payload TEXT;
BEGIN
    SELECT json_build_object('type', 'job_inserted', 'job_id', NEW.id)::text INTO payload;
	PERFORM pg_notify('procrastinate_queue_v1#' || NEW.queue_name, payload);
	PERFORM pg_notify('procrastinate_any_queue_v1', payload);
	RETURN NEW;
END;
$$;

CREATE FUNCTION procrastinate_prune_stalled_workers_v1(seconds_since_heartbeat double precision) RETURNS TABLE(worker_id bigint)
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN QUERY
    DELETE FROM procrastinate_workers
    WHERE last_heartbeat < NOW() - (seconds_since_heartbeat || 'SECOND')::INTERVAL
    RETURNING procrastinate_workers.id;
END;
$$;

CREATE FUNCTION procrastinate_register_worker_v1() RETURNS TABLE(worker_id bigint)
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN QUERY
    INSERT INTO procrastinate_workers DEFAULT VALUES
    RETURNING procrastinate_workers.id;
END;
$$;

CREATE FUNCTION procrastinate_retry_job_v1(job_id bigint, retry_at timestamp with time zone, new_priority integer,
    new_queue_name character varying, new_lock character varying) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
    _abort_requested boolean;
BEGIN
    SELECT abort_requested FROM procrastinate_jobs
    WHERE id = job_id AND status = 'doing'
    FOR UPDATE
    INTO _abort_requested;
    IF _abort_requested THEN
        UPDATE procrastinate_jobs
        SET status = 'failed'::procrastinate_job_status
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = 'todo'::procrastinate_job_status,
            attempts = attempts + 1,
            scheduled_at = retry_at,
            priority = COALESCE(new_priority, priority),
            queue_name = COALESCE(new_queue_name, queue_name),
            lock = COALESCE(new_lock, lock)
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    END IF;

    IF _job_id IS NULL THEN
        RAISE 'Job was not found or not in "doing" status (job id: %)', job_id;
    END IF;
END;
$$;

CREATE FUNCTION procrastinate_retry_job_v2(job_id bigint, retry_at timestamp with time zone, new_priority integer,
    new_queue_name character varying, new_lock character varying) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
    _abort_requested boolean;
    _current_status procrastinate_job_status;
BEGIN
    SELECT status, abort_requested FROM procrastinate_jobs
    WHERE id = job_id AND status IN ('doing', 'failed')
    FOR UPDATE
    INTO _current_status, _abort_requested;
    IF _current_status = 'doing' AND _abort_requested THEN
        UPDATE procrastinate_jobs
        SET status = 'failed'::procrastinate_job_status
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = 'todo'::procrastinate_job_status,
            attempts = attempts + 1,
            scheduled_at = retry_at,
            priority = COALESCE(new_priority, priority),
            queue_name = COALESCE(new_queue_name, queue_name),
            lock = COALESCE(new_lock, lock)
        WHERE id = job_id AND status IN ('doing', 'failed')
        RETURNING id INTO _job_id;
    END IF;

    IF _job_id IS NULL THEN
        RAISE 'Job was not found or has an invalid status to retry (job id: %)', job_id;
    END IF;

END;
$$;

CREATE FUNCTION procrastinate_trigger_abort_requested_events_procedure_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type)
        VALUES (NEW.id, 'abort_requested'::procrastinate_job_event_type);
    RETURN NEW;
END;
$$;

CREATE FUNCTION procrastinate_trigger_function_scheduled_events_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type, at)
        VALUES (NEW.id, 'scheduled'::procrastinate_job_event_type, NEW.scheduled_at);

	RETURN NEW;
END;
$$;

CREATE FUNCTION procrastinate_trigger_function_status_events_insert_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type)
        VALUES (NEW.id, 'deferred'::procrastinate_job_event_type);
	RETURN NEW;
END;
$$;

CREATE FUNCTION procrastinate_trigger_function_status_events_update_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    WITH t AS (
        SELECT CASE
            WHEN OLD.status = 'todo'::procrastinate_job_status
                AND NEW.status = 'doing'::procrastinate_job_status
                THEN 'started'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'todo'::procrastinate_job_status
                THEN 'deferred_for_retry'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'failed'::procrastinate_job_status
                THEN 'failed'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'succeeded'::procrastinate_job_status
                THEN 'succeeded'::procrastinate_job_event_type
            WHEN OLD.status = 'todo'::procrastinate_job_status
                AND (
                    NEW.status = 'cancelled'::procrastinate_job_status
                    OR NEW.status = 'failed'::procrastinate_job_status
                    OR NEW.status = 'succeeded'::procrastinate_job_status
                )
                THEN 'cancelled'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'aborted'::procrastinate_job_status
                THEN 'aborted'::procrastinate_job_event_type
            WHEN OLD.status = 'failed'::procrastinate_job_status
                AND NEW.status = 'todo'::procrastinate_job_status
                THEN 'retried'::procrastinate_job_event_type
            ELSE NULL
        END as event_type
    )
    INSERT INTO procrastinate_events(job_id, type)
        SELECT NEW.id, t.event_type
        FROM t
        WHERE t.event_type IS NOT NULL;
	RETURN NEW;
END;
$$;

CREATE FUNCTION procrastinate_unlink_periodic_defers_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE procrastinate_periodic_defers
    SET job_id = NULL
    WHERE job_id = OLD.id;
    RETURN OLD;
END;
$$;

CREATE FUNCTION procrastinate_unregister_worker_v1(worker_id bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    DELETE FROM procrastinate_workers
    WHERE id = worker_id;
END;
$$;

CREATE FUNCTION procrastinate_update_heartbeat_v1(worker_id bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE procrastinate_workers
    SET last_heartbeat = NOW()
    WHERE id = worker_id;
END;
$$;

CREATE TRIGGER procrastinate_jobs_notify_queue_job_aborted_v1 AFTER UPDATE OF abort_requested ON procrastinate_jobs FOR EACH
    ROW WHEN (((old.abort_requested = false) AND (new.abort_requested = true) AND (new.status =
    'doing'::procrastinate_job_status))) EXECUTE FUNCTION procrastinate_notify_queue_abort_job_v1();
CREATE TRIGGER procrastinate_trigger_abort_requested_events_v1 AFTER UPDATE OF abort_requested ON procrastinate_jobs FOR EACH
    ROW WHEN ((new.abort_requested = true)) EXECUTE FUNCTION procrastinate_trigger_abort_requested_events_procedure_v1();
CREATE TRIGGER procrastinate_trigger_delete_jobs_v1 BEFORE DELETE ON procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION
    procrastinate_unlink_periodic_defers_v1();
CREATE TRIGGER procrastinate_trigger_scheduled_events_v1 AFTER INSERT OR UPDATE ON procrastinate_jobs FOR EACH ROW WHEN
    (((new.scheduled_at IS NOT NULL) AND (new.status = 'todo'::procrastinate_job_status))) EXECUTE FUNCTION
    procrastinate_trigger_function_scheduled_events_v1();
CREATE TRIGGER procrastinate_trigger_status_events_insert_v1 AFTER INSERT ON procrastinate_jobs FOR EACH ROW WHEN ((new.status
    = 'todo'::procrastinate_job_status)) EXECUTE FUNCTION procrastinate_trigger_function_status_events_insert_v1();
CREATE TRIGGER procrastinate_trigger_status_events_update_v1 AFTER UPDATE OF status ON procrastinate_jobs FOR EACH ROW EXECUTE
    FUNCTION procrastinate_trigger_function_status_events_update_v1();

-- What the database itself refuses, whoever asks: changes of what is append-only, postings that are no move of the table

CREATE TRIGGER a_stamp BEFORE INSERT ON audit_events FOR EACH ROW EXECUTE FUNCTION stamp_row();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON audit_events FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON audit_events FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER a_stamp BEFORE INSERT ON ledger_postings FOR EACH ROW EXECUTE FUNCTION stamp_row();
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON ledger_postings FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON ledger_postings FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER b_guard BEFORE INSERT ON ledger_postings FOR EACH ROW EXECUTE FUNCTION guard_posting();

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON application_verdicts FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON application_verdicts FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON audit_seals FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON audit_seals FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON ledger_accounts FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON ledger_accounts FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON scans FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON scans FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What the application's login may do; nothing is granted by default

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO ccs_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE
    action_plans, applications, bank_accounts, bank_files, bank_imports, batches, budget_lines, budget_moves,
    category_renewals, consent_days, coupon_codes, coupons, documents, evidence, factor_resets,
    holiday_changes, idempotency_keys, invitations, kept_forms, kpis, ledger_horizon, ledger_lines,
    ledger_rollups, ledger_stripes, long_works, mail_requests, manual_findings, memberships, muted_mails,
    notices, number_reports, organisations, outbound_mails, passkeys, payables, payment_events, payments,
    people, person_keys, procrastinate_events, procrastinate_jobs, procrastinate_periodic_defers,
    procrastinate_workers, projects, proposals, provider_categories, providers, reasons, redemptions,
    reminders, rights_requests, role_grants, scheme_categories, scheme_provinces, scheme_sectors,
    scheme_tiers, schemes, service_categories, service_changes, services, sign_in_attempts, sign_in_sessions,
    sme_documents, sme_updates, smes, staff_roles, staff_units, statement_lines, upload_hours
TO ccs_app;
GRANT SELECT, INSERT ON TABLE
    application_verdicts, audit_events, audit_seals, ledger_accounts, ledger_postings, scans
TO ccs_app;
GRANT SELECT ON TABLE
    alembic_version
TO ccs_app;
GRANT USAGE, SELECT ON SEQUENCE
    action_plans_id_seq, application_verdicts_id_seq, applications_id_seq, audit_events_id_seq,
    bank_accounts_id_seq, bank_imports_id_seq, batches_id_seq, budget_lines_id_seq, budget_moves_id_seq,
    category_renewals_id_seq, coupons_id_seq, documents_id_seq, evidence_id_seq, factor_resets_id_seq,
    invitations_id_seq, kpis_id_seq, ledger_accounts_id_seq, ledger_postings_id_seq, long_works_id_seq,
    mail_requests_id_seq, manual_findings_id_seq, memberships_id_seq, notices_id_seq, number_reports_id_seq,
    organisations_id_seq, outbound_mails_id_seq, passkeys_id_seq, payables_id_seq, payment_events_id_seq,
    payments_id_seq, people_id_seq, projects_id_seq, proposals_id_seq, provider_categories_id_seq,
    reasons_id_seq, redemptions_id_seq, rights_requests_id_seq, role_grants_id_seq, scans_id_seq,
    schemes_id_seq, service_categories_id_seq, service_changes_id_seq, services_id_seq,
    sign_in_attempts_id_seq, sign_in_sessions_id_seq, sme_updates_id_seq, staff_roles_id_seq,
    staff_units_id_seq, statement_lines_id_seq
TO ccs_app;
GRANT USAGE ON SEQUENCE
    procrastinate_events_id_seq, procrastinate_jobs_id_seq, procrastinate_periodic_defers_id_seq,
    procrastinate_workers_id_seq
TO ccs_app;
