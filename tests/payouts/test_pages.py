"""The pages of payouts: each answers to whom it should, in both languages, within few statements."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from core import clock
from core.actor import Actor
from core.db import Tx, db
from core.money import Money
from core.permissions import Role
from coupons.coupons.models import Coupon
from demo.bank import answers
from identity.notifications.models import Notice
from identity.organisations.models import Organisation
from identity.organisations.states import Capacity, MemberRole
from identity.people.models import Person
from payouts.batches.queries import Selection
from payouts.batches.services.approve_batch import approve_batch
from payouts.batches.services.draft_batch import draft_batch
from payouts.batches.services.submit_batch import submit_batch
from payouts.models.payables import Payable
from payouts.models.reconciliation import StatementLine
from payouts.payments.services.mark_unknown import mark_unknown
from tests.crawl import counted, sign_in
from tests.factories import build
from tests.payouts import fault_maker
from tests.payouts.world import MONDAY, Finance, findings, order_of, payable_of, payments_of, state_of
from tests.works import run_work, work_of

MOST_STATEMENTS = 12


@pytest.fixture(autouse=True)
def monday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: MONDAY)


def browse(client: FlaskClient, actor: Actor) -> FlaskClient:
    sign_in(client, db.session.get_one(Person, actor.person_id), None)
    return client


def settled(finance: Finance) -> int:
    """A batch with a failed, a returned and a paid payment, and a stranger's line on the workbench."""
    finance.claims_of(3)
    batch_id = finance.released()
    reported = answers(order_of(batch_id), days=4)
    first, second, _third = (payment.end_to_end_id for payment in payments_of(batch_id))
    finance.take(fault_maker.reject(reported.pain002[0], [first], "AC04", "บัญชีปิด"))
    files = fault_maker.late_return(fault_maker.without(reported.camt053, [first]), second)
    finance.take(*fault_maker.strangers_line(files, Money(123_45), credit=True))
    return batch_id


PATHS = (
    "/payables",
    "/payables?state=to-batch&sort=-amount&q=ทดลอง",
    "/batches",
    "/batches?state=settled",
    "/statements",
    "/statements/lines",
    "/money-path",
    "/batches/{batch}",
    "/batches/{batch}?state=paid",
    "/payables/{payable}",
    "/payables/payments/{payment}",
    "/statements/{import}",
    "/statements/lines/{line}",
    "/money-path/{coupon}",
)


@pytest.mark.parametrize("lang", ["th", "en"])
def test_every_page_answers_within_few_statements(
    finance: Finance, app: Flask, client: FlaskClient, lang: str
) -> None:
    batch_id = settled(finance)
    payable = db.session.query(Payable).first()
    line = db.session.query(StatementLine).order_by(StatementLine.id.desc()).first()
    keys = {
        "batch": batch_id,
        "payable": payable.id,
        "payment": payments_of(batch_id)[1].id,
        "import": line.import_id,
        "line": line.id,
        "coupon": payable.coupon_id,
    }
    browse(client, finance.officer)
    spoken = {}
    for path in (*PATHS, "/batches/new", "/statements/import"):
        url = path.format(**keys)
        with counted(app) as counts:
            answer = client.get(url)
        assert answer.status_code == 200, url
        spoken[url] = counts[-1]
        assert client.get(f"{url}{'&' if '?' in url else '?'}lang={lang}").status_code == 200
    assert {url: count for url, count in spoken.items() if count > MOST_STATEMENTS} == {}


@pytest.mark.parametrize("path", PATHS)
def test_lists_and_pages_of_nothing(finance: Finance, client: FlaskClient, path: str) -> None:
    browse(client, finance.auditor)
    answer = client.get(
        path.format(**dict.fromkeys(("batch", "payable", "payment", "import", "line", "coupon"), 999))
    )
    assert answer.status_code == (404 if "{" in path else 200)
    exported = client.get(f"{path.split('?')[0]}?format=csv") if "{" not in path else None
    assert exported is None or exported.mimetype == "text/csv"


