"""Payment files to test with: the least that a bank takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from banking.model import CreditTransfer, CreditTransferFile
from core.money import Money

NAMES = ("บริษัท ก้าวหน้า น้ำผึ้ง จำกัด", "ห้างหุ้นส่วนจำกัด ปั๊มทอง", "นางสาวที่รัก สู้งาน")


def a_transfer(number: int = 1, **changes: Any) -> CreditTransfer:
    """A lawful transfer; number makes it differ from the others."""
    plain = CreditTransfer(
        end_to_end_id=f"PAY-{number:06d}",
        instruction_id=f"INS-{number:06d}",
        amount=Money(106_000_00 + number),
        creditor_name=NAMES[number % 3],
        creditor_tax_id=("0105555000081", "0105555000030", "1101700000001")[number % 3],
        creditor_bank_code=("004", "030", "069")[number % 3],
        creditor_branch=None,
        creditor_account=("1234567890", "123456789012", "12345678901234")[number % 3],
        remittance=f"คูปอง CIC-2569-{number:06d}",
    )
    return replace(plain, **changes)


def a_file(count: int = 3, **changes: Any) -> CreditTransferFile:
    """A lawful batch on Monday 23 November 2026, to be paid the next day."""
    plain = CreditTransferFile(
        message_id="BATCH-2569-0001",
        created_at=datetime(2026, 11, 23, 2, 0, tzinfo=UTC),
        debtor_name="สำนักงานส่งเสริมวิสาหกิจขนาดกลางและขนาดย่อม",
        debtor_tax_id="0994000165510",
        debtor_account="0012345678",
        debtor_bank_code="006",
        debtor_branch="0001",
        execution_date=date(2026, 11, 24),
        transfers=tuple(a_transfer(number) for number in range(1, count + 1)),
    )
    return replace(plain, **changes)
