"""A verified SME says anew what changes with the years: it keeps its state, and its size keeps its history."""

from __future__ import annotations

import io
from dataclasses import replace
from types import SimpleNamespace

import lxml.html
import pytest
import sqlalchemy as sa
from flask_babel import force_locale

from core import clock
from core.db import db, transaction
from core.errors import Refused
from core.money import Money
from core.permissions import Role
from coupons.applications.services.approve_application import approve_application
from coupons.applications.services.approve_waitlisted import approve_waitlisted
from coupons.applications.states import ApplicationRefusal
from coupons.coupons.models import Coupon
from identity.notifications.models import Notice
from identity.organisations.models import Organisation
from identity.organisations.states import Capacity
from schemes.eligibility.rules import Declarations
from schemes.eligibility.states import SmeGate
from schemes.states import Sector, SmeSize
from smes import inbox
from smes.models import Sme, SmeUpdate
from smes.rules import Figures, TieBreak, declarations_at_once
from smes.services.save_figures import save_figures
from smes.states import SmeState, UpdateKind, UpdateState
from tests.coupons.counter import open_counter
from tests.factories import World, build
from tests.projects.drafts import a_png
from tests.smes.test_pages import ADDRESS, DECLARATIONS, FIGURES
from web.queues.queries import all_deadlines

LANGUAGES = pytest.mark.parametrize("lang", ["th", "en"])
THIS_YEAR = clock.bangkok_date(clock.now()).year + 543
SAME_SIZE = FIGURES | {"employees": "14", "revenue": "9,500,000", "figures_year": "2569"}
MICRO = FIGURES | {"employees": "4", "revenue": "1,500,000", "figures_year": "2569"}
TOO_LARGE = FIGURES | {"employees": "300", "revenue": "600,000,000", "figures_year": "2569"}
YES = DECLARATIONS | {"thai_share": "100"}


@pytest.fixture
def cast(db_app):
    """A verified small manufacturer with a coupon, an application that waits, and the people about it."""
    world = World()

    def make(tx):
        scheme = world.scheme(tx, world.category(tx), max_open_coupons=5)
        sme = world.sme(tx)
        officer = world.staff(tx, Role.PROGRAMME_OFFICER)
        application = world.application(
            tx, scheme, sme, recommended_at=world.now, recommended_by_id=officer.person_id
        )
        return SimpleNamespace(
            sme=sme.organisation_id,
            page=f"/smes/{sme.organisation_id}",
            coupon=world.coupon(tx, scheme, sme).id,
            scheme=scheme.id,
            application=application.id,
            owner=world.member(tx, sme.organisation_id, Capacity.SME),
            officer=officer,
            approver=world.staff(tx, Role.PROGRAMME_APPROVER),
            stranger=world.member(tx, world.sme(tx).organisation_id, Capacity.SME),
        )

    return build(make)


def stored(cast):
    db.session.expire_all()
    return db.session.get_one(Sme, cast.sme)


def send(browser, cast, step, data, lang="en"):
    return browser.post(f"{cast.page}/registration/{step}?lang={lang}", data=data)


def updates(cast, kind=UpdateKind.FIGURES):
    db.session.expire_all()
    rows = db.session.scalars(sa.select(SmeUpdate).where(SmeUpdate.kind == kind).order_by(SmeUpdate.id))
    return [row for row in rows if row.organisation_id == cast.sme]


def decision(cast, verb, kind):
    """Where the officer's page sends the decision on what was said last."""
    last = updates(cast, UpdateKind(kind))[-1].id
    return f"{cast.page}/updates/{kind}/{last}/{verb}"


def waiting(db_app, actor):
    with db_app.test_request_context(), force_locale("en"):
        items = inbox.inbox(db.session(), actor, clock.now())
        return {str(item.title): item.count for item in items if item.count}


def told(actor):
    return db.session.scalars(sa.select(Notice.kind).where(Notice.person_id == actor.person_id)).all()


