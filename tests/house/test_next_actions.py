"""What comes next: over every state of every machine and every role, nothing is offered that the command would refuse."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.actor import actor_with
from core.permissions import MATRIX, Role
from core.states import Machine
from coupons.applications.presenter import GUIDE as APPLICATION
from coupons.claims.developments.presenter import GUIDE as DEVELOPMENT
from coupons.claims.guides import CLAIM_GUIDE, PAID_BACK_GUIDE
from coupons.coupons.presenter import COUPON_GUIDE
from identity.bank_accounts.views import ACCOUNT_GUIDE
from identity.staff.views.role_grants import GRANT_GUIDE
from payouts.batches.presenter import GUIDE as BATCH
from payouts.payments.presenter import PAYMENT_GUIDE
from payouts.reconciliation.presenter import LINE_GUIDE
from projects.plans.presenter import GUIDE as PLAN
from projects.plans.strategies.presenter import GUIDE as FIVE_YEAR_PLAN
from projects.projects.presenter import GUIDE as PROJECT
from providers.presenter import GUIDE as PROVIDER
from schemes.presenter import GUIDE as SCHEME
from scripts.closed_lists import PACKAGES, commands
from smes.presenter import GUIDE as SME
from tests.factories import TODAY
from web.pages.next_action import Guide, Step, Wait

ROOT = Path(__file__).parent.parent.parent
GUIDES = (
    ACCOUNT_GUIDE,
    APPLICATION,
    BATCH,
    CLAIM_GUIDE,
    COUPON_GUIDE,
    DEVELOPMENT,
    FIVE_YEAR_PLAN,
    GRANT_GUIDE,
    LINE_GUIDE,
    PAID_BACK_GUIDE,
    PAYMENT_GUIDE,
    PLAN,
    PROJECT,
    PROVIDER,
    SCHEME,
    SME,
)
READER = 7
OVER = [(guide, state) for guide in GUIDES for state in guide.machine.states]
NAMES = [f"{guide.machine.name}-{state.value}" for guide, state in OVER]


def offered(guide: Guide, state: object, role: Role) -> Iterator[Step]:
    """Every step that a reader of this role may be offered, whatever else the object is like."""
    actor = actor_with(frozenset({role}), person_id=READER)
    for chosen in guide.steps.get(state, ()):
        step = guide.step(state, actor, ready=lambda each, chosen=chosen: each is chosen)
        if step is not None:
            yield step


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(("guide", "state"), OVER, ids=NAMES)
def test_no_offer_is_one_that_permission_or_state_refuses(guide: Guide, state: object, role: Role) -> None:
    triggers = {move.trigger for move in guide.machine.from_state(state)}
    for step in offered(guide, state, role):
        assert MATRIX[role] & step.command.permissions, (step.command.name, role)
        assert step.trigger is None or step.trigger in triggers, (step.command.name, state)
        assert commands()[step.command.name] is step.command


@pytest.mark.parametrize(("guide", "state"), OVER, ids=NAMES)
def test_every_step_can_be_offered_to_some_role_and_every_state_has_words(
    guide: Guide, state: object
) -> None:
    steps = guide.steps.get(state, ())
    reached = [step for role in Role for step in offered(guide, state, role)]
    assert all(step in reached for step in steps), "a step that nobody can be offered"
    assert guide.waits[state].what
    if state in guide.machine.ends:
        assert not steps
        assert guide.waits[state].whose is None


@pytest.mark.parametrize(("guide", "state"), OVER, ids=NAMES)
@pytest.mark.usefixtures("app")
def test_who_may_take_no_step_is_told_none(guide: Guide, state: object) -> None:
    auditor = actor_with(frozenset({Role.AUDITOR}), person_id=READER)
    turn = guide.turn(state, auditor, today=TODAY)
    assert not turn.mine
    assert turn.trigger is None
    assert turn.what is guide.waits[state].what


def test_whom_a_command_bars_is_offered_nothing_else_than_the_wait() -> None:
    for guide, state in OVER:
        for step in guide.steps.get(state, ()):
            for bar in step.command.barred:
                for role in Role:
                    actor = actor_with(frozenset({role}), person_id=READER)
                    found = guide.step(
                        state, actor, facts={bar: READER}, ready=lambda each, step=step: each is step
                    )
                    assert found is None, (step.command.name, bar)


def _services() -> Iterator[tuple[set[str], set[str]]]:
    """Of each command's module: the commands that open a transaction, and every string in it."""
    for path in (each for room in PACKAGES for each in (ROOT / room).rglob("services/*.py")):
        tree = ast.parse(path.read_text())
        named = {
            call.args[0].id
            for call in ast.walk(tree)
            if isinstance(call, ast.Call)
            and getattr(call.func, "id", "") == "transaction"
            and call.args
            and isinstance(call.args[0], ast.Name)
        }
        places = {
            alias.name: node.module
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module
            for alias in node.names
        }
        said = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
        opened = {getattr(importlib.import_module(places[name]), name).name for name in named}
        yield opened, said | {path.stem}


BY_ANOTHER_FILE = {
    "coupons.approve_application": "grant",
    "coupons.approve_claim": "approve",
    "coupons.confirm_service": "accept",
    "coupons.decide_appeal": "uphold",
    "payouts.release_batch": "release",
}


def test_a_steps_command_is_the_one_that_makes_its_move() -> None:
    services = list(_services())
    for guide, state in OVER:
        for step in guide.steps.get(state, ()):
            if step.trigger is None:
                continue
            said = [words for names, words in services if step.command.name in names]
            assert said, f"no command file opens {step.command.name}"
            made = any(
                step.trigger in words or any(step.trigger in str(word) for word in words) for words in said
            )
            assert made or BY_ANOTHER_FILE.get(step.command.name) == step.trigger, (
                step.command.name,
                step.trigger,
            )


def test_a_guide_that_offers_beyond_its_machine_is_caught() -> None:
    machine: Machine = SME.machine
    state = machine.states[0]
    wrong = Guide(
        machine,
        {each: Wait("-") for each in machine.states},
        {state: (Step(commands()["smes.verify_sme"], "-", "verify"),)},
    )
    officer = actor_with(frozenset({Role.PROGRAMME_OFFICER}), person_id=READER)
    assert wrong.step(state, officer) is None
