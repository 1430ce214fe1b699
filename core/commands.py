"""Commands: who may run each, and what excludes a person from it. Declared as data, enforced in one place.

A package lists its commands in its `commands.py`. A service opens its transaction with one of them, locks what it
needs, and then hands over the facts that the declaration asks for:

    with transaction(APPROVE_BATCH, actor, now) as tx:
        batch, locked = operations.lock_batch(tx, batch_id)
        tx.authorise(payee=locked.payee_ids, prepared_by=signed.prepared_by)

Nothing commits without that check: a command that declares no facts is checked at its end, one that declares
facts and never hands them over raises. Rights are read again under a lock, so that a role which ended while its
request waited signs nothing. Who blocks a person or ends a role would wait for that lock: a command that takes long
holds it at its end only, when all is checked once more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from core.actor import FRESH_FOR, Actor, ActorKind
from core.errors import Forbidden, Refused
from core.permissions import MATRIX, Permission, Role
from core.settings import installation

Facts = int | Iterable[int | None] | None
"""Ids that a service hands over: one, several, or none."""
Needed = Permission | None
"""The permission that counts, named for a command that declares several."""


class Tie(StrEnum):
    """An organisation that a command concerns, and that the person who runs it may be connected with."""

    ORGANISATION = "organisation"
    PAYEE = "payee"
    PROVIDER = "provider"
    SME = "sme"


class AuthorityRefusal(StrEnum):
    """Why a person who holds the permission may still not run the command."""

    CONNECTED = "connected"
    """The person is, or was within a year, a member of an organisation concerned."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A command that a person was refused for want of authority, and why: `permission`, or the reason's value."""

    command: str
    reason: str
    actor: Actor


_met: ContextVar[tuple[Refusal, ...]] = ContextVar("refusals_met", default=())


def note_refusal(command: str, reason: str, actor: Actor) -> None:
    """Remember a refusal for the audit trail, to be recorded once the request has been rolled back. Once for each command."""
    if not any(refusal.command == command for refusal in _met.get()):
        _met.set((*_met.get(), Refusal(command, str(reason), actor)))


def refusals_met() -> tuple[Refusal, ...]:
    """Return the refusals recorded since the last call, and clear them."""
    found = _met.get()
    _met.set(())
    return found


class ProofNeeded(Exception):
    """The command wants a second factor proved within FRESH_FOR, and the session's proof is older, or there is none."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command. The person needs one of `permissions`, and is barred by each of `ties` and of `barred`.

    Which of several permissions counts depends on what is found: the service names it when it hands over the facts.

    A tie is a membership of an organisation that the command concerns, other than the one acted for.

    `barred` names people by what they did before (`prepared_by`) with the reason that refuses them now.
    `second_factor` asks staff for a recent proof. `long`: it may take longer than a person waits for a lock.
    """

    name: str
    permissions: frozenset[Permission]
    ties: frozenset[Tie] = frozenset()
    barred: Mapping[str, StrEnum] = field(default_factory=dict)
    second_factor: bool = False
    long: bool = False

    @property
    def facts(self) -> frozenset[str]:
        """The facts that `authorise` must be given."""
        return frozenset(self.ties) | frozenset(self.barred)

    def needed(self, named: Needed) -> Permission:
        """The permission that counts: the command's only one, or the one of several that is named. TypeError else."""
        if named is None and len(self.permissions) == 1:
            return next(iter(self.permissions))
        if named not in self.permissions:
            raise TypeError(f"{self.name} wants one of {sorted(self.permissions)} named, was given {named}")
        return named

    def bar(self, person_id: int | None, facts: Mapping[str, Facts]) -> StrEnum | None:
        """The reason of the first bar that names this person, or None. For the check, and for the page before it."""
        return next((reason for name, reason in self.barred.items() if person_id in _ids(facts[name])), None)

    def concerned(self, actor: Actor, facts: Mapping[str, Facts]) -> frozenset[int]:
        """The organisations whose members it bars; whom one acts for is no conflict."""
        return frozenset(each for tie in self.ties for each in _ids(facts[tie])) - {actor.organisation_id}

    def refusal(
        self, actor: Actor, facts: Mapping[str, Facts], connections: frozenset[int]
    ) -> StrEnum | None:
        """Return the reason for which the command would be refused to this person, or None: for the page that offers it.

        `connections` are the organisations with which the person is connected.
        """
        if self.concerned(actor, facts) & connections:
            return AuthorityRefusal.CONNECTED
        return self.bar(actor.person_id, facts)

    def admit(self, actor: Actor, now: datetime) -> None:
        """Before anything is read: Forbidden without a permission, ProofNeeded without a recent second factor."""
        if not actor.may_any(self.permissions):
            note_refusal(self.name, "permission", actor)
            raise Forbidden(self.name)
        if not (self.second_factor and actor.is_staff):
            return
        if installation.settings().second_factor_waived:
            return
        proved = actor.second_factor_at
        if proved is None or now - proved > FRESH_FOR:
            raise ProofNeeded(self.name)


