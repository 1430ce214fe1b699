"""The browser that the tests drive: one on PATH, else Playwright's own, else the distribution's package.

Run as a program it sees to it that there is one, and says what to do when it cannot.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from scripts.programs import provide, ran

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
ADVICE = """No browser could be found or installed. The tests drive a real one. Any of these will do:
  - install Chromium with your system's packages (Debian: apt-get install chromium) so that it is on PATH;
  - let Playwright bring its own: .venv/bin/playwright install --with-deps chromium;
then run the command again."""


def launch_arguments() -> list[str]:
    """Chromium's flags; root has no sandbox to give."""
    return [*FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


def on_path() -> str | None:
    """A Chromium or Chrome on PATH."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def playwrights_own() -> str | None:
    """The one that Playwright has downloaded, if it has."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def find() -> str | None:
    """The browser to use, or None."""
    return on_path() or playwrights_own()


def install() -> str | None:
    """Bring one: Playwright's download first, then the distribution's package."""
    if ran(sys.executable, "-m", "playwright", "install", "chromium") and (found := playwrights_own()):
        return found
    apt = shutil.which("apt-get")
    if apt and os.geteuid() == 0 and ran(apt, "update", "-q") and ran(apt, "install", "-y", "-q", "chromium"):
        return on_path()
    return None


if __name__ == "__main__":
    raise SystemExit(provide(find, install, ADVICE))
