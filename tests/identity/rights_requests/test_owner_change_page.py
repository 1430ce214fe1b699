"""An owner reads at any time what became of a request to replace them, and whoever reports a number until when it is looked at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from core import clock
from core.calendar.due import due_on
from core.thai.writing import be_date
from identity.rights_requests.services.lapse_rights_requests import lapse_rights_requests
from identity.rights_requests.services.replace_owners_due import replace_owners_due
from identity.rights_requests.states import CONFIRM_RIGHTS_WITHIN
from tests.identity.conftest import SignIn
from tests.identity.rights_requests import test_owner_replacement as replacement
from tests.identity.rights_requests.test_owner_replacement import Scene, request_id

scene = replacement.scene
STAYS = "You are still the owner, and nothing was changed."


def objects(scene: Scene, owner: FlaskClient) -> None:
    assert owner.post(f"/owner-changes/{request_id()}", data={"reason": "ยังอยู่"}).status_code == 303


def declines(scene: Scene, _owner: FlaskClient) -> None:
    data = {"reason": "เอกสารไม่พอ"}
    assert scene.approver.post(f"/rights-requests/{request_id()}/decline", data=data).status_code == 303


def withdraws(scene: Scene, _owner: FlaskClient) -> None:
    assert scene.officer.post(f"/rights-requests/{request_id()}/withdraw").status_code == 303


def lapses(_scene: Scene, _owner: FlaskClient) -> None:
    lapse_rights_requests(now=clock.now() + timedelta(days=30))


def takes_effect(scene: Scene, _owner: FlaskClient) -> None:
    assert scene.confirm().status_code == 303
    assert replace_owners_due(now=replacement.over()) == 1


@pytest.mark.parametrize(
    ("end", "says", "is_owner"),
    [
        (objects, f"You objected. {STAYS}", True),
        (declines, f"Another officer declined the request. {STAYS}", True),
        (withdraws, f"The request was withdrawn. {STAYS}", True),
        (lapses, f"The request expired. {STAYS}", True),
        (takes_effect, "Another person is now the owner instead of you.", False),
    ],
)
def test_an_owner_reads_until_when_it_is_decided_and_then_what_became_of_it(
    scene: Scene, sign_in: SignIn, end: Callable[[Scene, FlaskClient], None], says: str, is_owner: bool
) -> None:
    assert scene.ask().status_code == 303
    owner = sign_in(scene.owner.id)
    page = owner.get(f"/owner-changes/{request_id()}?lang=en").text
    assert be_date(due_on(CONFIRM_RIGHTS_WITHIN, clock.now()), "en") in page
    assert STAYS not in page
    end(scene, owner)
    assert says in owner.get(f"/owner-changes/{request_id()}?lang=en").text
    assert (scene.owner.id in scene.owners()) is is_owner


def test_officers_read_until_when_a_request_waits(scene: Scene) -> None:
    assert scene.ask().status_code == 303
    day = be_date(due_on(CONFIRM_RIGHTS_WITHIN, clock.now()), "en")
    for browser in (scene.officer, scene.approver):
        assert day in browser.get("/rights-requests?lang=en").text