@LANGUAGES
def test_every_page_opens_for_a_verified_business_with_what_counts(cast, browse, lang):
    owner = browse(cast.owner)
    own = owner.get(f"{cast.page}?lang={lang}").text
    for step, shown in (
        ("address", "52000"),
        ("figures", "9000000.00"),
        ("declarations", "100"),
        ("documents", "upload"),
    ):
        assert f"{cast.page}/registration/{step}" in own, step
        page = owner.get(f"{cast.page}/registration/{step}?lang={lang}")
        assert page.status_code == 200
        assert shown in page.text.replace(",", ""), step


def test_an_address_and_a_telephone_change_at_once_and_the_state_stays(cast, browse):
    asked = browse(cast.owner).get(f"{cast.page}/registration/address?lang=en").text
    assert "Save and continue" not in asked, "nothing follows"
    answer = send(browse(cast.owner), cast, "address", ADDRESS | {"phone": "081-234-5678"})
    assert answer.status_code == 303
    assert stored(cast).state is SmeState.VERIFIED
    organisation = db.session.get_one(Organisation, cast.sme)
    assert (organisation.phone, organisation.address) == ("0812345678", "9 ถนนฉัตรไชย")
    page = browse(cast.officer).get(f"{cast.page}?lang=en").text
    assert "9 ถนนฉัตรไชย" in page


def test_figures_of_the_same_size_count_at_once_and_are_kept_as_history(cast, browse):
    owner = browse(cast.owner)
    assert send(owner, cast, "figures", SAME_SIZE).status_code == 303
    sme = stored(cast)
    assert (sme.state, sme.size, sme.employees, sme.figures_year) == (
        SmeState.VERIFIED,
        SmeSize.SMALL,
        14,
        2569,
    )
    (row,) = updates(cast)
    assert (row.state, row.figures_year, row.size) == (UpdateState.COUNTED, 2569, SmeSize.SMALL)
    assert row.said_by_id == cast.owner.person_id
    page = owner.get(f"{cast.page}?lang=en").text
    assert "The new information is valid from now on." in page
    assert "Size over the years" in page


def test_figures_of_another_size_wait_for_an_officer_and_the_old_go_on_counting(cast, browse, db_app):
    owner = browse(cast.owner)
    assert send(owner, cast, "figures", MICRO).status_code == 303
    sme = stored(cast)
    assert (sme.state, sme.size, sme.employees) == (SmeState.VERIFIED, SmeSize.SMALL, 12)
    page = owner.get(f"{cast.page}?lang=en").text
    assert "Until then the previous information remains valid" in page
    assert "An officer decides by" in page
    assert "Nothing to do" not in page
    assert "no coupon is granted" in page
    assert waiting(db_app, cast.officer)["New figures and declarations to check"] == 1
    with db_app.test_request_context(), force_locale("en"):
        assert "New figures or declarations" in {
            str(due.kind or due.turn.what) for due in all_deadlines(db.session(), clock.now())
        }
    officer = browse(cast.officer)
    assert cast.page in officer.get("/smes/?asked=changes&lang=en").text
    read = officer.get(f"{cast.page}?lang=en").text
    assert "1,500,000" in read
    assert "Your turn" in read
    assert officer.post(decision(cast, "confirm", "figures")).status_code == 303
    sme = stored(cast)
    assert (sme.state, sme.size, sme.employees) == (SmeState.VERIFIED, SmeSize.MICRO, 4)
    (row,) = updates(cast)
    assert (row.state, row.decided_by_id) == (UpdateState.COUNTED, cast.officer.person_id)
    assert "sme.figures_confirmed" in told(cast.owner)
    assert waiting(db_app, cast.officer).get("New figures and declarations to check") is None


def test_what_was_decided_before_keeps_its_size(cast, browse):
    send(browse(cast.owner), cast, "figures", MICRO)
    browse(cast.officer).post(decision(cast, "confirm", "figures"))
    assert stored(cast).size is SmeSize.MICRO
    assert db.session.get_one(Coupon, cast.coupon).size is SmeSize.SMALL
    issued = approve_application(cast.application, actor=cast.approver, now=World().now)
    assert db.session.get_one(Coupon, issued).size is SmeSize.MICRO, (
        "a new decision takes the size that counts"
    )


