"""State machines: no dead ends, no waiting without an owner and a limit; every state and reason has its words."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

from core import registry
from core.labels import has_words, words_for
from core.permissions import MATRIX, Role
from core.states import Machine, Transition
from core.terms import days
from scripts.closed_lists import enums, machines
from tests.house.house import told

PARTIES = frozenset({*Role, "bank", "provider", "sme", "system"})
"""Who may own a move: a role, a party with several roles, the bank, a clock."""


LIVING = {
    ("five_year_plan", "approved"): "in force until its revision is approved",
    ("plan", "running"): "runs until its fiscal year is over",
    ("project", "running"): "runs until its plan is over",
    ("scheme", "open"): "open until its window closes",
    ("scheme_version", "approved"): "in force until later terms take their place",
    ("sme", "verified"): "a verified SME stays one",
    ("provider", "approved"): "an approved provider stays one, category by category",
    ("provider_category", "approved"): "holds until `valid_until` of its accreditation",
    (
        "application",
        "waitlisted",
    ): "waits for money as long as its scheme may have some, then lapses with the window",
    ("redemption", "approved"): "waiting for the bank: its payable carries the limit",
    ("payable", "settled"): "reopened only if the bank returns the money",
    ("payment", "paid"): "may be returned by the bank, as long as banks return money",
    ("redemption", "paid"): "may come back if the bank returns the money",
    (
        "line_closing",
        "approved",
    ): "waits for the end of its fiscal year; what could not be closed then is in the inbox",
    ("coupon", "issued"): "open until its last day; the date is on the coupon",
    ("bank_account", "verified"): "stays the account until another takes its place",
}
"""States in which an object may rest for as long as it lives, and why no limit runs."""
OWN_DRAFTS = frozenset({"draft", "ready"})
"""What nobody but its writer waits for."""
BORN_IN = {
    "statement_line": frozenset({"matched", "mismatched", "duplicate", "set_aside"}),
}
"""States in which the import puts a new row at once, by machine."""
SAME_IN_BOTH = re.compile(r"[A-Za-z0-9 .,/()–-]*(pain|camt|PDF|QR|SME|TTB|MT940)[A-Za-z0-9 .,/()–-]*")
"""Words that are a name in both languages."""


def dead_ends(machine: Machine[Any]) -> list[str]:
    """States from which no way leads to an end; where nothing is final, to a state in which the object lives."""
    homes = machine.ends or {state for state in machine.states if (machine.name, str(state)) in LIVING}
    return [
        f"{machine.name}: {state} reaches no end"
        for state in machine.states
        if not machine.reaches(homes, state)
    ]


def unreached(machine: Machine[Any]) -> list[str]:
    """States that no way reaches from the first one, and in which nothing is born."""
    seen = {machine.initial, *BORN_IN.get(machine.name, ())}
    for _ in machine.states:
        seen |= {move.target for move in machine.transitions if move.source in seen}
    return [f"{machine.name}: nothing reaches {state}" for state in machine.states if state not in seen]


def waiting_without_limit(machine: Machine[Any]) -> list[str]:
    """States where something waits, and no clock runs."""
    return [
        f"{machine.name}: {state} waits without a limit"
        for state in machine.states
        if state not in machine.ends
        and state not in OWN_DRAFTS
        and (machine.name, str(state)) not in LIVING
        and not any(move.limit for move in machine.from_state(state))
    ]


def is_somebody(who: str) -> bool:
    """Whether `who` reads as a party, `another` of one, or one `or` another – with a condition after a comma."""
    return who == "bank returned the money" or parties_of(who) <= PARTIES


def parties_of(who: str) -> frozenset[str]:
    """The parties that `who` names."""
    return frozenset(party.removeprefix("another ") for party in who.partition(",")[0].split(" or "))


def without_owner(machine: Machine[Any]) -> list[str]:
    """Moves that nobody makes."""
    return [
        f"{machine.name}: {move.source} –{move.trigger}→ {move.target} is {move.who!r}'s, who is nobody"
        for move in machine.transitions
        if not is_somebody(move.who)
    ]


def ambiguous(machine: Machine[Any]) -> list[str]:
    """Verbs that lead from one state to two."""
    pairs = [(move.source, move.trigger) for move in machine.transitions]
    return [
        f"{machine.name}: {source} –{trigger}→ twice"
        for source, trigger in pairs
        if pairs.count((source, trigger)) > 1
    ]


ROLES_OF = {
    "sme": {Role.SME_OWNER, Role.SME_MEMBER, Role.SME_CONSENTER},
    "provider": {Role.PROVIDER_OWNER, Role.PROVIDER_CASHIER},
}
TOLD_ELSEWHERE = {
    ("payment", "batched"): "its batch waiting for the releaser",
    ("payment", "sent"): "its batch waiting for the bank",
    ("rights_request", "waiting"): "the owner is told at once, with the last day to object",
    ("proposal", "open"): "waits five minutes, on the page that both sides look at",
}
"""States in which a person is waited for whom nothing announces or reminds, and why."""


def reaching_nobody(machine: Machine[Any]) -> list[str]:
    """States that wait for a person, and of which no notice and no reminder goes to whoever may act in them."""
    return [
        f"{machine.name}: {state} waits for {', '.join(sorted(waited_for))}, and none of them is told"
        for state in machine.states
        if (waited_for := _persons_waited_for(machine, state)) and not waited_for & _told_of(machine, state)
    ]


def _persons_waited_for(machine: Machine[Any], state: Any) -> frozenset[Role]:
    at_rest = state in OWN_DRAFTS or (machine.name, str(state)) in {*LIVING, *TOLD_ELSEWHERE}
    if state in machine.ends or at_rest:
        return frozenset()
    parties = {party for move in machine.from_state(state) for party in parties_of(move.who)}
    roles = (ROLES_OF.get(party, {party} & set(Role)) for party in parties)
    return frozenset(Role(role) for each in roles for role in each)


def _told_of(machine: Machine[Any], state: Any) -> frozenset[Role]:
    return frozenset(
        role
        for turn in registry.turns.values()
        if turn.machine is machine and state in turn.states
        for role, permissions in MATRIX.items()
        if turn.permission in permissions
    )


CHECKS = {
    "dead_ends": (dead_ends, "Give the state a way out, or make it an end."),
    "unreached": (unreached, "Add the move that leads there, or take the state out."),
    "waiting_without_limit": (
        waiting_without_limit,
        "Give one of its moves a limit; a state in which things live goes to LIVING with its reason.",
    ),
    "without_owner": (
        without_owner,
        "Write a role of core.permissions (plan_officer), sme, provider, bank or system; `a or b`, `another a`, `a, when`.",
    ),
    "reaching_nobody": (
        reaching_nobody,
        "Register a core.registry.Turn for the state in the package's inbox.py, and a web.queues.queue.Queue for what waits in it.",
    ),
    "ambiguous": (ambiguous, "One verb leads to one state; name the second move otherwise."),
}


@pytest.mark.parametrize("name", CHECKS)
@pytest.mark.usefixtures("app")
def test_every_machine_has_no(name: str) -> None:
    check, mend = CHECKS[name]
    found = [f"{room}: {what}" for room, machine in machines() for what in check(machine)]
    assert not found, told(found, mend)


class _Bad(StrEnum):
    START = "start"
    LOOP = "loop"
    LOST = "lost"


@pytest.mark.parametrize("name", CHECKS)
def test_the_checker_rejects_a_bad_machine(name: str) -> None:
    bad = Machine(
        "bad",
        _Bad.START,
        (
            Transition(_Bad.START, "go", _Bad.LOOP, "nobody", None),
            Transition(_Bad.START, "go", _Bad.START, "nobody", None),
            Transition(_Bad.LOOP, "again", _Bad.START, "nobody", None),
            Transition(_Bad.LOST, "turn", _Bad.LOST, "nobody", days(1)),
            Transition(_Bad.LOST, "decide", _Bad.LOST, "claim_officer", days(1)),
        ),
    )
    assert CHECKS[name][0](bad)


def test_there_are_machines_to_check() -> None:
    assert {
        "plan",
        "project",
        "scheme",
        "sme",
        "provider",
        "application",
        "coupon",
        "proposal",
        "redemption",
    } <= {machine.name for _, machine in machines()}


def test_every_exception_is_still_needed() -> None:
    known = {(machine.name, str(state)) for _, machine in machines() for state in machine.states}
    assert TOLD_ELSEWHERE.keys() <= known
    gone = [
        f"{name}: {state}" for name, state in LIVING if (name, state) not in known and name != "bank_account"
    ]
    assert not gone, told(gone, "Take it out of LIVING.")


def wordless(members: list[StrEnum]) -> list[str]:
    """Members without words, or with the same words in both languages."""
    found = []
    for member in members:
        name = f"{type(member).__module__}.{type(member).__name__}.{member.name}"
        if not has_words(member):
            found.append(f"{name} has no words")
            continue
        with force_locale("th"):
            thai = words_for(member)
        with force_locale("en"):
            english = words_for(member)
        if not re.search("[ก-๙]", thai) and not SAME_IN_BOTH.fullmatch(thai):
            found.append(f"{name} is {thai!r} in Thai too")
        if re.search("[ก-๙]", english):
            found.append(f"{name} is {english!r} in English")
    return found


def test_every_state_and_reason_has_words_in_both_languages(app: Flask) -> None:
    with app.app_context():
        found = wordless([member for kind in enums() for member in kind])
    assert not found, told(found, "Add it to the room's labels.py (LABELS) and its Thai to translations/.")


def test_a_member_without_words_is_found(app: Flask) -> None:
    with app.app_context():
        assert wordless([_Bad.LOST])
