"""One coupon goes the whole way through real pages: application, coupon, scan, consent, evidence, approval, bank, settled."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pypdf
import pytest
import sqlalchemy as sa
import zxingcpp
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from core import clock
from core.db import db
from core.permissions import Role
from coupons.coupons.models import Coupon
from coupons.redemptions.models import Redemption
from demo.bank import Bank, debtor_of
from ledger.models import Posting
from payouts.models.batches import Batch
from tests.factories import PASSWORD
from tests.journeys.camera import page_of_pdf, show_to_camera
from tests.journeys.conftest import ROOT, Cast, House, launch

NewContext = Callable[..., BrowserContext]
PRICE, STATE_PART, OWN_PART, LEFT = "42,000", "33,600", "8,400", "66,400"


def sign_in(page: Page, email: str) -> Page:
    page.goto("/sign-in")
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", PASSWORD)
    with page.expect_navigation():
        page.click("main form button[type=submit]")
    assert urlsplit(page.url).path == "/today", page.inner_text("main")
    return page


def sign_out(page: Page) -> None:
    page.click("details.who summary")
    with page.expect_navigation():
        page.click('form[action="/sign-out"] button')


def press(page: Page, action_ends: str) -> None:
    """Send the form whose address ends so, as a person pressing its one button would."""
    with page.expect_navigation():
        own = f'main form[action$="{action_ends}"] button[type=submit]:not([formaction], [aria-hidden])'
        page.locator(f'{own}, main button[formaction$="{action_ends}"]').first.click()


def no_error(page: Page) -> None:
    """The page shows no error summary; if it does, say what it says."""
    assert page.locator(".govuk-error-summary").all_inner_texts() == []


def apply_for_a_coupon(page: Page, scheme_id: int) -> str:
    page.goto(f"/applications/schemes/{scheme_id}")
    page.locator("label[for=category-0]").click()
    press(page, f"/schemes/{scheme_id}")
    for text in ("ทดสอบฉลากโภชนาการเพื่อส่งออก", "ได้ใบรายงานผลที่ผู้ซื้อยอมรับ"):
        page.fill("textarea[name=text]", text)
        with page.expect_navigation():
            page.click("main form button[type=submit]")
    press(page, "/submit")
    expect(page.locator("main")).to_contain_text(re.compile(r"A\d{4}-\d{6}"))
    return page.url.rstrip("/").rpartition("/")[2]


def as_staff(page: Page, email: str, act: Callable[[Page], None]) -> None:
    sign_in(page, email)
    act(page)
    sign_out(page)


def visit_and_press(url: str, *verbs: str) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        page.goto(url)
        for verb in verbs:
            press(page, verb)
            no_error(page)

    return act


def coupon_pdf(page: Page) -> tuple[int, bytes]:
    page.goto("/coupons/")
    with page.expect_navigation():
        page.locator('main a[href^="/coupons/"]').first.click()
    coupon_id = int(page.url.rstrip("/").rpartition("/")[2].partition("?")[0])
    answer = page.request.get(f"/coupons/{coupon_id}/pdf")
    assert answer.headers["content-type"] == "application/pdf"
    return coupon_id, answer.body()


def a_paper() -> bytes:
    out = io.BytesIO()
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    writer.write(out)
    return out.getvalue()


def add_evidence(page: Page, kind: str) -> None:
    page.select_option("select[name=kind]", kind)
    page.set_input_files(
        "input[type=file]", {"name": f"{kind}.pdf", "mimeType": "application/pdf", "buffer": a_paper()}
    )
    with page.expect_navigation():
        page.locator('main button[formaction$="/evidence"]').click()
    no_error(page)
    expect(page.locator("#evidence")).to_contain_text(f"{kind}.pdf")


def thai_today() -> str:
    today = clock.bangkok_date(clock.now())
    return f"{today.day}/{today.month}/{today.year + 543}"


@pytest.mark.parametrize("language", ["th", "en"])
def test_one_coupon_goes_the_whole_way(
    house: House,
    cast: Cast,
    bank: Bank,
    playwright: Playwright,
    new_context: NewContext,
    tmp_path: Path,
    language: str,
) -> None:
    sme = sign_in(new_context(360, language=language).new_page(), cast.owner)
    desk = new_context(1280, 900, language=language).new_page()

    application = apply_for_a_coupon(sme, cast.scheme_id)
    url = f"/applications/{application}"
    as_staff(desk, cast.staff[Role.PROGRAMME_OFFICER], visit_and_press(url, "/recommend"))
    as_staff(desk, cast.staff[Role.PROGRAMME_APPROVER], visit_and_press(url, "/approve"))

    coupon_id, pdf = coupon_pdf(sme)
    on_screen = zxingcpp.read_barcodes(page_of_pdf(pdf, 100))
    sme.goto(f"/coupons/{coupon_id}/show")
    on_phone = zxingcpp.read_barcodes(_screenshot(sme))
    assert [code.text for code in on_phone] == [code.text for code in on_screen]

    video = show_to_camera(_around_code(pdf), tmp_path / "camera.y4m")
    with_camera = launch(
        playwright,
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={video}",
    )
    try:
        counter = sign_in(new_context(360, language=language, source=with_camera).new_page(), cast.cashier)
        redemption = _at_the_counter(counter, sme, coupon_id)
        _deliver(counter, redemption)
    finally:
        with_camera.close()

    sme.goto(f"/redemptions/{redemption}")
    sme.locator('label:has(input[name=rating][value="5"])').click()
    press(sme, "/accept")
    as_staff(desk, cast.staff[Role.CLAIM_OFFICER], _approve_claim(redemption))
    _pay(house, desk, cast, bank)
    _adds_up(house, coupon_id, redemption, desk, cast)


def _screenshot(page: Page) -> object:
    from PIL import Image

    return Image.open(io.BytesIO(page.screenshot(full_page=True)))


def _around_code(pdf: bytes) -> object:
    picture = page_of_pdf(pdf, 150)
    (code,) = zxingcpp.read_barcodes(picture)
    corners = code.position
    xs = [corners.top_left.x, corners.bottom_right.x]
    ys = [corners.top_left.y, corners.bottom_right.y]
    return picture.crop((min(xs) - 60, min(ys) - 60, max(xs) + 60, max(ys) + 60))


def _at_the_counter(counter: Page, sme: Page, coupon_id: int) -> str:
    counter.goto("/scan")  # the camera was allowed before, so it opens by itself
    counter.wait_for_url(re.compile(r"/scan/\d+"))
    assert "100,000" not in counter.inner_text("main"), "the counter must not see what the coupon is worth"
    counter.locator("select[name=service]").select_option(index=0)
    counter.fill("input[name=price]", PRICE)
    press(counter, "/price")
    counter.wait_for_url(re.compile(r"/proposals/\d+"))

    card = sme.locator("[data-consent-card]")  # the price comes to the page that shows the code
    for amount in (PRICE, STATE_PART, OWN_PART):
        expect(card).to_contain_text(amount)
    assert sme.url.endswith(f"/coupons/{coupon_id}/show")
    assert "100,000" not in sme.inner_text("main"), "the cashier reads along"
    press(sme, "/consent")
    return _both_slips(counter, sme)


def _both_slips(counter: Page, sme: Page) -> str:
    """Each side is led to its slip; the owner alone reads what is left. The number of the service."""
    sme.wait_for_url(re.compile(r"/redemptions/\d+/slip$"))
    for amount in (PRICE, STATE_PART, OWN_PART, LEFT):
        expect(sme.locator("main")).to_contain_text(amount)
    counter.locator('[data-consent-panel] a[href$="/slip"]').click(timeout=15_000)
    counter.wait_for_url(re.compile(r"/redemptions/\d+/slip$"))
    expect(counter.locator("h1")).to_contain_text(OWN_PART)
    assert LEFT not in counter.inner_text("body")
    counter.locator('main a.button[href^="/redemptions/"]').click()
    counter.wait_for_url(re.compile(r"/redemptions/\d+$"))
    return counter.url.rpartition("/")[2]


def _deliver(counter: Page, redemption: str) -> None:
    counter.goto(f"/redemptions/{redemption}")
    for kind in ("tax_invoice", "proof_of_own_share", "deliverable", "agreement"):
        add_evidence(counter, kind)
    counter.fill("input[name=delivered_on]", thai_today())
    counter.fill("input[name=invoice_number]", f"IV-{redemption}")
    counter.fill("input[name=invoiced_on]", thai_today())
    press(counter, "/deliver")
    no_error(counter)


def _approve_claim(redemption: str) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        page.goto(f"/redemptions/{redemption}")
        page.fill("input[name=amount]", STATE_PART)
        press(page, "/approve")
        no_error(page)

    return act


def _release(batch_url: str) -> Callable[[Page], None]:
    """Press, be shown how far it is, and be led back to the batch by the worker's word."""

    def act(page: Page) -> None:
        page.goto(batch_url)
        press(page, "/release")
        page.wait_for_url(batch_url)
        no_error(page)
        expect(page.locator(f'main a[href="{urlsplit(batch_url).path}/file"]')).to_be_visible()

    return act


