"""The words of what a payee sees of what it is owed: one status for each payable, in words for its page, its notices and officers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from banking.labels import words_for_bank_reason
from core.settings.contact import HELP_TELEPHONE
from core.thai.writing import be_date
from payouts.models.payments import Payment
from payouts.payees.rules import OUR_FAULTS, STANDS_STILL, TO_PUT_RIGHT
from payouts.states import HoldReason, PayeeStatus

_S = PayeeStatus
FOR_PAYEE: Mapping[PayeeStatus, Any] = {
    _S.NEXT_BATCH: _l(
        "A finance officer will put it in a payment batch. You do not need to do anything now."
    ),
    _S.IN_BATCH: _l(
        "It is in a payment batch that officers are approving. You do not need to do anything now."
    ),
    _S.WITH_BANK: _l("The bank is due to pay it on %(day)s."),
    _S.BANK_LATE: _l("The bank was due to pay it on %(day)s. We are waiting for its answer."),
    _S.PAID: _l("The bank paid it on %(day)s."),
    _S.REFUSED_ACCOUNT: _l(
        "The bank could not pay it. Its reason: %(why)s. Add the correct bank account. The payment can be made when that account can be used. If the present account is correct, ask the bank, then call %(telephone)s."
    ),
    _S.REFUSED_OTHER: _l(
        "The bank could not pay it. Its reason: %(why)s. The problem is not your account. We solve it with the bank and try again. You do not need to do anything now."
    ),
    _S.NO_ACCOUNT: _l(
        "We cannot pay it, because you have no verified bank account. Add one in your organisation’s name. The payment can be made when the account can be used; see the date on the account’s page."
    ),
    _S.ACCOUNT_PENDING: _l(
        "A finance officer is checking your new bank account. The payment can be made when the account can be used; see the date on the account’s page. You do not need to do anything now."
    ),
    _S.ACCOUNT_COOLING: _l(
        "Your new bank account can be used from %(day)s. From then on the payment can be made. You do not need to do anything now."
    ),
    _S.ACCOUNT_IMPOSSIBLE: _l(
        "We cannot pay it, because your bank has no account with the number that you entered. Add the correct account."
    ),
    _S.SUSPENDED: _l(
        "We do not pay it while your registration is suspended. An approver decides on the suspension. If it ends, the payment continues automatically. See the reason on your registration’s page."
    ),
    _S.ASKING_BANK: _l(
        "A finance officer is asking the bank whether it has already been paid. You do not need to do anything now."
    ),
    _S.STOPPED: _l(
        "A finance officer has put it on hold to check something. You do not need to do anything now."
    ),
    _S.DISPUTED: _l(
        "The claim is disputed. An officer decides it again. It is paid only if it is approved again."
    ),
    _S.REJECTED: _l("The claim was rejected. Nothing is payable for it."),
}
FOR_STAFF: Mapping[PayeeStatus, Any] = {
    _S.NEXT_BATCH: _l("The next batch can include the payment."),
    _S.IN_BATCH: _l("It is in a batch that is waiting for approval or release."),
    _S.WITH_BANK: _l("The bank is due to pay it on %(day)s. Import its answer."),
    _S.BANK_LATE: _l("The bank was due to pay it on %(day)s. Import its answer, or find out the result."),
    _S.REFUSED_ACCOUNT: _l(
        "The bank could not pay it: %(why)s. The payee was asked to add the correct bank account. When the new account can be used, the hold ends automatically. If the bank says that the present account is correct, release the hold; the next batch tries again."
    ),
    _S.REFUSED_OTHER: _l(
        "The bank could not pay it: %(why)s. The payee’s account is not the reason. Solve the problem with the bank; the next batch tries again."
    ),
    _S.NO_ACCOUNT: _l("The payee adds a bank account. When it is verified, the hold ends automatically."),
    _S.ACCOUNT_PENDING: _l(
        "Verify the bank account of the payee. When it can be used, the hold ends automatically."
    ),
    _S.ACCOUNT_COOLING: _l(
        "The payee’s new bank account can be used from %(day)s. Then the hold ends automatically."
    ),
    _S.ACCOUNT_IMPOSSIBLE: _l(
        "The payee adds the correct bank account. When it can be used, the hold ends automatically."
    ),
    _S.SUSPENDED: _l("The hold ends automatically when the payee’s suspension ends."),
    _S.ASKING_BANK: _l(
        "Resolve the bank line that refers to this payment first. The bank may already have paid it."
    ),
    _S.STOPPED: _l("The payment is not included in a batch until an officer releases the hold."),
}
"""Nothing for PAID, DISPUTED and REJECTED: they are ends."""
ASK = _l("If you have questions, call %(telephone)s.", telephone=HELP_TELEPHONE)
"""Whom a payee asks about what stands still, or is late: OSMEP's call centre."""
STAYS_OWED = _l("After that day you still have the right to the payment.")
"""Of what the payee itself has to do: nothing is lost when its last day passes."""
ASKS = STANDS_STILL - {_S.REFUSED_ACCOUNT}
"""Where the sentence itself does not say whom to call."""
FOR_OTHER: Mapping[PayeeStatus, Any] = {
    _S.WITH_BANK: _l(
        "The bank is due to pay OSMEP's share to %(payee)s on %(day)s. You do not need to do anything more."
    ),
    _S.PAID: _l("The bank paid OSMEP's share to %(payee)s on %(day)s. You do not need to do anything more."),
}
"""For the party that is not paid, which has done its part; of the rest it is not informed."""
WHOSE: Mapping[PayeeStatus, Any] = {
    **dict.fromkeys((_S.NO_ACCOUNT, _S.ACCOUNT_IMPOSSIBLE, _S.REFUSED_ACCOUNT), _l("the payee")),
    **dict.fromkeys(
        (_S.NEXT_BATCH, _S.IN_BATCH, _S.ACCOUNT_PENDING, _S.REFUSED_OTHER, _S.ASKING_BANK, _S.STOPPED),
        _l("a finance officer"),
    ),
    **dict.fromkeys((_S.WITH_BANK, _S.BANK_LATE), _l("the bank")),
    _S.ACCOUNT_COOLING: _l("the day on which the account can be used"),
    _S.SUSPENDED: _l("an approver of OSMEP"),
    _S.DISPUTED: _l("an officer of OSMEP"),
}
"""Whom it waits for."""


