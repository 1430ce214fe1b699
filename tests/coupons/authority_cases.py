"""The scenes of this package's staff commands, for tests/house/test_commands.py."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any

from core.actor import actor_with
from core.audit import operations as audit
from core.commands import Tie
from core.db import transaction
from core.money import Money
from core.permissions import Role
from coupons.applications.models import Application
from coupons.applications.services.appeal_application import appeal_application
from coupons.applications.services.approve_application import approve_application
from coupons.applications.services.decide_appeal import decide_appeal
from coupons.applications.services.decline_application import decline_application
from coupons.applications.services.recommend_application import recommend_application
from coupons.applications.services.return_application import return_application
from coupons.applications.services.waitlist_application import waitlist_application
from coupons.applications.states import AppealOutcome
from coupons.claims.developments.services.approve_development import approve_development
from coupons.claims.developments.services.confirm_quotation import confirm_quotation
from coupons.claims.developments.services.return_development import return_development
from coupons.claims.services.accept_for_sme import accept_for_sme
from coupons.claims.services.approve_claim import approve_claim
from coupons.claims.services.close_claim import close_claim
from coupons.claims.services.dispute_redemption import dispute_redemption
from coupons.claims.services.reject_claim import reject_claim
from coupons.claims.services.return_claim import return_claim
from coupons.claims.services.settle_dispute import settle_dispute
from coupons.coupons.services.cancel_coupon import cancel_coupon
from coupons.coupons.services.hold_coupon import hold_coupon
from coupons.coupons.services.reissue_coupon import reissue_coupon
from coupons.coupons.services.resume_coupon import resume_coupon
from coupons.redemptions.models import Redemption
from coupons.year_end.services.approve_closing import approve_closing
from coupons.year_end.services.choose_many import choose_many
from coupons.year_end.services.draft_closing import draft_closing
from coupons.year_end.services.propose_closing import propose_closing
from coupons.year_end.services.return_closing import return_closing
from coupons.year_end.services.withdraw_closing import withdraw_closing
from coupons.year_end.states import Bulk
from schemes.states import PayeeMode
from tests.coupons.applying import declined, recommended, set_place, spend_everything, submitted
from tests.coupons.counter import SUBSIDY, Counter, open_counter
from tests.coupons.year_end.desk import AUTUMN, Desk, open_desk
from tests.factories import NOW, World
from tests.house.authority import Case, case, person_in
from tests.projects.drafts import a_resolution

OFFICER, APPROVER, CLAIMS = (Role.PROGRAMME_OFFICER,), (Role.PROGRAMME_APPROVER,), (Role.CLAIM_OFFICER,)
WHY = "ตรวจแล้ว"
BARS = {"submitter": "submitted_by_id", "recommender": "recommended_by_id", "decliner": "declined_by_id"}
Stage = Callable[[SimpleNamespace], int]


def _on_application(
    stage: Stage,
    roles: tuple[Role, ...],
    service: Callable[..., object],
    *given: Any,
    barred: tuple[str, ...] = tuple(BARS),
    no_money: bool = False,
) -> Case:
    world = World()
    place = set_place(world)
    if no_money:
        spend_everything(place, world)
    key = stage(place)
    bars = {name: person_in(Application, key, BARS[name]) for name in barred}
    return case(roles, service, key, *given, now=NOW, organisations={Tie.SME: place.sme}, bars=bars)


def _appealed(place: SimpleNamespace) -> int:
    key = declined(place)
    appeal_application(key, "ขอให้ทบทวน", actor=place.owner, now=NOW)
    return key


_approving = partial(_on_application, recommended, APPROVER)
_reviewing = partial(_on_application, submitted, OFFICER)


def _on_coupon(
    roles: tuple[Role, ...], service: Callable[..., object], *given: Any, held: bool = False
) -> Case:
    counter = open_counter()
    if held:
        hold_coupon(counter.coupon_id, WHY, actor=counter.approver, now=NOW)
    return case(roles, service, counter.coupon_id, *given, now=NOW, organisations={Tie.SME: counter.sme_id})


def _on_claim(
    stage: Callable[[Counter], int],
    service: Callable[..., object],
    *given: Any,
    decides: bool = False,
    later: timedelta = timedelta(0),
    money: Money | None = Money.baht(1_000_000),
) -> Case:
    counter = open_counter(money=money)
    key = stage(counter)
    made = case(
        CLAIMS,
        service,
        key,
        *given,
        now=NOW + later,
        organisations={Tie.SME: counter.sme_id, Tie.PROVIDER: counter.provider_id},
    )
    bars = {"accepter": "accepted_by_id", "reserver": "reserved_by_id"}
    barred = {bar: person_in(Redemption, key, column) for bar, column in bars.items()}
    return replace(made, bars=barred) if decides else made


def _delivered(counter: Counter) -> int:
    key = counter.reserve()
    counter.deliver(key)
    return key


def _disputed(counter: Counter) -> int:
    key = _delivered(counter)
    dispute_redemption(key, WHY, actor=counter.owner, now=NOW)
    return key


_PAYS, _RECORDS = (Role.FINANCE_OFFICER,), (Role.PLAN_APPROVER,)


def _closing(
    stage: Callable[[Desk], int],
    roles: tuple[Role, ...],
    service: Callable[..., object],
    *given: Any,
    authors: bool = False,
) -> Case:
    desk = open_desk()
    key = stage(desk)

    def changed(person_id: int) -> None:
        actor = actor_with(frozenset({Role.FINANCE_OFFICER}), person_id=person_id)
        with transaction() as tx:
            audit.record(tx, "line_closing.changed", "line_closing", key, actor, AUTUMN)

    bars = {"authors": changed} if authors else {}
    return case(roles, service, key, *given, now=AUTUMN, bars=bars)


def _kept_by(desk: Desk) -> int:
    return desk.proposed(desk.counter)


def _on_development(service: Callable[..., object], *given: Any) -> Case:
    counter = open_counter(payee_mode=PayeeMode.REIMBURSE_SME)
    key = counter.develop()
    confirm_quotation(key, actor=counter.cashier, now=NOW)
    parties = {Tie.SME: counter.sme_id, Tie.PROVIDER: counter.provider_id}
    return case(CLAIMS, service, key, *given, now=NOW, organisations=parties)


_accepted = Counter.accepted
CASES: dict[str, Callable[[], Case]] = {
    "coupons.accept_for_sme": lambda: _on_claim(_delivered, accept_for_sme, WHY, later=timedelta(days=20)),
    "coupons.approve_application": lambda: _approving(approve_application),
    "coupons.approve_closing": lambda: _closing(
        _kept_by, _RECORDS, approve_closing, a_resolution(), authors=True
    ),
    "coupons.choose_carried": lambda: _closing(Desk.drafted, _PAYS, choose_many, Bulk.ALL),
    "coupons.draft_closing": lambda: _closing(lambda desk: desk.line_id, _PAYS, draft_closing),
    "coupons.propose_closing": lambda: _closing(Desk.drafted, _PAYS, propose_closing, None),
    "coupons.return_closing": lambda: _closing(_kept_by, _RECORDS, return_closing, WHY),
    "coupons.withdraw_closing": lambda: _closing(_kept_by, _PAYS, withdraw_closing),
    "coupons.approve_development": lambda: _on_development(approve_development),
    "coupons.return_development": lambda: _on_development(return_development, WHY),
    "coupons.approve_claim": lambda: _on_claim(_accepted, approve_claim, SUBSIDY, decides=True),
    "coupons.cancel_coupon": lambda: _on_coupon(APPROVER, cancel_coupon, WHY),
    "coupons.close_claim": lambda: _on_claim(_accepted, close_claim, decides=True, money=None),
    "coupons.decide_appeal": lambda: _on_application(
        _appealed, APPROVER, decide_appeal, AppealOutcome.UPHOLD, WHY
    ),
    "coupons.decline_application": lambda: _approving(decline_application, WHY),
    "coupons.dispute_redemption": lambda: _on_claim(_accepted, dispute_redemption, WHY),
    "coupons.hold_coupon": lambda: _on_coupon(OFFICER, hold_coupon, WHY),
    "coupons.recommend_application": lambda: _reviewing(
        recommend_application, barred=("submitter", "decliner")
    ),
    "coupons.reissue_coupon": lambda: _on_coupon(APPROVER, reissue_coupon),
    "coupons.reject_claim": lambda: _on_claim(_accepted, reject_claim, WHY, decides=True),
    "coupons.resume_coupon": lambda: _on_coupon(OFFICER, resume_coupon, WHY, held=True),
    "coupons.return_application": lambda: _reviewing(return_application, WHY, barred=()),
    "coupons.return_claim": lambda: _on_claim(_accepted, return_claim, WHY),
    "coupons.settle_dispute": lambda: _on_claim(_disputed, settle_dispute, WHY),
    "coupons.waitlist_application": lambda: _approving(waitlist_application, no_money=True),
}
