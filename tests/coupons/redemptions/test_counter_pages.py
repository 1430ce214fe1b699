"""The counter, the ticket and the claim as the people of a walk meet them in the browser."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from core import clock
from core.actor import Actor
from core.db import db
from core.money import Money
from core.thai.writing import be_date
from coupons.claims.states import EvidenceKind
from coupons.coupons.models import Coupon
from coupons.redemptions.states import ProposalState, RedemptionState
from identity.people.models import Person
from ledger.checks import run_all
from providers.models import Provider
from providers.states import ProviderState
from tests.coupons.counter import Counter, counter_of_today, picture
from tests.coupons.coupons.test_codes import on_thai_keys
from tests.crawl import counted, most_statements, sign_in
from tests.factories import build
from tests.kept_scenes import KeptScenes


def browser_of(app: Flask, actor: Actor) -> FlaskClient:
    """A browser in which the actor is signed in."""
    client = app.test_client()
    sign_in(client, db.session.get_one(Person, actor.person_id), None)
    return client


@pytest.fixture
def counter(kept_scene: KeptScenes) -> Counter:
    return counter_of_today(kept_scene)


def test_the_whole_walk_by_tap(db_app: Flask, counter: Counter) -> None:
    till, phone = browser_of(db_app, counter.cashier), browser_of(db_app, counter.owner)
    desk = browser_of(db_app, counter.officer)
    sheet = till.post("/scan", data={"code": counter.code().lower()})
    assert sheet.status_code == 303
    page = till.get(sheet.location)
    assert "ใช้ได้ที่นี่" in page.text
    assert "100,000" not in page.text.replace("10,000–100,000", ""), "the balance is nobody's business"
    sent = till.post(f"{sheet.location}/price", data={"service": counter.service_id, "price": "42,000"})
    assert sent.status_code == 303, sent.text
    proposal_id = int(sent.location.rsplit("/", 1)[1])
    assert till.get(sent.location).status_code == 200
    news = phone.get("/coupons/asks", headers={"Accept": "application/json"}).json
    card = phone.get(news["url"]).text
    assert "33,600<" in card
    assert "8,400<" in card
    done = phone.post(f"/proposals/{proposal_id}/consent", data={"form_token": "once"})
    assert done.status_code == 303, done.text
    again = phone.post(f"/proposals/{proposal_id}/consent", data={"form_token": "once"})
    assert again.location == done.location
    assert done.location.endswith("/slip")
    claim = done.location.removesuffix("/slip")
    for kind in list(EvidenceKind)[:4]:
        answer = till.post(
            f"{claim}/evidence",
            data={"kind": kind.value, "files": (io.BytesIO(picture(kind)), f"{kind}.png")},
        )
        assert answer.status_code == 303, answer.text
    day = be_date(clock.bangkok_date(clock.now()))
    delivered = till.post(
        f"{claim}/deliver", data={"delivered_on": day, "invoice_number": "IV 2569/๐๑", "invoiced_on": day}
    )
    assert delivered.status_code == 303, delivered.text
    asked = phone.get(claim).text
    assert asked.index(f"{EvidenceKind.DELIVERABLE}.png") < asked.index('name="rating"'), "look, then accept"
    assert phone.post(f"{claim}/accept", data={"rating": "5", "comment": "ดี"}).status_code == 303
    assert desk.get(claim).status_code == 200
    assert desk.post(f"{claim}/approve", data={"amount": "33,600.00", "reason": ""}).status_code == 303
    redemption = counter.redemption(int(claim.rsplit("/", 1)[1]))
    assert redemption.state is RedemptionState.APPROVED
    assert redemption.tax_invoice_number == "IV2569/01"
    assert run_all() == []


def test_the_code_field_has_the_focus_and_a_refusal_does_not_take_it(db_app: Flask, counter: Counter) -> None:
    till = browser_of(db_app, counter.cashier)
    refused = till.post("/scan", data={"code": "0000TKRRW6AED60Y"}).text
    for page in (till.get("/scan").text, refused):
        assert html.document_fromstring(page).xpath("//input[@id='code']/@autofocus")
    summary = html.document_fromstring(refused).xpath("//*[contains(@class, 'govuk-error-summary')]")[0]
    assert summary.get("data-disable-auto-focus") == "true"
    assert summary.xpath(".//a/@href") == ["#code"]


def _wide(text: str) -> str:
    return "".join(chr(ord(letter) + 0xFEE0) for letter in text)


@pytest.mark.parametrize(
    "typed",
    [
        "0000TKRRW6AED60Y{address}",
        "]Q1{address}",
        "{address}?openExternalBrowser=1",
        "{address}{address}",
        "\u200b{address}\ufeff",
        "\u200e{code}\u200b",
        "Code: {code}",
        "รหัสคูปอง: {code}",
    ],
)
def test_a_scan_is_read_with_what_scanners_apps_and_hands_put_around_it(
    db_app: Flask, counter: Counter, typed: str
) -> None:
    till = browser_of(db_app, counter.cashier)
    address = f"HTTPS://LOCALHOST/C/{counter.code()}/{counter.tag()}"
    scanned = typed.format(address=address, code=counter.code())
    assert till.post("/scan", data={"code": scanned}).status_code == 303, scanned


@pytest.mark.parametrize("keyed", [on_thai_keys, _wide])
def test_a_scan_on_a_thai_keyboard_or_in_full_width_letters_is_read(
    db_app: Flask, counter: Counter, keyed: Callable[[str], str]
) -> None:
    till = browser_of(db_app, counter.cashier)
    address = f"HTTPS://LOCALHOST/C/{counter.code()}/{counter.tag()}"
    for scanned in (address, f"]Q1{address}", counter.code()):
        assert till.post("/scan", data={"code": keyed(scanned)}).status_code == 303, keyed(scanned)


def test_six_digits_read_out_at_the_counter(db_app: Flask, counter: Counter) -> None:
    till, phone = browser_of(db_app, counter.cashier), browser_of(db_app, counter.owner)
    proposal_id = counter.propose(now=clock.now())
    page = phone.get(f"/coupons/{counter.coupon_id}").text
    digits = "".join(re.findall(r'<strong translate="no">(\d{3}) (\d{3})</strong>', page)[0])
    assert digits not in till.get(f"/proposals/{proposal_id}").text
    wrong = till.post(f"/proposals/{proposal_id}/consent-by-code", data={"digits": "000000"})
    assert wrong.status_code == 409
    assert "รหัสไม่ถูกต้อง" in wrong.text
    done = till.post(
        f"/proposals/{proposal_id}/consent-by-code", data={"digits": f"{digits[:3]} {digits[3:]}"}
    )
    assert done.status_code == 303, done.text


def test_a_tap_that_the_coupon_cannot_carry_answers_the_same_twice(db_app: Flask, counter: Counter) -> None:
    counter.reserve(Money.baht(60_000), now=clock.now())
    proposal_id = counter.propose(Money.baht(100_000), now=clock.now())
    phone = browser_of(db_app, counter.owner)
    first, again = (
        phone.post(f"/proposals/{proposal_id}/consent", data={"form_token": "once"}) for _ in range(2)
    )
    assert first.location.startswith("/coupons/")
    assert (again.status_code, again.location) == (first.status_code, first.location)


def test_a_consent_in_json_answers_the_same_twice_and_refuses_another_body(
    db_app: Flask, counter: Counter
) -> None:
    phone = browser_of(db_app, counter.owner)
    first = counter.propose(now=clock.now())
    second = counter.propose(service_id=counter.another_service(), now=clock.now())
    headers = {"Accept": "application/json", "Idempotency-Key": "k-1"}
    answers = [phone.post(f"/proposals/{first}/consent", headers=headers) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert len({answer.data for answer in answers}) == 1
    assert answers[0].json["state"] == ProposalState.CONSENTED
    other = phone.post(f"/proposals/{second}/consent", headers=headers)
    assert (other.status_code, other.json["code"]) == (409, "key_reused")


def test_a_consent_takes_at_most_ten_statements(db_app: Flask, counter: Counter) -> None:
    phone = browser_of(db_app, counter.owner)
    proposal_id = counter.propose(now=clock.now())
    with counted(db_app) as counts:
        phone.post(
            f"/proposals/{proposal_id}/consent",
            headers={"Accept": "application/json", "Idempotency-Key": "k"},
        )
    assert counts[0] <= 10


@pytest.mark.parametrize("language", ["th", "en"])
def test_every_page_answers_within_twelve_statements(db_app: Flask, counter: Counter, language: str) -> None:
    proposal_id = counter.propose(now=clock.now())
    claim = counter.accepted(now=clock.now())
    pages = {
        counter.owner: [
            "/coupons/",
            f"/coupons/{counter.coupon_id}",
            "/redemptions/",
            f"/redemptions/{claim}",
        ],
        counter.cashier: [
            "/scan",
            f"/scan/{counter.scan(now=clock.now())}",
            f"/proposals/{proposal_id}",
            "/redemptions/",
            f"/redemptions/{claim}",
        ],
        counter.officer: [
            "/coupons/",
            f"/coupons/{counter.coupon_id}",
            "/redemptions/?state=accepted",
            f"/redemptions/{claim}",
            "/today",
            "/deadlines",
        ],
    }
    for actor, urls in pages.items():
        client = browser_of(db_app, actor)
        for url in urls:
            with counted(db_app) as counts:
                answer = client.get(url, query_string={"lang": language} if "?" not in url else None)
            assert answer.status_code == 200, (url, answer.status_code)
            assert counts[-1] <= most_statements(url), (url, counts)


def test_the_desk_reads_whose_turn_it_is_with_a_coupon(db_app: Flask, counter: Counter) -> None:
    holder, desk = browser_of(db_app, counter.approver), browser_of(db_app, counter.officer)
    page = f"/coupons/{counter.coupon_id}?lang=en"
    assert "Waiting for the SME" in holder.get(page).text
    counter.reserve(Money.baht(20_000), now=clock.now())
    assert "Waiting for the provider" in holder.get(page).text
    counter.accepted(now=clock.now())
    assert "Waiting for an officer of OSMEP" in holder.get(page).text, "what is due first comes first"
    assert "Your turn" in desk.get(page).text, "who decides claims"
    holder.post(f"/coupons/{counter.coupon_id}/hold", data={"hold-reason": "ตรวจสอบ"})
    assert "Find out what is wrong" in holder.get(page).text


def test_the_counter_reads_the_range_of_the_service_chosen(db_app: Flask, counter: Counter) -> None:
    till, scan_id = browser_of(db_app, counter.cashier), counter.scan(now=clock.now())
    assert "10,000–100,000 บาท" in till.get(f"/scan/{scan_id}").text
    asked = {"service": str(counter.service_id), "price": "20,000"}
    figures = till.get(f"/scan/{scan_id}/figures", query_string=asked).text
    assert "10,000–100,000 บาท" in figures
    assert "16,000<" in figures


def test_the_coupon_on_paper(db_app: Flask, counter: Counter) -> None:
    paper = browser_of(db_app, counter.owner).get(f"/coupons/{counter.coupon_id}/pdf")
    assert paper.status_code == 200
    assert paper.data.startswith(b"%PDF")


def test_a_stranger_with_the_code_learns_nothing(db_app: Flask, counter: Counter) -> None:
    stranger = db_app.test_client()
    address, nobodys = f"/C/{counter.code()}/{counter.tag()}", "/c/0000000000000000/0000000000000"
    genuine, invented = stranger.get(address), stranger.get(nobodys)
    assert genuine.status_code == 200
    assert genuine.text.replace(address, "") == invented.text.replace(nobodys, "")
    assert genuine.headers["Cache-Control"] == "no-store"
    assert genuine.headers["Referrer-Policy"] == "no-referrer"


def test_a_provider_reads_no_coupon(db_app: Flask, counter: Counter) -> None:
    till = browser_of(db_app, counter.cashier)
    assert till.get(f"/coupons/{counter.coupon_id}").status_code in (403, 404)
    assert till.get("/coupons/").status_code in (403, 404)


def test_what_was_typed_is_still_there_after_a_refusal(db_app: Flask, counter: Counter) -> None:
    till = browser_of(db_app, counter.cashier)
    page = till.post("/scan", data={"code": "7Q4M 2K9X W3HT B6RD"})
    assert page.status_code == 409
    assert "7Q4M 2K9X W3HT B6RD" in page.text
    scan_id = counter.scan(now=clock.now())
    page = till.post(f"/scan/{scan_id}/price", data={"service": counter.service_id, "price": "9,999,999.00"})
    assert page.status_code == 409
    assert "9,999,999.00" in page.text


def test_what_is_shown_at_the_counter_is_code_name_and_last_day(db_app: Flask, counter: Counter) -> None:
    """No sum, no number of the coupon, no menu: the cashier reads along."""
    phone, coupon = browser_of(db_app, counter.owner), counter.coupon()
    number, until = coupon.number, be_date(coupon.valid_until)
    shown = html.fromstring(phone.get(f"/coupons/{counter.coupon_id}/show").text)
    words = " ".join(shown.find("body").text_content().split())
    name = coupon.sme.organisation.name_th
    grouped = " ".join(counter.code()[start : start + 4] for start in range(0, 16, 4))
    assert [each for each in (name, grouped, until) if each not in words] == []
    left = words.replace(name, "").replace(grouped, "").replace(until, "")
    assert not re.search(r"\d", left), left
    assert number not in html.tostring(shown, encoding="unicode")
    links = [href for href in shown.xpath("//a/@href") if not href.startswith("#")]
    assert set(links) == {f"/coupons/{counter.coupon_id}", ""}, (
        "the way back, and without a script to look again"
    )
    assert counter.code() not in phone.get(f"/coupons/{counter.coupon_id}").text.replace(" ", "")


def _shown(phone: FlaskClient, coupon_id: int) -> str:
    """The page that is turned towards the counter, without what is made anew for each request."""
    text = phone.get(f"/coupons/{coupon_id}/show?lang=en").text
    return re.sub(r'value="[^"]*"|data-countdown="\d+"|\d:\d\d', "", text)


def test_the_price_comes_to_the_page_that_is_shown_and_can_be_confirmed_there(
    db_app: Flask, counter: Counter
) -> None:
    phone, page = browser_of(db_app, counter.owner), f"/coupons/{counter.coupon_id}"
    before = phone.get(f"{page}/waiting").json
    proposal_id = counter.propose(now=clock.now())
    after = phone.get(f"{page}/waiting").json
    assert before["version"] != after["version"]
    fragment = html.fromstring(phone.get(after["url"]).text)
    words = fragment.text_content()
    assert [each for each in ("42,000", "33,600", "8,400") if each not in words] == []
    assert fragment.xpath("//form/@action") == [
        f"/proposals/{proposal_id}/consent",
        f"/proposals/{proposal_id}/decline",
    ]
    assert phone.post(f"/proposals/{proposal_id}/consent").location.endswith("/slip")


def test_the_page_that_is_shown_is_the_same_whatever_the_coupon_holds(
    db_app: Flask, counter: Counter
) -> None:
    """The cashier reads along: no digits, no balance, and no word of a price that is too high (decision 23)."""
    phone = browser_of(db_app, counter.owner)
    counter.propose(now=clock.now())
    held = _shown(phone, counter.coupon_id)
    assert "Confirm this price" in held
    build(lambda tx: tx.execute(sa.update(Coupon).values(spent_satang=Coupon.limit_satang)))
    assert _shown(phone, counter.coupon_id) == held
    assert "100,000" not in held
    assert not html.fromstring(held).xpath("//strong[@translate='no']"), "the six digits"


def test_staff_and_others_are_shown_no_code(db_app: Flask, counter: Counter) -> None:
    for actor in (counter.officer, counter.approver, counter.cashier):
        answer = browser_of(db_app, actor).get(f"/coupons/{counter.coupon_id}/show")
        assert answer.status_code in (403, 404)
    browser_of(db_app, counter.approver).post(
        f"/coupons/{counter.coupon_id}/hold", data={"hold-reason": "ตรวจสอบ"}
    )
    held = browser_of(db_app, counter.owner).get(f"/coupons/{counter.coupon_id}/show")
    assert held.status_code == 404


def test_a_provider_finds_no_service_by_the_number_of_a_coupon(db_app: Flask, counter: Counter) -> None:
    claim, number = counter.reserve(now=clock.now()), counter.coupon().number
    till, desk = browser_of(db_app, counter.cashier), browser_of(db_app, counter.officer)
    found = f'href="/redemptions/{claim}"'
    assert found in desk.get("/redemptions/", query_string={"q": number}).text
    assert found not in till.get("/redemptions/", query_string={"q": number}).text
    assert found in till.get("/redemptions/", query_string={"q": str(claim)}).text
    for url in ("/redemptions/", "/redemptions/?format=csv", f"/redemptions/{claim}"):
        assert number not in till.get(url).text


def test_the_counter_reads_not_confirmed_and_nothing_more(db_app: Flask, counter: Counter) -> None:
    till, phone = browser_of(db_app, counter.cashier), browser_of(db_app, counter.owner)
    declined = counter.propose(Money.baht(20_000), now=clock.now())
    too_dear = counter.propose(Money.baht(99_000), service_id=counter.another_service(), now=clock.now())
    build(lambda tx: tx.execute(sa.update(Coupon).values(spent_satang=Coupon.limit_satang)))
    assert phone.post(f"/proposals/{too_dear}/consent").status_code == 303
    news = till.get(f"/proposals/{too_dear}/news").json
    assert news["version"] == "waits-0"
    for proposal_id in (declined, too_dear):
        assert phone.post(f"/proposals/{proposal_id}/decline").status_code == 303
        assert till.get(f"/proposals/{proposal_id}/news").json["version"] == "over-proposal_lapsed"
        assert "ลูกค้าไม่ได้ยืนยันราคานี้" in till.get(f"/proposals/{proposal_id}").text


def test_a_provider_that_is_not_approved_is_told_before_it_scans(db_app: Flask, counter: Counter) -> None:
    till, told = browser_of(db_app, counter.cashier), "You cannot serve coupon holders today"
    assert told not in till.get("/scan?lang=en").text
    build(lambda tx: tx.execute(sa.update(Provider).values(state=ProviderState.SUSPENDED)))
    assert told in till.get("/scan?lang=en").text
