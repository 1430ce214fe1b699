"""A bank to talk to that nobody here wrote: a driver around mock-bank's own doors, on loopback.

The bank holds our debtor account by its domestic number (mock-bank's
`account_number`), which is how a Thai file names it in `Othr/Id`. It prints an
IBAN of its own making on statements; `iban_of` builds that so that
`banks.names_account` can read our number back out of it.
"""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from lxml import etree
from mockbank import Config, make_server
from stdnum.iso7064 import mod_97_10

OPENING_SATANG = 5_000_000_000_00
"""Five thousand million baht: no test overdraws it by accident."""


@dataclass(frozen=True, slots=True)
class BankAnswers:
    """All that the bank sent in answer, oldest first, as files."""

    pain002: list[bytes]
    camt054: list[bytes]
    camt053: list[bytes]


@dataclass(frozen=True, slots=True)
class DebtorAccount:
    """An account as the bank holds it."""

    bank_code: str
    number: str


class Bank:
    """A running bank. Files sent to one bank share its references, statement numbers and balance."""

    def __init__(self, call: Callable[..., bytes]) -> None:
        self._call = call
        self._accounts = 0
        self._held: set[DebtorAccount] = set()

    def hold(self, account: DebtorAccount, behaviour: str = "accept", **parameters: Any) -> None:
        """Open an account, once; `behaviour` and its parameters are mock-bank's."""
        if account in self._held:
            return
        self._held.add(account)
        self._accounts += 1
        self._call("/_mock/accounts", _account(self._accounts, account, behaviour, parameters))

    def run_short(self, satang: int) -> None:
        """Leave only so much on our account, which may not be overdrawn: orders beyond it are refused (AM04)."""
        self._change({"behaviour": "insufficient-funds", "parameters": {}, "balance": satang})

    def set_behaviour(self, behaviour: str, **parameters: Any) -> None:
        """Change how our account behaves from the next file on."""
        self._change({"behaviour": behaviour, "parameters": parameters})

    def _change(self, change: dict[str, Any]) -> None:
        self._call(f"/_mock/accounts/{OUR_PREFIX}-1", json.dumps(change).encode(), "PATCH")

    def receive(self, satang: int, payer: str, note: str) -> None:
        """Let money of a stranger arrive on our account."""
        credit = {"account": f"{OUR_PREFIX}-1", "amount": satang, "debtor": {"name": payer}, "note": note}
        self._call("/_mock/credits", json.dumps(credit).encode())

    def send(self, pain001_bytes: bytes) -> None:
        """Hand in a payment file; the bank's word on it is in its answers, whatever it is."""
        self._call("/payments", pain001_bytes)

    def live(self, days: int) -> None:
        """Let calendar days go by, one at a time, as they do."""
        for _ in range(days):
            self._call("/_mock/advance?days=1", b"")

    def live_banking_days(self, count: int) -> None:
        """Let days go by until the bank has opened on `count` more of its own days, over weekends as they come."""
        while count > 0:
            count -= len(json.loads(self._call("/_mock/advance?days=1", b""))["businessDaysCrossed"])

    def collect(self) -> BankAnswers:
        """Take what the bank has sent since last time."""
        sent = json.loads(self._call("/_mock/mailbox"))
        return BankAnswers(*([_file(each) for each in sent if _is_ours(each, kind)] for kind in KINDS))


def answers(
    pain001_bytes: bytes,
    days: int = 3,
    known_accounts: Iterable[DebtorAccount] | None = None,
    *,
    behaviour: str = "accept",
    parameters: Mapping[str, Any] | None = None,
) -> BankAnswers:
    """Send one payment file to a fresh bank and live `days` calendar days; its clock starts at the file's own.

    `known_accounts` are the debtor accounts the bank holds: by default the file's own;
    an empty list makes it a stranger's file (RJCT AC02). `behaviour` and `parameters` are
    mock-bank's: `return-later` with `{"days": 2, "reason": "AC04", "end_to_end_id": …}`,
    `insufficient-funds`, `reject-file`, `silent`, `statement-gap` …
    """
    held = [debtor_of(pain001_bytes)] if known_accounts is None else known_accounts
    with open_bank(created_at(pain001_bytes)) as bank:
        for account in held:
            bank.hold(account, behaviour, **(parameters or {}))
        bank.send(pain001_bytes)
        bank.live(days)
        return bank.collect()


KINDS = ("pain.002", "camt.054", "camt.053")
OUR_PREFIX = "OSMEP"


def iban_of(account: DebtorAccount) -> str:
    """An IBAN with the bank's code and our number in it, and check digits by ISO 7064."""
    national = account.bank_code + account.number.zfill(17)
    return f"TH{mod_97_10.calc_check_digits(national + 'TH')}{national}"


def debtor_of(pain001_bytes: bytes) -> DebtorAccount:
    """The debtor account a payment file names."""
    root = etree.fromstring(pain001_bytes)
    return DebtorAccount(
        bank_code=_text(root, ".//{*}DbtrAgt//{*}MmbId")[:3],
        number=_text(root, ".//{*}DbtrAcct//{*}Othr/{*}Id"),
    )


def created_at(pain001_bytes: bytes) -> datetime:
    """The moment a payment file says it was made."""
    return datetime.fromisoformat(_text(etree.fromstring(pain001_bytes), ".//{*}CreDtTm"))


def _text(root: etree._Element, path: str) -> str:
    found = root.findtext(path)
    if found is None:
        raise ValueError(f"the payment file has no {path}")
    return found


def _account(position: int, account: DebtorAccount, behaviour: str, parameters: dict[str, Any]) -> bytes:
    return json.dumps(
        {
            "id": f"{OUR_PREFIX}-{position}",
            "name": "OSMEP",
            "iban": iban_of(account),
            "account_number": account.number,
            "currency": "THB",
            "balance": OPENING_SATANG,
            "behaviour": behaviour,
            "parameters": parameters,
        }
    ).encode()


def _is_ours(message: dict[str, Any], kind: str) -> bool:
    """mock-bank also sends statements of the accounts it is seeded with."""
    ours = kind == "pain.002" or (message["account"] or "").startswith(OUR_PREFIX)
    return ours and message["type"].startswith(kind)


def _file(message: dict[str, Any]) -> bytes:
    return str(message["body"]).encode()


@contextmanager
def open_bank(opens_at: datetime) -> Iterator[Bank]:
    """A bank on a free port of loopback, whose clock starts at `opens_at` and then moves only by `live`."""
    local = opens_at.astimezone(ZoneInfo("Asia/Bangkok"))
    server = make_server(
        Config(port=0, quiet=True, timezone="Asia/Bangkok", clock=local.strftime("%Y-%m-%dT%H:%M"))
    )
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def call(path: str, body: bytes | None = None, method: str | None = None) -> bytes:
        url = f"http://127.0.0.1:{server.server_port}{path}"
        request = urllib.request.Request(url, data=body, method=method)
        try:
            with opener.open(request, timeout=30) as response:
                return bytes(response.read())
        except urllib.error.HTTPError as refusal:
            with refusal:
                if refusal.code != 422:
                    raise AssertionError(f"{path}: {refusal.code} {refusal.read()!r}") from refusal
                return bytes(refusal.read())

    try:
        yield Bank(call)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
