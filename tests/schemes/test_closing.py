"""What the buttons of a scheme promise of its end, through the page."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from schemes.models import Scheme
from schemes.services.open_scheme import open_scheme
from schemes.states import SchemeState
from tests.factories import NOW, TODAY
from tests.projects.cast import state_of
from tests.terms import change_terms


def test_a_closed_scheme_is_not_opened_again_and_takes_no_more_money(cast, browse):
    scheme_id = cast.funded_scheme(1_000)
    open_scheme(scheme_id, actor=cast.approver, now=NOW)
    page, approver = f"/schemes/{scheme_id}", browse(cast.approver)
    assert approver.post(f"{page}/pause", data={"pause-reason": "ตรวจสอบ"}).status_code == 303
    assert "Resume the scheme, or close it permanently." in approver.get(f"{page}?lang=en").text
    assert approver.post(f"{page}/resume").status_code == 303
    assert "The scheme cannot be opened again." in approver.get(f"{page}?lang=en").text
    assert approver.post(f"{page}/close").status_code == 303
    for verb in ("open", "resume", "pause"):
        refused = approver.post(f"{page}/{verb}", data={"pause-reason": "ตรวจสอบ"})
        assert refused.status_code == 409, verb
    form = {
        "allot-amount": "1.00",
        "allot-document_number": "กค 3",
        "amount": "1.00",
        "document_number": "กค 3",
    }
    refused = browse(cast.finance).post(f"{page}/allot?lang=en", data=form)
    assert refused.status_code in (400, 409)
    assert "You can allot money to a scheme from its approval until it is closed." in refused.text
    assert state_of(Scheme, scheme_id) is SchemeState.CLOSED


def test_a_scheme_whose_last_day_for_applying_has_passed_is_not_opened(cast, browse):
    scheme_id = cast.funded_scheme(1_000)
    passed = {"applies_from": date(2026, 11, 1), "applies_until": date(2026, 11, 21)}
    change_terms(scheme_id, **passed)
    approver, page = browse(cast.approver), f"/schemes/{scheme_id}"
    assert "can no longer be opened" in approver.get(f"{page}?lang=en").text
    refused = approver.post(f"{page}/open?lang=en")
    assert refused.status_code == 409
    assert "The last day for applications has passed." in refused.text
    assert state_of(Scheme, scheme_id) is SchemeState.APPROVED


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (1, 9, "SMEs can apply from"),
        (-1, 9, "SMEs can apply."),
        (-9, -1, "The last day for applications has passed."),
    ],
)
def test_an_open_scheme_says_whether_applications_are_accepted_today(cast, browse, first, last, words):
    scheme_id = cast.funded_scheme(1_000)
    open_scheme(scheme_id, actor=cast.approver, now=NOW)
    period = {
        "applies_from": TODAY + timedelta(days=first),
        "applies_until": TODAY + timedelta(days=last),
    }
    change_terms(scheme_id, **period)
    page = browse(cast.approver).get(f"/schemes/{scheme_id}?lang=en").text
    assert words in page
    assert ("SMEs can apply." in page) == (words == "SMEs can apply.")
