"""The audit trail as the auditor reads it: every event, who did it in which role, and the seal it lies under.

Also the words of this room's own events.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core import clock
from core.audit.models import AuditEvent, AuditSeal
from core.audit.words import SubjectKind, event_words, register_events, register_subjects, subject_kinds
from core.clock import BANGKOK
from core.typed import Unreadable
from core.typed.days import read_day
from identity.desks import named
from identity.models import Organisation, Person

_LAST_BEGUN = (
    sa.select(AuditSeal.number, AuditSeal.to_xact)
    .where(AuditSeal.from_xact <= AuditEvent.xact_id)
    .order_by(AuditSeal.from_xact.desc())
    .limit(1)
    .correlate(AuditEvent)
    .subquery()
)
"""Seals follow one on another, so that only the last one begun by then can cover an event."""
_SEAL = sa.select(_LAST_BEGUN.c.number).where(_LAST_BEGUN.c.to_xact > AuditEvent.xact_id).scalar_subquery()


def trail_statement() -> Any:
    """Every event with the names of who did it and for which organisation, and the number of its seal."""
    return (
        sa.select(
            AuditEvent,
            Person.full_name.label("person_name"),
            Organisation.name_th.label("organisation_th"),
            Organisation.name_en.label("organisation_en"),
            _SEAL.label("seal"),
        )
        .outerjoin(Person, Person.id == AuditEvent.actor_person_id)
        .outerjoin(Organisation, Organisation.id == AuditEvent.organisation_id)
    )


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """The moments between which a day lasts in Bangkok."""
    begin = datetime(day.year, day.month, day.day, tzinfo=BANGKOK)
    return begin, begin + timedelta(days=1)


def search_trail(statement: Any, typed: str) -> Any:
    """Narrow by a day, by a subject's number, by a dotted name, or by words of a person, an event or a subject."""
    try:
        today = clock.bangkok_date(clock.now())
        begin, end = day_bounds(read_day(typed, today=today, locale=get_locale()))
    except Unreadable:
        return statement.where(sa.or_(*_readings(typed)))
    return statement.where(AuditEvent.occurred_at >= begin, AuditEvent.occurred_at < end)


def _readings(typed: str) -> list[Any]:
    folded = typed.casefold()
    names = [name for name, words in event_words.items() if folded in str(words).casefold()]
    kinds = [kind for kind, known in subject_kinds.items() if folded in str(known.label).casefold()]
    readings = [
        AuditEvent.name.startswith(folded, autoescape=True),
        AuditEvent.name.in_(names),
        AuditEvent.subject_kind.in_(kinds),
        Person.full_name.icontains(typed, autoescape=True),
        named(typed),
    ]
    words, _space, number = typed.rpartition(" ")
    if number.isascii() and number.isdigit() and len(number) < 19:
        one = AuditEvent.subject_id == int(number)
        readings.append(sa.and_(one, sa.or_(*_readings(words))) if words else one)
    return readings


@dataclass(frozen=True, slots=True)
class Sealing:
    """How far the trail is sealed: the last seal, when it was set, and what came after it."""

    number: int
    sealed_at: datetime
    waiting: int


def sealing_of(session: Session) -> Sealing | None:
    """The newest seal; None before the first. Two statements."""
    seal = session.scalar(sa.select(AuditSeal).order_by(AuditSeal.number.desc()).limit(1))
    if seal is None:
        return None
    waiting = session.scalar(
        sa.select(sa.func.count()).select_from(AuditEvent).where(AuditEvent.xact_id >= seal.to_xact)
    )
    return Sealing(seal.number, seal.sealed_at, waiting or 0)


