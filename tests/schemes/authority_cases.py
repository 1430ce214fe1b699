"""The scenes of this package's staff commands, for tests/house/test_commands.py."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from schemes.services.allot import allot
from schemes.services.approve_scheme import approve_scheme
from schemes.services.change_scheme import change_scheme
from schemes.services.close_scheme import close_scheme
from schemes.services.draft_scheme import draft_scheme
from schemes.services.open_scheme import open_scheme
from schemes.services.pause_scheme import pause_scheme
from schemes.services.publish_scheme import publish_scheme
from schemes.services.resume_scheme import resume_scheme
from schemes.services.take_back import take_back
from tests.factories import NOW
from tests.house.authority import Case, case
from tests.projects.authority_cases import APPROVES, ONE_BAHT, PAYS, WRITES, changed_by
from tests.projects.drafts import PUBLICATION, a_resolution
from tests.schemes.cast import Cast
from tests.schemes.drafts import a_scheme

_case = partial(case, now=NOW)


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


CASES: dict[str, Callable[[], Case]] = {
    "projects.allot": lambda: _case(PAYS, allot, Cast().funded_scheme(), ONE_BAHT, "กค 1/1"),
    "projects.approve_scheme": _approving_a_scheme,
    "projects.change_scheme": _changing_a_scheme,
    "projects.close_scheme": lambda: _case(APPROVES, close_scheme, _open_scheme_of(Cast())),
    "projects.draft_scheme": _drafting_a_scheme,
    "projects.open_scheme": lambda: _case(APPROVES, open_scheme, Cast().funded_scheme()),
    "projects.pause_scheme": lambda: _case(APPROVES, pause_scheme, _open_scheme_of(Cast()), "ตรวจงบ"),
    "projects.publish_scheme": lambda: _case(APPROVES, publish_scheme, Cast().funded_scheme(), PUBLICATION),
    "projects.resume_scheme": lambda: _case(APPROVES, resume_scheme, _paused_scheme(Cast())),
    "projects.take_back": lambda: _case(PAYS, take_back, Cast().funded_scheme(), ONE_BAHT, "กค 1/1"),
}