def test_no_application_is_granted_while_figures_of_another_size_wait(cast, browse):
    send(browse(cast.owner), cast, "figures", MICRO)
    page = browse(cast.approver).get(f"/applications/{cast.application}?lang=en").text
    assert "Check the new figures" in page
    assert f"/applications/{cast.application}/approve" not in page
    with pytest.raises(Refused) as refused:
        approve_application(cast.application, actor=cast.approver, now=World().now)
    assert refused.value.reason is ApplicationRefusal.FIGURES_WAIT
    with transaction() as tx:
        tx.execute(
            sa.text(
                "UPDATE applications SET state = 'waitlisted', decided_by_id = :by, decided_at = now() WHERE id = :id"
            ),
            {"by": cast.approver.person_id, "id": cast.application},
        )
    turn = approve_waitlisted(cast.scheme, now=World().now)
    assert (turn.application_id, turn.coupon_id) == (cast.application, None), "passed over, the place kept"


def test_an_officer_sends_figures_back_with_the_reason_and_they_are_said_again(cast, browse):
    owner = browse(cast.owner)
    send(owner, cast, "figures", MICRO)
    officer = browse(cast.officer)
    assert officer.post(decision(cast, "return", "figures")).status_code == 400
    reason = {"return-figures-reason": "งบการเงินปี 2569 ยังไม่ได้แนบ"}
    assert officer.post(decision(cast, "return", "figures"), data=reason).status_code == 303
    assert stored(cast).size is SmeSize.SMALL
    owner = browse(cast.owner)
    assert "งบการเงินปี 2569 ยังไม่ได้แนบ" in owner.get(f"{cast.page}?lang=en").text
    sent = owner.post(
        f"{cast.page}/registration/documents",
        data={"files": [(io.BytesIO(a_png()), "งบ2569.png")]},
        content_type="multipart/form-data",
    )
    assert sent.status_code == 303
    send(owner, cast, "figures", MICRO)
    assert [row.state for row in updates(cast)] == [UpdateState.RETURNED, UpdateState.WAITING]


def test_who_says_anew_what_waits_replaces_it_and_may_take_it_back(cast, browse):
    owner = browse(cast.owner)
    send(owner, cast, "figures", MICRO)
    assert "1500000" in owner.get(f"{cast.page}/registration/figures").text.replace(",", "")
    send(owner, cast, "figures", MICRO | {"employees": "3"})
    assert [row.state for row in updates(cast)] == [UpdateState.WITHDRAWN, UpdateState.WAITING]
    assert owner.post(f"{cast.page}/updates/figures/withdraw").status_code == 303
    assert [row.state for row in updates(cast)] == [UpdateState.WITHDRAWN, UpdateState.WITHDRAWN]
    assert owner.post(f"{cast.page}/updates/figures/withdraw").status_code == 404
    assert browse(cast.officer).post(decision(cast, "confirm", "figures")).status_code == 404


@LANGUAGES
@pytest.mark.parametrize("year", [str(THIS_YEAR + 1), "2700"])
def test_a_year_that_has_not_begun_is_refused_beside_its_field(cast, browse, year, lang):
    answer = send(browse(cast.owner), cast, "figures", SAME_SIZE | {"figures_year": year}, lang)
    words = {"th": "ปีนั้นยังไม่เริ่ม", "en": "That year has not begun"}[lang]
    assert answer.status_code == 200
    assert words in answer.text
    assert f'value="{year}"' in answer.text
    assert stored(cast).figures_year == 2568


def test_figures_of_an_earlier_year_do_not_take_the_place_of_later_ones(cast, browse):
    answer = send(browse(cast.owner), cast, "figures", SAME_SIZE | {"figures_year": "2567"})
    assert "Figures for a later year are already valid. Enter figures for 2025" in answer.text
    assert stored(cast).employees == 12