def _pay(house: House, desk: Page, cast: Cast, bank: Bank) -> None:
    sign_in(desk, cast.staff[Role.FINANCE_OFFICER])
    desk.goto("/batches/new")
    desk.locator('main form[method="post"] button[type=submit]').first.click()
    desk.wait_for_url(re.compile(r"/batches/\d+"))
    batch_url = re.sub(r"\?.*", "", desk.url)
    press(desk, "/submit")
    sign_out(desk)
    as_staff(desk, cast.staff[Role.FINANCE_APPROVER], visit_and_press(batch_url, "/approve"))
    as_staff(desk, cast.staff[Role.FINANCE_RELEASER], _release(batch_url))

    sign_in(desk, cast.staff[Role.FINANCE_OFFICER])
    file = desk.request.get(f"{batch_url}/file")
    assert file.ok
    bank.hold(debtor_of(file.body()))
    bank.send(file.body())
    bank.live_banking_days(3)
    answers = bank.collect()
    for answer in [*answers.pain002, *answers.camt053]:
        desk.goto("/statements/import")
        desk.set_input_files(
            "input[type=file]", {"name": "bank.xml", "mimeType": "application/xml", "buffer": answer}
        )
        desk.locator("main form button[type=submit]").last.click()
        desk.wait_for_url(re.compile(r"/statements/\d+$"))
    desk.goto(batch_url)
    with house.app.app_context():
        states = db.session.scalars(
            sa.select(Batch.state).where(Batch.id == int(batch_url.rpartition("/")[2]))
        ).all()
        db.session.remove()
    assert states == ["settled"]


def _adds_up(house: House, coupon_id: int, redemption: str, desk: Page, cast: Cast) -> None:
    desk.goto(f"/money-path/{coupon_id}")
    expect(desk.locator("main")).to_contain_text(STATE_PART)
    sign_out(desk)
    with house.app.app_context():
        coupon = db.session.get(Coupon, coupon_id)
        paid = db.session.get(Redemption, int(redemption))
        moves = dict(
            db.session.execute(
                sa.select(Posting.move, sa.func.sum(Posting.amount_satang))
                .where(Posting.coupon_id == coupon_id)
                .group_by(Posting.move)
            ).all()
        )
        facts = (coupon.limit_satang, coupon.spent_satang, paid.state, paid.approved_satang)
        db.session.remove()
    assert facts == (10_000_000, 3_360_000, "paid", 3_360_000)
    assert moves == {
        "commit": 10_000_000,
        "reserve": 3_360_000,
        "approve": 3_360_000,
        "send": 3_360_000,
        "pay": 3_360_000,
    }
    verified = subprocess.run(
        [sys.executable, "-m", "flask", "ledger", "verify"],
        cwd=ROOT,
        env=house.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert verified.returncode == 0, verified.stdout + verified.stderr
