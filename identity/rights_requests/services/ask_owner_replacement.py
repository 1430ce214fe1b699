"""An officer asks that an owner who is gone be replaced: the first of two people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask import url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from core.actor import Actor
from core.audit import operations as audit
from core.db import Tx, transaction, unique_or
from core.documents import operations as documents
from core.errors import NotFound, Refused
from core.mail import operations as mail
from core.permissions import Role
from core.settings.contact import HELP_TELEPHONE
from core.typed.emails import read_account_email
from core.typed.visible import in_mail
from identity.notifications.channels import mail_body
from identity.notifications.operations import notify
from identity.notifications.words import both_names
from identity.organisations.members import notify_members
from identity.organisations.models import Membership, Organisation
from identity.people.models import Person
from identity.rights_requests.commands import ASK_OWNER_REPLACEMENT
from identity.rights_requests.models import RightsRequest
from identity.rights_requests.owners import lock_owner, refuse_beside_another_owner
from identity.rights_requests.queries import in_question
from identity.rights_requests.rules import RightsRequestRefusal
from identity.rights_requests.states import RightsRequestKind
from identity.staff.operations import tell


@dataclass(frozen=True, slots=True)
class Replacement:
    """Who is to become owner, why, and what proves it, as typed and sent."""

    email: str
    reason: str
    evidence: bytes
    evidence_name: str


def ask_owner_replacement(membership_id: int, draft: Replacement, *, actor: Actor, now: datetime) -> int:
    """Ask; returns the request's id. Owner and successor are notified at once, approvers too; nothing changes yet.

    NotFound for who is no owner. Refused with a TypedProblem, a FileProblem, REASON_MISSING, NOT_YOURSELF for who is
    concerned, CONNECTED, OWNER_ALREADY, OTHER_OWNER while another owner can sign in, or RIGHTS_REQUEST_ASKED.
    """
    email = read_account_email(draft.email)
    ASK_OWNER_REPLACEMENT.admit(actor, now)
    judged = documents.judge(draft.evidence)
    with transaction(ASK_OWNER_REPLACEMENT, actor, now) as tx:
        owner = lock_owner(tx, membership_id)
        if owner is None:
            raise NotFound
        new = tx.session.scalar(sa.select(Person).where(Person.email == email))
        about = in_question(owner.person_id, new.id if new else None)
        tx.authorise(organisation=owner.organisation_id, person=about)
        if new is not None and new.id == owner.person_id:
            raise Refused(RightsRequestRefusal.OWNER_ALREADY)
        refuse_beside_another_owner(tx, owner)
        row = _written(tx, owner, email, draft, judged, actor, now)
        fields = {
            "kind": row.kind.value,
            "person_id": owner.person_id,
            "organisation_id": owner.organisation_id,
        }
        audit.record(
            tx, "rights_request.asked", "rights_request", row.id, actor, now, fields, reason_id=row.reason_id
        )
        _tell(tx, row, tx.get(Organisation, owner.organisation_id), new, now)
        return row.id


def _written(
    tx: Tx,
    owner: Membership,
    email: str,
    draft: Replacement,
    judged: documents.Judged,
    actor: Actor,
    now: datetime,
) -> RightsRequest:
    asked_by = actor.known_person_id
    reason_id = audit.store_reason(tx, asked_by, draft.reason)
    paper = documents.store(
        tx, judged, draft.evidence_name, "owner_evidence", owner.organisation_id, actor=actor, now=now
    )
    with unique_or(tx, RightsRequestRefusal.RIGHTS_REQUEST_ASKED):
        return tx.add(
            RightsRequest(
                kind=RightsRequestKind.REPLACE_OWNER,
                person_id=owner.person_id,
                organisation_id=owner.organisation_id,
                membership_id=owner.id,
                new_owner_email=email,
                document_id=paper.id,
                asked_at=now,
                asked_by_id=asked_by,
                reason_id=reason_id,
            )
        )


def _tell(tx: Tx, row: RightsRequest, business: Organisation, new: Person | None, now: datetime) -> None:
    facts, page = {"business": both_names(business)}, url_for("identity.owner_change", request_id=row.id)
    told = "owner.replacement_asked"
    notify(tx, [row.person_id], told, facts, page, now=now, even_blocked=True)
    notify_members(
        tx,
        int(row.organisation_id or 0),
        f"{told}_of_other",
        facts,
        url_for("identity.me"),
        now=now,
        but=row.person_id,
    )
    about, trail = {"request": row.kind.value}, url_for("identity.trail")
    tell(tx, Role.AUDITOR, "rights_request.for_audit", trail, about, now=now)
    with force_locale(new.locale if new else "th"):
        words = _(
            "%(business)s: an officer of OSMEP has proposed you as the new owner. Another officer must confirm it. If you have no account yet, create one with this e-mail address. If you did not expect this, call %(telephone)s.",
            business=in_mail(business.name_th),
            telephone=HELP_TELEPHONE,
        )
        subject = _("You are proposed as the new owner of a business")
        mail.send(
            tx, str(row.new_owner_email), subject, mail_body([(words, url_for("security.register"))]), now=now
        )
