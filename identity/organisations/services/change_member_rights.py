"""The owner changes what a member may do."""

from __future__ import annotations

from datetime import datetime

from flask import url_for

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from core.errors import Refused
from identity.notifications.operations import notify
from identity.notifications.words import both_names
from identity.organisations.commands import CHANGE_MEMBER_RIGHTS
from identity.organisations.members import keep_an_owner, membership_for, withdraw_what_was_begun
from identity.organisations.models import Organisation
from identity.organisations.rules import OrganisationRefusal
from identity.organisations.states import Capacity, MemberRole


def change_member_rights(
    membership_id: int, role: MemberRole, *, may_consent: bool, actor: Actor, now: datetime
) -> int:
    """Set a member's role and consent right; returns the organisation's id.

    Only the owner gives the consent right (docs/architecture.md#terms). Who is owner no more has invited nobody and submitted no
    account: what still waits is withdrawn. The member is notified. Refused with LAST_OWNER or CONSENT_ONLY_SME.
    """
    with transaction(CHANGE_MEMBER_RIGHTS, actor, now) as tx:
        membership = membership_for(tx, membership_id, actor)
        tx.authorise()  # before the right that is used here may end with it
        actor.require_own(membership.organisation_id)
        if may_consent and membership.capacity is not Capacity.SME:
            raise Refused(OrganisationRefusal.CONSENT_ONLY_SME)
        if role is not MemberRole.OWNER:
            keep_an_owner(tx, membership)
        membership.role, membership.may_consent = role, may_consent
        if role is not MemberRole.OWNER:
            withdraw_what_was_begun(tx, membership, actor=actor, now=now)
        fields = {"role": role.value, "may_consent": may_consent, "person_id": membership.person_id}
        audit.record(tx, "member.rights_changed", "membership", membership_id, actor, now, fields)
        told = {
            "business": both_names(tx.get(Organisation, membership.organisation_id)),
            "member_role": role.value,
            "may_consent": "yes" if may_consent else "no",
        }
        notify(tx, [membership.person_id], "member.rights_changed", told, url_for("identity.me"), now=now)
        return membership.organisation_id
