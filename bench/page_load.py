"""Milliseconds until the front page's largest part is drawn on a weak phone: 1.6 Mbit/s, 150 ms, a CPU four times slower. Lower is better."""

from __future__ import annotations

import statistics
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from scripts import browser as browsers
from scripts.screens import running_world

TIMES = 5
MOST_MS = 2_000
PAGES = ("/", "/check", "/directory", "/sign-in")
NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 96_000}
"""1.6 Mbit/s down and 0.75 up, in bytes a second; milliseconds of latency."""
SLOWER = 4
LARGEST = """() => new Promise(tell => {
  let at = 0
  new PerformanceObserver(list => { for (const each of list.getEntries()) at = each.startTime })
    .observe({ type: 'largest-contentful-paint', buffered: true })
  setTimeout(() => tell(at), 500)
})"""


def _one(browser: Browser, address: str) -> float:
    """The largest contentful paint of a first visit; nothing is cached."""
    context = browser.new_context(viewport={"width": 360, "height": 780}, locale="th")
    page = context.new_page()
    panel = context.new_cdp_session(page)
    panel.send("Network.enable")
    panel.send("Network.emulateNetworkConditions", NETWORK)
    panel.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(address, wait_until="networkidle")
    at = float(page.evaluate(LARGEST))
    context.close()
    return at


def run() -> dict[str, Any]:
    """The slowest page's median of TIMES; each page's own beside it."""
    with running_world() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browsers.find(), args=browsers.launch_arguments()
        )
        taken = {page: sorted(_one(browser, address + page) for _ in range(TIMES)) for page in PAGES}
        browser.close()
    medians = {page: round(statistics.median(each)) for page, each in taken.items()}
    return {
        "ours": max(medians.values()),
        "limit": MOST_MS,
        "unit": "ms",
        "better": "lower",
        "pages": medians,
    }
