"""An approval that nears its end is renewed where it stands: the same walk, no gap, the history kept."""

from __future__ import annotations

import io
from datetime import timedelta
from types import SimpleNamespace

import lxml.html
import pytest
import sqlalchemy as sa
from flask_babel import force_locale

from core import clock
from core.db import db
from core.permissions import Role
from core.tasks import queue as jobs
from identity.organisations.states import Capacity
from providers import directory, inbox
from providers.models import CategoryRenewal, ProviderCategory
from providers.rules import RENEWAL_OPENS
from providers.states import CategoryState, RenewalState
from tests.factories import World, build
from tests.projects.drafts import a_png
from web.queues.queries import all_deadlines

LANGUAGES = pytest.mark.parametrize("lang", ["th", "en"])
TODAY = clock.bangkok_date(clock.now())
ENDS = TODAY + timedelta(days=30)
LATER = TODAY + timedelta(days=400)


@pytest.fixture
def cast(db_app):
    """An approved provider whose accredited kind of service ends in a month."""
    world = World()

    def make(tx):
        category = world.category(tx, needs_accreditation=True)
        provider = world.provider(tx, category)
        key = provider.organisation_id
        ending = sa.update(ProviderCategory).values(valid_until=ENDS, accreditation="ISO/IEC 17025 old")
        tx.execute(ending.where(ProviderCategory.provider_id == key))
        return SimpleNamespace(
            provider=key,
            category=category.id,
            service=world.service(tx, provider, category).id,
            owner=world.member(tx, key, Capacity.PROVIDER),
            officer=world.staff(tx, Role.PROGRAMME_OFFICER),
            approver=world.staff(tx, Role.PROGRAMME_APPROVER),
            other=world.member(tx, world.provider(tx).organisation_id, Capacity.PROVIDER),
            page=f"/providers/{key}",
            renewal=f"/providers/{key}/categories/{category.id}/renewal",
        )

    return build(make)


@pytest.fixture
def browse(db_app, monkeypatch):
    def sign_in(actor):
        monkeypatch.setattr(db_app.installation.people, "load_actor", lambda: actor)
        return db_app.test_client()

    return sign_in


def shown(**changes):
    return {
        "accreditation": "ISO/IEC 17025 new",
        "valid_until": LATER.isoformat(),
        "file": [(io.BytesIO(a_png()), "new.png")],
    } | changes


def ask(browser, cast, **changes):
    return browser.post(f"{cast.renewal}?lang=en", data=shown(**changes), content_type="multipart/form-data")


def approve(browser, cast, day=LATER):
    data = {f"renewal-{cast.category}-valid_until": day.isoformat()}
    return browser.post(f"{decision(cast, 'approve')}?lang=en", data=data)


def decision(cast, verb):
    """Where the officer's page sends the decision on what was asked for last."""
    db.session.expire_all()
    return f"{cast.renewal}/{db.session.scalar(sa.select(sa.func.max(CategoryRenewal.id))) or 0}/{verb}"


def held(cast):
    db.session.expire_all()
    return db.session.scalar(sa.select(ProviderCategory).where(ProviderCategory.provider_id == cast.provider))


def states():
    db.session.expire_all()
    return list(db.session.scalars(sa.select(CategoryRenewal.state).order_by(CategoryRenewal.id)))


def waiting(db_app, actor):
    with db_app.test_request_context(), force_locale("en"):
        items = inbox.inbox(db.session(), actor, clock.now())
        return {str(item.title): item.count for item in items if item.count}


def test_a_renewal_runs_on_without_a_gap(cast, browse):
    assert ask(browse(cast.owner), cast).status_code == 303
    offered = db.session.scalars(directory.offered(ENDS))
    assert cast.service in {each.id for each in offered}, "it holds meanwhile"
    assert approve(browse(cast.officer), cast).status_code == 303
    row = held(cast)
    assert (row.state, row.valid_until, row.accreditation) == (
        CategoryState.APPROVED,
        LATER,
        "ISO/IEC 17025 new",
    )
    assert states() == [RenewalState.APPROVED]
    told = browse(cast.owner).get(f"{cast.page}?lang=en").text
    assert "Approval of a kind of service renewed" in told
    assert "Renewal of a kind of service requested" in told, "the history keeps the asking"


