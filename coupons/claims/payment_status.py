"""What an approved claim's page says of its payment. The package that pays knows; `app.py` names its reader here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from core.actor import Actor
from coupons.redemptions.models import Redemption
from coupons.states import Party


@dataclass(frozen=True, slots=True)
class PaymentStatusNote:
    """The status of the payment for this reader: one sentence, whom it waits for, and a button."""

    what: str
    whose: str
    mine: bool
    state: StrEnum | None = None
    """Its status, for the tag beside the name; None for who is not paid."""
    action: tuple[str, str] | None = None
    """A button: its words and where it leads."""
    due: date | None = None
    """The last day of the step that it waits for."""
    late: bool = False


ReadNews = Callable[[Session, Redemption, Party, Actor, datetime], PaymentStatusNote | None]
_reader: list[ReadNews] = []


def read_news_by(read: ReadNews) -> None:
    """Register the function that reads payments. `app.py` calls this: the function belongs to a package above this one."""
    _reader[:] = [read]


def payment_status(
    session: Session, redemption: Redemption, side: Party, actor: Actor, now: datetime
) -> PaymentStatusNote | None:
    """Return the payment status of an approved claim as this side sees it; None when nothing is owed."""
    return _reader[0](session, redemption, side, actor, now)
