"""An SME that is paid back writes a proposal, its provider confirms the quotation, an officer approves: then money is reserved."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from core import clock
from core.commands import AuthorityRefusal
from core.db import db
from core.errors import Forbidden, NotFound, Refused, WrongState
from core.money import Money
from core.thai.writing import be_date
from coupons.claims.developments.models import Development
from coupons.claims.developments.services.approve_development import approve_development
from coupons.claims.developments.services.confirm_quotation import confirm_quotation
from coupons.claims.developments.services.correct_development import correct_development
from coupons.claims.developments.services.lapse_developments import lapse_developments
from coupons.claims.developments.services.return_development import return_development
from coupons.claims.developments.services.return_quotation import return_quotation
from coupons.claims.developments.services.send_development import send_development
from coupons.claims.developments.services.withdraw_development import withdraw_development
from coupons.claims.developments.states import DevelopmentRefusal, DevelopmentState
from coupons.claims.services.add_evidence import EvidenceFile
from coupons.coupons.services.cancel_coupon import cancel_coupon
from coupons.redemptions.models import Proposal, Redemption
from coupons.redemptions.services.scan_coupon import scan_coupon
from coupons.redemptions.states import ConsentMethod, ProposalState, RedemptionState, Refusal, ScanOutcome
from identity.organisations.models import Membership
from identity.organisations.states import Capacity, MemberRole
from ledger.states import Kind
from providers.models import ProviderCategory
from providers.states import CategoryState
from schemes.states import PayeeMode
from tests.coupons.counter import DRAFT, PRICE, SUBSIDY, Counter, open_counter, picture
from tests.coupons.redemptions.test_counter_pages import browser_of
from tests.factories import NOW, TODAY, build

FILE = EvidenceFile("q.png", picture("q"))


@pytest.fixture
def counter(db_app: Flask) -> Counter:
    return open_counter(payee_mode=PayeeMode.REIMBURSE_SME)


def of(development_id: int) -> Development:
    db.session.expire_all()
    return db.session.get_one(Development, development_id)


def balances(counter: Counter) -> dict[str, int]:
    """What the ledger holds for the scheme, by kind."""
    rows = db.session.execute(
        sa.text(
            "SELECT a.kind, sum(b.signed) FROM ledger_accounts a JOIN ("
            " SELECT source_id AS id, -amount_satang AS signed FROM ledger_postings"
            " UNION ALL SELECT destination_id, amount_satang FROM ledger_postings) b ON b.id = a.id"
            " WHERE a.scheme_id = :scheme GROUP BY a.kind"
        ),
        {"scheme": counter.scheme_id},
    )
    return {kind: int(total) for kind, total in rows}


def confirmed(counter: Counter, price: Money = PRICE) -> int:
    development_id = counter.develop(price)
    confirm_quotation(development_id, actor=counter.cashier, now=NOW)
    return development_id


def test_with_the_approval_the_money_is_reserved_as_by_a_consent(counter: Counter) -> None:
    before = balances(counter)
    development_id = confirmed(counter)
    assert balances(counter) == before, "nothing moves before the approval"
    claim = approve_development(development_id, actor=counter.officer, now=NOW)
    redemption = counter.redemption(claim)
    assert (redemption.state, redemption.subsidy_satang) == (RedemptionState.RESERVED, SUBSIDY.satang)
    assert redemption.reserved_by_id == counter.officer.known_person_id, "with the approval"
    assert counter.coupon().spent_satang == SUBSIDY.satang
    after = balances(counter)
    assert after[Kind.RESERVED] - before.get(Kind.RESERVED, 0) == SUBSIDY.satang
    agreed = db.session.get_one(Proposal, redemption.proposal_id)
    assert (agreed.state, agreed.method, agreed.scan_id) == (
        ProposalState.CONSENTED,
        ConsentMethod.DEVELOPMENT,
        None,
    )
    kept = of(development_id)
    assert (kept.state, kept.redemption_id) == (DevelopmentState.APPROVED, claim)


def test_the_counter_says_that_the_sme_files_itself(counter: Counter) -> None:
    scanned = scan_coupon(counter.code(), actor=counter.cashier, now=NOW)
    assert scanned.outcome is ScanOutcome.SME_FILES


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"quoted_on": TODAY + timedelta(days=1)}, DevelopmentRefusal.QUOTED_LATER),
        ({"begins_on": TODAY - timedelta(days=1)}, DevelopmentRefusal.BEGINS_TOO_EARLY),
        ({"begins_on": TODAY + timedelta(days=2)}, DevelopmentRefusal.ENDS_BEFORE_IT_BEGINS),
        ({"ends_on": TODAY + timedelta(days=4000)}, DevelopmentRefusal.ENDS_TOO_LATE),
        ({"price": Money.baht(99_000_000)}, Refusal.PRICE_OUTSIDE_RANGE),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(
    counter: Counter, change: dict[str, object], refusal: object
) -> None:
    with pytest.raises(Refused) as refused:
        send_development(
            counter.coupon_id,
            counter.service_id,
            replace(DRAFT, **change),
            FILE,
            actor=counter.owner,
            now=NOW,
        )
    assert refused.value.reason is refusal
    assert db.session.query(Development).count() == 0


def test_more_than_is_left_is_refused_when_it_is_sent(db_app: Flask) -> None:
    counter = open_counter(payee_mode=PayeeMode.REIMBURSE_SME, limit=SUBSIDY - Money(1))
    with pytest.raises(Refused) as refused:
        counter.develop()
    assert refused.value.reason is Refusal.NOT_ENOUGH_LEFT


def test_a_coupon_that_pays_the_provider_is_used_at_the_counter(db_app: Flask) -> None:
    counter = open_counter()
    with pytest.raises(Refused) as refused:
        counter.develop()
    assert refused.value.reason is DevelopmentRefusal.NOT_PAID_BACK


def test_one_proposal_for_a_service_at_a_time(counter: Counter) -> None:
    first = counter.develop()
    with pytest.raises(Refused) as refused:
        counter.develop()
    assert refused.value.reason is DevelopmentRefusal.ALREADY_OPEN
    withdraw_development(first, actor=counter.owner, now=NOW)
    counter.develop()


def test_what_is_true_no_more_at_the_approval_reserves_nothing(counter: Counter) -> None:
    development_id = confirmed(counter)
    gone = sa.update(ProviderCategory).where(ProviderCategory.provider_id == counter.provider_id)
    build(lambda tx: tx.execute(gone.values(valid_until=TODAY - timedelta(days=1))))
    with pytest.raises(Refused) as refused:
        approve_development(development_id, actor=counter.officer, now=NOW)
    assert refused.value.reason is Refusal.ACCREDITATION_EXPIRED
    build(lambda tx: tx.execute(gone.values(valid_until=TODAY, state=CategoryState.APPROVED)))
    ended = sa.update(Membership).where(Membership.person_id == counter.owner.known_person_id)
    build(lambda tx: tx.execute(ended.values(may_consent=False)))
    with pytest.raises(Refused) as refused:
        approve_development(development_id, actor=counter.officer, now=NOW)
    assert refused.value.reason is DevelopmentRefusal.SENDER_GONE
    assert (of(development_id).state, counter.coupon().spent_satang) == (DevelopmentState.CONFIRMED, 0)


def test_two_proposals_cannot_have_the_same_money(counter: Counter) -> None:
    first = confirmed(counter, Money.baht(70_000))
    other = counter.develop(Money.baht(70_000), service_id=counter.another_service())
    confirm_quotation(other, actor=counter.cashier, now=NOW)
    approve_development(first, actor=counter.officer, now=NOW)
    with pytest.raises(Refused) as refused:
        approve_development(other, actor=counter.officer, now=NOW)
    assert refused.value.reason is Refusal.NOT_ENOUGH_LEFT


def test_sent_back_by_either_it_is_corrected_and_confirmed_anew(counter: Counter) -> None:
    development_id = counter.develop()
    return_quotation(development_id, "ราคาไม่ตรง", actor=counter.cashier, now=NOW)
    assert of(development_id).state is DevelopmentState.RETURNED
    dearer = replace(DRAFT, price=Money.baht(50_000))
    correct_development(development_id, dearer, None, actor=counter.owner, now=NOW)
    assert of(development_id).price_satang == Money.baht(50_000).satang
    confirm_quotation(development_id, actor=counter.cashier, now=NOW)
    return_development(development_id, "ผลไม่ชัด", actor=counter.officer, now=NOW)
    with pytest.raises(WrongState):
        approve_development(development_id, actor=counter.officer, now=NOW)
    correct_development(development_id, DRAFT, FILE, actor=counter.owner, now=NOW)
    sent = of(development_id)
    assert (sent.state, sent.confirmed_by_id) == (DevelopmentState.SENT, None)


def test_each_step_is_of_its_own_side_alone(counter: Counter) -> None:
    other = open_counter(payee_mode=PayeeMode.REIMBURSE_SME)
    development_id = counter.develop()
    steps = (
        lambda: confirm_quotation(development_id, actor=other.cashier, now=NOW),
        lambda: return_quotation(development_id, "x", actor=other.cashier, now=NOW),
        lambda: withdraw_development(development_id, actor=other.owner, now=NOW),
        lambda: send_development(
            counter.coupon_id, counter.service_id, DRAFT, FILE, actor=other.owner, now=NOW
        ),
    )
    for step in steps:
        with pytest.raises(NotFound):
            step()
    for wrong_side in (
        lambda: confirm_quotation(development_id, actor=counter.owner, now=NOW),
        lambda: approve_development(development_id, actor=counter.owner, now=NOW),
        lambda: withdraw_development(development_id, actor=counter.cashier, now=NOW),
    ):
        with pytest.raises(Forbidden):
            wrong_side()
    with pytest.raises(WrongState):
        approve_development(development_id, actor=counter.officer, now=NOW)


def test_who_serves_both_sides_neither_sends_nor_confirms(counter: Counter) -> None:
    development_id = counter.develop()

    def tie(tx: object) -> None:
        for person, organisation, capacity in (
            (counter.owner, counter.provider_id, Capacity.PROVIDER),
            (counter.cashier, counter.sme_id, Capacity.SME),
        ):
            db.session.add(
                Membership(
                    person_id=person.known_person_id,
                    organisation_id=organisation,
                    capacity=capacity,
                    role=MemberRole.MEMBER,
                    since=NOW,
                )
            )

    build(tie)
    with pytest.raises(Refused) as refused:
        confirm_quotation(development_id, actor=counter.cashier, now=NOW)
    assert refused.value.reason is AuthorityRefusal.CONNECTED
    with pytest.raises(Refused) as refused:
        counter.develop(service_id=counter.another_service())
    assert refused.value.reason is AuthorityRefusal.CONNECTED


def test_what_nobody_answers_or_whose_coupon_has_ended_lapses(counter: Counter) -> None:
    unanswered = counter.develop()
    assert lapse_developments(now=NOW + timedelta(days=10)) == 0
    assert lapse_developments(now=NOW + timedelta(days=25)) == 1
    assert of(unanswered).state is DevelopmentState.LAPSED
    waiting = confirmed(counter)
    assert lapse_developments(now=NOW + timedelta(days=60)) == 0, "an officer's turn ends nothing"
    cancel_coupon(counter.coupon_id, "เลิกกิจการ", actor=counter.approver, now=NOW)
    with pytest.raises(Refused) as refused:
        approve_development(waiting, actor=counter.officer, now=NOW)
    assert refused.value.reason is Refusal.COUPON_NOT_OPEN
    assert lapse_developments(now=NOW) == 1


def test_the_whole_way_over_the_pages(db_app: Flask) -> None:
    now = clock.now()
    counter = open_counter(payee_mode=PayeeMode.REIMBURSE_SME, now=now)
    phone, till, desk = (
        browser_of(db_app, actor) for actor in (counter.owner, counter.cashier, counter.officer)
    )
    coupon = phone.get(f"/coupons/{counter.coupon_id}?lang=en").text
    assert f"/developments/of/{counter.coupon_id}" in coupon
    assert f"/coupons/{counter.coupon_id}/show" not in coupon
    assert phone.get(f"/coupons/{counter.coupon_id}/show").status_code == 404
    write = f"/developments/of/{counter.coupon_id}/{counter.service_id}"
    assert write in phone.get(f"/developments/of/{counter.coupon_id}?lang=en").text
    day = be_date(clock.bangkok_date(now))
    typed = {
        "price": "42,000", "quotation_number": "QT-1", "quoted_on": day, "problem": "ก", "work": "ข",
        "result": "ค", "begins_on": day, "ends_on": day,
    }  # fmt: skip
    refused = phone.post(f"{write}?lang=en", data=typed)
    assert refused.status_code == 409
    assert "Add the quotation of the provider." in refused.text
    assert "QT-1" in refused.text, "what was typed stays"
    sent = phone.post(write, data=typed | {"quotation": (io.BytesIO(picture("q")), "q.png")})
    assert sent.status_code == 303
    page = sent.location
    for reader in (phone, till, desk):
        assert reader.get(f"{page}?lang=en").status_code == 200
        assert page in reader.get("/developments/?lang=en").text
        assert reader.get(f"{page}/quotation").status_code == 200
    assert f"{page}/confirm" in till.get(page).text
    assert till.post(f"{page}/confirm").status_code == 303
    assert f"{page}/approve" in desk.get(page).text
    assert desk.post(f"{page}/approve").status_code == 303
    claim = db.session.scalars(sa.select(Redemption.id)).one()
    assert f"/redemptions/{claim}" in phone.get(page).text
    stranger = browser_of(db_app, open_counter(now=now).owner)
    assert stranger.get(page).status_code == 404
    assert stranger.get(f"{page}/quotation").status_code == 404
