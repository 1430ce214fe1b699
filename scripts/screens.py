"""`make screens`: every main page of the demo world at two widths in two languages, into build/screens/.

Each page is opened by a person whose page it is. A coupon is scanned and priced on the way, as at a counter, so
that the moment of consent is on the pictures. Few of them are kept in the repository, small: `PUBLISHED`, in docs/pictures/.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

import config
from demo import people
from scripts import browser as browsers

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "build" / "screens"
PICTURES = ROOT / "docs" / "pictures"
WIDTHS = {360: 780, 1280: 900}
LANGUAGES = ("th", "en")
COLOURS = 160
TALLEST = 2_400
"""Pixels of a long list that are kept."""
PDF_DPI = 80
PRICE = "24,000"
PATIENCE_SECONDS = 900
"""A busy machine builds the world slowly."""
STOP_SECONDS = 60
GREETING = "Ctrl-C stops"
"""The last that the demo says before it serves."""

OWNER, RETURNED = people.SME_OWNER.email, people.SME_RETURNED.email
PROVIDER, CASHIER = people.PROVIDER_OWNER.email, people.CASHIER.email
ANONYMOUS = ""


def _colleague(key: str) -> str:
    return next(each.email for each in people.STAFF if each.key == key)


@dataclass(frozen=True, slots=True)
class Screen:
    """One picture: its name, who looks, where they begin, the links they then follow (patterns of addresses).

    `ready` is what a script draws late and must be there.
    """

    name: str
    who: str
    start: str
    follow: tuple[str, ...] = ()
    ready: str = "main"


SCREENS = (
    Screen("public-home", ANONYMOUS, "/"),
    Screen("public-directory", ANONYMOUS, "/directory"),
    Screen("public-provider", ANONYMOUS, "/directory", (r"^/directory/providers/\d+",)),
    Screen("public-rules", ANONYMOUS, "/rules"),
    Screen("public-money", ANONYMOUS, "/money"),
    Screen("public-help", ANONYMOUS, "/help"),
    Screen("sign-in", ANONYMOUS, "/sign-in"),
    Screen("register", ANONYMOUS, "/register"),
    Screen("sme-today", OWNER, "/today"),
    Screen("sme-business", OWNER, "/smes/own"),
    Screen("sme-registration", RETURNED, "/smes/own"),
    Screen("sme-applications", OWNER, "/applications/"),
    Screen("sme-application", OWNER, "/applications/", (r"^/applications/\d+",)),
    Screen("sme-scheme", OWNER, "/applications/", (r"^/applications/schemes/\d+",)),
    Screen("sme-coupons", OWNER, "/coupons/"),
    Screen("sme-accept", OWNER, "/today", (r"^/redemptions/", r"^/redemptions/\d+")),
    Screen("sme-notices", OWNER, "/notices"),
    Screen("account", OWNER, "/me"),
    Screen("provider-today", PROVIDER, "/today"),
    Screen("provider-business", PROVIDER, "/providers/own"),
    Screen("provider-services", PROVIDER, "/providers/own", (r"^/providers/\d+/services",)),
    Screen("provider-work", PROVIDER, "/redemptions/"),
    Screen("provider-deliver", PROVIDER, "/redemptions/", (r"^/redemptions/\d+",)),
    Screen("provider-money", PROVIDER, "/payables/mine"),
    Screen("provider-scan", CASHIER, "/scan", ready="[data-scanner-open]"),
    Screen("desk-today", _colleague("officer"), "/today"),
    Screen("desk-deadlines", _colleague("officer"), "/deadlines"),
    Screen("desk-business", _colleague("officer"), "/smes/", (r"^/smes/\d+",)),
    Screen("desk-provider", _colleague("officer2"), "/providers/", (r"^/providers/\d+",)),
    Screen("desk-applications", _colleague("officer"), "/applications/"),
    Screen("desk-application", _colleague("approver"), "/applications/", (r"^/applications/\d+",)),
    Screen("desk-plan", _colleague("plan"), "/plans/", (r"^/plans/\d+",)),
    Screen("desk-project", _colleague("plan.approver"), "/projects/", (r"^/projects/\d+",)),
    Screen("desk-scheme", _colleague("officer"), "/schemes/", (r"^/schemes/\d+",)),
    Screen("desk-coupon", _colleague("approver"), "/coupons/", (r"^/coupons/\d+",)),
    Screen("desk-claim", _colleague("claims"), "/redemptions/", (r"^/redemptions/\d+",)),
    Screen("desk-payables", _colleague("finance"), "/payables"),
    Screen("desk-batches", _colleague("finance"), "/batches"),
    Screen("desk-batch", _colleague("finance.approver"), "/batches", (r"^/batches/\d+",)),
    Screen("desk-statements", _colleague("finance"), "/statements"),
    Screen("desk-bank-lines", _colleague("finance"), "/statements/lines"),
    Screen("desk-money-path", _colleague("auditor"), "/money-path", (r"^/money-path/\d+",)),
    Screen("desk-people", _colleague("admin"), "/people"),
)
COUNTER = ("counter-sheet", "counter-offer", "sme-coupon-consent", "sme-coupon", "sme-coupon-show")
"""Pictures of one priced coupon; the last one, what the holder shows at the counter, is what the README shows."""


PUBLISHED = (
    "sme-coupon-show-360-th",
    "sme-coupon-consent-360-th",
    "counter-offer-360-th",
    "public-home-360-th",
    "desk-application-1280-en",
    "desk-money-path-1280-en",
)
"""Pictures that README and docs show."""
PUBLISHED_BYTES = 60_000
PUBLISHED_WIDTH = 900


class NotThere(Exception):
    """A page that a picture wants could not be reached."""


class Camera:
    """A browser before the running world; keeps each person signed in."""

    def __init__(self, browser: Browser, url: str, folder: Path) -> None:
        self.browser, self.url, self.folder = browser, url, folder
        self.signed_in: dict[str, BrowserContext] = {}
        self.taken: list[str] = []

    def page_of(self, who: str) -> Page:
        """A new tab of that person's browser."""
        if who not in self.signed_in:
            context = self.browser.new_context(base_url=self.url, reduced_motion="reduce")
            self.signed_in[who] = context
            if who:
                self._sign_in(context, who)
        return self.signed_in[who].new_page()

    def _sign_in(self, context: BrowserContext, who: str) -> None:
        page = context.new_page()
        page.goto("/sign-in")
        page.fill("input[name=email]", who)
        page.fill("input[name=password]", people.PASSWORD)
        page.click("main form button[type=submit]")
        page.wait_for_load_state()
        if not page.url.startswith(f"{self.url}/today"):
            raise NotThere(f"{who} could not sign in: {page.inner_text('main')}")
        page.close()

    def take(self, page: Page, name: str, ready: str = "main") -> None:
        """The page where it stands, in each width and language."""
        address = page.url.removeprefix(self.url)
        joint = "&" if "?" in address else "?"
        for language in LANGUAGES:
            for width, height in WIDTHS.items():
                page.set_viewport_size({"width": width, "height": height})
                page.goto(f"{address}{joint}lang={language}")
                page.locator(ready).first.wait_for()
                tall = page.evaluate("document.documentElement.scrollHeight")
                page.set_viewport_size({"width": width, "height": min(tall, TALLEST)})
                self.keep(Image.open(io.BytesIO(page.screenshot())), f"{name}-{width}-{language}.png")
        page.goto(f"{address}{joint}lang=th")

    def keep(self, picture: Image.Image, file_name: str) -> None:
        """Few colours, so that the folder stays small."""
        small = picture.convert("RGB").quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        small.save(self.folder / file_name, optimize=True)
        self.taken.append(file_name)


