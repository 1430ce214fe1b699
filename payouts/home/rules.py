"""Where a provider stands on its way from registration to the first money. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from providers.states import ProviderState

STOPPED = frozenset({ProviderState.REJECTED, ProviderState.SUSPENDED, ProviderState.DELISTED})


class ProviderLeg(StrEnum):
    """One leg of the way, in order."""

    REGISTER = "register"
    APPROVE = "approve"
    SERVE = "serve"
    CLAIM = "claim"
    PAID = "paid"


@dataclass(frozen=True, slots=True)
class ProviderProgress:
    """What decides where it stands: its registration, and what it has had of each step at least once."""

    registration: ProviderState
    served: bool
    """Whether a customer confirmed a price of it."""
    claimed: bool
    """Whether it declared a service delivered, which is its claim."""
    paid: bool


def provider_leg(progress: ProviderProgress) -> ProviderLeg | None:
    """The leg it is on; None when it has been paid once: the way is known then."""
    if progress.registration in (ProviderState.DRAFT, ProviderState.RETURNED):
        return ProviderLeg.REGISTER
    if progress.registration is not ProviderState.APPROVED:
        return ProviderLeg.APPROVE
    if progress.paid:
        return None
    if progress.claimed:
        return ProviderLeg.PAID
    return ProviderLeg.CLAIM if progress.served else ProviderLeg.SERVE