def test_a_batch_from_draft_to_the_bank_through_the_pages(
    finance: Finance, app: Flask, client: FlaskClient
) -> None:
    claims = finance.claims_of(2)
    browse(client, finance.officer)
    assert client.post("/batches/new", data={"line": "999", "up_to": "31/02/2569"}).status_code == 400
    drafted = client.post("/batches/new", data={"up_to": "23/11/2569"})
    assert drafted.status_code == 303
    url = drafted.headers["Location"]
    assert client.post(f"{url}/submit").status_code == 303
    assert client.post(f"{url}/approve").status_code == 403
    browse(client, finance.approver)
    assert "อนุมัติชุดจ่ายนี้" in client.get(url).text
    assert client.post(f"{url}/return", data={"return-reason": "  "}).status_code == 400
    assert client.post(f"{url}/approve").status_code == 303
    browse(client, finance.releaser)
    assert client.post(f"{url}/release", data={"version": "12"}).status_code == 400
    released = client.post(f"{url}/release", data={"version": "03", "execution_date": "2026-11-24"})
    assert released.status_code == 303
    way = released.headers["Location"]
    assert way in client.get(url).text, "the batch says that its release is under way"
    assert (
        client.post(f"{url}/release", data={"version": "03", "execution_date": "2026-11-24"}).location == way
    )
    assert run_work(app, work_of(way)).state.value == "done"
    assert client.get(way).headers["Location"] == url
    file = client.get(f"{url}/file")
    assert file.status_code == 200
    assert file.data == order_of(int(url.rsplit("/", 1)[1])) == client.get(f"{url}/file").data
    browse(client, finance.officer)
    reported = answers(file.data)
    sent = client.post(
        "/statements/import",
        data={"answer": (io.BytesIO(reported.camt053[1]), "../../C053.xml")},
        content_type="multipart/form-data",
    )
    assert sent.status_code == 303
    assert run_work(app, work_of(sent.headers["Location"])).state.value == "done"
    taken = client.get(sent.headers["Location"]).headers["Location"]
    again = client.post(
        "/statements/import",
        data={"answer": (io.BytesIO(reported.camt053[1]), "again.xml")},
        content_type="multipart/form-data",
    )
    assert again.status_code == 409
    assert f'href="{taken}"' in again.text
    assert client.post(f"{url}/close").status_code == 303
    assert {payable_of(each).state.value for each in claims} == {"settled"}
    assert findings() == []


@pytest.mark.parametrize("data", [b"", b"x", b"<a/>", b"\xff\xfe<\x00", "ก".encode("cp874"), b"<!DOCTYPE a>"])
def test_no_file_however_broken_gives_more_than_a_refusal(
    finance: Finance, client: FlaskClient, data: bytes
) -> None:
    browse(client, finance.officer)
    answer = client.post(
        "/statements/import",
        data={"answer": (io.BytesIO(data), "a.xml")},
        content_type="multipart/form-data",
    )
    assert answer.status_code in (400, 409)
    assert client.post("/statements/import", data={}).status_code == 400


def test_a_form_sent_twice_has_one_effect(finance: Finance, client: FlaskClient) -> None:
    finance.claims_of(1)
    browse(client, finance.officer)
    form = {"form_token": "once-and-only-once"}
    first = client.post("/batches/new", data=form)
    second = client.post("/batches/new", data=form)
    assert first.headers["Location"] == second.headers["Location"]


def test_a_provider_sees_its_own_payments_and_nobody_elses(finance: Finance, client: FlaskClient) -> None:
    provider_id, other_id = finance.provider(), finance.provider()
    finance.claim(provider_id, Money(1_234_56))
    finance.claim(other_id, Money(9_876_54))
    owner = build(lambda tx: finance.world.member(tx, provider_id, Capacity.PROVIDER))
    browse(client, owner)
    page = client.get("/payables/mine")
    assert page.status_code == 200
    assert "1,234.56" in page.text
    assert "9,876.54" not in page.text
    assert client.get("/payables").status_code == 403
    assert client.get("/money-path").status_code == 403
    assert client.get("/payables/payments/1").status_code == 403


@pytest.mark.parametrize(
    ("capacity", "role", "status"),
    [
        (Capacity.PROVIDER, MemberRole.OWNER, 200),
        (Capacity.PROVIDER, MemberRole.MEMBER, 403),
        (Capacity.SME, MemberRole.OWNER, 200),
        (Capacity.SME, MemberRole.MEMBER, 403),
    ],
)
def test_only_owners_see_what_their_organisation_is_paid(
    finance: Finance, client: FlaskClient, capacity: Capacity, role: MemberRole, status: int
) -> None:
    provider_id = finance.provider()
    finance.claim(provider_id, Money(1_234_56))
    number = db.session.scalar(sa.select(Coupon.number))

    def join(tx: Tx) -> Actor:
        organisation_id = (
            provider_id if capacity is Capacity.PROVIDER else finance.world.sme(tx).organisation_id
        )
        return finance.world.member(tx, organisation_id, capacity, role)

    browse(client, build(join))
    page = client.get("/payables/mine")
    assert page.status_code == status
    assert number not in page.text
    assert ("/payables/mine" in client.get("/today").text) == (
        status == 200 and capacity is Capacity.PROVIDER
    )


def test_the_news_of_a_payment_goes_to_the_owners_alone(finance: Finance) -> None:
    provider_id = finance.provider()
    owner, cashier = (
        build(lambda tx, role=role: finance.world.member(tx, provider_id, Capacity.PROVIDER, role))
        for role in (MemberRole.OWNER, MemberRole.MEMBER)
    )
    finance.claim(provider_id, Money(1_234_56))
    finance.take(*answers(order_of(finance.released()), days=4).camt053)
    reported = set(
        db.session.scalars(sa.select(Notice.person_id).where(Notice.kind.startswith("payouts.payee.")))
    )
    assert owner.person_id in reported
    assert cashier.person_id not in reported