def _follow(page: Page, pattern: str) -> None:
    """Go where the first link of the page's own part leads whose address is like this."""
    links = page.eval_on_selector_all("main a[href]", "all => all.map(a => a.getAttribute('href'))")
    found = next((link for link in links if re.search(pattern, link)), None)
    if found is None:
        raise NotThere(f"{page.url} has no link like {pattern}")
    page.goto(found)


def take_pages(camera: Camera) -> None:
    """Every page that stands by itself."""
    for screen in SCREENS:
        page = camera.page_of(screen.who)
        page.goto(screen.start)
        for pattern in screen.follow:
            _follow(page, pattern)
        camera.take(page, screen.name, screen.ready)
        page.close()


def _usable_coupon(page: Page) -> str:
    """Open a coupon that can be used, and read its code from the page that is shown at the counter."""
    page.goto("/coupons/")
    links = page.eval_on_selector_all("main a[href]", "all => all.map(a => a.getAttribute('href'))")
    for link in dict.fromkeys(each for each in links if re.search(r"^/coupons/\d+", each)):
        page.goto(link)
        if page.locator('main a[href$="/show"]').count():
            _follow(page, r"/show$")
            code = "".join(page.locator(".counter-ticket__code span:not(.visually-hidden)").all_inner_texts())
            page.goto(link)
            return code
    raise NotThere("no coupon shows its code")