def test_figures_above_the_law_are_said_before_and_count_at_once(cast, browse, db_app):
    owner = browse(cast.owner)
    asked = send(owner, cast, "figures", TOO_LARGE)
    assert asked.status_code == 200
    assert "larger than an SME" in asked.text
    assert "I understand the consequences" in asked.text
    assert stored(cast).size is SmeSize.SMALL
    assert send(owner, cast, "figures", TOO_LARGE | {"confirmed": "y"}).status_code == 303
    sme = stored(cast)
    assert (sme.state, sme.size) == (SmeState.VERIFIED, None)
    page = owner.get(f"{cast.page}?lang=en").text
    assert "No new coupon can be issued." in page
    assert "Larger than an SME" in page
    unqualified = "Verified businesses that no longer meet the conditions"
    assert waiting(db_app, cast.approver)[unqualified] == 1
    assert cast.page in browse(cast.approver).get("/smes/?asked=unqualified&lang=en").text
    with pytest.raises(Refused) as refused:
        approve_application(cast.application, actor=cast.approver, now=World().now)
    assert refused.value.reason is ApplicationRefusal.NOT_ELIGIBLE


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"thai_share": "50"}, "exactly half is not enough"),
        ({"not_bankrupt": "no"}, "Not bankrupt or in receivership"),
        ({"not_barred": "no"}, "Not barred from assistance of the Fund"),
        ({"taxes_filed": "no"}, "Taxes are filed"),
        ({"lawful_business": "no"}, "Lawful business that is not against public morals"),
    ],
)
def test_what_is_declared_against_oneself_is_said_before_and_counts_at_once(
    cast, browse, db_app, change, words
):
    owner = browse(cast.owner)
    asked = send(owner, cast, "declarations", YES | change)
    assert asked.status_code == 200
    assert words in asked.text
    assert stored(cast).not_bankrupt
    assert send(owner, cast, "declarations", YES | change | {"confirmed": "y"}).status_code == 303
    assert stored(cast).state is SmeState.VERIFIED, "an approver decides what becomes of it"
    assert "No new coupon can be issued." in owner.get(f"{cast.page}?lang=en").text
    assert waiting(db_app, cast.approver)["Verified businesses that no longer meet the conditions"] == 1
    assert "sme.unqualified" in told(cast.owner)
    with pytest.raises(Refused) as refused:
        approve_application(cast.application, actor=cast.approver, now=World().now)
    assert refused.value.reason is ApplicationRefusal.NOT_ELIGIBLE


def test_a_coupon_issued_before_stays_good_for_a_business_that_no_longer_qualifies(db_app, browse):
    counter = open_counter()
    page = f"/smes/{counter.sme_id}"
    data = YES | {"taxes_filed": "no", "confirmed": "y"}
    assert browse(counter.owner).post(f"{page}/registration/declarations", data=data).status_code == 303
    assert "Coupons already issued stay valid" in browse(counter.owner).get(f"{page}?lang=en").text
    assert counter.reserve()


def test_what_would_meet_a_condition_again_waits_for_an_officer(cast, browse, db_app):
    owner = browse(cast.owner)
    send(owner, cast, "declarations", YES | {"taxes_filed": "no", "confirmed": "y"})
    assert send(owner, cast, "declarations", YES).status_code == 303
    assert not stored(cast).taxes_filed
    assert "Until then the previous information remains valid" in owner.get(f"{cast.page}?lang=en").text
    assert browse(cast.officer).post(decision(cast, "confirm", "declarations")).status_code == 303
    assert stored(cast).taxes_filed
    assert waiting(db_app, cast.approver) == {}
    states = [row.state for row in updates(cast, UpdateKind.DECLARATIONS)]
    assert states == [UpdateState.COUNTED, UpdateState.COUNTED]


def test_new_declarations_are_sent_back_and_those_before_go_on_counting(cast, browse):
    owner = browse(cast.owner)
    send(owner, cast, "declarations", YES | {"taxes_filed": "no", "confirmed": "y"})
    send(owner, cast, "declarations", YES)
    reason = {"return-declarations-reason": "ยังไม่มีหลักฐานการยื่นแบบ"}
    assert browse(cast.officer).post(decision(cast, "return", "declarations"), data=reason).status_code == 303
    assert not stored(cast).taxes_filed
    assert "sme.declarations_returned" in told(cast.owner)
    assert "ยังไม่มีหลักฐานการยื่นแบบ" in browse(cast.owner).get(f"{cast.page}?lang=en").text


def test_whoever_said_it_confirms_it_not_nor_another_business(cast, browse):
    send(browse(cast.owner), cast, "figures", MICRO)
    both = build(
        lambda tx: World(first=700).staff(tx, Role.PROGRAMME_OFFICER, person_id=cast.owner.person_id)
    )
    assert browse(both).post(decision(cast, "confirm", "figures")).status_code == 409
    stranger = browse(cast.stranger)
    assert stranger.post(f"{cast.page}/updates/figures/withdraw").status_code == 404
    assert send(stranger, cast, "figures", SAME_SIZE).status_code == 404
    assert stored(cast).size is SmeSize.SMALL