def test_officers_are_told_why_they_may_not_sign(finance: Finance, client: FlaskClient) -> None:
    finance.claim(finance.provider(), Money.baht(600_000))
    batch_id = draft_batch(Selection(), actor=finance.officer, now=MONDAY)
    submit_batch(batch_id, actor=finance.officer, now=MONDAY)
    browse(client, finance.approver)
    assert "ต้องไม่ใช่ผู้จัดทำหรือผู้อนุมัติ" in client.get(f"/batches/{batch_id}").text
    approve_batch(batch_id, actor=finance.approver, now=MONDAY + timedelta(minutes=1))
    assert state_of(batch_id) == "approved"


def test_what_a_blocked_person_submitted_is_not_approved_through_the_page(
    finance: Finance, client: FlaskClient
) -> None:
    finance.claims_of(1)
    batch_id = finance.submitted()
    finance.blocks(finance.officer)
    browse(client, finance.approver)
    assert client.post(f"/batches/{batch_id}/approve").status_code == 409
    assert state_of(batch_id) == "submitted"


def test_who_goes_on_after_a_signer_was_blocked_reads_how(finance: Finance, client: FlaskClient) -> None:
    """Submitted: it is returned, and another submits it. Approved: it is cancelled, and its money is owed as before."""
    other = build(lambda tx: finance.world.staff(tx, Role.FINANCE_OFFICER))
    second = build(lambda tx: finance.world.staff(tx, Role.FINANCE_APPROVER))
    finance.claims_of(1)
    batch_id = finance.submitted()
    page = f"/batches/{batch_id}"
    finance.blocks(finance.officer)
    browse(client, finance.approver)
    read = client.get(f"{page}?lang=en").text
    assert f'action="{page}/approve"' not in read
    assert "Send it back. When another finance officer submits it, you can approve it." in read
    assert "Waiting for the approver" not in read
    assert "Your turn" in read
    assert client.post(f"{page}/return", data={"return-reason": "ผู้เสนอถูกระงับ"}).status_code == 303
    browse(client, other)
    assert client.post(f"{page}/submit").status_code == 303
    browse(client, finance.approver)
    assert f'action="{page}/approve"' in client.get(page).text
    assert client.post(f"{page}/approve").status_code == 303
    finance.blocks(finance.approver)
    browse(client, finance.releaser)
    read = client.get(f"{page}?lang=en").text
    assert f"{page}/release" not in read
    reported = "A finance officer must cancel the batch. Its payments go into a new batch, which other people approve."
    assert "Waiting for the releaser" not in read
    assert "Waiting for a finance officer" in read
    assert reported in read
    browse(client, other)
    read = client.get(f"{page}?lang=en").text
    assert reported in read
    assert client.post(f"{page}/cancel", data={"cancel-reason": "ผู้อนุมัติถูกระงับ"}).status_code == 303
    again = draft_batch(Selection(), actor=other, now=MONDAY)
    submit_batch(again, actor=other, now=MONDAY)
    approve_batch(again, actor=second, now=MONDAY)
    assert state_of(again) == "approved"


def test_what_waits_names_the_payment_by_its_reference_and_its_payee(
    finance: Finance, client: FlaskClient
) -> None:
    provider_id = finance.provider()
    finance.claim(provider_id)
    (payment,) = payments_of(finance.released())
    assert mark_unknown(now=MONDAY + timedelta(days=9)) == 1
    browse(client, finance.officer)
    page = client.get("/today?lang=th").text
    payee = build(lambda tx: tx.get(Organisation, provider_id).name_th)
    assert payment.end_to_end_id in page
    assert payee in page
    assert f"#{payment.id}" not in page


def test_a_line_is_set_aside_and_a_claim_disputed_through_the_pages(
    finance: Finance, client: FlaskClient
) -> None:
    settled(finance)
    line = db.session.query(StatementLine).filter_by(state="unmatched").one()
    browse(client, finance.officer)
    url = f"/statements/lines/{line.id}"
    assert client.post(f"{url}/set-aside", data={"aside-reason": ""}).status_code == 400
    assert client.post(f"{url}/match", data={"reference": "PY0"}).status_code == 400
    refused = client.post(f"{url}/set-aside?lang=en", data={"aside-reason": "ดอกเบี้ยของธนาคาร"})
    assert refused.status_code == 409
    assert "You imported this line. Another person must set it aside." in refused.text
    browse(client, finance.approver)
    assert client.post(f"{url}/set-aside", data={"aside-reason": "ดอกเบี้ยของธนาคาร"}).status_code == 303
    assert client.post(f"{url}/set-aside", data={"aside-reason": "อีกครั้ง"}).status_code == 409
    claim = finance.claim(finance.provider())
    browse(client, finance.claims)
    assert f'href="/payables/claims/{claim}/dispute"' in client.get(f"/redemptions/{claim}").text
    assert client.get(f"/payables/claims/{claim}/dispute").status_code == 200
    assert client.post(f"/payables/claims/{claim}/dispute", data={"reason": ""}).status_code == 409
    assert client.post(f"/payables/claims/{claim}/dispute", data={"reason": "หลักฐานปลอม"}).status_code == 303
    assert payable_of(claim).state.value == "withdrawn"
    assert findings() == []
