"""A member leaves, or an owner removes one."""

from __future__ import annotations

from datetime import datetime

from flask import url_for

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from core.permissions import Permission
from identity.notifications.operations import notify
from identity.notifications.words import both_names
from identity.organisations.commands import END_MEMBERSHIP
from identity.organisations.members import keep_an_owner, membership_for, withdraw_what_was_begun
from identity.organisations.models import Organisation


def end_membership(membership_id: int, *, actor: Actor, now: datetime) -> int:
    """End one membership at once, and with it its rights; returns the organisation's id.

    Anyone may end their own; the owner any of the organisation acted for. Refused with LAST_OWNER: an
    organisation never is without an owner on one side.
    """
    with transaction(END_MEMBERSHIP, actor, now) as tx:
        membership = membership_for(tx, membership_id, actor)
        own = membership.person_id == actor.person_id
        needed = Permission.IDENTITY_SELF_MANAGE if own else Permission.IDENTITY_MEMBER_MANAGE
        tx.authorise(needed)  # before the right that is used here may end with it
        keep_an_owner(tx, membership)
        membership.ended_at = now
        membership.may_consent = False
        withdraw_what_was_begun(tx, membership, actor=actor, now=now)
        name = "member.left" if own else "member.removed"
        audit.record(
            tx, name, "membership", membership_id, actor, now, {"organisation_id": membership.organisation_id}
        )
        if not own:
            business = both_names(tx.get(Organisation, membership.organisation_id))
            notify(
                tx,
                [membership.person_id],
                "member.removed",
                {"business": business},
                url_for("identity.me"),
                now=now,
            )
        return membership.organisation_id
