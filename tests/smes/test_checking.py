"""An officer checks registrations one by one: the documents beside the checks, the next of the queue one press away."""

from __future__ import annotations

import io
from datetime import timedelta
from types import SimpleNamespace

import pypdf
import pytest
from lxml import html
from PIL import Image

from core.documents import operations as documents
from core.permissions import Role
from identity.organisations.states import Capacity
from smes.models import SmeDocument
from smes.states import SmeState
from tests.factories import World, build
from tests.projects.drafts import a_png


def a_pdf(pages=12):
    out, writer = io.BytesIO(), pypdf.PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(200, 300)
    writer.write(out)
    return out.getvalue()


def keep(tx, world, sme, content, media_type, name, officer):
    stored = documents.store_as(
        tx, content, media_type, name, "sme", sme.organisation_id, actor=officer, now=world.now
    )
    tx.add(SmeDocument(organisation_id=sme.organisation_id, document_id=stored.id))
    return stored.id


@pytest.fixture
def queue(db_app):
    """Three registrations that wait, the second with documents."""
    world = World()

    def make(tx):
        officer = world.staff(tx, Role.PROGRAMME_OFFICER)
        smes = [
            world.sme(tx, state=SmeState.SUBMITTED, submitted_at=world.now - timedelta(days=9 - number))
            for number in range(3)
        ]
        second = smes[1]
        return SimpleNamespace(
            officer=officer,
            auditor=world.staff(tx, Role.AUDITOR),
            stranger=world.member(tx, smes[0].organisation_id, Capacity.SME),
            ids=[sme.organisation_id for sme in smes],
            pdf=keep(tx, world, second, a_pdf(), "application/pdf", "ใบทะเบียน.pdf", officer),
            png=keep(tx, world, second, a_png(), "image/png", "ร้าน.png", officer),
            torn=keep(tx, world, second, b"%PDF-1.7 no more", "application/pdf", "torn.pdf", officer),
            sheet=keep(tx, world, second, b"a;b", "text/csv", "rows.csv", officer),
        )

    return build(make)


def page_of(browser, organisation_id):
    answer = browser.get(f"/smes/{organisation_id}?lang=en")
    assert answer.status_code == 200
    return html.fromstring(answer.text)


def ways(page):
    return {
        each.get("rel"): each.get("href")
        for each in page.xpath("//nav[contains(@class, 'queue-ways')]//a[@rel]")
    }


def test_each_document_is_shown_beside_the_checks(queue, browse):
    page = page_of(browse(queue.officer), queue.ids[1])
    pictures = page.xpath("//*[@class='checking__papers']//img/@src")
    assert pictures == [
        f"/smes/{queue.ids[1]}/documents/{each}/picture"
        for each in (queue.pdf, queue.png, queue.torn, queue.sheet)
    ]
    assert page.xpath("//*[@class='checking__checks']//*[@class='verdicts']")
    assert page.xpath("//*[@class='checking__decision']//form[contains(@action, '/verify')]")


def test_without_documents_the_page_says_so(queue, browse):
    page = page_of(browse(queue.officer), queue.ids[0])
    assert "No documents were sent." in page.text_content()


def test_a_pdf_is_drawn_as_one_picture_of_its_first_ten_pages(queue, browse):
    answer = browse(queue.officer).get(f"/smes/{queue.ids[1]}/documents/{queue.pdf}/picture")
    assert (answer.status_code, answer.mimetype) == (200, "image/webp")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert Image.open(io.BytesIO(answer.data)).size == (1000, 10 * 1500)


def test_a_picture_is_shown_as_it_is_and_what_cannot_be_drawn_is_not_there(queue, browse):
    browser = browse(queue.officer)
    base = f"/smes/{queue.ids[1]}/documents"
    assert browser.get(f"{base}/{queue.png}/picture").data == a_png()
    assert browser.get(f"{base}/{queue.torn}/picture").status_code == 404
    assert browser.get(f"{base}/{queue.sheet}/picture").status_code == 404


def test_the_picture_of_anothers_document_looks_like_none(queue, browse):
    url = f"/smes/{queue.ids[1]}/documents/{queue.pdf}/picture"
    assert browse(queue.stranger).get(url).status_code == 404
    assert browse(queue.officer).get(url.replace(str(queue.ids[1]), str(queue.ids[0]), 1)).status_code == 404


def test_the_ways_lead_along_the_queue_by_when_each_is_due(queue, browse):
    browser = browse(queue.officer)
    first, second, third = (f"/smes/{each}" for each in queue.ids)
    assert ways(page_of(browser, queue.ids[0])) == {"next": second}
    assert ways(page_of(browser, queue.ids[1])) == {"prev": first, "next": third}
    assert ways(page_of(browser, queue.ids[2])) == {"prev": second}


def test_what_is_decided_leads_to_the_first_that_waits(queue, browse):
    browser = browse(queue.officer)
    assert browser.post(f"/smes/{queue.ids[1]}/verify").status_code == 303
    assert ways(page_of(browser, queue.ids[1])) == {"next": f"/smes/{queue.ids[0]}"}


def test_who_may_not_decide_is_shown_no_way_and_no_decision(queue, browse):
    page = page_of(browse(queue.auditor), queue.ids[1])
    assert ways(page) == {}
    assert page.xpath("//*[@class='checking__decision']") == []
