"""The box of what comes next on the pages: true, and of the reader's own concern."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest

from core import clock
from core.money import Money
from core.permissions import Role
from coupons.claims.services.dispute_redemption import dispute_redemption
from coupons.claims.services.settle_dispute import settle_dispute
from identity.organisations.states import Capacity
from payouts.payments.services.state_outcome import Evidence, state_outcome
from payouts.states import ManualOutcome
from projects.models import Project
from projects.states import PlanState
from providers.services.return_provider import return_provider
from providers.services.suspend_provider import suspend_provider
from providers.states import ProviderState
from schemes.models import Scheme
from schemes.states import SchemeState
from smes.services.return_sme import return_sme
from smes.services.suspend_sme import suspend_sme
from smes.states import SmeState
from tests.coupons.counter import open_counter
from tests.factories import NOW, World, build
from tests.payouts.reconciliation.test_oddities import PDF
from tests.payouts.world import Finance, payments_of

BOX = re.compile(
    r'<div class="next-action(?:(?P<mine> next-action--mine)| next-action--waits)?">(?P<text>.*?)</div>', re.S
)


@pytest.fixture
def read(db_app, monkeypatch):
    """The box as this actor reads it in English: whether it is the reader's turn, and its text."""
    monkeypatch.setattr(clock, "now", lambda: NOW)

    def get(actor, url):
        monkeypatch.setattr(db_app.installation.people, "load_actor", lambda: actor)
        answer = db_app.test_client().get(f"{url}?lang=en")
        assert answer.status_code == 200, answer.text[:1500]
        box = BOX.search(answer.text)
        assert box, "no box"
        return (
            bool(box["mine"]),
            html.unescape(re.sub(r"<[^>]+>", " ", box["text"])),
            html.unescape(answer.text),
        )

    return get


@pytest.fixture
def world(db_app):
    return World()


def scheme_of(world, *, money, state=SchemeState.APPROVED, project_state=PlanState.RUNNING):
    def make(tx):
        scheme = world.scheme(tx, world.category(tx), money=money, state=state)
        tx.get(Project, scheme.project_id).state = project_state
        return scheme.id, scheme.project_id

    return build(make)


def staff(world, *roles):
    return build(lambda tx: world.staff(tx, *roles))


def test_an_approver_is_not_told_to_allot_money_and_finance_is(world, read):
    scheme_id, _project = scheme_of(world, money=Money.baht(1_000))

    def drain(tx):
        from ledger import moves

        scheme = tx.get(Scheme, scheme_id)
        moves.take_back_from_scheme(
            tx,
            Money.baht(1_000),
            line_id=scheme.line_id,
            scheme_id=scheme_id,
            reference="test:drain",
            actor=world.staff(tx, Role.FINANCE_OFFICER),
            now=NOW,
        )

    build(drain)
    mine, text, page = read(staff(world, Role.PLAN_APPROVER), f"/schemes/{scheme_id}")
    assert not mine
    assert "Allot money" not in text
    assert "is waiting for money from its budget line" in text
    assert "Open the scheme" not in page
    mine, text, _page = read(staff(world, Role.FINANCE_OFFICER), f"/schemes/{scheme_id}")
    assert mine
    assert "Allot money to the scheme" in text


def test_a_scheme_with_money_is_opened_by_the_approver_alone(world, read):
    scheme_id, _project = scheme_of(world, money=Money.baht(1_000))
    assert read(staff(world, Role.PLAN_APPROVER), f"/schemes/{scheme_id}")[0]
    assert not read(staff(world, Role.FINANCE_OFFICER), f"/schemes/{scheme_id}")[0]
    assert not read(staff(world, Role.AUDITOR), f"/schemes/{scheme_id}")[0]


def test_a_project_just_started_is_not_to_be_closed(world, read):
    _scheme, project_id = scheme_of(world, money=Money.baht(1_000), state=SchemeState.OPEN)
    mine, text, page = read(staff(world, Role.PLAN_APPROVER), f"/projects/{project_id}")
    assert not mine
    assert "The project is running" in text
    assert "Close the project" not in page


def test_a_project_whose_schemes_are_closed_can_be_closed(world, read):
    _scheme, project_id = scheme_of(world, money=Money.baht(1_000), state=SchemeState.CLOSED)
    mine, text, page = read(staff(world, Role.PLAN_APPROVER), f"/projects/{project_id}")
    assert mine
    assert "Close the project" in text
    assert "Close the project" in page


def test_a_dispute_is_not_shown_as_accepted(db_app, read):
    counter = open_counter()
    claim_id = counter.reserve()
    counter.deliver(claim_id)
    dispute_redemption(claim_id, "ไม่ได้รับบริการ", actor=counter.owner, now=counter.world.now)
    for actor in (counter.owner, counter.cashier, counter.officer):
        mine, text, page = read(actor, f"/redemptions/{claim_id}")
        assert mine is (actor is counter.officer)
        assert "resolve" in text
        start = page.index('<ol class="steps"')
        steps = page[start : page.index("</ol>", start)]
        assert "Acceptance by the business" not in steps
        assert "Dispute: an officer listens to both sides" in steps


