"""Every staff command against everything that bars a person from it: refused, with nothing written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from core import commands
from core.actor import Actor
from core.audit.models import AuditEvent
from core.commands import AuthorityRefusal, ProofNeeded, Tie
from core.db import db, transaction
from core.errors import Forbidden, Refused
from core.permissions import Permission, Role
from core.registry import inboxes
from identity.organisations.models import Membership
from identity.organisations.states import Capacity, MemberRole
from identity.staff.models import StaffRole
from payouts.payables.lists import FINDING_WAITS
from scripts import closed_lists
from tests.factories import NOW, World, build
from tests.house.authority import Case, cases, staff_commands
from tests.kept_scenes import KeptScenes
from web.lists.listing import MINE

CASES = cases()
STAFF = staff_commands()
TIED = [(name, tie) for name, command in STAFF.items() for tie in sorted(command.ties)]
BARRED = [(name, bar) for name, command in STAFF.items() for bar in sorted(command.barred)]
CONCERNS_NOBODY = frozenset({"projects"})
"""Packages whose commands concern no single organisation."""


def new_scene(name: str) -> tuple[Case, Actor]:
    """The case of a command, and a new person who may run it."""
    case = CASES[name]()
    actor = build(lambda tx: World(first=9_000).staff(tx, *case.roles))
    return case, replace(actor, second_factor_at=datetime(2100, 1, 1).astimezone())


Scene = Callable[[str], tuple[Case, Actor]]


@pytest.fixture
def scene(kept_scene: KeptScenes) -> Scene:
    """The same, laid out anew; a bar changes what the case itself remembers, and is tried in a scene of its own."""
    return lambda name: kept_scene(name, lambda: new_scene(name))


def written() -> int:
    """How many events the trail holds."""
    db.session.rollback()
    return int(db.session.scalar(sa.select(sa.func.count()).select_from(AuditEvent)) or 0)


def test_every_staff_command_has_its_case() -> None:
    assert set(CASES) == set(STAFF), "Add the command's case to tests/<package>/authority_cases.py."


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_case_names_what_the_declaration_names(name: str, scene: Scene) -> None:
    (case, _), command = scene(name), STAFF[name]
    assert frozenset(case.organisations) == command.ties
    assert frozenset(case.bars) == frozenset(command.barred)


@pytest.mark.parametrize("name", sorted(CASES))
def test_whom_nothing_bars_may_run_it(name: str, scene: Scene) -> None:
    case, actor = scene(name)
    case.run(actor)


@pytest.mark.parametrize(("name", "tie"), TIED)
def test_a_tie_bars(name: str, tie: Tie, scene: Scene) -> None:
    case, actor = scene(name)
    _join(actor, case.organisations[tie])
    before = written()
    with pytest.raises(Refused) as caught:
        case.run(actor)
    assert caught.value.reason is AuthorityRefusal.CONNECTED
    assert written() == before


@pytest.mark.parametrize(("name", "bar"), BARRED)
def test_what_the_person_did_before_bars(name: str, bar: str, db_app: Flask) -> None:
    case, actor = new_scene(name)
    case.bars[bar](actor.known_person_id)
    before = written()
    with pytest.raises(Refused) as caught:
        case.run(actor)
    assert caught.value.reason is STAFF[name].barred[bar]
    assert written() == before


WAIT_FOR_ONE = {
    "identity.confirm_factor_reset": f"turn={MINE}",
    "identity.confirm_rights_request": f"turn={MINE}",
    "identity.confirm_role_grant": f"turn={MINE}",
    "payouts.approve_batch": f"turn={MINE}",
    "payouts.close_batch": f"turn={MINE}",
    "payouts.confirm_outcome": f"state={FINDING_WAITS}",
    "payouts.release_batch": f"turn={MINE}",
    "payouts.submit_batch": f"turn={MINE}",
}
"""Commands on what a list narrows to what waits for its reader, and the inbox counts so; and how its link says it."""
BARS_OF_TURNS = [(name, why) for name in WAIT_FOR_ONE for why in sorted(STAFF[name].facts)]


def waits_for(app: Flask, actor: Actor, narrowed: str) -> int:
    """How many things the inbox counts whose link narrows a list so."""
    with app.test_request_context():
        items = [item for inbox in inboxes.values() for item in inbox(db.session(), actor, NOW)]
    db.session.rollback()
    return sum(item.count for item in items if narrowed in item.url)


@pytest.mark.parametrize(("name", "why"), BARS_OF_TURNS)
def test_what_bars_a_person_does_not_wait_for_them(name: str, why: str, db_app: Flask) -> None:
    case, actor = new_scene(name)
    assert waits_for(db_app, actor, WAIT_FOR_ONE[name]) == 1
    if why in STAFF[name].ties:
        _join(actor, case.organisations[Tie(why)])
    else:
        case.bars[why](actor.known_person_id)
    assert waits_for(db_app, actor, WAIT_FOR_ONE[name]) == 0


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_role_that_ended_meanwhile_signs_nothing(name: str, scene: Scene) -> None:
    """The actor was built before the end: as a request's is, whose command waited for a lock."""
    case, actor = scene(name)
    with transaction() as tx:
        ended = sa.update(StaffRole).where(StaffRole.person_id == actor.person_id)
        tx.execute(ended.values(ended_at=sa.func.now(), ended_by_id=None))
    before = written()
    with pytest.raises(Forbidden):
        case.run(actor)
    assert written() == before


