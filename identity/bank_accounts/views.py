"""Where organisations are paid."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from core import clock
from core.audit import operations as audit
from core.db import db
from core.documents import operations as documents
from core.documents.models import Document
from core.documents.operations import FileProblem
from core.errors import NotFound, Refused
from core.permissions import Permission, Role
from core.settings import installation
from core.typed.banks import BANKS
from core.typed.names import compared
from identity.accounts.views.fresh import fresh
from identity.bank_accounts.commands import VERIFY_BANK_ACCOUNT
from identity.bank_accounts.forms import BankAccountForm
from identity.bank_accounts.models import BankAccount
from identity.bank_accounts.queries import bank_accounts_of, had_account, verified_bank_account
from identity.bank_accounts.rules import BankAccountRefusal
from identity.bank_accounts.services.refuse_bank_account import refuse_bank_account
from identity.bank_accounts.services.submit_bank_account import AccountDraft, submit_bank_account
from identity.bank_accounts.services.verify_bank_account import verify_bank_account
from identity.bank_accounts.services.withdraw_bank_account import withdraw_bank_account
from identity.bank_accounts.states import BANK_ACCOUNT, VERIFY_WITHIN, BankAccountState
from identity.blueprint import blueprint
from identity.organisations.models import Organisation
from identity.organisations.officer_lists import refers_to
from identity.organisations.queries import connections, organisation_for
from web import Column, ListPage, choice_filter, current_actor, list_view, refused_to_form, requires
from web.forms.acting import ReasonForm
from web.languages import localized
from web.pages.next_action import Guide, Step, Wait
from web.terms import with_day

ACCOUNT_DIGITS = 14
"""Of the longest account number that a bank gives."""
FIELDS = {
    BankAccountRefusal.ACCOUNT_NUMBER_TAKEN: "account_number",
}
ACCOUNT_GUIDE = Guide(
    BANK_ACCOUNT,
    {
        BankAccountState.PENDING: Wait(
            _l("A finance officer compares it with the bank book and the registration."), Role.FINANCE_OFFICER
        ),
        BankAccountState.VERIFIED: Wait(_l("The account is verified.")),
        BankAccountState.REFUSED: Wait(_l("The bank account was rejected.")),
        BankAccountState.WITHDRAWN: Wait(_l("The account was withdrawn.")),
        BankAccountState.REPLACED: Wait(_l("Replaced by another bank account.")),
    },
    {
        BankAccountState.PENDING: (
            Step(
                VERIFY_BANK_ACCOUNT,
                _l("Compare the number and the name with the bank book and the registration."),
                "verify",
            ),
        ),
    },
)


def bank_name(code: str) -> str:
    """A bank in the reader's language; its code if unknown."""
    bank = BANKS.get(code)
    return localized(bank, "name") if bank else code


@blueprint.get("/organisations/<int:organisation_id>/bank-accounts")
@requires(Permission.IDENTITY_BANK_ACCOUNT_MANAGE, Permission.IDENTITY_BANK_ACCOUNT_VERIFY)
def bank_accounts(organisation_id: int) -> str:
    """The accounts an organisation has given."""
    actor, reads = current_actor(), db.session()
    return render_template(
        "identity/bank_accounts.html",
        organisation=organisation_for(reads, organisation_id, actor),
        accounts=bank_accounts_of(reads, organisation_id, actor),
        manages=actor.may(Permission.IDENTITY_BANK_ACCOUNT_MANAGE),
        today=clock.bangkok_date(clock.now()),
        reason_of=lambda account: audit.read_reason(reads, account.state_reason_id),
        bank_name=bank_name,
    )


@blueprint.route("/organisations/<int:organisation_id>/bank-accounts/new", methods=["GET", "POST"])
@requires(Permission.IDENTITY_BANK_ACCOUNT_MANAGE)
@fresh
def new_bank_account(organisation_id: int) -> str | Response:
    """Give an account, or another one."""
    actor = current_actor()
    organisation = organisation_for(db.session(), organisation_id, actor)
    form = BankAccountForm(account_name=organisation.name_th)
    if form.validate_on_submit():
        draft = AccountDraft(
            form.bank_code.data,
            form.account_number.data,
            form.account_name.data,
            form.book.data.read(documents.MAX_BYTES + 1),
            form.book.data.filename or "",
        )
        try:
            submit_bank_account(organisation_id, draft, actor=actor, now=clock.now())
        except Refused as refused:
            known = FIELDS.get(refused.reason)  # type: ignore[call-overload]  # any reason
            refused_to_form(
                refused, form, known or ("book" if isinstance(refused.reason, FileProblem) else "bank_code")
            )
        else:
            term = with_day(VERIFY_WITHIN)
            flash(
                _(
                    "The bank account has been submitted. A finance officer verifies it within %(term)s.",
                    term=term,
                ),
                "good",
            )
            return redirect(url_for("identity.bank_accounts", organisation_id=organisation_id), code=303)
    return render_template(
        "identity/new_bank_account.html",
        form_=form,
        organisation=organisation,
        cools=had_account(db.session(), organisation_id),
        cooling_days=installation.settings().bank_change_cooling_days,
    )


def _account_for(account_id: int) -> BankAccount:
    account = db.session.get(BankAccount, account_id)
    if account is None:
        raise NotFound
    current_actor().require_own(account.organisation_id)
    return account