def declare(
    name: str,
    *permissions: Permission,
    ties: Iterable[Tie] = (),
    barred: Mapping[str, StrEnum] | None = None,
    second_factor: bool = False,
    long: bool = False,
) -> Command:
    """Return a command under a dotted name of its own. Each stands in a `commands.py`, where scripts/closed_lists.py finds it."""
    return Command(name, frozenset(permissions), frozenset(ties), dict(barred or {}), second_factor, long)


@dataclass(frozen=True, slots=True)
class Rights:
    """What the database says of an actor, read under a lock unless it is read again at the end."""

    holds: bool
    """Whether one of the roles still holds."""
    connected: bool
    """Whether the person is, or was within a year, a member of one of the organisations."""


ReadRights = Callable[[Session, Actor, frozenset[Role], frozenset[int], datetime, bool], Rights]
"""The last argument: whether what is read is locked until the commit."""
_read_rights: list[ReadRights] = []


def judge_rights_by(read: ReadRights) -> None:
    """Register the function that reads rights and ties. `app.py` calls this: the function belongs to a package above this one."""
    _read_rights[:] = [read]


def judge(
    session: Session,
    command: Command,
    named: Needed,
    actor: Actor,
    now: datetime,
    facts: Mapping[str, Facts],
    *,
    locked: bool = True,
) -> None:
    """Refuse whom something bars, after the locks. `named` is the permission that counts, where there are several.
    `locked`: the rights then hold until the commit.

    `facts` has organisation ids for each of the command's ties and person ids for each bar; one id, several, or None.
    Raises Forbidden when no role holds any more, Refused(AuthorityRefusal.CONNECTED), Refused(the bar's reason), and
    TypeError for facts that the declaration does not name, or names and does not get; the same of a permission.
    """
    needed = command.needed(named)
    if facts.keys() != command.facts:
        raise TypeError(f"{command.name} wants {sorted(command.facts)}, was given {sorted(facts)}")
    if actor.kind is ActorKind.SYSTEM:
        return
    organisations = command.concerned(actor, facts)
    roles = frozenset(role for role in actor.roles if needed in MATRIX[role])
    rights = _read_rights[0](session, actor, roles, organisations, now, locked)
    if not rights.holds:
        note_refusal(command.name, "permission", actor)
        raise Forbidden(command.name)
    if rights.connected:
        note_refusal(command.name, AuthorityRefusal.CONNECTED, actor)
        raise Refused(AuthorityRefusal.CONNECTED)
    if reason := command.bar(actor.person_id, facts):
        note_refusal(command.name, reason, actor)
        raise Refused(reason)


def _ids(given: Facts) -> frozenset[int]:
    if given is None or isinstance(given, int):
        return frozenset() if given is None else frozenset({given})
    return frozenset(each for each in given if each is not None)
