"""The scenes of this package's staff commands, for tests/house/test_commands.py."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from schemes.models import SchemeVersion
from schemes.services.allot import allot
from schemes.services.approve_scheme import approve_scheme
from schemes.services.change_scheme import change_scheme
from schemes.services.close_scheme import close_scheme
from schemes.services.draft_scheme import draft_scheme
from schemes.services.open_scheme import open_scheme
from schemes.services.pause_scheme import pause_scheme
from schemes.services.resume_scheme import resume_scheme
from schemes.services.take_back import take_back
from schemes.versions.services.approve_version import approve_version
from schemes.versions.services.change_version import change_version
from schemes.versions.services.discard_version import discard_version
from schemes.versions.services.draft_version import draft_version
from schemes.versions.services.publish_version import publish_version
from schemes.versions.services.withdraw_version import withdraw_version
from tests.factories import NOW, TODAY
from tests.house.authority import Case, case, person_in
from tests.projects.authority_cases import APPROVES, ONE_BAHT, PAYS, WRITES, changed_by
from tests.projects.drafts import PUBLICATION, a_resolution
from tests.schemes.cast import Cast
from tests.schemes.drafts import a_scheme
from tests.schemes.versions.terms import approved_terms, new_terms

_case = partial(case, now=NOW)
TEN_DAYS_ON = TODAY + timedelta(days=10)


def _draft_scheme_of(cast: Cast) -> tuple[int, int]:
    project_id = cast.approved_project()
    line_id = cast.funded_line(project_id)
    return draft_scheme(project_id, a_scheme(line_id, cast.category), actor=cast.officer, now=NOW), line_id


def _open_scheme_of(cast: Cast) -> int:
    scheme_id = cast.funded_scheme()
    open_scheme(scheme_id, actor=cast.approver, now=NOW)
    return scheme_id


def _paused_scheme(cast: Cast) -> int:
    scheme_id = _open_scheme_of(cast)
    pause_scheme(scheme_id, "ตรวจงบ", actor=cast.approver, now=NOW)
    return scheme_id


def _changing_a_scheme() -> Case:
    cast = Cast()
    scheme_id, line_id = _draft_scheme_of(cast)
    return _case(WRITES, change_scheme, scheme_id, a_scheme(line_id, cast.category))


def _drafting_a_scheme() -> Case:
    cast = Cast()
    project_id = cast.approved_project()
    return _case(WRITES, draft_scheme, project_id, a_scheme(cast.funded_line(project_id), cast.category))


def _approving_a_scheme() -> Case:
    key, _ = _draft_scheme_of(Cast())
    return _case(APPROVES, approve_scheme, key, a_resolution(), bars=changed_by("scheme", key))


def _draft_of_terms(cast: Cast, scheme_id: int) -> int:
    return draft_version(scheme_id, new_terms(scheme_id, TEN_DAYS_ON), actor=cast.officer, now=NOW)


def _new_draft() -> int:
    cast = Cast()
    return _draft_of_terms(cast, cast.funded_scheme())


def _approving_terms() -> Case:
    key = _new_draft()
    return _case(APPROVES, approve_version, key, a_resolution(), bars=changed_by("scheme_version", key))


def _changing_terms() -> Case:
    cast = Cast()
    scheme_id = cast.funded_scheme()
    key = _draft_of_terms(cast, scheme_id)
    return _case(WRITES, change_version, key, new_terms(scheme_id, TEN_DAYS_ON))


def _drafting_terms() -> Case:
    scheme_id = Cast().funded_scheme()
    return _case(WRITES, draft_version, scheme_id, new_terms(scheme_id, TEN_DAYS_ON))


def _terms_to_come() -> int:
    cast = Cast()
    return approved_terms(cast.funded_scheme(), TEN_DAYS_ON, officer=cast.officer, approver=cast.approver)


def _withdrawing_terms() -> Case:
    key = _terms_to_come()
    bars = {"approver": person_in(SchemeVersion, key, "approved_by_id")}
    return _case(APPROVES, withdraw_version, key, "วันผิด", bars=bars)


CASES: dict[str, Callable[[], Case]] = {
    "projects.allot": lambda: _case(PAYS, allot, Cast().funded_scheme(), ONE_BAHT, "กค 1/1"),
    "projects.approve_scheme": _approving_a_scheme,
    "projects.approve_version": _approving_terms,
    "projects.change_scheme": _changing_a_scheme,
    "projects.change_version": _changing_terms,
    "projects.close_scheme": lambda: _case(APPROVES, close_scheme, _open_scheme_of(Cast())),
    "projects.discard_version": lambda: _case(WRITES, discard_version, _new_draft()),
    "projects.draft_scheme": _drafting_a_scheme,
    "projects.draft_version": _drafting_terms,
    "projects.open_scheme": lambda: _case(APPROVES, open_scheme, Cast().funded_scheme()),
    "projects.pause_scheme": lambda: _case(APPROVES, pause_scheme, _open_scheme_of(Cast()), "ตรวจงบ"),
    "projects.publish_version": lambda: _case(APPROVES, publish_version, _terms_to_come(), PUBLICATION),
    "projects.resume_scheme": lambda: _case(APPROVES, resume_scheme, _paused_scheme(Cast())),
    "projects.take_back": lambda: _case(PAYS, take_back, Cast().funded_scheme(), ONE_BAHT, "กค 1/1"),
    "projects.withdraw_version": _withdrawing_terms,
}