@LANGUAGES
def test_both_sides_see_it_wait(cast, browse, lang):
    owner, officer = browse(cast.owner), browse(cast.officer)
    words = {"th": ("ขอต่ออายุ", "ขอต่ออายุแล้ว"), "en": ("Request renewal", "Renewal requested")}[lang]
    assert words[0] in browse(cast.owner).get(f"{cast.page}?lang={lang}").text
    assert words[0] in owner.get(f"{cast.renewal}?lang={lang}").text
    assert ask(owner, cast).status_code == 303
    mine = owner.get(f"{cast.page}?lang={lang}").text
    assert words[1] in mine
    assert f'href="{cast.renewal}"' not in mine, "asked for once"
    officer = browse(cast.officer)
    desk = officer.get(f"{cast.page}?lang={lang}").text
    assert "ISO/IEC 17025 new" in desk
    assert officer.get(f"{cast.renewal}/document").status_code == 200
    assert cast.page in officer.get(f"/providers/?asked=renewal&lang={lang}").text


def test_it_waits_in_the_inboxes_and_on_the_board(cast, browse, db_app):
    assert waiting(db_app, cast.owner) == {"Approvals to renew (ending soon or ended)": 1}
    ask(browse(cast.owner), cast)
    assert waiting(db_app, cast.owner) == {}
    assert waiting(db_app, cast.officer) == {"Renewals to decide": 1}
    with db_app.test_request_context(), force_locale("en"):
        (due,) = all_deadlines(db.session(), clock.now())
    assert str(due.turn.what) == "Renewal of an approval"
    assert due.due > due.since


def test_a_rejected_renewal_leaves_the_approval_and_may_be_asked_for_again(cast, browse):
    ask(browse(cast.owner), cast)
    reason = {f"reject-renewal-{cast.category}-reason": "ใบรับรองไม่ครอบคลุมรายการทดสอบ"}
    assert browse(cast.officer).post(decision(cast, "reject"), data=reason).status_code == 303
    assert (held(cast).state, held(cast).valid_until) == (CategoryState.APPROVED, ENDS)
    page = browse(cast.owner).get(f"{cast.page}?lang=en").text
    assert "ใบรับรองไม่ครอบคลุมรายการทดสอบ" in page
    assert "Request renewal" in page
    assert ask(browse(cast.owner), cast).status_code == 303
    assert states() == [RenewalState.REJECTED, RenewalState.REQUESTED]


def test_a_request_is_taken_back(cast, browse):
    owner = browse(cast.owner)
    ask(owner, cast)
    assert owner.post(f"{cast.renewal}/drop").status_code == 303
    assert states() == [RenewalState.DROPPED]
    assert owner.post(f"{cast.renewal}/drop").status_code == 404


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"accreditation": ""}, "accreditation"),
        ({"valid_until": ""}, "Enter the end date of the accreditation."),
        ({"valid_until": ENDS.isoformat()}, "Enter a date after the day on which the present approval ends"),
    ],
)
def test_what_does_not_do_is_said_beside_its_field(cast, browse, change, words):
    answer = ask(browse(cast.owner), cast, **change)
    assert answer.status_code == 200
    assert words in answer.text
    assert states() == []


def test_a_renewal_is_not_asked_for_twice_nor_too_early(cast, browse):
    owner = browse(cast.owner)
    ask(owner, cast)
    assert "already been requested" in ask(owner, cast).text
    assert approve(browse(cast.officer), cast).status_code == 303
    owner = browse(cast.owner)
    assert "last 90 days" in ask(owner, cast, valid_until=(LATER + RENEWAL_OPENS).isoformat()).text
    assert cast.renewal not in owner.get(cast.page).text


@pytest.mark.parametrize("day", [ENDS, LATER + timedelta(days=1)])
def test_the_officers_day_is_longer_and_within_the_accreditation(cast, browse, day):
    ask(browse(cast.owner), cast)
    answer = approve(browse(cast.officer), cast, day)
    assert answer.status_code == 409
    assert "govuk-error-message" in answer.text
    assert held(cast).valid_until == ENDS