def test_the_database_itself_refuses_that_one_person_says_and_confirms(cast, browse):
    send(browse(cast.owner), cast, "figures", MICRO)
    (row,) = updates(cast)
    with pytest.raises(sa.exc.IntegrityError), transaction() as tx:
        tx.execute(
            sa.update(SmeUpdate)
            .where(SmeUpdate.id == row.id)
            .values(decided_by_id=row.said_by_id, decided_at=World().now)
        )


def test_of_two_that_wait_at_once_the_database_keeps_one(cast, browse):
    send(browse(cast.owner), cast, "figures", MICRO)
    with pytest.raises(sa.exc.IntegrityError), transaction() as tx:
        tx.add(
            SmeUpdate(
                organisation_id=cast.sme,
                kind=UpdateKind.FIGURES,
                sector="trade",
                employees=1,
                revenue_satang=1,
                figures_year=2568,
                size=SmeSize.MICRO,
                said_at=World().now,
                said_by_id=cast.owner.person_id,
            )
        )


def test_half_of_the_shares_is_said_at_once_in_a_registration_too(cast, browse):
    with transaction() as tx:
        tx.execute(sa.update(Sme).where(Sme.organisation_id == cast.sme).values(state="draft"))
    owner = browse(cast.owner)
    asked = send(owner, cast, "declarations", YES | {"thai_share": "49"})
    assert "exactly half is not enough" in asked.text
    assert 'value="49"' in asked.text
    assert send(owner, cast, "declarations", YES | {"thai_share": "49", "confirmed": "y"}).status_code == 303
    assert stored(cast).thai_share_bp == 4_900


def test_a_service_refuses_a_year_to_come_whatever_a_form_let_through(cast):
    figures = Figures(Sector.TRADE, 1, Money.baht(1), THIS_YEAR + 1)
    with pytest.raises(Refused):
        save_figures(cast.sme, "-", figures, TieBreak.REVENUE, actor=cast.owner, now=clock.now())


GOOD = Declarations(10_000, True, True, True, True)


@pytest.mark.parametrize("gate", [gate for gate in SmeGate if gate is not SmeGate.THAI_MAJORITY])
def test_of_declarations_only_what_opens_a_condition_waits(gate):
    bad = replace(GOOD, **{gate.value: False})
    assert declarations_at_once(GOOD, bad) == bad
    assert declarations_at_once(bad, GOOD) == bad
    mixed = replace(bad, thai_share_bp=5_000)
    assert declarations_at_once(bad, replace(GOOD, thai_share_bp=5_000)) == mixed


def test_a_share_that_changes_nothing_counts_at_once():
    assert declarations_at_once(GOOD, replace(GOOD, thai_share_bp=6_000)).thai_share_bp == 6_000
    assert declarations_at_once(replace(GOOD, thai_share_bp=5_000), GOOD).thai_share_bp == 5_000


@LANGUAGES
@pytest.mark.parametrize("verb", ["confirm", "return"])
def test_a_decision_is_on_the_figures_that_the_officer_read_and_on_no_later_ones(cast, browse, verb, lang):
    send(browse(cast.owner), cast, "figures", MICRO)
    page = browse(cast.officer).get(f"{cast.page}?lang={lang}").text
    (read,) = [
        form.action
        for form in lxml.html.document_fromstring(page).forms
        if (form.action or "").endswith(verb) and "/updates/" in form.action
    ]
    send(browse(cast.owner), cast, "figures", MICRO | {"employees": "5", "revenue": "1,000"})
    answer = browse(cast.officer).post(f"{read}?lang={lang}", data={"return-figures-reason": "ไม่ตรงกับงบ"})
    assert [update.state for update in updates(cast)] == [UpdateState.WITHDRAWN, UpdateState.WAITING]
    assert stored(cast).size is SmeSize.SMALL
    assert answer.status_code == 409
    assert "1,000" in answer.text, "and reads what waits now"
