"""The pages of the year end, as the two persons who close a line meet them, and everybody else."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from core.clock import bangkok_midnight
from core.permissions import Role
from coupons.year_end.states import LineClosingState
from projects.states import FundSource
from tests.coupons.year_end.desk import AUTUMN, BAHT, LAST_DAY, NIGHT, Desk, carried, closing, open_desk
from tests.factories import build
from tests.projects.typed import paper

JULY = bangkok_midnight(date(2027, 7, 30)) + timedelta(hours=10)
OCTOBER = bangkok_midnight(date(2027, 10, 4)) + timedelta(hours=10)
Browse = Callable[..., FlaskClient]


def test_from_the_list_to_the_report(desk: Desk, browse: Browse) -> None:
    second = desk.another(BAHT(1_000))
    finance = browse(desk.finance)
    assert finance.get("/year-end/").headers["Location"].endswith("/year-end/?year=2570")
    shown = finance.get("/year-end/?year=2570&lang=en").text
    assert "To prepare" in shown
    assert "1,000,000.00" in shown
    where = finance.post(f"/year-end/lines/{desk.line_id}/draft").headers["Location"]
    page = finance.get(f"{where}?lang=en").text
    assert second.coupon().number in page
    assert page.count("Will be cancelled") == 2
    keys = [str(desk.counter.coupon_id), str(second.coupon_id)]
    kept = finance.post(f"{where}/choose", data={"shown": keys, "row": keys[:1]})
    assert kept.status_code == 303
    page = finance.get(f"{where}?lang=en").text
    assert page.count("Will be cancelled") == 1
    assert re.search(rf'value="{keys[0]}" form="carry" checked', page)
    assert not re.search(rf'value="{keys[1]}" form="carry" checked', page)
    assert finance.post(f"{where}/propose", data={"carried_until": "31/3/2571"}).status_code == 303
    assert f"{where}/approve" not in finance.get(where).text

    approver = browse(desk.approver)
    assert f"{where}/approve" in approver.get(where).text
    assert approver.post(f"{where}/approve", **paper()).status_code == 303
    closing_id = int(where.rsplit("/", 1)[1])
    assert closing(closing_id).state is LineClosingState.APPROVED
    assert closing(closing_id).carried_until == LAST_DAY
    assert approver.get(f"{where}/document").status_code == 200
    assert approver.get(f"{where}/report").status_code == 404


def test_a_day_within_the_year_is_refused_beside_its_field(desk: Desk, browse: Browse) -> None:
    closing_id = desk.drafted(desk.counter)
    answer = browse(desk.finance).post(
        f"/year-end/{closing_id}/propose?lang=en", data={"carried_until": "30/9/2570"}
    )
    assert answer.status_code == 409
    assert "Enter a day after the last day" in answer.text
    assert re.search(r'id="carried_until[^"]*error', answer.text)


def test_an_unfinished_service_is_named_when_it_is_not_carried(desk: Desk, browse: Browse) -> None:
    desk.counter.reserve()
    closing_id = desk.drafted()
    answer = browse(desk.finance).post(f"/year-end/{closing_id}/propose?lang=en", data={})
    assert answer.status_code == 409
    assert f"so they must be carried over: {desk.counter.coupon().number}" in answer.text
    page = browse(desk.finance).get(f"/year-end/{closing_id}?lang=en").text
    assert "Must be carried over" in page


def test_ticks_of_the_page_are_kept_when_the_closing_is_proposed(desk: Desk, browse: Browse) -> None:
    second = desk.another(BAHT(1_000))
    closing_id = desk.drafted(second)
    keys = [str(desk.counter.coupon_id), str(second.coupon_id)]
    typed = {"carried_until": "31/3/2571", "shown": keys, "row": keys[:1]}
    assert browse(desk.finance).post(f"/year-end/{closing_id}/propose", data=typed).status_code == 303
    assert carried(closing_id).keys() == {desk.counter.coupon_id}
    assert closing(closing_id).carried_until == LAST_DAY


def test_ticks_stay_on_the_page_that_a_proposal_is_refused_on(desk: Desk, browse: Browse) -> None:
    closing_id = desk.drafted()
    key = str(desk.counter.coupon_id)
    typed = {"carried_until": "30/9/2570", "shown": [key], "row": [key]}
    answer = browse(desk.finance).post(f"/year-end/{closing_id}/propose", data=typed)
    assert answer.status_code == 409
    assert re.search(rf'value="{key}" form="carry" checked', answer.text)
    assert carried(closing_id) == {}, "nothing half-written"


def test_choices_of_many_are_buttons(desk: Desk, browse: Browse) -> None:
    closing_id = desk.drafted()
    finance = browse(desk.finance)
    assert finance.post(f"/year-end/{closing_id}/choose/all").status_code == 303
    assert carried(closing_id).keys() == {desk.counter.coupon_id}
    assert finance.post(f"/year-end/{closing_id}/choose/none").status_code == 303
    assert carried(closing_id) == {}
    assert finance.post(f"/year-end/{closing_id}/choose/others").status_code == 404


@pytest.mark.parametrize("typed", ["x", "-1", "9" * 30, "1.5"])
def test_ids_that_are_none_are_refused(desk: Desk, browse: Browse, typed: str) -> None:
    closing_id = desk.drafted()
    assert browse(desk.finance).post(f"/year-end/{closing_id}/choose", data={"row": typed}).status_code == 400
    assert browse(desk.finance).get(f"/year-end/{closing_id}?after={typed}").status_code == 200


def test_a_closing_is_sent_back_with_a_reason(desk: Desk, browse: Browse) -> None:
    closing_id = desk.proposed(desk.counter)
    where, approver = f"/year-end/{closing_id}", browse(desk.approver)
    assert approver.post(f"{where}/return", data={"return-reason": ""}).status_code == 400
    assert approver.post(f"{where}/return", data={"return-reason": "ขาดมติเดิม"}).status_code == 303
    assert closing(closing_id).state is LineClosingState.RETURNED
    finance = browse(desk.finance)
    assert "ขาดมติเดิม" in finance.get(where).text
    assert "กันเงินเหลื่อมปี" in finance.get(where).text
    assert finance.post(f"{where}/withdraw").status_code == 303
    assert closing(closing_id).state is LineClosingState.WITHDRAWN


def test_before_august_nothing_is_asked_for_and_after_the_year_it_is_overdue(
    desk: Desk, browse: Browse
) -> None:
    listed = "/year-end/?year=2570&lang=en"
    assert "Not in preparation" in browse(desk.finance, JULY).get(listed).text
    assert browse(desk.finance, JULY).get("/year-end/").headers["Location"].endswith("year=2569")
    assert "To prepare" in browse(desk.finance, AUTUMN).get(listed).text
    assert "Overdue" in browse(desk.finance, OCTOBER).get(listed).text
    assert "Budget lines to prepare" not in browse(desk.finance, JULY).get("/today?lang=en").text


def test_the_funds_lines_need_no_closing_at_the_years_end(db_app: object, browse: Browse) -> None:
    desk = open_desk(source=FundSource.SME_FUND)
    assert "Not in preparation" in browse(desk.finance, OCTOBER).get("/year-end/?year=2570&lang=en").text


@pytest.mark.parametrize(
    ("source", "thai", "english"),
    [
        (FundSource.ANNUAL_BUDGET, "เงินพับตกไป", "Lapsed to the treasury"),
        (FundSource.SME_FUND, "ส่งคืนกองทุน", "Returned to the Fund"),
    ],
)
def test_the_report_equals_the_ledger(
    db_app: object, browse: Browse, source: FundSource, thai: str, english: str
) -> None:
    desk = open_desk(source=source)
    closing_id = desk.approved(desk.counter, now=OCTOBER)
    finance = browse(desk.finance, OCTOBER)
    where = f"/year-end/{closing_id}/report"
    assert thai in finance.get(where).text
    page = finance.get(f"{where}?lang=en").text
    assert english in page
    assert "900,000" in page
    assert desk.counter.coupon().number in page
    rows = dict(csv.reader(io.StringIO(finance.get(f"{where}.csv?lang=en").data.decode("utf-8-sig"))))
    assert rows["Received"] == "1000000.00"
    assert rows[english] == "900000.00"
    assert rows["Carried over at closing"] == "100000.00"
    assert f"{english} since then" in rows
    listed = finance.get(f"{where}?format=csv&lang=en").data.decode("utf-8-sig")
    assert "100000.00" in listed
    line = finance.get(f"/projects/lines/{desk.line_id}?lang=en").text
    assert "It takes no more money" in line
    assert "Record a received budget" not in line
    assert "was closed on" in finance.get(f"/schemes/{desk.counter.scheme_id}?lang=en").text


def test_a_holder_reads_why_a_coupon_ended(desk: Desk, browse: Browse) -> None:
    desk.approved(now=OCTOBER)
    owner = browse(desk.counter.owner, OCTOBER)
    page = f"/coupons/{desk.counter.coupon_id}?lang=en"
    assert "the fiscal year of its money has ended" in owner.get(page).text
    assert "it was not carried over" not in owner.get(page).text
    staff = browse(desk.finance, OCTOBER).get(page).text
    assert "its budget line was closed and its money was not carried over" in staff


def test_a_holder_reads_the_last_day_of_carried_money(desk: Desk, browse: Browse) -> None:
    desk.approved(desk.counter, now=OCTOBER)
    owner = browse(desk.counter.owner, OCTOBER)
    page = owner.get(f"/coupons/{desk.counter.coupon_id}?lang=en").text
    assert "31 March 2028" in page or "31 Mar 2028" in page
    assert "nobody else can use the money" in page
    notices = owner.get("/notices?lang=en")
    assert notices.status_code in (200, 404)


def test_an_officer_without_the_right_reads_and_is_offered_nothing(desk: Desk, browse: Browse) -> None:
    closing_id = desk.drafted()
    reader = build(lambda tx: desk.counter.world.staff(tx, Role.PROGRAMME_OFFICER))
    browser = browse(reader)
    assert (
        "<form" not in browser.get(f"/year-end/{closing_id}").text.split("<main", 1)[1].split("</main", 1)[0]
    )
    assert "Prepare the closing" not in browser.get("/year-end/?year=2570&lang=en").text
    for what in ("choose", "choose/all", "propose", "approve", "return", "withdraw"):
        assert browser.post(f"/year-end/{closing_id}/{what}").status_code == 403
    assert browser.post(f"/year-end/lines/{desk.line_id}/draft").status_code == 403


def test_what_does_not_exist_is_not_found(desk: Desk, browse: Browse) -> None:
    finance = browse(desk.finance)
    for where in ("/year-end/999", "/year-end/999/report", "/year-end/lines/999", "/year-end/999/document"):
        assert finance.get(where).status_code == 404
    assert finance.post("/year-end/999/choose/all").status_code == 404


def test_coupons_are_shown_a_page_at_a_time(desk: Desk, browse: Browse) -> None:
    for _each in range(26):
        last = desk.another(BAHT(100_000) if _each == 25 else BAHT(10))
    last.reserve()
    closing_id = desk.drafted()
    finance = browse(desk.finance)
    first = finance.get(f"/year-end/{closing_id}?lang=en").text
    shown = re.findall(r'name="shown" value="(\d+)"', first)
    assert len(shown) == 25
    assert shown[0] == str(last.coupon_id), "what must be carried over comes first"
    assert f"after={shown[-1]}" in first
    kept = finance.post(
        f"/year-end/{closing_id}/choose", data={"shown": shown, "row": shown, "after": shown[-1]}
    )
    assert kept.headers["Location"].endswith(f"after={shown[-1]}")
    rest = finance.get(kept.headers["Location"]).text
    assert len(re.findall(r'name="shown" value="\d+"', rest)) == 2
    assert len(carried(closing_id)) == 25


def test_a_line_that_could_not_be_closed_says_why(
    desk: Desk, browse: Browse, night: Callable[..., None]
) -> None:
    closing_id = desk.approved()
    desk.counter.reserve(now=AUTUMN)
    night(NIGHT)
    page = browse(desk.approver, OCTOBER).get(f"/year-end/{closing_id}?lang=en").text
    assert "the line cannot be closed yet" in page
    assert desk.counter.coupon().number in page
