"""The versions of a scheme's terms through the pages, in both languages, and what the public and the holder read."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest

from core.db import db
from schemes.models import SchemeVersion
from schemes.services.pause_scheme import pause_scheme
from schemes.states import VersionState
from tests.factories import NOW, TODAY
from tests.projects.typed import paper
from tests.schemes.typed import scheme_data
from tests.schemes.versions.terms import approved_terms
from tests.statements import sent

LANGUAGES = pytest.mark.parametrize("lang", ["th", "en"])
OF_SCHEME = ("code", "name_th", "name_en", "purpose_th", "purpose_en", "line_id")


def typed(cast, **changes):
    """The form of new terms: micro businesses get 60%, at most 30,000 baht."""
    data = {name: value for name, value in scheme_data(None, cast.category).items() if name not in OF_SCHEME}
    return data | {"effective_from": "2/12/2569", "micro_share": "60", "micro_cap": "30,000"} | changes


def the_new(number: int = 2) -> SchemeVersion:
    db.session.expire_all()
    return db.session.query(SchemeVersion).filter_by(number=number).one()


def words_of(answer) -> str:
    assert answer.status_code == 200, answer.text[:1500]
    return html.unescape(re.sub(r"\s+", " ", answer.text))


@LANGUAGES
def test_new_terms_go_the_way_through_the_pages(cast, scheme_id, browse, lang):
    officer = browse(cast.officer)
    form = officer.get(f"/schemes/{scheme_id}/versions/new?lang={lang}").text
    assert 'value="50,000.00"' in form, "it begins with the terms in force"
    made = officer.post(f"/schemes/{scheme_id}/versions/new", data=typed(cast))
    page = made.headers["Location"]
    assert page == f"/schemes/versions/{the_new().id}"
    assert officer.post(f"{page}/edit", data=typed(cast, micro_share="55")).status_code == 303
    assert browse(cast.officer).post(f"{page}/approve", **paper()).status_code == 403
    approver = browse(cast.approver)
    assert approver.post(f"{page}/approve", **paper()).status_code == 303
    published = {"published_on": "20/10/2569", "published_in": "ราชกิจจานุเบกษา"}
    assert approver.post(f"{page}/publication", data=published).status_code == 303
    assert approver.get(f"{page}/resolution").status_code == 200
    for address in (page, f"/schemes/{scheme_id}"):
        shown = words_of(browse(cast.finance).get(f"{address}?lang={lang}"))
        assert "55%" in shown
        assert "80%" in shown, "what it was before"
        assert ("before:" in shown) == (lang == "en")
        assert ("เดิม:" in shown) == (lang == "th")


LIMITED = {
    "price_cap": "20,000",
    "least_own": "1,000",
    "least_own_share": "10",
    "max_awards": "8",
    "max_per_category": "2",
    "awards_years": "5",
    "sme_cap": "200,000",
    "sme_cap_period": "year",
    "sme_cap_month": "4",
}
SAID = {
    "en": [
        "at most 20,000 baht",
        "at least 10% and 1,000 baht",
        "at most 8 coupons within 5 years",
        "at most 2 coupons within 5 years",
        "at most 200,000 baht in a year that begins in April",
    ],
    "th": [
        "ไม่เกิน 20,000 บาท",
        "ไม่น้อยกว่า 10% และ 1,000 บาท",
        "ไม่เกิน 8 ใบ ภายใน 5 ปี",
        "ไม่เกิน 2 ใบ ภายใน 5 ปี",
        "ไม่เกิน 200,000 บาท ในหนึ่งปีที่เริ่มในเดือนเมษายน",
    ],
}


@LANGUAGES
def test_limits_are_typed_approved_and_said_wherever_terms_are(cast, scheme_id, browse, client, lang):
    officer = browse(cast.officer)
    made = officer.post(f"/schemes/{scheme_id}/versions/new", data=typed(cast, **LIMITED))
    page = made.headers["Location"]
    form = officer.get(f"{page}/edit?lang={lang}").text
    for kept in ('value="20,000.00"', 'value="1,000.00"', 'value="8"', 'value="200,000.00"'):
        assert kept in form
    assert browse(cast.approver).post(f"{page}/approve", **paper()).status_code == 303
    for address in (page, f"/schemes/{scheme_id}"):
        shown = words_of(browse(cast.finance).get(f"{address}?lang={lang}")).replace("\xa0", " ")
        assert [words for words in SAID[lang] if words not in shown] == []
    public = words_of(client.get(f"/rules?lang={lang}")).replace("\xa0", " ")
    assert [words for words in SAID[lang] if words not in public] == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"effective_from": ""}, "effective_from"),
        ({"effective_from": "21/11/2569"}, "effective_from"),
        ({"effective_from": "22/11/2569"}, "effective_from"),
        ({"effective_from": "1/4/2570"}, "effective_from"),
        ({"effective_from": "31/2/2570"}, "effective_from"),
        ({"applies_until": "1/10/2569"}, "applies_until"),
        ({"delivers_until": "1/10/2570"}, "applies_from"),
        ({"micro_share": "101"}, "micro_share"),
        ({"micro_share": "", "micro_cap": ""}, "micro_share"),
        ({"categories": []}, "categories"),
        ({"delivery_days": "0"}, "delivery_days"),
        ({"price_cap": "30,000.01"}, "price_cap"),
        ({"least_own_share": "40.01"}, "least_own_share"),
        ({"max_awards": "0"}, "max_awards"),
        ({"max_awards": "2", "max_per_category": "3"}, "max_per_category"),
        ({"awards_years": "5"}, "awards_years"),
        ({"sme_cap": "200,000"}, "sme_cap_period"),
        ({"sme_cap_period": "year"}, "sme_cap_period"),
        ({"sme_cap": "200,000", "sme_cap_period": "rolling"}, "sme_cap_period"),
        ({"sme_cap": "200,000", "sme_cap_period": "year", "sme_cap_years": "3"}, "sme_cap_period"),
        ({"sme_cap": "200,000", "sme_cap_period": "year", "sme_cap_month": "13"}, "sme_cap_month"),
    ],
)
@LANGUAGES
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_written(
    cast, scheme_id, browse, lang, change, field
):
    data = typed(cast, max_open_coupons="7") | change
    answer = browse(cast.officer).post(f"/schemes/{scheme_id}/versions/new?lang={lang}", data=data)
    assert answer.status_code == 200
    assert re.search(rf'href="#{field}', answer.text), field
    assert 'value="7"' in answer.text, "what was typed stays"
    assert db.session.query(SchemeVersion).count() == 1


def test_a_draft_is_discarded_and_what_is_approved_withdrawn_with_a_reason(cast, scheme_id, browse):
    officer, page = browse(cast.officer), f"/schemes/{scheme_id}"
    first = officer.post(f"{page}/versions/new", data=typed(cast)).headers["Location"]
    assert "Add new terms" not in words_of(officer.get(f"{page}?lang=en"))
    assert officer.post(f"{first}/discard").status_code == 303
    assert the_new().state is VersionState.WITHDRAWN
    assert "Add new terms" in words_of(officer.get(f"{page}?lang=en"))
    people = {"officer": cast.officer, "approver": cast.approver}
    version_id = approved_terms(scheme_id, TODAY + timedelta(days=10), **people, delivery_days=30)
    address = f"/schemes/versions/{version_id}"
    reason = {"withdraw-reason": "วันผิด"}
    own = browse(cast.approver).post(f"{address}/withdraw?lang=en", data=reason)
    assert own.status_code == 409
    assert "Another person must withdraw it." in own.text
    other = browse(cast.both)
    assert other.post(f"{address}/withdraw", data={"withdraw-reason": ""}).status_code == 400
    assert other.post(f"{address}/withdraw", data=reason).status_code == 303
    assert the_new(3).state is VersionState.WITHDRAWN
    assert "วันผิด" in words_of(browse(cast.finance).get(address))


@LANGUAGES
def test_the_public_reads_which_terms_hold_and_which_are_to_come(cast, scheme_id, client, browse, lang):
    browse(cast.officer)
    people = {"officer": cast.officer, "approver": cast.approver}
    approved_terms(scheme_id, TODAY + timedelta(days=10), **people, delivery_days=30)
    shown = words_of(client.get(f"/rules?lang={lang}"))
    assert ("Version 1, in force from" if lang == "en" else "ฉบับที่ 1 ใช้ตั้งแต่") in shown
    assert ("New terms from" if lang == "en" else "เงื่อนไขใหม่ตั้งแต่") in shown


@LANGUAGES
def test_who_may_approve_finds_new_terms_among_what_waits(cast, scheme_id, browse, lang):
    browse(cast.officer).post(f"/schemes/{scheme_id}/versions/new", data=typed(cast))
    approver = browse(cast.approver)
    todo = words_of(approver.get(f"/today?lang={lang}"))
    assert "/schemes/versions?state=draft" in todo
    listed = words_of(approver.get(f"/schemes/versions?state=draft&lang={lang}"))
    assert f"/schemes/versions/{the_new().id}" in listed
    assert "TRAIN-2570" in words_of(approver.get(f"/deadlines?lang={lang}"))


def test_the_pages_take_no_more_statements_for_more_versions(cast, scheme_id, browse):
    pause_scheme(scheme_id, "ปรับปรุง", actor=cast.approver, now=NOW)
    people = {"officer": cast.officer, "approver": cast.approver}
    made = approved_terms(scheme_id, TODAY + timedelta(days=1), **people, delivery_days=30)
    addresses = (f"/schemes/{scheme_id}", f"/schemes/versions/{made}", "/rules", "/schemes/")
    few = {address: len(asked(browse(cast.finance), address)) for address in addresses}
    for day in range(2, 8):
        approved_terms(scheme_id, TODAY + timedelta(days=day), **people, delivery_days=30 + day)
    many = {address: len(asked(browse(cast.finance), address)) for address in addresses}
    assert many == few


def asked(browser, address):
    db.session.rollback()
    with sent() as texts:
        assert browser.get(address).status_code == 200
    return texts
