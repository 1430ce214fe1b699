"""The main ways, walked with the keyboard alone: no trap, and at every stop one sees where one is."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, expect

from core.permissions import Role
from demo import people
from tests.factories import PASSWORD
from tests.journeys.conftest import Cast
from tests.journeys.walks import DESK, PHONE, Moment, OpenBrowser

pytest_plugins = ("tests.demo_world", "tests.journeys.demo_readers")

NewContext = Callable[..., BrowserContext]
FOCUS_IS_VISIBLE = """() => {
  const on = document.activeElement, look = getComputedStyle(on), box = on.getBoundingClientRect();
  const ring = look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2 || look.boxShadow !== 'none';
  return ring && box.bottom > 0 && box.top < innerHeight;
}"""
MOST_TABS = 60


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has focus; at every stop the focus can be seen."""
    wanted = page.locator(selector).first
    wanted.wait_for()
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        on = page.evaluate("document.activeElement.outerHTML.slice(0, 120)")
        assert page.evaluate(FOCUS_IS_VISIBLE), f"no visible focus on {on} at {page.url}"
        if wanted.evaluate("each => each === document.activeElement"):
            return
    raise AssertionError(f"{selector} cannot be reached by keyboard at {page.url}")


def press(page: Page, selector: str, leads_to: str) -> None:
    """Come to a link or button by keyboard, press Enter, and be where that leads."""
    tab_to(page, selector)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(leads_to))


def type_into(page: Page, selector: str, text: str) -> None:
    """Come to a field by keyboard and type."""
    tab_to(page, selector)
    page.keyboard.type(text)


def sign_in(page: Page, email: str, password: str) -> Page:
    """By keyboard, from the page of sign-in."""
    page.goto("/sign-in?lang=th")
    type_into(page, "input[name=email]", email)
    type_into(page, "input[name=password]", password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/today")
    return page


def test_an_owner_signs_in_and_answers_a_price_with_the_keyboard_alone(
    open_browser: OpenBrowser, moment: Moment
) -> None:
    page = sign_in(open_browser("stranger", PHONE), people.SME_OWNER.email, people.PASSWORD)
    tab_to(page, 'a[href^="/coupons/"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**/coupons/**")
    if page.url.rstrip("/").endswith("/coupons"):
        tab_to(page, f'main a[href^="{moment.coupon}"]')
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{moment.coupon}")
    tab_to(page, '[data-consent-card] form[action$="/consent"] button')
    tab_to(page, '[data-consent-card] form[action$="/decline"] button')
    expect(page.locator("[data-consent-card] button:focus")).to_have_count(1)


def apply(page: Page, scheme_id: int) -> str:
    """The address of an application that was filled in and sent."""
    press(page, 'nav a[href="/applications/"]', "/applications/")
    press(page, f'main a[href="/applications/schemes/{scheme_id}"]', f"/schemes/{scheme_id}")
    tab_to(page, "input[name=category]")
    page.keyboard.press("Space")
    press(page, "main form button[type=submit]", "/need")
    type_into(page, "textarea[name=text]", "ทดสอบฉลากโภชนาการเพื่อส่งออก")
    press(page, "main form button[type=submit]", "/expected-result")
    type_into(page, "textarea[name=text]", "ได้ใบรายงานผลที่ผู้ซื้อยอมรับ")
    press(page, "main form button[type=submit]", "/check")
    press(page, 'main form[action$="/submit"] button', r"/applications/\d+$")
    return urlsplit(page.url).path


def act_on(page: Page, application: str, verb: str) -> None:
    """From the menu to the list, to the application, to the button, which does what it says."""
    press(page, 'nav a[href="/applications/"]', "/applications/")
    press(page, f'main a[href="{application}"]', f"{application}$")
    tab_to(page, f'main form[action$="/{verb}"] button, main button[formaction$="/{verb}"]')
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator(".govuk-error-summary").all_inner_texts() == []


def test_an_application_comes_to_a_confirmed_price_with_the_keyboard_alone(
    new_context: NewContext, cast: Cast
) -> None:
    sme = sign_in(new_context(PHONE).new_page(), cast.owner, PASSWORD)
    application = apply(sme, cast.scheme_id)
    for role, verb in ((Role.PROGRAMME_OFFICER, "recommend"), (Role.PROGRAMME_APPROVER, "approve")):
        act_on(sign_in(new_context(DESK).new_page(), cast.staff[role], PASSWORD), application, verb)

    press(sme, 'nav a[href="/coupons/"]', "/coupons/")
    press(sme, 'main a[href^="/coupons/"]', r"/coupons/\d+$")
    press(sme, 'main a[href$="/show"]', "/show$")
    code = "".join(sme.locator(".counter-ticket__code > span:not([class])").all_inner_texts())

    counter = sign_in(new_context(PHONE).new_page(), cast.cashier, PASSWORD)
    press(counter, 'nav a[href="/scan"]', "/scan")
    expect(counter.locator("#code")).to_be_visible()
    if not counter.locator("#code").evaluate("field => field === document.activeElement"):
        tab_to(counter, "#code")
    counter.keyboard.type(code)
    counter.keyboard.press("Enter")
    counter.wait_for_url(re.compile(r"/scan/\d+"))
    type_into(counter, "input[name=price]", "42,000")
    press(counter, 'main form[action$="/price"] button[type=submit]', r"/proposals/\d+")

    press(sme, '[data-consent-panel] a[href^="/coupons/"]', r"/coupons/\d+$")
    tab_to(sme, '[data-consent-card] form[action$="/consent"] button')
    sme.keyboard.press("Enter")
    counter.locator('a[href^="/redemptions/"]').first.wait_for(timeout=30_000)