def take_counter(camera: Camera) -> None:
    """A coupon is scanned and priced; both sides are looked at, then the customer declines and keeps the coupon."""
    sme, counter = camera.page_of(OWNER), camera.page_of(CASHIER)
    code = _usable_coupon(sme)
    counter.goto("/scan")
    counter.fill("input[name=code]", code)
    counter.locator("input[name=code]").press("Enter")
    counter.wait_for_url(re.compile(r"/scan/\d+"))
    camera.take(counter, "counter-sheet")
    counter.fill("input[name=price]", PRICE)
    counter.locator('main form[action$="/price"] button[type=submit]').first.click()
    counter.wait_for_url(re.compile(r"/proposals/\d+"))
    camera.take(counter, "counter-offer")
    sme.reload()
    camera.take(sme, "sme-coupon-consent")
    sme.locator('[data-consent-card] form[action$="/decline"] button').first.click()
    sme.locator("[data-consent-card]").wait_for(state="detached")
    camera.take(sme, "sme-coupon")
    _take_paper(camera, sme)
    _follow(sme, r"/show$")
    camera.take(sme, "sme-coupon-show")


def _take_paper(camera: Camera, sme: Page) -> None:
    """The coupon as it is printed."""
    address = re.sub(r"\?.*", "", sme.url)
    for language in LANGUAGES:
        answer = sme.request.get(f"{address}/pdf?lang={language}")
        document = pypdfium2.PdfDocument(answer.body())
        camera.keep(document[0].render(scale=PDF_DPI / 72).to_pil(), f"coupon-pdf-{language}.png")
        document.close()


def keep_few(folder: Path, pictures: Path) -> None:
    """Small copies of the pictures that README and docs show."""
    pictures.mkdir(parents=True, exist_ok=True)
    for name in PUBLISHED:
        picture = Image.open(folder / f"{name}.png").convert("RGB")
        picture.thumbnail((PUBLISHED_WIDTH, TALLEST))
        for quality in range(80, 10, -10):
            picture.save(pictures / f"{name}.webp", quality=quality, method=6)
            if (pictures / f"{name}.webp").stat().st_size <= PUBLISHED_BYTES:
                break


def write_index(folder: Path, taken: list[str]) -> None:
    """A page that lists the pictures, and removal of pictures that nobody takes any more."""
    for old in set(folder.glob("*.png")) - {folder / name for name in taken}:
        old.unlink()
    pages = [screen.name for screen in SCREENS] + list(COUNTER)
    lines = [
        "# Screens",
        "",
        "Made by `make screens` from the demo world: each page at 360 and 1280 pixels, in Thai and English.",
        "",
        "| page | " + " | ".join(f"{width} {language}" for language in LANGUAGES for width in WIDTHS) + " |",
        "|---" * (1 + len(WIDTHS) * len(LANGUAGES)) + "|",
    ]
    for name in pages:
        cells = [
            f"[{width} {tongue}]({name}-{width}-{tongue}.png)" for tongue in LANGUAGES for width in WIDTHS
        ]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    papers = " and ".join(f"[{language}](coupon-pdf-{language}.png)" for language in LANGUAGES)
    (folder / "README.md").write_text("\n".join([*lines, "", f"The printed coupon: {papers}.", ""]))


def shoot(url: str, folder: Path) -> None:
    """All pictures of the world that runs at `url`."""
    path = browsers.find()
    if path is None:
        raise SystemExit(browsers.ADVICE)
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=browsers.launch_arguments())
        camera = Camera(browser, url, folder)
        take_counter(camera)
        take_pages(camera)
        browser.close()
    write_index(folder, camera.taken)
    size = sum((folder / name).stat().st_size for name in camera.taken)
    print(f"{len(camera.taken)} pictures, {size / 1e6:.1f} MB, in {folder}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_world() -> Iterator[str]:
    """`make demo` on a port and in a folder of its own, built anew: no earlier run shows on the pictures."""
    port = _free_port()
    folder = config.load(environment="demo").data_dir.parent / "ccs-screens"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    said = folder / "screens.log"
    with said.open("w") as log:
        child = subprocess.Popen(
            [sys.executable, "-u", "-m", "demo"],
            cwd=ROOT,
            env=os.environ | {"PORT": str(port), "CCS_DATA_DIR": str(folder)},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_until_greeted(child, said)
        yield f"http://localhost:{port}"
    finally:
        child.send_signal(signal.SIGTERM)
        child.wait(STOP_SECONDS)


def _wait_until_greeted(child: subprocess.Popen[bytes], said: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while GREETING not in said.read_text():
        if time.monotonic() > deadline or child.poll() is not None:
            raise SystemExit(f"The demo world did not start:\n{said.read_text()}")
        time.sleep(0.5)


def main() -> None:
    """Take them all."""
    with running_world() as url:
        shoot(url, FOLDER)
    keep_few(FOLDER, PICTURES)


if __name__ == "__main__":
    main()
