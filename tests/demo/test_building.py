"""While the demo world is built, the terminal and the browser say how far it is; a world of last year is made anew."""

from __future__ import annotations

import io
import urllib.error
import urllib.request
from datetime import UTC, datetime

import pytest

from core import clock
from demo import __main__ as demo
from demo.building import told_at
from demo.progress import Progress
from tests.journeys.conftest import free_port


def said(progress: Progress) -> list[str]:
    assert isinstance(progress.out, io.StringIO)
    return progress.out.getvalue().splitlines()


def test_a_log_has_a_line_for_each_step_and_none_twice() -> None:
    progress = Progress(out=io.StringIO())
    progress.say(0.1, "life in January 2570")
    progress.say(0.2, "life in January 2570")
    progress.say(0.3, "life in February 2570")
    assert said(progress) == ["   10%  life in January 2570", "   30%  life in February 2570"]


def test_what_lies_behind_is_not_said_again() -> None:
    progress = Progress(out=io.StringIO())
    progress.say(0.5, "life in March 2570")
    progress.say(0.1, "life in January 2570")
    assert said(progress) == ["   50%  life in March 2570"]
    assert progress.share == 0.5


def test_who_comes_too_early_reads_how_far_it_is_and_the_page_comes_back_by_itself() -> None:
    port = free_port()
    progress = Progress(out=io.StringIO())
    progress.say(0.42, "life in March 2570")
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with told_at(port, progress), pytest.raises(urllib.error.HTTPError) as answer:
        opener.open(f"http://localhost:{port}/demo/people", timeout=10)
    page = answer.value.read().decode()
    assert answer.value.code == 503
    assert 'value="42"' in page
    assert 'http-equiv="refresh"' in page
    assert "กำลังเตรียมข้อมูลตัวอย่าง" in page
    assert "Preparing the demo" in page
    assert not demo._is_taken(port)


def test_a_world_of_another_fiscal_year_is_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    stamps = []
    for day in (datetime(2026, 9, 30, 5, tzinfo=UTC), datetime(2026, 10, 1, 5, tzinfo=UTC)):
        monkeypatch.setattr(clock, "now", lambda day=day: day)
        stamps.append(demo._stamp(2569))
    assert stamps[0] != stamps[1]
