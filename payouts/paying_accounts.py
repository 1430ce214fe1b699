"""The bank accounts that pay: one for each source of money (decision 50)."""

from __future__ import annotations

from dataclasses import dataclass

from config import Settings
from projects.states import FundSource


@dataclass(frozen=True, slots=True)
class PayingAccount:
    """An account that a payment file debits. Bank code three digits, branch four or None, as the settings say."""

    bank_code: str
    branch: str | None
    number: str


def paying_accounts(settings: Settings) -> dict[FundSource, PayingAccount]:
    """The account of each source; config.py refuses to start when two sources name one."""
    return {
        FundSource.ANNUAL_BUDGET: PayingAccount(
            settings.payer_bank_code, settings.payer_branch or None, settings.payer_account
        ),
        FundSource.SME_FUND: PayingAccount(
            settings.fund_payer_bank_code, settings.fund_payer_branch or None, settings.fund_payer_account
        ),
    }