@pytest.mark.parametrize("name", [name for name in sorted(CASES) if STAFF[name].second_factor])
def test_an_old_second_factor_is_asked_for_again(
    name: str, scene: Scene, db_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, actor = scene(name)
    settings = db_app.installation.settings
    monkeypatch.setattr(db_app.installation, "settings", replace(settings, second_factor_waived=False))
    before = written()
    with pytest.raises(ProofNeeded):
        case.run(replace(actor, second_factor_at=datetime(2000, 1, 1).astimezone()))
    with pytest.raises(ProofNeeded):
        case.run(replace(actor, second_factor_at=None))
    assert written() == before
    case.run(actor)


def _join(actor: Actor, organisation_id: int) -> None:
    """The person was a member until a hundred days ago."""
    with transaction() as tx:
        now = tx.scalar(sa.select(sa.func.now()))
        tx.add(
            Membership(
                person_id=actor.known_person_id,
                organisation_id=organisation_id,
                capacity=Capacity.PROVIDER,
                role=MemberRole.MEMBER,
                since=now - timedelta(days=1000),
                ended_at=now - timedelta(days=100),
            )
        )


def test_a_command_that_decides_about_an_organisation_declares_a_tie() -> None:
    """What concerns one party, and bars nobody who is connected with it, must be among these."""
    without = {
        name
        for name, each in STAFF.items()
        if not each.ties and name.partition(".")[0] not in CONCERNS_NOBODY
    }
    assert without == set(TIES_NOBODY)


TIES_NOBODY: dict[str, str] = {
    "coupons.approve_closing": "concerns a budget line, and coupons of many businesses by one rule",
    "coupons.choose_carried": "concerns a budget line, and coupons of many businesses by one rule",
    "coupons.draft_closing": "concerns a budget line, and coupons of many businesses by one rule",
    "coupons.propose_closing": "concerns a budget line, and coupons of many businesses by one rule",
    "coupons.return_closing": "concerns a budget line, and coupons of many businesses by one rule",
    "coupons.withdraw_closing": "concerns a budget line, and coupons of many businesses by one rule",
    "identity.add_holiday": "concerns the calendar",
    "identity.strike_holiday": "concerns the calendar",
    "identity.ask_factor_reset": "concerns a person, who is barred by name",
    "identity.confirm_factor_reset": "concerns a person, who is barred by name",
    "identity.decline_factor_reset": "concerns a person, who is barred by name",
    "identity.withdraw_factor_reset": "concerns a person, who is barred by name",
    "identity.ask_unblock": "concerns a person, who is barred by name",
    "identity.block_person": "concerns a person, who is barred by name",
    "payouts.ask_import": "queues the file; who is connected with a payee in it is refused when it is taken",
} | dict.fromkeys(
    (
        "identity.confirm_role_grant",
        "identity.decline_role_grant",
        "identity.end_role",
        "identity.end_sessions_of",
        "identity.grant_role",
        "identity.invite_staff",
        "identity.save_unit",
        "identity.withdraw_invitation",
        "identity.withdraw_role_grant",
    ),
    "about OSMEP's own people, units and invitations",
)
"""Commands of packages about parties that concern none of them, each with its reason."""


def test_money_and_decisions_want_a_second_factor() -> None:
    without = {name for name, each in STAFF.items() if not each.second_factor}
    assert without == set(NO_SECOND_FACTOR)


NO_SECOND_FACTOR = {
    "projects.change_five_year_plan": "writing a draft decides nothing",
    "projects.change_plan": "writing a draft decides nothing",
    "projects.change_project": "writing a draft decides nothing",
    "projects.change_scheme": "writing a draft decides nothing",
    "projects.change_version": "writing a draft decides nothing",
    "projects.discard_version": "a draft that is given up has decided nothing",
    "projects.draft_five_year_plan": "writing a draft decides nothing",
    "projects.draft_plan": "writing a draft decides nothing",
    "projects.draft_project": "writing a draft decides nothing",
    "projects.draft_scheme": "writing a draft decides nothing",
    "projects.draft_version": "writing a draft decides nothing",
    "projects.propose_kpi_change": "proposing is the author's; another decides",
    "projects.propose_kpi_end": "proposing is the author's; another decides",
    "projects.propose_new_kpi": "proposing is the author's; another decides",
    "projects.publish_five_year_plan": "says where what was decided can be read; it decides nothing",
    "projects.publish_plan": "says where what was decided can be read; it decides nothing",
    "projects.publish_project": "says where what was decided can be read; it decides nothing",
    "projects.publish_version": "says where what was decided can be read; it decides nothing",
    "projects.remove_programme": "writing a draft decides nothing",
    "projects.remove_strategy": "writing a draft decides nothing",
    "projects.revise_five_year_plan": "writing a draft decides nothing",
    "projects.submit_five_year_plan": "submitting is the author's; another decides",
    "projects.submit_plan": "submitting is the author's; another decides",
    "projects.submit_project": "submitting is the author's; another decides",
    "projects.withdraw_kpi_change": "a proposal that is taken back has decided nothing",
    "projects.write_programme": "writing a draft decides nothing",
    "projects.write_strategy": "writing a draft decides nothing",
}
"""Staff commands that neither move money nor decide, each with its reason."""


def test_a_command_that_forgets_its_judgement_commits_nothing(db_app: Flask) -> None:
    """The mechanism itself: declared facts that never come are an error, not a consent."""
    forgetful = commands.Command(
        "house.forgetful", frozenset({Permission.PROJECTS_PLAN_DRAFT}), frozenset({Tie.SME})
    )
    actor = build(lambda tx: World().staff(tx, Role.PLAN_OFFICER))
    before = written()
    with pytest.raises(TypeError), transaction(forgetful, actor, datetime.now().astimezone()) as tx:
        World(first=500).person(tx)
    assert written() == before


def test_a_command_with_several_permissions_is_told_which_one_counts(db_app: Flask) -> None:
    """The mechanism itself: else a role that holds one of them would pass for one that holds another."""
    one_of_two = commands.Command(
        "house.one_of_two",
        frozenset({Permission.PROJECTS_PLAN_DRAFT, Permission.PROJECTS_PLAN_APPROVE}),
    )
    actor, now = build(lambda tx: World().staff(tx, Role.PLAN_OFFICER)), datetime.now().astimezone()
    with pytest.raises(TypeError), transaction(one_of_two, actor, now) as tx:
        tx.authorise()
    with pytest.raises(TypeError), transaction(one_of_two, actor, now) as tx:
        tx.authorise(Permission.PROJECTS_SCHEME_DRAFT)
    with pytest.raises(Forbidden), transaction(one_of_two, actor, now) as tx:
        tx.authorise(Permission.PROJECTS_PLAN_APPROVE)
    with transaction(one_of_two, actor, now) as tx:
        tx.authorise(Permission.PROJECTS_PLAN_DRAFT)


def test_without_the_judgement_a_tie_would_pass(db_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: with the one mechanism removed, the barred person gets through."""
    name, bar = "projects.approve_scheme", "authors"
    case, actor = new_scene(name)
    case.bars[bar](actor.known_person_id)
    monkeypatch.setattr("core.db.judge", lambda *_, **__: None)
    case.run(actor)


def test_a_name_that_two_commands_have_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from web.lists import commands as of_lists

    closed_lists.commands.cache_clear()
    monkeypatch.setattr(of_lists, "AGAIN", commands.declare("smes.verify_sme"), raising=False)
    with pytest.raises(ValueError, match=r"smes\.verify_sme is declared twice"):
        closed_lists.commands()
