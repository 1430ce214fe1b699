"""What a page costs to load before its images and fonts, and that a second look asks for nothing it already has."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page

from tests.journeys.walks import PHONE, Moment, OpenBrowser

pytest_plugins = ("tests.demo_world", "tests.journeys.demo_readers")

MOST_BYTES, MOST_REQUESTS = 60_000, 8
PUBLIC = (
    "/",
    "/check",
    "/rules",
    "/directory",
    "/money",
    "/about",
    "/help",
    "/privacy",
    "/sign-in",
    "/register",
)
NOT_WEIGHED = frozenset({"Font", "Image"})
"""What a page can be read without."""


@dataclass
class Load:
    """One request of a page, as the browser's network panel shows it."""

    url: str
    kind: str
    bytes: int = 0
    cached: bool = False


@dataclass
class Loads:
    """What a page asks for, counted while it loads."""

    page: Page
    asked: dict[str, Load] = field(default_factory=dict)

    def of(self, url: str) -> list[Load]:
        """All requests of one visit."""
        self.asked.clear()
        panel = self.page.context.new_cdp_session(self.page)
        panel.send("Network.enable")
        panel.on("Network.requestWillBeSent", self._sent)
        panel.on("Network.requestServedFromCache", lambda event: self._note(event, cached=True))
        panel.on("Network.responseReceived", self._answered)
        panel.on("Network.loadingFinished", lambda event: self._note(event, bytes=event["encodedDataLength"]))
        self.page.goto(url, wait_until="networkidle")
        panel.detach()
        return [load for load in self.asked.values() if load.url.startswith("http")]

    def _sent(self, event: dict[str, Any]) -> None:
        kind = "Image" if "/icons/" in event["request"]["url"] else event.get("type", "")
        self.asked.setdefault(event["requestId"], Load(event["request"]["url"], kind))

    def _answered(self, event: dict[str, Any]) -> None:
        self._note(event, cached=event["response"].get("fromDiskCache", False))

    def _note(self, event: dict[str, Any], **facts: Any) -> None:
        if load := self.asked.get(event["requestId"]):
            for name, value in facts.items():
                setattr(load, name, getattr(load, name) or value)


def too_heavy(loads: list[Load]) -> list[str]:
    """Why a first visit is too much for a phone on a weak signal."""
    weighed = [load for load in loads if load.kind not in NOT_WEIGHED]
    found = []
    if len(weighed) > MOST_REQUESTS:
        found.append(f"{len(weighed)} requests: {[load.url.rpartition('/')[2] for load in weighed]}")
    if (total := sum(load.bytes for load in weighed)) > MOST_BYTES:
        found.append(f"{total} bytes")
    return found


def asked_again(loads: list[Load]) -> list[str]:
    """Files that a second visit did not take from the browser's own cache."""
    return [load.url for load in loads if "/static/" in load.url and not load.cached]


def test_every_public_page_is_light_and_keeps_its_files(open_browser: OpenBrowser) -> None:
    heavy = {}
    for url in PUBLIC:
        page = open_browser("stranger", PHONE)
        heavy[url] = too_heavy(Loads(page).of(url))
    assert {url: found for url, found in heavy.items() if found} == {}
    page = open_browser("stranger", PHONE)
    Loads(page).of("/check")
    assert asked_again(Loads(page).of("/check")) == []


def test_the_coupon_with_a_price_to_answer_is_light_and_keeps_its_files(
    open_browser: OpenBrowser, moment: Moment
) -> None:
    for url in (moment.coupon, f"{moment.coupon}/show"):
        page = open_browser("sme-owner", PHONE)
        assert too_heavy(Loads(page).of(url)) == []
        assert asked_again(Loads(page).of(url)) == []


def test_what_is_too_heavy_or_asked_again_is_noticed() -> None:
    loads = [Load(f"http://x/static/{number}.js", "Script", 8_000) for number in range(9)]
    assert [found.partition(":")[0] for found in too_heavy(loads)] == ["9 requests", "72000 bytes"]
    assert len(asked_again(loads)) == 9
    assert too_heavy([Load("http://x/a.woff2", "Font", 90_000)]) == []