@dataclass(frozen=True, slots=True)
class ReportedStatus:
    """One payable's status with the facts of its sentence: `day` as 2026-11-29, `why` as the bank gave it."""

    status: PayeeStatus
    facts: Mapping[str, str]
    attempt: Payment | None = None
    hold: HoldReason | None = None
    """What stands in the way today, whatever was decided before."""
    due: date | None = None
    """The last day of the step that it waits for."""
    late: bool = False

    @property
    def words(self) -> str:
        """What the payee reads, and whom to ask when it does not go on."""
        said = self._say(FOR_PAYEE, why_for_payee)
        if self.late and self.status in TO_PUT_RIGHT:
            said = f"{said} {STAYS_OWED}"
        return f"{said} {ASK}" if self.late or self.status in ASKS else said

    @property
    def for_staff(self) -> str:
        """What an officer reads, with the bank's own words; empty at an end."""
        return self._say(FOR_STAFF, why_words)

    @property
    def why(self) -> str:
        """The bank's reason, for officers; or nothing."""
        return why_words(self.facts["why"]) if "why" in self.facts else ""

    def for_other(self, payee: str) -> str:
        """What the other party of the claim reads, which is not paid."""
        said = FOR_OTHER.get(
            self.status, _l("OSMEP pays its share to %(payee)s. You do not need to do anything more.")
        )
        return str(said) % {"payee": payee, "day": _day(self.facts["day"]) if "day" in self.facts else ""}

    def _say(self, sentences: Mapping[PayeeStatus, Any], say_why: Callable[[str], str]) -> str:
        if self.status not in sentences:
            return ""
        readers = {"day": _day, "why": say_why}
        facts = {key: readers[key](value) for key, value in self.facts.items()}
        return str(sentences[self.status]) % {"telephone": HELP_TELEPHONE, **facts}


def _day(value: str) -> str:
    return be_date(date.fromisoformat(value), str(get_locale() or "th"))


def why_of(payment: Payment) -> str:
    """The bank's reason as a notice keeps it: the code, a blank, the bank's own words."""
    return f"{payment.failure_code or '-'} {payment.failure_words}".strip()


def why_words(kept: str) -> str:
    """The bank's reason in the reader's language, then in the bank's own words."""
    code, _blank, own = kept.partition(" ")
    known = words_for_bank_reason(code) if code != "-" else _("the bank gave no reason")
    return f"{known} – {own}" if own else known


def why_for_payee(kept: str) -> str:
    """The same without the bank's own words where they speak of our account, which is no payee's business."""
    code, _blank, _own = kept.partition(" ")
    return why_words(code if code in OUR_FAULTS else kept)
