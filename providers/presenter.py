"""What a provider's pages say besides its facts: where it stands, what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.actor import Actor
from core.calendar.due import due_on
from core.labels import words_for
from core.permissions import Permission, Role
from providers import commands
from providers.models import CategoryRenewal, Provider, ProviderCategory, ServiceChange
from providers.operations import category_facts
from providers.queries import ProviderPage
from providers.rules import may_renew
from providers.states import (
    PROVIDER_MACHINE,
    REVIEW_LIMIT,
    CategoryState,
    ChangeState,
    ProviderState,
    RenewalState,
)
from web.languages import localized
from web.pages.next_action import Guide, Step, Wait
from web.pages.steps import Stage, Turn, way_of_registration

STEPS = ("organisation", "address", "profile", "categories", "services", "check")
"""The pages of the registration, one thing each."""

GUIDE = Guide(
    PROVIDER_MACHINE,
    {
        ProviderState.DRAFT: Wait(_l("The registration is being prepared."), Role.PROVIDER_OWNER),
        ProviderState.SUBMITTED: Wait(
            _l("An officer decides each kind of service, then the provider."), Role.PROGRAMME_OFFICER
        ),
        ProviderState.RETURNED: Wait(_l("The registration is being corrected."), Role.PROVIDER_OWNER),
        ProviderState.APPROVED: Wait(
            _l("The provider can serve coupon holders in its approved kinds of service.")
        ),
        ProviderState.SUSPENDED: Wait(
            _l("The provider cannot accept coupons during the review. An approver decides."),
            Role.PROGRAMME_APPROVER,
        ),
        ProviderState.DELISTED: Wait(
            _l("The provider was removed from the list. See the reason in the history.")
        ),
        ProviderState.REJECTED: Wait(
            _l("The registration was rejected. See the reason in the history. The owner can register again."),
            Role.PROVIDER_OWNER,
        ),
    },
    {
        ProviderState.DRAFT: (
            Step(commands.SUBMIT_REGISTRATION, _l("Complete the registration and submit it."), "submit"),
        ),
        ProviderState.SUBMITTED: (
            Step(commands.APPROVE_PROVIDER, _l("Decide each kind of service, then the provider."), "approve"),
        ),
        ProviderState.RETURNED: (
            Step(
                commands.SUBMIT_REGISTRATION,
                _l("Correct what the officer asks for, and submit it again."),
                "submit",
            ),
        ),
        ProviderState.SUSPENDED: (
            Step(
                commands.REINSTATE_PROVIDER,
                _l("Review the case, then end the suspension or remove the provider from the list."),
                "reinstate",
            ),
        ),
        ProviderState.REJECTED: (
            Step(
                commands.APPEAL_REJECTION,
                _l(
                    "The registration was rejected. Correct what the reason says and register again, or appeal by the last day if the reason is wrong: another officer decides."
                ),
                "appeal",
            ),
            Step(
                commands.APPLY_AGAIN, _l("Correct what the reason says, and register again."), "apply_again"
            ),
        ),
    },
)


def asked_turn(page: ProviderPage, actor: Actor, today: date) -> Turn | None:
    """What comes next with what an approved provider has asked for since; None when nothing waits for an officer."""
    provider = page.provider
    if provider.state is not ProviderState.APPROVED:
        return None
    asked = [each.asked_at for each in page.changes.values() if each.state is ChangeState.REQUESTED]
    asked += [
        row.renewal.asked_at
        for row in page.categories
        if row.renewal is not None and row.renewal.state is RenewalState.REQUESTED
    ]
    asked += [row.state_since for row in page.categories if row.state is CategoryState.REQUESTED]
    if not asked:
        return None
    due = due_on(REVIEW_LIMIT, min(asked))
    decides = actor.may(Permission.PROVIDERS_PROVIDER_DECIDE)
    what = (
        _("Decide on the request of the provider. You see it below, next to what is valid today.")
        if decides
        else _("An officer decides on the request. Until then what was approved before remains valid.")
    )
    whose = None if decides else words_for(Role.PROGRAMME_OFFICER)
    return Turn(what, whose, decides, due, late=due < today)


def steps(provider: Provider) -> list[Stage]:
    """The way of a registration: begun, submitted, approved – or stopped."""
    stopped = provider.state in (ProviderState.REJECTED, ProviderState.SUSPENDED, ProviderState.DELISTED)
    at = {ProviderState.DRAFT: 0, ProviderState.RETURNED: 0, ProviderState.SUBMITTED: 1}.get(provider.state)
    end = (words_for(provider.state) if stopped else _("Approved"), provider.decided_at)
    return way_of_registration(provider.created_at, provider.submitted_at, end, at=at, stopped=stopped)


@dataclass(frozen=True, slots=True)
class RenewalStatus:
    """How the renewal of one approval stands."""

    may_ask: bool
    waits: bool
    last: CategoryRenewal | None
    """The latest request that still has something to say of this approval."""
    due: date | None
    """By when an officer decides it."""


def renewals(page: ProviderPage, today: date) -> dict[int, RenewalStatus]:
    """Return the renewal status of each approved category, by category."""
    return {
        row.category_id: _renewal_status(page.provider, row, today)
        for row in page.categories
        if row.state is CategoryState.APPROVED
    }


def _renewal_status(provider: Provider, row: ProviderCategory, today: date) -> RenewalStatus:
    last = row.renewal
    waits = last is not None and last.state is RenewalState.REQUESTED
    near = provider.state is ProviderState.APPROVED and may_renew(category_facts(row), today)
    return RenewalStatus(
        may_ask=near and not waits,
        waits=waits,
        last=last,
        due=due_on(REVIEW_LIMIT, last.asked_at) if last is not None and waits else None,
    )


def due_of_change(change: ServiceChange) -> date:
    """The last day on which an officer decides a service or its change."""
    return due_on(REVIEW_LIMIT, change.asked_at)


def stages_of_form(step: str) -> tuple[int, int]:
    """Which of how many pages this is, from one."""
    return STEPS.index(step) + 1, len(STEPS)


def papers(page: ProviderPage) -> list[dict[str, Any]]:
    """The accreditations shown for its kinds of service, what waits first (templates/components/checking.html)."""
    found = []
    for row in page.categories:
        if row.renewal is not None and row.renewal.accreditation_document_id is not None:
            note = _("Renewal: %(kind)s", kind=localized(row.category, "name"))
            found.append(_paper(page, row, row.renewal.accreditation_document_id, note, "renewal_"))
        if row.accreditation_document_id is not None:
            found.append(_paper(page, row, row.accreditation_document_id, localized(row.category, "name")))
    return found


def _paper(
    page: ProviderPage, row: ProviderCategory, document_id: int, note: str, of: str = ""
) -> dict[str, Any]:
    place = {"provider_id": page.provider.organisation_id, "category_id": row.category_id}
    picture = "providers.renewal_picture" if of else "providers.document_picture"
    return {
        "name": page.documents[document_id].file_name,
        "note": note,
        "url": url_for(f"providers.{of}document", **place),
        "picture_url": url_for(picture, **place),
    }
