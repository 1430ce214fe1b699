"""Banks in Thailand by their three-digit code, and what their account numbers look like.

Codes: docs/domain.md#banks. Lengths: 10 digits, but 12 at GSB, GHB and
BAAC, and up to 14 at KKP and TISCO.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from stdnum.iso7064 import mod_97_10

TEN_DIGITS = frozenset({10})


TWELVE_DIGITS = frozenset({12})


TEN_TO_FOURTEEN_DIGITS = frozenset(range(10, 15))


_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[0-9A-Z]{1,30}")


@dataclass(frozen=True, slots=True)
class Bank:
    """A bank that can receive a transfer."""

    code: str
    abbreviation: str
    name_th: str
    name_en: str
    account_lengths: frozenset[int] = TEN_DIGITS


BANKS: dict[str, Bank] = {
    bank.code: bank
    for bank in (
        Bank("002", "BBL", "ธนาคารกรุงเทพ", "Bangkok Bank"),
        Bank("004", "KBANK", "ธนาคารกสิกรไทย", "Kasikornbank"),
        Bank("006", "KTB", "ธนาคารกรุงไทย", "Krungthai Bank"),
        Bank("011", "TTB", "ธนาคารทหารไทยธนชาต", "TMBThanachart Bank"),
        Bank("014", "SCB", "ธนาคารไทยพาณิชย์", "Siam Commercial Bank"),
        Bank("017", "CITI", "ธนาคารซิตี้แบงก์", "Citibank"),
        Bank("018", "SMBC", "ธนาคารซูมิโตโม มิตซุย แบงกิ้ง คอร์ปอเรชั่น", "Sumitomo Mitsui Banking Corporation"),
        Bank("020", "SCBT", "ธนาคารสแตนดาร์ดชาร์เตอร์ด (ไทย)", "Standard Chartered Bank (Thai)"),
        Bank("022", "CIMBT", "ธนาคารซีไอเอ็มบี ไทย", "CIMB Thai Bank"),
        Bank("024", "UOBT", "ธนาคารยูโอบี", "United Overseas Bank (Thai)"),
        Bank("025", "BAY", "ธนาคารกรุงศรีอยุธยา", "Bank of Ayudhya"),
        Bank("026", "MEGA", "ธนาคารเมกะ สากลพาณิชย์", "Mega International Commercial Bank"),
        Bank("030", "GSB", "ธนาคารออมสิน", "Government Savings Bank", TWELVE_DIGITS),
        Bank("031", "HSBC", "ธนาคารฮ่องกงและเซี่ยงไฮ้แบงกิ้งคอร์ปอเรชั่น", "HSBC"),
        Bank("032", "DB", "ธนาคารดอยซ์แบงก์", "Deutsche Bank"),
        Bank("033", "GHB", "ธนาคารอาคารสงเคราะห์", "Government Housing Bank", TWELVE_DIGITS),
        Bank(
            "034",
            "BAAC",
            "ธนาคารเพื่อการเกษตรและสหกรณ์การเกษตร",
            "Bank for Agriculture and Agricultural Cooperatives",
            TWELVE_DIGITS,
        ),
        Bank("035", "EXIM", "ธนาคารเพื่อการส่งออกและนำเข้าแห่งประเทศไทย", "Export-Import Bank of Thailand"),
        Bank("039", "MIZUHO", "ธนาคารมิซูโฮ", "Mizuho Bank"),
        Bank("045", "BNPP", "ธนาคารบีเอ็นพี พารีบาส์", "BNP Paribas"),
        Bank("052", "BOC", "ธนาคารแห่งประเทศจีน (ไทย)", "Bank of China (Thai)"),
        Bank("066", "IBANK", "ธนาคารอิสลามแห่งประเทศไทย", "Islamic Bank of Thailand"),
        Bank("067", "TISCO", "ธนาคารทิสโก้", "TISCO Bank", TEN_TO_FOURTEEN_DIGITS),
        Bank("069", "KKP", "ธนาคารเกียรตินาคินภัทร", "Kiatnakin Phatra Bank", TEN_TO_FOURTEEN_DIGITS),
        Bank("070", "ICBC", "ธนาคารไอซีบีซี (ไทย)", "ICBC (Thai)"),
        Bank("071", "TCRB", "ธนาคารไทยเครดิต", "Thai Credit Bank"),
        Bank("073", "LH", "ธนาคารแลนด์ แอนด์ เฮ้าส์", "Land and Houses Bank"),
        Bank(
            "098",
            "SME D",
            "ธนาคารพัฒนาวิสาหกิจขนาดกลางและขนาดย่อมแห่งประเทศไทย",
            "SME Development Bank of Thailand",
        ),
    )
}


GONE = frozenset({"015", "065"})
"""Codes of banks that no longer exist: TMB and Thanachart were merged into 011."""


def valid_account(bank_code: str, digits: str) -> bool:
    """Whether that bank could have an account of that number: ASCII digits, the bank's length, not all zeros.

    Thai bank accounts have no check digit that can be proved; whether the account
    exists, only the bank can say.
    """
    bank = BANKS.get(bank_code)
    return (
        bank is not None
        and digits.isascii()
        and digits.isdigit()
        and len(digits) in bank.account_lengths
        and digits.strip("0") != ""
    )


def names_account(printed: str, bank_code: str, account: str) -> bool:
    """Whether the account that a bank prints on its report is this account of ours.

    Banks print either our number or an IBAN (ISO 13616) that ends with bank code and
    number, zero-filled between. Thailand has no IBANs of its own; banks' systems
    make them up nevertheless, so stdnum.iban, which knows the countries, takes none. An
    IBAN whose check digits fail names nothing.
    """
    if printed == account:
        return True
    if not _IBAN.fullmatch(printed) or not mod_97_10.is_valid(printed[4:] + printed[:4]):
        return False
    national = printed[4:]
    return national.startswith(bank_code) and national[len(bank_code) :].lstrip("0") == account.lstrip("0")
