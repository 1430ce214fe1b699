"""The scenes of this package's staff commands, for tests/house/test_commands.py."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from core.commands import Tie
from core.permissions import Role
from providers.models import CategoryRenewal, Provider, ProviderCategory, ServiceChange
from providers.service_changes import read_service, write_service
from providers.services.approve_category import approve_category
from providers.services.approve_provider import approve_provider
from providers.services.approve_renewal import approve_renewal
from providers.services.approve_service_change import approve_service_change
from providers.services.delist_provider import delist_provider
from providers.services.reinstate_provider import reinstate_provider
from providers.services.reject_category import reject_category
from providers.services.reject_provider import reject_provider
from providers.services.reject_renewal import reject_renewal
from providers.services.reject_service_change import reject_service_change
from providers.services.return_provider import return_provider
from providers.services.suspend_provider import suspend_provider
from providers.services.withdraw_category import withdraw_category
from providers.states import CategoryState, ProviderState
from tests.factories import NOW, World, build
from tests.house.authority import Case, case, person_in

OFFICER, APPROVER = (Role.PROGRAMME_OFFICER,), (Role.PROGRAMME_APPROVER,)
LATER = World().today + timedelta(days=500)
WHY = "ตรวจแล้ว"


@dataclass(frozen=True)
class Scene:
    """A provider in some state, with one category and a renewal of it that waits."""

    provider_id: int
    category_id: int
    renewal_id: int


def _scene(state: ProviderState, category_state: CategoryState = CategoryState.APPROVED) -> Scene:
    world = World()

    def make(tx) -> Scene:
        category = world.category(tx)
        provider = world.provider(tx, category, state=state)
        row = tx.session.query(ProviderCategory).filter_by(provider_id=provider.organisation_id).one()
        row.state = category_state
        renewal = tx.add(
            CategoryRenewal(
                row=row,
                asked_at=NOW,
                asked_by_id=provider.submitted_by_id,
                valid_until=LATER,
                accreditation="ISO",
            )
        )
        return Scene(provider.organisation_id, category.id, renewal.id)

    return build(make)


def _case(roles: tuple[Role, ...], service: Callable[..., object], scene: Scene, *given: object) -> Case:
    key = scene.provider_id
    bars = {
        "submitter": person_in(Provider, key, "submitted_by_id"),
        "first_decider": _rejected_it_first(key),
    }
    return case(roles, service, key, *given, now=NOW, organisations={Tie.PROVIDER: key}, bars=bars)


def _rejected_it_first(key: int) -> Callable[[int], None]:
    """It was rejected by the person and appealed, and so is submitted again."""
    return lambda person_id: (
        person_in(Provider, key, "first_decided_by_id")(person_id),
        person_in(Provider, key, "state")(ProviderState.SUBMITTED),
    )[0]


def _of_category(
    service: Callable[..., object], given: object, state: CategoryState, roles: tuple[Role, ...] = OFFICER
) -> Case:
    scene = _scene(ProviderState.APPROVED, state)
    return _case(roles, service, scene, scene.category_id, given)


def _of_renewal(service: Callable[..., object], given: Callable[[int], tuple[object, object]]) -> Case:
    scene = _scene(ProviderState.APPROVED)
    made = _case(OFFICER, service, scene, scene.category_id, *given(scene.renewal_id))
    return replace(
        made, bars=made.bars | {"asker": person_in(CategoryRenewal, scene.renewal_id, "asked_by_id")}
    )


def _of_provider(
    service: Callable[..., object], state: ProviderState, roles: tuple[Role, ...] = OFFICER, *given: object
) -> Case:
    return _case(roles, service, _scene(state), *given)


def _of_change(service: Callable[..., object], *given: object) -> Case:
    def make(tx) -> tuple[int, int, int]:
        world = World()
        category = world.category(tx)
        provider = world.provider(tx, category)
        offered = world.service(tx, provider, category)
        change = ServiceChange(
            service_id=offered.id,
            provider_id=provider.organisation_id,
            asked_at=NOW,
            asked_by_id=provider.submitted_by_id,
        )
        write_service(change, read_service(offered))
        return provider.organisation_id, offered.id, tx.add(change).id

    provider_id, service_id, change_id = build(make)
    return case(
        OFFICER,
        service,
        service_id,
        change_id,
        *given,
        now=NOW,
        organisations={Tie.PROVIDER: provider_id},
        bars={"asker": person_in(ServiceChange, change_id, "asked_by_id")},
    )


_S, _C = ProviderState, CategoryState
CASES: dict[str, Callable[[], Case]] = {
    "providers.approve_category": lambda: _of_category(approve_category, LATER, _C.REQUESTED),
    "providers.approve_provider": lambda: _of_provider(approve_provider, _S.SUBMITTED),
    "providers.approve_renewal": lambda: _of_renewal(approve_renewal, lambda renewal_id: (LATER, renewal_id)),
    "providers.approve_service_change": lambda: _of_change(approve_service_change),
    "providers.delist_provider": lambda: _of_provider(delist_provider, _S.APPROVED, APPROVER, WHY),
    "providers.reinstate_provider": lambda: _of_provider(reinstate_provider, _S.SUSPENDED, APPROVER, WHY),
    "providers.reject_category": lambda: _of_category(reject_category, WHY, _C.REQUESTED),
    "providers.reject_provider": lambda: _of_provider(reject_provider, _S.SUBMITTED, OFFICER, WHY),
    "providers.reject_renewal": lambda: _of_renewal(reject_renewal, lambda renewal_id: (renewal_id, WHY)),
    "providers.reject_service_change": lambda: _of_change(reject_service_change, WHY),
    "providers.return_provider": lambda: _of_provider(return_provider, _S.SUBMITTED, OFFICER, WHY),
    "providers.suspend_provider": lambda: _of_provider(suspend_provider, _S.APPROVED, APPROVER, WHY),
    "providers.withdraw_category": lambda: _of_category(withdraw_category, WHY, _C.APPROVED, APPROVER),
}