def test_withdrawing_the_approval_ends_the_request(cast, browse):
    ask(browse(cast.owner), cast)
    reason = {f"withdraw-{cast.category}-reason": "ใบรับรองถูกเพิกถอน"}
    withdrawn = browse(cast.approver).post(f"{cast.page}/categories/{cast.category}/withdraw", data=reason)
    assert withdrawn.status_code == 303
    assert states() == [RenewalState.REJECTED]
    assert approve(browse(cast.officer), cast).status_code == 404


def test_being_taken_off_the_list_ends_the_request(cast, browse):
    ask(browse(cast.owner), cast)
    reason = {"delist-reason": "ออกใบเสร็จปลอม"}
    assert browse(cast.approver).post(f"{cast.page}/delist", data=reason).status_code == 303
    assert states() == [RenewalState.REJECTED]


def test_another_provider_finds_nothing(cast, browse):
    ask(browse(cast.owner), cast)
    other = browse(cast.other)
    for answer in (
        other.get(cast.renewal),
        ask(other, cast),
        other.post(f"{cast.renewal}/drop"),
        other.get(f"{cast.renewal}/document"),
    ):
        assert answer.status_code == 404


def told(browser):
    page = browser.get("/notices?lang=en")
    assert page.status_code == 200
    return page.text.count("Approval ending: request a renewal")


def test_who_does_not_ask_for_a_renewal_is_reminded_until_it_does(cast, browse):
    owner, other = browse(cast.owner), cast.other
    jobs.tasks["identity.send_reminders"].run()
    assert told(owner) == 1, "a third of the ninety days is left"
    jobs.tasks["identity.send_reminders"].run()
    assert told(owner) == 1
    assert told(browse(other)) == 0
    with db.session.begin_nested():
        db.session.execute(sa.update(ProviderCategory).values(valid_until=TODAY + timedelta(days=2)))
    db.session.commit()
    assert ask(browse(cast.owner), cast).status_code == 303
    jobs.tasks["identity.send_reminders"].run()
    assert told(browse(cast.owner)) == 1, "asked: nothing is its turn any more"


def test_a_renewal_is_decided_on_the_paper_that_the_officer_read_and_on_no_later_one(cast, browse):
    ask(browse(cast.owner), cast)
    read = decision(cast, "approve")
    assert read in browse(cast.officer).get(cast.page).text
    owner = browse(cast.owner)
    owner.post(f"{cast.renewal}/drop")
    ask(owner, cast, accreditation="another laboratory's")
    data = {f"renewal-{cast.category}-valid_until": LATER.isoformat()}
    answer = browse(cast.officer).post(read, data=data)
    assert held(cast).valid_until == ENDS
    assert answer.status_code == 409
    assert "another laboratory" in answer.text


def test_a_kind_of_service_is_approved_on_the_paper_that_the_officer_read_and_on_no_later_one(cast, browse):
    new = build(lambda tx: World(first=800).category(tx, needs_accreditation=True).id)
    asked = f"{cast.page}/categories?lang=en"

    def shows(accreditation):
        data = shown(accreditation=accreditation, category=new)
        return browse(cast.owner).post(asked, data=data, content_type="multipart/form-data")

    assert shows("ISO/IEC 17025 read").status_code == 303
    (form,) = [
        each
        for each in lxml.html.document_fromstring(browse(cast.officer).get(cast.page).text).forms
        if (each.action or "").endswith(f"/categories/{new}/approve")
    ]
    assert shows("ISO/IEC 17025 unread").status_code == 303
    data = dict(form.fields) | {f"category-{new}-valid_until": LATER.isoformat()}
    answer = browse(cast.officer).post(form.action, data=data)
    state = sa.select(ProviderCategory.state).where(ProviderCategory.category_id == new)
    assert db.session.scalar(state) is CategoryState.REQUESTED
    assert answer.status_code == 409
    assert "17025 unread" in answer.text
