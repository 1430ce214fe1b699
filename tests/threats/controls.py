"""How the control of each row of docs/threats.md is removed, and by which door its test reaches what production runs.

One entry a row, under the test that the row names. tests/house/test_threats.py compares the two, and runs each test with
its control removed: it must fail then. Where the database refuses too, its constraint is part of the control.
"""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

from flask import request

from payouts.payments.rules import Effect
from payouts.reconciliation.rules import MatchOutcome
from payouts.states import EventKind, LineState
from schemes.states import PayeeMode
from tests.threats.removal import Control, Door
from tests.threats.removals import (
    Removal,
    _always,
    _of_the_request,
    _Telling,
    addresses_are_looked_up,
    all_of,
    any_certificate_does,
    barred_by_no_check,
    blocking_shuts_nothing,
    changed_accounts_do_not_cool_off,
    codes_are_kept_as_shown,
    codes_kept_as_they_are,
    confirmed_without_days,
    counter_may_consent,
    demotion_leaves_invitations,
    digits_told_that_money_lacks,
    duplicates_are_not_known,
    everybody_may,
    files_are_everybodys,
    files_are_not_judged,
    files_are_not_known,
    instead,
    known_numbers_are_open,
    money_is_not_asked,
    names_are_mailed_as_typed,
    nobody_is_barred,
    nobody_is_of_both_sides,
    nothing_shown_is_cleaned,
    nothing_waits,
    papers_are_believed,
    providers_consent_too,
    returning,
    rights_are_remembered,
    roles_last,
    sent_ones_keep_their_text,
    services_found_by_coupon,
    setting,
    stranger_learns_whether_it_is_genuine,
    sum_above_the_code,
    sum_on_the_upper_half,
    taken_for_a_picture,
    without_index,
    written_by_anybody,
)


def _http(remove: Removal, **more: str) -> Control:
    return Control(Door.HTTP, remove, **more)


def _by_itself(*, slow: str, shown_by: str) -> Control:
    """A row too slow to be run once more: another test of the same file removes its control each time."""
    return Control(Door.HTTP, lambda _off: None, slow=slow, shown_by=shown_by)


COUNTER, DECIDING = "tests/threats/test_counter.py::", "tests/threats/test_deciding.py::"
PAYING, PEOPLE = "tests/threats/test_paying.py::", "tests/threats/test_people.py::"
SERVER, PAGES = "tests/threats/test_server.py::", "tests/coupons/redemptions/test_counter_pages.py::"
NON_INTERFERENCE = "tests/coupons/redemptions/test_non_interference.py::"
SIGN_IN, SESSIONS = "tests/identity/accounts/test_sign_in.py::", "tests/identity/accounts/test_sessions.py::"
PROOFS, SECOND_FACTOR = (
    "tests/identity/accounts/test_session_proofs.py::",
    "tests/identity/accounts/test_second_factor.py::",
)
EXPORTS, PROVIDERS, SMES = (
    "tests/web/lists/test_exports.py::",
    "tests/providers/test_pages.py::",
    "tests/smes/test_pages.py::",
)
GRANTS, FOREIGN = "tests/identity/staff/test_role_grants.py::", "tests/core/test_foreign.py::"
OWNERS = "tests/identity/rights_requests/test_owner_replacement.py::"
BLOCKING = "tests/identity/rights_requests/test_blocking.py::"
MAIL = "tests/core/test_mail.py::"
GUARDS = "tests/ledger/test_guards.py::"

