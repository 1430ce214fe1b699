"""New terms that are approved while applications are sent and coupons granted: each has one version, whole.

`VERSION_RACES=1000` sends a thousand applications; a run of every day fewer.
"""

from __future__ import annotations

import os
from datetime import timedelta
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from core.clock import bangkok_date
from core.db import Tx, db
from core.documents import operations as documents
from core.errors import Refused
from core.money import Money
from core.permissions import Role
from coupons.applications.models import Application, ApplicationVerdict
from coupons.applications.services.approve_application import approve_application
from coupons.applications.services.submit_application import submit_application
from coupons.applications.states import ApplicationState
from coupons.coupons.models import Coupon
from identity.organisations.states import Capacity
from ledger.checks import run_all
from schemes.models import SchemeVersion
from schemes.rules import TierDraft
from schemes.states import SmeSize, VersionState
from schemes.versions.services.approve_version import approve_version
from schemes.versions.services.draft_version import draft_version
from tests.factories import NOW, World, build
from tests.projects.drafts import a_resolution
from tests.races.crowd import crowd
from tests.schemes.versions.terms import new_terms

SENT = int(os.environ.get("VERSION_RACES", "40"))
CAP, LESS = Money.baht(1_000), Money.baht(500)
LATER = NOW + timedelta(days=1)
LOWER = tuple(TierDraft(size, 5_000, LESS) for size in SmeSize)


@pytest.fixture(autouse=True)
def paper(db_app, monkeypatch):
    """The signed document is judged once: those who judge are few, and would send most of the crowd away."""
    with db_app.app_context():
        judged = documents.judge(a_resolution().content)
    monkeypatch.setattr(documents, "judge", lambda _content: judged)


@pytest.fixture
def office(db_app):
    world = World()

    def make(tx: Tx) -> SimpleNamespace:
        category = world.category(tx)
        scheme = world.scheme(tx, category, money=Money.baht(10_000_000), cap=CAP, stripes=16)
        officer, drafts, sent = world.staff(tx, Role.PROGRAMME_OFFICER), [], []
        for number in range(SENT):
            sme = world.sme(tx)
            owner = world.member(tx, sme.organisation_id, Capacity.SME)
            if number % 2:
                ready = {"recommended_at": NOW, "recommended_by_id": officer.person_id}
                sent.append(world.application(tx, scheme, sme, **ready).id)
            else:
                unsent = {
                    "state": ApplicationState.DRAFT,
                    "submitted_at": None,
                    "submitted_by_id": None,
                    "expected_result": "ส่งออก",
                }
                drafts.append((world.application(tx, scheme, sme, **unsent).id, owner))
        return SimpleNamespace(
            scheme=scheme.id,
            drafts=drafts,
            sent=sent,
            approver=world.staff(tx, Role.PROGRAMME_APPROVER),
            planner=world.staff(tx, Role.PLAN_OFFICER),
            resolves=world.staff(tx, Role.PLAN_APPROVER),
        )

    return build(make)


def test_what_is_sent_while_new_terms_are_approved_is_wholly_under_one_version(db_app, office):
    terms = new_terms(office.scheme, bangkok_date(LATER), tiers=LOWER)
    version_id = draft_version(office.scheme, terms, actor=office.planner, now=LATER)
    owners = dict(office.drafts)
    jobs = [*(("send", key) for key in owners), *(("grant", key) for key in office.sent)]
    for place in (0, len(jobs) // 3, 2 * len(jobs) // 3):
        jobs.insert(place, ("resolve", version_id))

    def work(job):
        what, key = job
        try:
            if what == "resolve":
                approve_version(key, a_resolution(), actor=office.resolves, now=LATER)
            elif what == "send":
                submit_application(key, actor=owners[key], now=LATER)
            else:
                approve_application(key, actor=office.approver, now=LATER)
        except Refused as refused:
            return str(refused.reason)
        return "done"

    answers = crowd(db_app, work, jobs)
    turned_away = ("WrongState", "LockNotAvailable")
    wrong = [each for each in answers if each.error and not any(said in each.error for said in turned_away)]
    assert wrong == []
    assert [each.value for each in answers if each.job[0] == "resolve"].count("done") == 1
    assert db.session.get_one(SchemeVersion, version_id).state is VersionState.APPROVED
    _each_is_judged_by_the_version_it_keeps()
    for coupon in db.session.scalars(sa.select(Coupon)):
        assert Money(coupon.limit_satang) == CAP, "what was sent before keeps its terms"
        assert coupon.version_id == db.session.get_one(Application, coupon.application_id).version_id
    assert run_all() == []


def _each_is_judged_by_the_version_it_keeps():
    rows = db.session.execute(
        sa.select(SchemeVersion.number, ApplicationVerdict.facts["cap_satang"].as_integer())
        .join(Application, Application.version_id == SchemeVersion.id)
        .join(ApplicationVerdict, ApplicationVerdict.application_id == Application.id)
        .where(ApplicationVerdict.rule == "size_covered", Application.state == ApplicationState.SUBMITTED)
    ).all()
    caps = {1: CAP.satang, 2: LESS.satang}
    assert [row for row in rows if caps[row[0]] != row[1]] == []