@blueprint.get("/bank-accounts/<int:account_id>/book")
@requires(Permission.IDENTITY_BANK_ACCOUNT_MANAGE, Permission.IDENTITY_BANK_ACCOUNT_VERIFY)
def bank_book(account_id: int) -> FlaskResponse:
    """The picture of the bank book."""
    account = _account_for(account_id)
    document = db.session.get(Document, account.document_id) if account.document_id else None
    if document is None:
        raise NotFound
    return documents.serve(document)


@blueprint.post("/bank-accounts/<int:account_id>/withdraw")
@requires(Permission.IDENTITY_BANK_ACCOUNT_MANAGE)
def withdraw_account(account_id: int) -> Response:
    """Take back an account that was not verified yet."""
    organisation_id = withdraw_bank_account(account_id, actor=current_actor(), now=clock.now())
    flash(_("The bank account has been withdrawn."), "good")
    return redirect(url_for("identity.bank_accounts", organisation_id=organisation_id), code=303)


def _list() -> ListPage:
    return ListPage(
        columns=[
            Column(
                "organisation",
                _l("Organisation"),
                lambda row: row.organisation.name_th,
                Organisation.name_order,
            ),
            Column("bank", _l("Bank"), lambda row: bank_name(row.bank_code)),
            Column(
                "number", _l("Account number"), lambda row: row.account_number, BankAccount.account_number
            ),
            Column("since", _l("Added on"), lambda row: row.submitted_at, BankAccount.submitted_at),
            Column("state", _l("State"), lambda row: row.state),
        ],
        key=BankAccount.id,
        default_sort="since",
        file_name="bank-accounts",
        filters=[choice_filter(BankAccount.state, _l("State"))],
        search=_search,
        search_label=_l("Organisation or account number"),
    )


def _search(session: Session, statement: Any, typed: str) -> Any:
    found = refers_to(session, typed, BankAccount.organisation_id)
    digits = typed.replace("-", "").replace(" ", "")
    if digits.isascii() and digits.isdigit() and len(digits) <= ACCOUNT_DIGITS:
        found |= BankAccount.account_number.between(digits, digits.ljust(ACCOUNT_DIGITS, "9"))
    return statement.where(found)


@blueprint.get("/bank-accounts")
@requires(Permission.IDENTITY_BANK_ACCOUNT_VERIFY)
@list_view
def all_bank_accounts() -> str | Response:
    """Accounts to verify, and all others."""
    statement = (
        sa.select(BankAccount)
        .join(BankAccount.organisation)
        .options(sa.orm.contains_eager(BankAccount.organisation))
    )
    page = _list().answer(db.session(), statement)
    if isinstance(page, FlaskResponse):
        return page
    return render_template("identity/all_bank_accounts.html", page=page, bank_name=bank_name)


@blueprint.get("/bank-accounts/<int:account_id>")
@requires(Permission.IDENTITY_BANK_ACCOUNT_VERIFY)
def bank_account(account_id: int) -> str:
    """One account, to be held against its bank book."""
    return _account_page(_account_for(account_id))


def _is_same_name(account: BankAccount) -> bool:
    """Whether the account's name is one of the organisation's, its legal form and spaces written in any way."""
    registered = (account.organisation.name_th, account.organisation.name_en)
    return compared(account.account_name) in {compared(name) for name in registered if name}


def _account_page(account: BankAccount, reason_error: str | None = None) -> str:
    actor, now = current_actor(), clock.now()
    facts = {"payee": account.organisation_id, "submitted_by": account.submitted_by_id}
    barred = VERIFY_BANK_ACCOUNT.refusal(actor, facts, connections(db.session(), actor.known_person_id, now))
    return render_template(
        "identity/bank_account.html",
        account=account,
        barred=barred,
        turn=ACCOUNT_GUIDE.turn(
            account.state,
            actor,
            today=clock.bangkok_date(now),
            since=account.submitted_at,
            facts=facts,
            ready=lambda _step: barred is None,
        ),
        bank_name=bank_name,
        same_name=_is_same_name(account),
        reason_error=reason_error,
        reason_value=request.form.get("reason", ""),
        reason=audit.read_reason(db.session(), account.state_reason_id),
        in_use=verified_bank_account(db.session(), account.organisation_id),
        cools=had_account(db.session(), account.organisation_id),
        usable_from=clock.bangkok_date(now)
        + timedelta(days=installation.settings().bank_change_cooling_days),
    )


@blueprint.post("/bank-accounts/<int:account_id>/verify")
@requires(Permission.IDENTITY_BANK_ACCOUNT_VERIFY)
@fresh
def verify_account(account_id: int) -> Response:
    """The account is the organisation's."""
    verify_bank_account(account_id, actor=current_actor(), now=clock.now())
    flash(_("The bank account has been verified."), "good")
    return redirect(url_for("identity.all_bank_accounts", state="pending"), code=303)


@blueprint.post("/bank-accounts/<int:account_id>/refuse")
@requires(Permission.IDENTITY_BANK_ACCOUNT_VERIFY)
def refuse_account(account_id: int) -> str | Response:
    """The account is not the organisation's."""
    form = ReasonForm()
    if not form.validate():
        return _account_page(_account_for(account_id), form.problem)
    refuse_bank_account(account_id, form.reason.data, actor=current_actor(), now=clock.now())
    flash(_("The bank account has been rejected."), "good")
    return redirect(url_for("identity.all_bank_accounts", state="pending"), code=303)