register_events(
    {
        "person.registered": _l("Account opened"),
        "person.entered": _l("Account entered by OSMEP"),
        "person.email_confirmed": _l("E-mail address confirmed"),
        "person.signed_in": _l("Signed in"),
        "person.signed_out": _l("Signed out"),
        "person.session_ended": _l("Signed out on another device"),
        "person.other_sessions_ended": _l("Signed out on all other devices"),
        "person.sessions_ended_by_administrator": _l("Signed out by an administrator"),
        "person.signed_out_everywhere": _l("Signed out everywhere"),
        "person.capacity_chosen": _l("Chose whom to act for"),
        "person.profile_changed": _l("Own particulars changed"),
        "person.mail_chosen": _l("Chose which notices come by e-mail"),
        "person.password_changed": _l("Password changed"),
        "person.password_reset": _l("Password reset by letter"),
        "person.authenticator_set": _l("Authenticator app set up"),
        "person.authenticator_removed": _l("Authenticator app removed"),
        "person.reasons_erased": _l("Free texts erased"),
        "person.recovery_codes_made": _l("Recovery codes made"),
        "person.recovery_code_used": _l("Recovery code used"),
        "person.passkey_added": _l("Passkey added"),
        "person.passkey_removed": _l("Passkey removed"),
        "person.blocked": _l("Account blocked"),
        "person.unblocked": _l("Account unblocked"),
        "rights_request.asked": _l("Change of rights asked for"),
        "rights_request.confirmed": _l("Change of rights confirmed by a second person"),
        "rights_request.declined": _l("Change of rights declined"),
        "rights_request.objected": _l("The owner objected to being replaced"),
        "number.reported": _l("Number reported as another's"),
        "number.report_dismissed": _l("Report of a number dismissed"),
        "number.freed": _l("Number freed"),
        "member.owner_replaced": _l("Owner replaced"),
        "rights_request.withdrawn": _l("Change of rights withdrawn"),
        "rights_request.lapsed": _l("Change of rights lapsed"),
        "factor_reset.asked": _l("Reset of second factors asked for"),
        "factor_reset.confirmed": _l("Second factors reset by two persons"),
        "factor_reset.declined": _l("Reset of second factors declined"),
        "factor_reset.withdrawn": _l("Reset of second factors withdrawn"),
        "factor_reset.lapsed": _l("Reset of second factors lapsed"),
        "sign_in.failed": _l("Sign-in failed"),
        "sign_in.failed_many": _l("Sign-ins failed at many accounts"),
        "organisation.registered": _l("Organisation registered"),
        "organisation.contact_changed": _l("Contact details changed"),
        "invitation.sent": _l("Invitation sent"),
        "invitation.withdrawn": _l("Invitation withdrawn"),
        "member.joined": _l("Joined as a member"),
        "member.left": _l("Left the organisation"),
        "member.removed": _l("Removed from the members"),
        "member.rights_changed": _l("Rights changed"),
        "staff_role.granted": _l("Role given"),
        "role_grant.proposed": _l("Role granted, awaiting second person"),
        "role_grant.confirmed": _l("Granted role confirmed"),
        "role_grant.declined": _l("Granted role declined"),
        "role_grant.withdrawn": _l("Granted role withdrawn"),
        "role_grant.lapsed": _l("Granted role lapsed"),
        "staff_role.ended": _l("Role ended"),
        "staff_unit.saved": _l("Unit saved"),
        "holiday.added": _l("Public holiday added"),
        "holiday.struck": _l("Public holiday struck"),
        "bank_account.submitted": _l("Bank account handed in"),
        "bank_account.verified": _l("Bank account verified"),
        "bank_account.refused": _l("Bank account refused"),
        "bank_account.withdrawn": _l("Bank account withdrawn"),
        "bank_account.revoked": _l("Bank account taken back before money could go to it"),
        "bank_account.put_off": _l("Bank account can be paid to later"),
        "posting.reversed": _l("Posting reversed"),
    }
)
register_subjects(
    {
        "person": SubjectKind(_l("Person")),
        "sign_in": SubjectKind(_l("Sign-in")),
        "organisation": SubjectKind(_l("Organisation")),
        "invitation": SubjectKind(_l("Invitation")),
        "membership": SubjectKind(_l("Membership")),
        "role_grant": SubjectKind(_l("Granted role"), "identity.grant", "grant_id"),
        "rights_request": SubjectKind(_l("Change of rights")),
        "staff_unit": SubjectKind(_l("Unit")),
        "holiday": SubjectKind(_l("Public holiday")),
        "bank_account": SubjectKind(_l("Bank account")),
        "posting": SubjectKind(_l("Posting")),
    }
)
