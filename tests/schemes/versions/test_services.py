"""New terms of a scheme on a real database: who writes and approves them, from which day they hold, what is refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from core.audit.models import AuditEvent
from core.clock import bangkok_date
from core.db import db
from core.errors import Refused, StateReason
from core.money import Money
from projects.rules import ProjectReason
from schemes.eligibility.in_force import version_in_force
from schemes.models import Scheme, SchemeVersion
from schemes.rules import TierDraft, VersionReason
from schemes.services.close_scheme import close_scheme
from schemes.services.draft_scheme import draft_scheme
from schemes.states import SmeSize, VersionState
from schemes.versions.services.approve_version import approve_version
from schemes.versions.services.change_version import change_version
from schemes.versions.services.discard_version import discard_version
from schemes.versions.services.draft_version import draft_version
from schemes.versions.services.publish_version import publish_version
from schemes.versions.services.withdraw_version import withdraw_version
from tests.factories import NOW, TODAY, World, build
from tests.projects.cast import refusal
from tests.projects.drafts import PUBLICATION, a_resolution
from tests.schemes.drafts import a_scheme
from tests.schemes.versions.terms import approved_terms, new_terms
from tests.terms import add_version, first_version

IN_TEN_DAYS = TODAY + timedelta(days=10)
DAY = timedelta(days=1)
LOWER = (TierDraft(SmeSize.MICRO, 6_000, Money.baht(30_000)),)


def in_force(scheme_id: int, day: date) -> int:
    db.session.rollback()
    return version_in_force(db.session(), scheme_id, day).number


def drafted(cast, scheme_id: int, **changes) -> int:
    terms = new_terms(scheme_id, IN_TEN_DAYS, **({"tiers": LOWER} | changes))
    return draft_version(scheme_id, terms, actor=cast.officer, now=NOW)


def test_the_first_version_is_in_force_from_the_approval_of_its_scheme(cast, scheme_id):
    first = first_version(db.session(), scheme_id)
    assert (first.number, first.state, first.effective_from) == (1, VersionState.APPROVED, TODAY)
    assert first.resolution_number == a_resolution().number
    assert in_force(scheme_id, TODAY) == in_force(scheme_id, TODAY + timedelta(days=900)) == 1


def test_new_terms_hold_from_their_day_on_and_not_a_day_before(cast, scheme_id):
    version_id = drafted(cast, scheme_id)
    assert in_force(scheme_id, IN_TEN_DAYS) == 1, "a draft holds for nobody"
    approve_version(version_id, a_resolution(), actor=cast.approver, now=NOW)
    assert [in_force(scheme_id, IN_TEN_DAYS + days * DAY) for days in (-1, 0, 1)] == [1, 2, 2]
    version = db.session.get_one(SchemeVersion, version_id)
    assert [(tier.size, tier.share_bp) for tier in version.tiers] == [(SmeSize.MICRO, 6_000)]
    assert len(first_version(db.session(), scheme_id).tiers) == 2


def test_of_several_versions_the_one_that_began_last_is_in_force_whichever_was_written_first(cast, scheme_id):
    people = {"officer": cast.officer, "approver": cast.approver}
    approved_terms(scheme_id, IN_TEN_DAYS, **people, max_open_coupons=2)
    approved_terms(scheme_id, TODAY + DAY, **people, max_open_coupons=3)
    assert [in_force(scheme_id, day) for day in (TODAY, TODAY + DAY, IN_TEN_DAYS - DAY, IN_TEN_DAYS)] == [
        1,
        3,
        3,
        2,
    ]


def test_new_terms_may_begin_today(cast, scheme_id):
    approved_terms(scheme_id, TODAY + DAY, officer=cast.officer, approver=cast.approver, now=NOW + DAY)
    assert in_force(scheme_id, TODAY + DAY) == 2


def test_who_wrote_or_changed_new_terms_does_not_approve_them(cast, scheme_id):
    version_id = drafted(cast, scheme_id)
    change_version(version_id, new_terms(scheme_id, IN_TEN_DAYS, delivery_days=30), actor=cast.both, now=NOW)
    refused = refusal(lambda: approve_version(version_id, a_resolution(), actor=cast.both, now=NOW))
    assert refused is ProjectReason.WRITTEN_BY_YOU
    approve_version(version_id, a_resolution(), actor=cast.approver, now=NOW)
    assert db.session.get_one(SchemeVersion, version_id).delivery_days == 30


def test_the_database_holds_two_persons_and_the_whole_resolution(cast, scheme_id):
    version_id = drafted(cast, scheme_id)
    whole = {
        "state": "approved",
        "approved_at": NOW,
        "approved_by_id": cast.approver.person_id,
        "resolution_number": "1",
        "resolution_date": TODAY,
        "resolution_document_id": first_version(db.session(), scheme_id).resolution_document_id,
    }
    update = sa.update(SchemeVersion).where(SchemeVersion.id == version_id)
    for wrong in ({"approved_by_id": cast.officer.person_id}, {"resolution_date": None}):
        with pytest.raises(sa.exc.IntegrityError):
            db.session.execute(update.values(whole | wrong))
        db.session.rollback()
    db.session.execute(update.values(whole))
    db.session.rollback()


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"effective_from": TODAY - DAY}, VersionReason.EFFECTIVE_IN_PAST),
        ({"effective_from": TODAY}, VersionReason.EFFECTIVE_DAY_TAKEN),
        ({"effective_from": date(2027, 4, 1)}, VersionReason.EFFECTIVE_AFTER_WINDOW),
        ({"applies_until": date(2026, 10, 31)}, VersionReason.EFFECTIVE_AFTER_WINDOW),
        ({"applies_from": date(2027, 4, 1)}, ProjectReason.WINDOWS_OUT_OF_ORDER),
        ({"delivers_until": date(2027, 3, 30)}, ProjectReason.WINDOWS_OUT_OF_ORDER),
        ({"delivers_until": date(2027, 10, 1)}, ProjectReason.OUTSIDE_PROJECT_PERIOD),
        ({"applies_from": date(2026, 9, 30)}, ProjectReason.OUTSIDE_PROJECT_PERIOD),
        ({"tiers": ()}, ProjectReason.NO_TIER),
        ({"tiers": (TierDraft(SmeSize.MICRO, 10_001, Money(1)),)}, ProjectReason.NO_TIER),
        ({"category_ids": frozenset()}, ProjectReason.NO_SERVICE_CATEGORY),
        ({"category_ids": frozenset({999_999})}, ProjectReason.NO_SERVICE_CATEGORY),
    ],
)
def test_terms_that_cannot_stand_are_refused_and_nothing_is_written(cast, scheme_id, change, problem):
    terms = new_terms(scheme_id, **({"effective_from": IN_TEN_DAYS} | change))
    assert refusal(lambda: draft_version(scheme_id, terms, actor=cast.officer, now=NOW)) is problem
    version_id = drafted(cast, scheme_id)
    assert refusal(lambda: change_version(version_id, terms, actor=cast.officer, now=NOW)) is problem
    stored = db.session.get_one(SchemeVersion, version_id)
    assert (stored.effective_from, len(stored.tiers)) == (IN_TEN_DAYS, 1)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(SchemeVersion)) == 2


def test_a_scheme_has_one_draft_of_new_terms_at_a_time(cast, scheme_id):
    version_id = drafted(cast, scheme_id)
    again = new_terms(scheme_id, IN_TEN_DAYS + DAY)
    assert (
        refusal(lambda: draft_version(scheme_id, again, actor=cast.officer, now=NOW))
        is VersionReason.DRAFT_EXISTS
    )
    discard_version(version_id, actor=cast.officer, now=NOW)
    later = draft_version(scheme_id, again, actor=cast.officer, now=NOW)
    assert db.session.get_one(SchemeVersion, later).number == 3


def test_a_draft_and_a_closed_scheme_get_no_new_terms(cast, scheme_id):
    close_scheme(scheme_id, actor=cast.approver, now=NOW)
    project_id = db.session.get_one(Scheme, scheme_id).project_id
    line_id = db.session.get_one(Scheme, scheme_id).line_id
    unapproved = draft_scheme(
        project_id, a_scheme(line_id, cast.category, code="OTHER"), actor=cast.officer, now=NOW
    )
    for key in (scheme_id, unapproved):
        terms = new_terms(key, IN_TEN_DAYS)
        assert (
            refusal(lambda: draft_version(key, terms, actor=cast.officer, now=NOW))  # noqa: B023 - called at once
            is VersionReason.ENDED_SCHEME
        )


def test_a_draft_that_waited_past_its_day_is_not_approved_until_its_day_is_changed(cast, scheme_id):
    version_id = drafted(cast, scheme_id)
    later = NOW + timedelta(days=11)
    resolution = a_resolution()
    assert (
        refusal(lambda: approve_version(version_id, resolution, actor=cast.approver, now=later))
        is VersionReason.EFFECTIVE_IN_PAST
    )
    assert db.session.get_one(SchemeVersion, version_id).state is VersionState.DRAFT
    change_version(version_id, new_terms(scheme_id, bangkok_date(later)), actor=cast.officer, now=later)
    approve_version(version_id, resolution, actor=cast.approver, now=later)
    assert in_force(scheme_id, bangkok_date(later)) == 2


def test_what_is_approved_is_not_changed_nor_approved_nor_discarded_again(cast, scheme_id):
    version_id = drafted(cast, scheme_id)
    approve_version(version_id, a_resolution(), actor=cast.approver, now=NOW)
    terms = new_terms(scheme_id, IN_TEN_DAYS + DAY)
    assert (
        refusal(lambda: change_version(version_id, terms, actor=cast.officer, now=NOW))
        is ProjectReason.NOT_EDITABLE
    )
    for again in (
        lambda: approve_version(version_id, a_resolution(), actor=cast.approver, now=NOW),
        lambda: discard_version(version_id, actor=cast.officer, now=NOW),
    ):
        assert refusal(again) is StateReason.MOVED_ON


def test_the_first_version_goes_with_its_scheme_alone(cast, scheme_id):
    first = first_version(db.session(), scheme_id).id
    for act in (
        lambda: change_version(first, new_terms(scheme_id, IN_TEN_DAYS), actor=cast.officer, now=NOW),
        lambda: discard_version(first, actor=cast.officer, now=NOW),
        lambda: withdraw_version(first, "ผิด", actor=cast.approver, now=NOW),
    ):
        assert refusal(act) is VersionReason.FIRST_OF_SCHEME


def test_approved_terms_are_withdrawn_before_their_day_by_another_than_who_approved_them(cast, scheme_id):
    version_id = drafted(cast, scheme_id)
    approve_version(version_id, a_resolution(), actor=cast.approver, now=NOW)
    own = refusal(lambda: withdraw_version(version_id, "วันผิด", actor=cast.approver, now=NOW))
    assert own is VersionReason.APPROVED_BY_YOU
    other = cast.both
    first_day = NOW + timedelta(days=10)
    in_time = refusal(lambda: withdraw_version(version_id, "วันผิด", actor=other, now=first_day))
    assert in_time is VersionReason.IN_FORCE
    withdraw_version(version_id, "วันผิด", actor=other, now=first_day - DAY)
    assert in_force(scheme_id, IN_TEN_DAYS) == 1
    approved_terms(scheme_id, IN_TEN_DAYS, officer=cast.officer, approver=cast.approver, delivery_days=30)
    assert in_force(scheme_id, IN_TEN_DAYS) == 3, "the day is free again"


def test_each_version_has_its_own_publication_and_the_trail_says_who_did_what(cast, scheme_id):
    version_id = drafted(cast, scheme_id)
    with pytest.raises(Refused) as caught:
        publish_version(version_id, PUBLICATION, actor=cast.approver, now=NOW)
    assert caught.value.reason is StateReason.MOVED_ON
    approve_version(version_id, a_resolution(), actor=cast.approver, now=NOW)
    publish_version(version_id, PUBLICATION, actor=cast.approver, now=NOW)
    assert db.session.get_one(SchemeVersion, version_id).published_in == PUBLICATION.published_in
    assert first_version(db.session(), scheme_id).published_in is None
    trail = sa.select(AuditEvent.name).where(
        AuditEvent.subject_kind == "scheme_version", AuditEvent.subject_id == version_id
    )
    assert list(db.session.scalars(trail.order_by(AuditEvent.id))) == [
        "scheme_version.drafted",
        "scheme_version.approved",
        "scheme_version.published",
    ]


def test_the_database_knows_one_draft_and_one_version_a_day(db_app):
    world = World()
    scheme_id = build(lambda tx: world.scheme(tx, world.category(tx)).id)

    def second(tx, **columns):
        add_version(tx, tx.get(Scheme, scheme_id), now=NOW, **({"number": 2} | columns))

    first = first_version(db.session(), scheme_id)
    same_day = {"effective_from": first.effective_from}
    for columns in (same_day, {"number": 1, "effective_from": TODAY}):
        with pytest.raises(sa.exc.IntegrityError):
            build(lambda tx: second(tx, **columns))  # noqa: B023 - called at once
        db.session.rollback()
