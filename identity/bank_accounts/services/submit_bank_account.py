"""An owner says where the organisation is to be paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from core import events
from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction, unique_or
from core.documents import operations as documents
from core.typed.accounts import read_account
from core.typed.text import as_written
from identity.bank_accounts.commands import SUBMIT_BANK_ACCOUNT
from identity.bank_accounts.events import PayeeChanges
from identity.bank_accounts.models import BankAccount
from identity.bank_accounts.rules import BankAccountRefusal
from identity.organisations.members import notify_members


@dataclass(frozen=True, slots=True)
class AccountDraft:
    """An account as typed, with the picture of its bank book."""

    bank_code: str
    account_number: str
    account_name: str
    book: bytes
    book_name: str


_TAKEN = {
    "uq_bank_accounts_number": BankAccountRefusal.ACCOUNT_NUMBER_TAKEN,
    "uq_bank_accounts_pending": BankAccountRefusal.BANK_CHANGE_WAITING,
}


def submit_bank_account(organisation_id: int, draft: AccountDraft, *, actor: Actor, now: datetime) -> int:
    """Send an account to be verified; returns its id. The one in use stays in use until then.

    Refused with a TypedProblem of the number, ACCOUNT_NUMBER_TAKEN (one number, one organisation: docs/domain.md#abuse, shared
    accounts), BANK_CHANGE_WAITING, OWNER_IN_QUESTION, or a FileProblem of the bank book.
    """
    actor.require_own(organisation_id)
    number = read_account(draft.bank_code, draft.account_number)
    SUBMIT_BANK_ACCOUNT.admit(actor, now)
    judged = documents.judge(draft.book)
    with transaction(SUBMIT_BANK_ACCOUNT, actor, now) as tx:
        events.publish(tx, PayeeChanges(organisation_id))
        book = documents.store(
            tx, judged, draft.book_name, "bank_book", organisation_id, actor=actor, now=now
        )
        account = BankAccount(
            organisation_id=organisation_id,
            bank_code=draft.bank_code,
            account_number=number,
            account_name=" ".join(as_written(draft.account_name).split())[:300],
            submitted_at=now,
            submitted_by_id=actor.known_person_id,
            document_id=book.id,
        )
        with unique_or(tx, _TAKEN):
            tx.add(account)
        fields = {"organisation_id": organisation_id, "bank_code": draft.bank_code}
        audit.record(tx, "bank_account.submitted", "bank_account", account.id, actor, now, fields)
        notify_members(
            tx,
            organisation_id,
            "bank_account.submitted",
            {},
            url_for("identity.bank_accounts", organisation_id=organisation_id),
            now=now,
        )
        return account.id