CONTROLS: dict[str, Control] = {
    # Coupons and the counter.
    f"{PAGES}test_a_provider_reads_no_coupon": _http(
        all_of(everybody_may, setting("core.actor:Actor.is_staff", True))
    ),
    f"{COUNTER}test_a_code_stands_in_no_table_and_no_log": _http(codes_kept_as_they_are),
    f"{PAGES}test_a_stranger_with_the_code_learns_nothing": _http(stranger_learns_whether_it_is_genuine),
    f"{COUNTER}test_codes_of_nobody_are_soon_not_looked_up_and_every_scan_is_kept": _http(
        setting("coupons.redemptions.services.scan_coupon:TRIES", 1_000_000)
    ),
    f"{COUNTER}test_scan_and_price_spend_nothing_and_the_counter_cannot_consent": _http(counter_may_consent),
    f"{COUNTER}test_without_proof_of_the_own_share_nothing_is_delivered": _http(
        returning("coupons.claims.rules:missing_evidence", [])
    ),
    f"{COUNTER}test_no_more_is_spent_than_the_coupon_holds": _http(money_is_not_asked),
    "tests/races/test_consents.py::test_two_hundred_coupons_twenty_prices_each": _by_itself(
        slow="a crowd of processes races for a minute; without the guards it goes wrong in a race of its own",
        shown_by="tests/races/test_consents.py::test_negative_control_without_guards_the_race_is_lost",
    ),
    f"{COUNTER}test_who_serves_the_provider_too_consents_to_none_of_its_prices": _http(
        nobody_is_of_both_sides
    ),
    f"{COUNTER}test_who_belongs_to_the_sme_does_not_scan_its_coupon": _http(nobody_is_of_both_sides),
    f"{COUNTER}test_the_six_digits_of_one_price_do_for_no_other": _http(
        returning("coupons.redemptions.services.consent_to_price:consent_code_fits", True)
    ),
    f"{COUNTER}test_an_officer_accepts_for_the_sme_only_after_its_days": _http(
        returning("coupons.claims.services.accept_for_sme:overdue", True)
    ),
    f"{COUNTER}test_who_accepted_for_the_sme_does_not_approve_the_claim": _http(
        barred_by_no_check("redemptions", "ck_redemptions_decided_by_another")
    ),
    f"{COUNTER}test_one_invoice_supports_one_claim_however_it_is_typed": _http(
        without_index("uq_redemptions_tax_invoice")
    ),
    f"{COUNTER}test_one_scan_carries_few_prices": _http(
        setting("coupons.redemptions.services.propose_price:PRICES_PER_SCAN", 1_000_000)
    ),
    f"{COUNTER}test_what_is_unusual_stands_on_the_claim_before_it_is_signed": _http(
        returning("coupons.claims.queries:claim_flags", [])
    ),
    f"{COUNTER}test_the_provider_is_owed_what_the_state_pays_and_no_more": _http(
        setting("coupons.claims.operations:PayeeMode", SimpleNamespace(REIMBURSE_SME=PayeeMode.PAY_PROVIDER))
    ),
    f"{COUNTER}test_the_papers_half_for_the_counter_shows_no_sum": _http(sum_on_the_upper_half),
    f"{PAGES}test_what_is_shown_at_the_counter_is_code_name_and_last_day": _http(sum_above_the_code),
    f"{PAGES}test_a_provider_finds_no_service_by_the_number_of_a_coupon": _http(services_found_by_coupon),
    f"{NON_INTERFERENCE}test_a_provider_reads_the_same_whatever_is_left_on_the_coupon": _by_itself(
        slow="three worlds of a hundred requests each; with each old leak put back their answers differ",
        shown_by=f"{NON_INTERFERENCE}test_negative_control_each_old_leak_is_heard",
    ),
    f"{NON_INTERFERENCE}test_the_owner_reads_what_is_left_and_what_would_fit_and_no_digits": _http(
        returning("coupons.redemptions.queries:money_refusal")
    ),
    f"{NON_INTERFERENCE}test_the_right_digits_of_a_price_that_no_longer_fits_count_as_wrong_ones": _http(
        digits_told_that_money_lacks
    ),
    # Deciding.
    f"{DECIDING}test_who_recommends_does_not_decide_even_holding_both_roles": _http(
        barred_by_no_check("applications", "ck_applications_two_officers")
    ),
    f"{DECIDING}test_nothing_is_approved_that_nobody_recommended": _http(
        all_of(
            returning("coupons.applications.services.approve_application:refuse_unless_recommended"),
            lambda off: off.constraint("applications", "ck_applications_approved_by_two"),
        )
    ),
    f"{DECIDING}test_an_officer_who_left_the_sme_within_a_year_decides_nothing_about_it": _http(
        nobody_is_barred
    ),
    f"{DECIDING}test_an_officer_connected_with_the_holder_does_not_hold_cancel_or_reissue_the_coupon": _http(
        nobody_is_barred
    ),
    f"{SMES}test_an_officer_tied_to_the_business_decides_nothing": _http(
        barred_by_no_check("smes", "ck_smes_verified_by_another")
    ),
    f"{PROVIDERS}test_an_officer_tied_to_the_provider_decides_nothing": _http(nobody_is_barred),
    f"{DECIDING}test_an_appeal_goes_to_another_person": _http(
        barred_by_no_check("applications", "ck_applications_appeal_to_another")
    ),
    f"{DECIDING}test_submitting_keeps_a_verdict_of_every_rule_with_its_facts": _http(
        instead(
            "coupons.applications.operations:judge",
            lambda original, *given, **more: original(*given, **more)[:1],
        )
    ),
    f"{DECIDING}test_a_decision_stands_on_the_trail_with_who_and_in_which_role": _http(
        returning("core.audit.operations:record")
    ),
    f"{DECIDING}test_one_open_coupon_is_the_limit": _http(
        returning("coupons.applications.operations:failures", ())
    ),
    f"{DECIDING}test_no_more_is_promised_than_there_is": _http(returning("ledger.moves:commit_coupon", True)),
    f"{DECIDING}test_a_coupon_does_not_outlive_its_scheme": _http(
        returning("coupons.applications.operations:coupon_valid_until", date(2030, 1, 1))
    ),
    f"{DECIDING}test_money_that_comes_back_serves_the_waiting_list_in_its_order": _http(
        returning("coupons.applications.tasks:approve_waitlisted")
    ),
    f"{DECIDING}test_a_suspended_provider_is_served_at_no_counter": _http(
        returning("coupons.redemptions.rules:_counter_refusal")
    ),
    f"{DECIDING}test_what_a_suspended_provider_is_owed_is_held": _http(
        returning("payouts.payees.queries:hold_for")
    ),
    f"{DECIDING}test_an_administrator_decides_nothing_and_touches_no_money": _http(everybody_may),
    f"{PROVIDERS}test_an_approval_does_not_outlive_the_accreditation": _http(
        returning("providers.services.approve_category:problem_of_validity")
    ),
    f"{PROVIDERS}test_an_approver_suspends_reinstates_and_delists": _http(everybody_may),
    f"{PROVIDERS}test_an_appeal_is_heard_by_another_officer": _http(
        barred_by_no_check("providers", "ck_providers_appeal_to_another")
    ),
    f"{SMES}test_above_medium_is_refused_in_words": _http(
        all_of(
            returning("smes.services.verify_sme:problem_of_verification"),
            lambda off: off.constraint("smes", "ck_smes_verified_has_proof"),
        )
    ),
    "tests/coupons/applications/test_application_pages.py::test_the_deadline_board_names_the_application_and_its_last_day": _http(
        nothing_waits("application:review")
    ),
    "tests/coupons/applications/test_application_pages.py::test_the_scheme_page_explains_every_rule_in_the_readers_language": _http(
        returning("coupons.applications.offers:judge", ())
    ),
    "tests/openness/test_pages.py::test_the_directory_pages_through_thai_names_as_a_dictionary_does": _http(
        instead("openness.views.directory:_in_order", lambda _original, thai, _english: thai.class_.id)
    ),
    "tests/openness/test_pages.py::test_the_money_equals_the_ledger_to_the_satang": _http(
        instead(
            "openness.queries:year_and_schemes",
            lambda original, session, year, schemes: original(session, year - 1, schemes),
        )
    ),
    # Paying out.
    f"{PAYING}test_who_prepared_a_batch_does_not_approve_it": _http(
        barred_by_no_check("batches", "ck_batches_approver_is_second")
    ),
    f"{PAYING}test_above_the_limit_three_persons_sign": _http(nobody_is_barred),
    f"{PAYING}test_who_is_connected_with_a_payee_neither_approves_nor_releases": _http(nobody_is_barred),
    f"{PAYING}test_a_batch_shows_new_payees_equal_amounts_and_a_large_share": _http(
        returning("payouts.batches.queries:flags_of", ())
    ),
    f"{PAYING}test_accepted_is_not_paid": _http(
        returning(
            "payouts.reconciliation.operations:match_status",
            MatchOutcome(LineState.MATCHED, None, Effect.PAY, EventKind.DEBITED),
        )
    ),
    f"{PAYING}test_the_same_file_is_imported_once": _http(files_are_not_known),
    f"{PAYING}test_a_line_reported_again_is_known_as_a_duplicate": _http(duplicates_are_not_known),
    f"{PAYING}test_a_file_that_cannot_be_trusted_leaves_nothing_behind": _http(files_are_not_judged),
    f"{PAYING}test_money_that_comes_back_days_later_is_owed_again": _http(
        returning(
            "payouts.reconciliation.rules:_match_credit",
            MatchOutcome(LineState.MATCHED, None, Effect.NONE, EventKind.CAME_BACK),
        )
    ),
    f"{PAYING}test_who_imported_a_line_does_not_set_it_aside": _http(nobody_is_barred),
    f"{PAYING}test_a_payment_that_the_bank_has_booked_is_not_released": _http(
        returning("payouts.payees.queries:_named_by_bank", frozenset())
    ),
    f"{PAYING}test_a_role_that_ended_while_its_task_waited_releases_nothing": _http(roles_last),
    "tests/payouts/test_pages.py::test_only_owners_see_what_their_organisation_is_paid": _http(everybody_may),
    # People and their sign-in.
    f"{SIGN_IN}test_registering_confirms_the_e_mail_first": _http(
        returning("flask_security.forms:requires_confirmation", False)
    ),
    f"{PEOPLE}test_one_account_number_belongs_to_one_organisation": _http(
        without_index("uq_bank_accounts_number")
    ),
    f"{PEOPLE}test_a_changed_account_cools_off_for_seven_days": _http(changed_accounts_do_not_cool_off),
    f"{PEOPLE}test_an_officer_connected_with_the_organisation_does_not_verify_its_account": _http(
        nobody_is_barred
    ),
    f"{PEOPLE}test_a_leaver_loses_every_right_at_once": _http(rights_are_remembered),
    f"{PEOPLE}test_a_known_number_is_registered_by_no_stranger": _http(known_numbers_are_open),
    f"{SMES}test_a_file_of_the_wrong_kind_is_named_and_not_kept": _http(
        instead("core.documents.operations:judge", taken_for_a_picture)
    ),
    f"{PEOPLE}test_a_paper_changed_on_the_disk_is_not_shown": _http(papers_are_believed),
    f"{PEOPLE}test_a_provider_gives_nobody_the_right_to_consent": _http(providers_consent_too),
    f"{PEOPLE}test_who_decides_or_pays_is_made_no_administrator_and_no_auditor": _http(
        returning("identity.staff.operations:excluded_by")
    ),
    f"{SMES}test_an_administrator_lists_no_businesses": _http(everybody_may),
    f"{SIGN_IN}test_guessing_has_to_wait": _http(
        returning("identity.accounts.services.begin_attempt:wait_after", timedelta(0))
    ),
    f"{SIGN_IN}test_strangers_cannot_lock_out_a_known_device": _http(
        returning("identity.accounts.views.security.devices:_device")
    ),
    f"{SECOND_FACTOR}test_staff_without_one_reach_only_their_account": _http(
        returning("identity.views:may_serve", True)
    ),
    f"{PROOFS}test_enrolling_gives_nothing_to_an_older_session": _http(
        returning("identity.views:may_serve", True)
    ),
    f"{PROOFS}test_a_sign_in_with_the_second_factor_has_proved_it": _http(
        returning("flask_security.tf_plugin:TfPlugin.tf_enter")
    ),
    f"{PROOFS}test_a_decision_asks_for_the_second_factor_again_and_then_is_taken": _http(
        returning("core.commands:Command.admit")
    ),
    f"{PROOFS}test_rights_ask_for_the_password_after_a_quarter_of_an_hour": _http(
        returning("identity.accounts.rules:SessionFacts.knows_password", True)
    ),
    f"{SECOND_FACTOR}test_a_code_is_good_once": _http(
        returning("identity.accounts.views.security.second_factors:use_authenticator_code", True)
    ),
    f"{SECOND_FACTOR}test_codes_cannot_be_guessed_on_and_on": _http(
        returning("identity.accounts.services.begin_attempt:wait_after", timedelta(0))
    ),
    f"{SESSIONS}test_staff_end_after_half_an_hour_unused": _http(
        returning("identity.accounts.rules:SessionFacts.is_over", False)
    ),
    f"{SESSIONS}test_a_copied_cookie_is_dead_once_one_has_signed_out": _http(
        returning("identity.accounts.services.sign_out:end_sessions", 0)
    ),
    f"{SESSIONS}test_a_new_password_ends_all_other_sessions_and_is_told": _http(
        returning("identity.accounts.views.security.signing:end_sessions", 0)
    ),
    f"{BLOCKING}test_a_blocked_person_is_out_at_once_and_told": _http(blocking_shuts_nothing),
    f"{BLOCKING}test_what_the_blocked_has_begun_ends": _http(
        returning("identity.rights_requests.services.block_person:withdraw_what_the_blocked_began")
    ),
    f"{BLOCKING}test_two_persons_let_the_blocked_in_again": _http(
        barred_by_no_check("rights_requests", "ck_rights_requests_done_by_two")
    ),
    "tests/identity/rights_requests/test_numbers.py::test_what_was_verified_keeps_its_number_and_the_officer_reads_the_other_way": _http(
        returning("core.events:publish")
    ),
    f"{BLOCKING}test_what_others_may_know_or_hold_of_an_account_is_gone_when_it_is_unblocked": _http(
        returning("identity.rights_requests.services.confirm_rights_request:remove_proofs")
    ),
    f"{OWNERS}test_a_blocked_owner_has_the_same_days_and_is_told_by_e_mail": _http(
        instead("identity.rights_requests.services.confirm_rights_request:_replace", confirmed_without_days)
    ),
    f"{OWNERS}test_a_block_of_who_asked_or_confirmed_ends_what_waits": _http(
        returning("identity.rights_requests.services.block_person:withdraw_what_was_asked")
    ),
    f"{OWNERS}test_a_blocked_owners_account_that_cools_off_is_taken_back_and_the_next_one_cools_too": _http(
        all_of(
            returning("identity.rights_requests.operations:revoke_cooling_accounts"),
            returning("identity.rights_requests.owners:revoke_cooling_accounts"),
        )
    ),
    "tests/payouts/test_pages.py::test_what_a_blocked_person_submitted_is_not_approved_through_the_page": _http(
        returning("payouts.batches.services.approve_batch:refuse_blocked_signers")
    ),
    f"{OWNERS}test_who_is_connected_or_concerned_neither_asks_nor_confirms": _http(nobody_is_barred),
    f"{GRANTS}test_a_puppet_is_refused_through_the_pages": _http(nobody_is_barred),
    f"{GRANTS}test_a_lone_administrator_reads_how_to_get_a_second": _http(
        all_of(
            returning("identity.staff.operations:refuse_a_lone_administrator"),
            returning("identity.staff.services.invite_staff:refuse_a_lone_administrator"),
        )
    ),
    f"{GRANTS}test_through_the_pages": _http(
        all_of(
            returning("identity.staff.operations:tell"),
            returning("identity.staff.services.confirm_role_grant:tell"),
        )
    ),
    "tests/identity/organisations/test_members.py::test_an_invitation_is_void_through_the_pages_once_its_sender_is_demoted": _http(
        demotion_leaves_invitations
    ),
    "tests/identity/bank_accounts/test_bank_accounts.py::test_an_account_submitted_by_who_is_owner_no_more_is_withdrawn": _http(
        returning("identity.bank_accounts.operations:withdraw_waiting"), only="removed"
    ),
    "tests/identity/accounts/test_passwords.py::test_the_form_says_why_beside_the_field": _http(
        returning("identity.accounts.views.security.passwords:problem_of")
    ),
    "tests/races/test_second_factors.py::test_one_code_of_an_app_lets_one_request_in": _by_itself(
        slow="a crowd of processes sends one code at once; without the guard several get in, in a race of its own",
        shown_by="tests/races/test_second_factors.py::test_without_the_guard_several_get_in_with_one_code",
    ),
    f"{SECOND_FACTOR}test_a_recovery_code_is_good_once": _http(codes_are_kept_as_shown),
    "tests/identity/accounts/test_reset_by_mail.py::test_known_and_unknown_addresses_cost_the_same_statements_and_no_hashing": _http(
        addresses_are_looked_up
    ),
    "tests/identity/accounts/test_refusals_in_the_trail.py::test_a_page_without_the_permission_is_told_once": _http(
        returning("web.refusals:record_refusal", False)
    ),
    "tests/identity/factor_resets/test_factor_resets.py::test_the_pages_carry_it_from_one_person_to_the_other": _http(
        barred_by_no_check("factor_resets", "ck_factor_resets_confirmed_by_another")
    ),
    f"{SERVER}test_failed_sign_ins_stand_on_the_trail_without_an_e_mail": _http(
        returning("identity.capacities.tasks:report_failed_sign_ins", 0)
    ),
    f"{PEOPLE}test_a_page_shows_no_override_that_stands_in_the_database": _http(nothing_shown_is_cleaned),
    "tests/core/test_visible.py::test_registering_with_an_override_keeps_the_visible_name": _http(
        names_are_mailed_as_typed
    ),
    # Those who run the server.
    f"{FOREIGN}test_who_sends_such_a_file_reads_what_to_do": _http(
        instead("core.documents.operations:judge", taken_for_a_picture)
    ),
    f"{FOREIGN}test_pages_are_served_and_no_connection_is_held_while_files_are_being_read": _http(
        all_of(
            returning("core.documents.sandbox:release_connection"),
            returning("core.documents.uploads:release_connection"),
        )
    ),
    f"{FOREIGN}test_one_person_sends_so_many_files_an_hour_and_refused_ones_count": _http(
        returning("core.documents.uploads:count")
    ),
    f"{MAIL}test_a_worker_killed_before_it_could_say_so_sends_at_most_one_copy_more": Control(
        Door.TASK, setting("core.mail.services.claim_mail:MOST_UNCONFIRMED", 1_000_000)
    ),
    f"{MAIL}test_once_sent_its_text_is_in_no_table": Control(Door.TASK, sent_ones_keep_their_text),
    f"{MAIL}test_starttls_takes_a_certificate_in_order_and_no_other": Control(
        Door.TASK, any_certificate_does
    ),
    f"{EXPORTS}test_a_short_list_is_sent_whole_and_holds_no_connection_while_it_is_read": _http(
        instead("web.lists.exports:reading", lambda _original: _of_the_request())
    ),
    f"{EXPORTS}test_one_more_than_the_setting_allows_is_told_to_come_back": _http(
        instead("core.documents.slots:one_of", lambda _original, *given: _always(*given))
    ),
    f"{EXPORTS}test_the_file_is_for_who_asked_alone_and_only_while_they_may_open_the_list": _http(
        files_are_everybodys
    ),
    "tests/house/test_malformed.py::test_no_malformed_request_is_a_500": _by_itself(
        slow="thousands of requests; a view that breaks is found by them in a test of its own",
        shown_by="tests/house/test_malformed.py::test_the_generator_finds_a_view_that_breaks",
    ),
    "tests/house/test_bad_input.py::test_no_form_breaks_and_each_says_what_is_wrong": _http(
        instead("web.forms.form:_Words.gettext", lambda _original, _self, text: text), only="person"
    ),
    "tests/house/test_named_bad_input.py::test_one_bad_thing_is_named_beside_its_field_and_nothing_else_is_lost": _http(
        returning("stdnum.th.tin:is_valid", True),
        only="a company's wrong check digit-th",
    ),
    "tests/house/test_logs.py::test_a_request_line_holds_nothing_personal": _http(
        setting("web.edge.observe:request", _Telling())
    ),
    f"{SERVER}test_a_host_that_is_not_ours_gets_no_page": _http(
        returning("web.edge.edge:Edge.knows_host", True)
    ),
    f"{SERVER}test_no_e_mail_carries_the_host_of_a_request": _http(
        instead("core.settings.addresses:origin", lambda _original, _settings: request.host_url.rstrip("/"))
    ),
    f"{SERVER}test_clients_behind_one_proxy_count_apart": _http(
        instead("web.edge.edge:client_of", lambda _original, peer, *_more: peer)
    ),
    f"{SERVER}test_a_client_cannot_choose_the_network_it_counts_as": _http(
        instead(
            "web.edge.edge:client_of", lambda _original, _peer, chain, _trusted: chain.split(",")[0].strip()
        )
    ),
    f"{GUARDS}test_the_application_may_only_add_and_read": Control(
        Door.DATABASE, written_by_anybody, only="ledger_postings-UPDATE {0} SET {1} = {1}"
    ),
    f"{GUARDS}test_even_the_owner_meets_the_trigger": Control(
        Door.DATABASE, written_by_anybody, only="ledger_postings-UPDATE {0} SET {1} = {1}"
    ),
    "tests/core/test_audit.py::test_the_commands_seal_and_verify_and_their_exit_status_tells": Control(
        Door.COMMAND, returning("core.audit.sealing:verify_seals", [])
    ),
    f"{SERVER}test_a_corrupted_ledger_is_found_by_the_command": Control(
        Door.COMMAND, returning("ledger.cli:run_all", [])
    ),
}