def test_a_dispute_settled_before_the_business_accepted_is_not_shown_as_its_acceptance(read) -> None:
    counter = open_counter(money=Money.baht(1_000_000))
    key = counter.reserve()
    counter.deliver(key)
    dispute_redemption(key, "ไม่ครบ", actor=counter.owner, now=NOW)
    settle_dispute(key, "ฟังทั้งสองฝ่ายแล้ว", actor=counter.officer, now=NOW)
    _mine, _text, page = read(counter.owner, f"/redemptions/{key}")
    assert "Accepted by an officer" in page
    assert "Acceptance by the business" not in page


def test_a_finding_on_a_payment_waits_for_another_than_who_stated_it(read, db_app) -> None:
    finance = Finance()
    finance.claims_of(1)
    batch_id = finance.released()
    (payment,) = payments_of(batch_id)
    page = f"/payables/payments/{payment.id}"
    mine, text, _page = read(finance.officer, page)
    assert mine
    assert "import its status report or statement" in text
    evidence = Evidence(content=PDF, file_name="answer.pdf")
    given = (ManualOutcome.PAID, NOW.date(), evidence, "ธนาคารแจ้งทางโทรศัพท์")
    state_outcome(payment.id, *given, actor=finance.officer, now=NOW)
    mine, text, _page = read(finance.officer, page)
    assert (mine, "Waiting for a person who did not record it" in text) == (False, True)
    second = build(lambda tx: finance.world.staff(tx, Role.FINANCE_OFFICER))
    mine, text, _page = read(second, page)
    assert (mine, "confirm or decline the result" in text) == (True, True)
    mine, text, _page = read(finance.auditor, page)
    assert not mine


RETURN_OR_SUSPEND = {
    "sme-returned": (SmeState.SUBMITTED, return_sme, Role.PROGRAMME_OFFICER, "22 Dec 2026"),
    "sme-suspended": (SmeState.VERIFIED, suspend_sme, Role.PROGRAMME_APPROVER, "15 Dec 2026"),
    "provider-returned": (ProviderState.SUBMITTED, return_provider, Role.PROGRAMME_OFFICER, "22 Dec 2026"),
    "provider-suspended": (ProviderState.APPROVED, suspend_provider, Role.PROGRAMME_APPROVER, "15 Dec 2026"),
}


@pytest.mark.parametrize("case", RETURN_OR_SUSPEND)
def test_a_registration_that_came_back_or_was_suspended_says_by_when_somebody_acts(world, read, case):
    state, stop, role, by = RETURN_OR_SUSPEND[case]
    is_sme = isinstance(state, SmeState)

    def make(tx):
        made = world.sme(tx, state=state) if is_sme else world.provider(tx, state=state)
        capacity = Capacity.SME if is_sme else Capacity.PROVIDER
        return made.organisation_id, world.member(tx, made.organisation_id, capacity), world.staff(tx, role)

    organisation_id, owner, officer = build(make)
    stop(organisation_id, "แนบเอกสารไม่ครบ", actor=officer, now=NOW)
    for reader in (owner, officer):
        _mine, box, _page = read(reader, f"/{'smes' if is_sme else 'providers'}/{organisation_id}")
        assert f"Due {by}" in " ".join(box.split())


@pytest.mark.parametrize("ago", [timedelta(days=45), timedelta(days=1)], ids=["too-late", "heard"])
@pytest.mark.parametrize("side", [Capacity.SME, Capacity.PROVIDER])
def test_applying_again_has_no_last_day(world, read, side, ago):
    """The limit of the state is that of an appeal: once that is too late, or was heard, no clock runs any more."""
    at = NOW - ago

    def make(tx):
        heard_by = None if ago > timedelta(days=30) else world.person(tx).id
        columns = {"state_since": at, "submitted_at": at, "first_decided_by_id": heard_by}
        if side is Capacity.SME:
            by = world.person(tx).id
            made = world.sme(tx, state=SmeState.REJECTED, rejected_at=at, rejected_by_id=by, **columns)
        else:
            made = world.provider(tx, state=ProviderState.REJECTED, decided_at=at, **columns)
        return made.organisation_id, world.member(tx, made.organisation_id, side)

    organisation_id, owner = build(make)
    _mine, box, _page = read(owner, f"/{side.value}s/{organisation_id}")
    assert " ".join(box.split()).endswith("Correct what the reason says, and register again.")


def test_a_returned_project_and_a_paused_scheme_say_by_when(world, read):
    """As the deadline board says it: from when they came to their state."""
    scheme_id, project_id = scheme_of(world, money=Money.baht(100), state=SchemeState.PAUSED)
    _mine, box, _page = read(staff(world, Role.PLAN_APPROVER), f"/schemes/{scheme_id}")
    assert "Due 22 Dec 2026" in " ".join(box.split())

    def send_back(tx):
        project = tx.get(Project, project_id)
        project.state, project.approved_at, project.approved_by_id = PlanState.RETURNED, None, None
        project.resolution_number, project.resolution_date, project.resolution_document_id = None, None, None

    build(send_back)
    _mine, box, _page = read(staff(world, Role.PLAN_OFFICER), f"/projects/{project_id}")
    assert "Due 22 Dec 2026" in " ".join(box.split())
