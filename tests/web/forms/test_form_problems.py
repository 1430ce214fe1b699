"""Forms that come back: the summary lists every error, what was typed stays, and files are taken in one go."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from core import clock
from core.db import db
from core.permissions import Role
from coupons.claims.models import Evidence
from coupons.claims.states import EvidenceKind
from projects.forms import ResolutionForm
from projects.plans.services.draft_plan import draft_plan
from tests.coupons.counter import Counter, counter_of_today, picture
from tests.coupons.redemptions.test_counter_pages import browser_of
from tests.factories import World, build
from tests.kept_scenes import KeptScenes
from tests.projects.drafts import PLAN
from tests.projects.typed import PROJECT
from tests.schemes.typed import scheme_data


@pytest.fixture
def counter(kept_scene: KeptScenes) -> Counter:
    return counter_of_today(kept_scene)


def summary_of(page: str) -> dict[str, list[str]]:
    """What the summary says of each anchor."""
    found: dict[str, list[str]] = {}
    for link in html.document_fromstring(page).xpath("//*[contains(@class, 'govuk-error-summary')]//li/a"):
        found.setdefault(link.get("href"), []).append(link.text_content().strip())
    return found


def planner_of(app: Flask) -> tuple[FlaskClient, Any]:
    planner = build(lambda tx: World().staff(tx, Role.PLAN_OFFICER))
    return browser_of(app, planner), planner


def test_the_summary_lists_the_errors_of_every_field_and_of_every_row(db_app: Flask) -> None:
    browser, planner = planner_of(db_app)
    plan_id = draft_plan(PLAN, actor=planner, now=clock.now())
    bad = {
        "code": "",
        "starts_on": "31/4/2569",
        "budget": "-5",
        "kpis-0-agreed_on": "22/11",
        "lead_agency_kind": "",
    }
    page = browser.post(f"/plans/{plan_id}/projects/new", data=PROJECT | bad).text
    tree = html.document_fromstring(page)
    listed = summary_of(page)
    assert set(listed) == {"#code", "#starts_on", "#budget", "#kpis-0-agreed_on", "#lead_agency_kind-0"}
    assert all(tree.xpath(f"//*[@id='{anchor[1:]}']") for anchor in listed)


def test_a_scheme_hears_of_its_tiers_and_its_windows_at_once(db_app: Flask) -> None:
    browser, _planner = planner_of(db_app)
    world = World()
    category, project = build(lambda tx: (world.category(tx).id, world.project(tx).id))
    bad = {"micro_cap": "", "applies_until": "1/10/2569", "delivers_until": "1/9/2569"}
    page = browser.post(f"/projects/{project}/schemes/new", data=scheme_data(None, category) | bad).text
    assert {"#micro_cap", "#applies_until", "#delivers_until"} <= set(summary_of(page))


def test_adding_evidence_keeps_what_is_typed_beside_it(db_app: Flask, counter: Counter) -> None:
    till, claim = browser_of(db_app, counter.cashier), counter.reserve(now=clock.now())
    typed = {"delivered_on": "22 พ.ย. 69", "invoice_number": "IV 2569/1", "invoiced_on": "คงวันนี้"}
    file = (io.BytesIO(picture("one")), "ก.png")
    page = till.post(f"/redemptions/{claim}/evidence", data=typed | {"kind": "photo", "files": file})
    assert page.status_code == 200
    assert "ก.png" in page.text
    tree = html.document_fromstring(page.text)
    assert {name: tree.xpath(f"//input[@name='{name}']/@value")[0] for name in typed} == typed
    assert db.session.query(Evidence).count() == 1


def test_a_second_file_sent_from_the_page_that_came_back_is_added_too(
    db_app: Flask, counter: Counter
) -> None:
    till, claim = browser_of(db_app, counter.cashier), counter.reserve(now=clock.now())
    token = "of-the-first-page"
    for name in ("one", "two"):
        sent = {"kind": "photo", "invoice_number": "IV-1", "form_token": token}
        page = till.post(
            f"/redemptions/{claim}/evidence",
            data=sent | {"files": (io.BytesIO(picture(name)), f"{name}.png")},
        )
        assert page.status_code == 200
        token = html.document_fromstring(page.text).xpath("//input[@name='form_token']/@value")[0]
    db.session.rollback()
    assert db.session.query(Evidence).count() == 2


def test_several_files_go_in_one_go_and_each_bad_one_is_named(db_app: Flask, counter: Counter) -> None:
    till, claim = browser_of(db_app, counter.cashier), counter.reserve(now=clock.now())
    good = [(io.BytesIO(picture(name)), f"{name}.png") for name in ("one", "two", "three")]
    bad = [(io.BytesIO(b"MZ"), "โปรแกรม.png"), (io.BytesIO(b""), "ว่าง.pdf")]
    kind = EvidenceKind.DELIVERABLE.value
    refused = till.post(f"/redemptions/{claim}/evidence", data={"kind": kind, "files": [*good[:1], *bad]})
    assert refused.status_code == 400
    assert [words.split(":")[0] for words in summary_of(refused.text)["#files"]] == ["โปรแกรม.png", "ว่าง.pdf"]
    good[0] = (io.BytesIO(picture("one")), "one.png")
    assert till.post(f"/redemptions/{claim}/evidence", data={"kind": kind, "files": good}).status_code == 303
    assert db.session.query(Evidence).count() == 3


def test_where_one_file_is_kept_two_are_refused_instead_of_one_dropped(db_app: Flask) -> None:
    files = [(io.BytesIO(picture(name)), f"{name}.png") for name in ("one", "two")]
    with db_app.test_request_context(
        "/?lang=en", method="POST", data={"number": "1", "taken_on": "1/11/2569", "file": files}
    ):
        form = ResolutionForm()
        assert not form.validate()
        assert form.file.errors == ["Send only one file"]
        assert not form.file.widget.multiple
