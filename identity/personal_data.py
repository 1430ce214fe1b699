"""This room's part of what a person may have a copy of (PDPA s.30)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.labels import words_for
from core.personal_data import (
    Part,
    Subject,
    register_codes,
    register_heads,
    register_personal_data,
    register_read_by,
    register_readers,
)
from core.thai.places import province_name
from core.thai.writing import is_thai
from core.typed.banks import BANKS
from identity.actors import SELF, STAFF
from identity.labels import actor_words
from identity.models import (
    BankAccount,
    FactorReset,
    Invitation,
    MailRequest,
    Membership,
    Organisation,
    Passkey,
    Person,
    RoleGrant,
    SignInAttempt,
    SignInSession,
    StaffRole,
)
from identity.notifications.models import MutedMail, Notice
from identity.notifications.words import group_of, is_worded, notice_words
from identity.request_models import NumberReport, RightsRequest
from identity.states import AttemptKind, Capacity, MemberRole, OrganisationKind


def acts_for(subject: Subject, capacity: Capacity | None = None) -> Any:
    """Ids of the organisations whose member the person is now: on that side of the counter, or on any."""
    live = sa.select(Membership.organisation_id).where(
        Membership.person_id == subject.person_id, Membership.ended_at.is_(None)
    )
    return live if capacity is None else live.where(Membership.capacity == capacity)


def owned_by(session: Session, person_id: int) -> tuple[tuple[int, str], ...]:
    """Organisations that are the person themself, each with a side of the counter that is theirs, for a `Subject`.

    They are of one natural person, who registered them and owns them still. Read before the parts: who has none makes
    none of them look through what others have.
    """
    hers = (
        sa.select(Membership.organisation_id, Membership.capacity)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(
            Membership.person_id == person_id,
            Membership.ended_at.is_(None),
            Membership.role == MemberRole.OWNER,
            Organisation.kind == OrganisationKind.NATURAL_PERSON,
            Organisation.created_by_id == person_id,
        )
    )
    return tuple((row.organisation_id, row.capacity) for row in session.execute(hers))


def own_businesses(subject: Subject, capacity: Capacity | None = None) -> list[int]:
    """Ids of the organisations that are the person: on that side of the counter, for the other may be others', or on any."""
    return sorted({key for key, side in subject.owned() if capacity in (None, side)})


def _theirs(subject: Subject, table: Any, *columns: Any) -> Any:
    """Rows that are about the person, the latest first."""
    return sa.select(*columns).where(table.person_id == subject.person_id).order_by(table.id.desc())


def _person(subject: Subject) -> Any:
    table = Person
    return sa.select(
        table.email,
        table.title,
        table.full_name,
        table.phone,
        table.locale,
        table.active,
        table.blocked_at,
        table.confirmed_at,
        table.create_datetime,
        table.update_datetime,
        table.tf_primary_method,
        table.acting_as,
    ).where(table.id == subject.person_id)


def _passkeys(subject: Subject) -> Any:
    columns = (Passkey.name, Passkey.create_datetime, Passkey.lastuse_datetime, Passkey.device_type)
    return sa.select(*columns).where(Passkey.user_id == subject.person_id).order_by(Passkey.id.desc())


def _sessions(subject: Subject) -> Any:
    table = SignInSession
    columns = (table.browser, table.created_at, table.last_seen_at, table.password_at, table.second_factor_at)
    return _theirs(subject, table, *columns, table.remembered, table.ended_at, table.end_reason)


def _attempts(subject: Subject) -> Any:
    table = SignInAttempt
    return (
        sa.select(
            table.at, table.kind, sa.case((table.kind != AttemptKind.MAIL, table.failed)).label("failed")
        )
        .where(table.account == subject.account)
        .order_by(table.id.desc())
    )


def _mail_requests(subject: Subject) -> Any:
    table = MailRequest
    return sa.select(table.asked_at, table.kind, table.address, table.wanted).where(
        table.address == subject.email
    )


def _notices(subject: Subject) -> Any:
    table = Notice
    return _theirs(subject, table, table.created_at, table.kind, table.facts, table.url, table.read_at)


def _muted_mails(subject: Subject) -> Any:
    return sa.select(MutedMail.group, MutedMail.since).where(MutedMail.person_id == subject.person_id)


def _memberships(subject: Subject) -> Any:
    table = Membership
    columns = (table.capacity, table.role, table.may_consent, table.since, table.ended_at)
    return (
        sa.select(Organisation.name_th, Organisation.registration_number, *columns)
        .join(Organisation, Organisation.id == table.organisation_id)
        .where(table.person_id == subject.person_id)
        .order_by(table.id.desc())
    )


def _invitations(subject: Subject) -> Any:
    table = Invitation
    columns = (table.capacity, table.member_role, table.may_consent, table.staff_role, table.created_at)
    return (
        sa.select(table.email, Organisation.name_th, *columns)
        .add_columns(table.expires_at, table.taken_up_at, table.withdrawn_at)
        .outerjoin(Organisation, Organisation.id == table.organisation_id)
        .where(table.email == subject.email)
        .order_by(table.id.desc())
    )


def _staff_roles(subject: Subject) -> Any:
    table = StaffRole
    return _theirs(subject, table, table.role, table.granted_at, table.ended_at)


def _role_grants(subject: Subject) -> Any:
    table = RoleGrant
    return _theirs(subject, table, table.role, table.state, table.granted_at, table.decided_at)


def _factor_resets(subject: Subject) -> Any:
    table = FactorReset
    return _theirs(subject, table, table.state, table.asked_at, table.decided_at)


def _rights_requests(subject: Subject) -> Any:
    table = RightsRequest
    return _theirs(subject, table, table.kind, table.state, table.asked_at, table.decided_at)


def _number_reports(subject: Subject) -> Any:
    table = NumberReport
    return (
        sa.select(Organisation.registration_number, table.state, table.reported_at, table.decided_at)
        .join(Organisation, Organisation.id == table.organisation_id)
        .where(table.reported_by_id == subject.person_id)
        .order_by(table.id.desc())
    )


def _owner_proposals(subject: Subject) -> Any:
    table = RightsRequest
    return (
        sa.select(table.new_owner_email.label("email"), Organisation.name_th, table.state, table.asked_at)
        .add_columns(table.decided_at, table.takes_effect_at)
        .join(Organisation, Organisation.id == table.organisation_id)
        .where(table.new_owner_email == subject.email)
        .order_by(table.id.desc())
    )


def _businesses(subject: Subject) -> Any:
    table = Organisation
    return sa.select(
        table.registration_number,
        table.branch,
        table.kind,
        table.name_th,
        table.name_en,
        table.address,
        table.province_code,
        table.postcode,
        table.phone,
        table.email,
        table.vat_registered,
        table.created_at,
    ).where(table.id.in_(own_businesses(subject)))


def _bank_accounts(subject: Subject) -> Any:
    table = BankAccount
    columns = (table.bank_code, table.account_number, table.account_name, table.state, table.submitted_at)
    return (
        sa.select(*columns, table.verified_at, table.usable_from)
        .where(table.organisation_id.in_(own_businesses(subject)))
        .order_by(table.id.desc())
    )


register_personal_data(
    "account",
    10,
    _l("Your account"),
    Part("person", _l("Particulars"), _person),
    Part("passkeys", _l("Passkeys"), _passkeys),
    Part("sign_in_sessions", _l("Where you are or were signed in"), _sessions),
    Part("sign_in_attempts", _l("Tries to sign in to your account"), _attempts),
    Part("mail_requests", _l("E-mails asked for to your address"), _mail_requests),
    Part("notices", _l("Notices to you"), _notices),
    Part("muted_mails", _l("Notices of which you want no e-mail"), _muted_mails),
)
register_personal_data(
    "rights",
    20,
    _l("For whom you act"),
    Part("memberships", _l("Organisations"), _memberships),
    Part("invitations", _l("Invitations to you"), _invitations),
    Part("staff_roles", _l("Roles at OSMEP"), _staff_roles),
    Part("role_grants", _l("Roles granted to you"), _role_grants),
    Part("factor_resets", _l("Requests to remove your second factor"), _factor_resets),
    Part("rights_requests", _l("Requests about your rights"), _rights_requests),
    Part("number_reports", _l("13-digit numbers that you reported"), _number_reports),
    Part("owner_proposals", _l("Proposals that you become owner"), _owner_proposals),
)
register_personal_data(
    "business",
    30,
    _l("The business that you registered as a person"),
    Part("businesses", _l("Particulars of the business"), _businesses),
    Part("bank_accounts", _l("Bank accounts"), _bank_accounts),
)
register_read_by(
    {
        "bank_account": lambda subject: sa.select(BankAccount.id).where(
            BankAccount.organisation_id.in_(acts_for(subject))
        ),
        "organisation": acts_for,
        "person": lambda subject: sa.select(Person.id).where(Person.id == subject.person_id),
        "role_grant": lambda subject: sa.select(RoleGrant.id).where(RoleGrant.person_id == subject.person_id),
    }
)
register_heads(
    {
        "account_name": _l("Name of the account"),
        "account_number": _l("Account number"),
        "active": _l("Open"),
        "address": _l("Address"),
        "at": _l("When"),
        "bank_code": _l("Bank"),
        "blocked_at": _l("Blocked"),
        "branch": _l("Branch"),
        "browser": _l("Browser"),
        "capacity": _l("As"),
        "confirmed_at": _l("E-mail confirmed"),
        "create_datetime": _l("Created"),
        "decided_at": _l("Decided"),
        "device_type": _l("Kind of device"),
        "email": _l("E-mail"),
        "end_reason": _l("Why it ended"),
        "ended_at": _l("Ended"),
        "expires_at": _l("Valid until"),
        "facts": _l("Facts"),
        "failed": _l("Did not succeed"),
        "full_name": _l("First name and surname"),
        "granted_at": _l("Granted"),
        "group": _l("What about"),
        "last_seen_at": _l("Last used"),
        "lastuse_datetime": _l("Last used"),
        "locale": _l("Language"),
        "may_consent": _l("May consent to prices"),
        "member_role": _l("Role"),
        "name_en": _l("Name in English"),
        "name_th": _l("Name in Thai"),
        "password_at": _l("Password given"),
        "new_owner_email": _l("New owner"),
        "phone": _l("Telephone"),
        "postcode": _l("Postcode"),
        "province_code": _l("Province"),
        "read_at": _l("Read"),
        "registration_number": _l("13-digit number"),
        "reported_at": _l("Reported on"),
        "remembered": _l("Kept signed in"),
        "role": _l("Role"),
        "second_factor_at": _l("Second factor given"),
        "since": _l("Since"),
        "staff_role": _l("Role at OSMEP"),
        "submitted_at": _l("Sent"),
        "taken_up_at": _l("Accepted"),
        "takes_effect_at": _l("Takes effect on"),
        "tf_primary_method": _l("Second factor"),
        "title": _l("Title"),
        "update_datetime": _l("Changed"),
        "url": _l("Where it leads"),
        "usable_from": _l("Usable from"),
        "vat_registered": _l("Registered for VAT"),
        "verified_at": _l("Verified"),
        "withdrawn_at": _l("Withdrawn"),
        "wanted": _l("Where you were going"),
    }
)


def bank_words(code: str, _row: Mapping[str, Any]) -> str:
    """A bank by its code; the code itself for one that is not known."""
    bank = BANKS.get(code)
    return (bank.name_th if is_thai(get_locale()) else bank.name_en) if bank else code


def _capacity(key: str, _row: Mapping[str, Any]) -> str:
    """In which capacity somebody acts, of the key that names it (`identity.actors.Choice`)."""
    side, _colon, number = key.partition(":")
    if number and side in [*Capacity]:
        return words_for(Capacity(side))
    return str({SELF: _("Only myself"), STAFF: _("OSMEP staff")}.get(key) or _("Something else"))


def _roles(names: str, _row: Mapping[str, Any]) -> str:
    return ", ".join(actor_words(name) or _("Something else") for name in names.split(",") if name)


def _about(kind: str, _row: Mapping[str, Any]) -> str:
    return words_for(group_of(kind)) if is_worded(kind) else _("News")


register_readers(
    {
        "acts.actor_roles": _roles,
        "bank_accounts.bank_code": bank_words,
        "businesses.province_code": lambda code, _row: province_name(code, get_locale()),
        "kept_forms.capacity": _capacity,
        "long_works.acting_as": _capacity,
        "notices.facts": lambda facts, row: notice_words(row["kind"], facts),
        "notices.kind": _about,
        "person.acting_as": _capacity,
    }
)
register_codes("person.locale", {"th": "ภาษาไทย", "en": "English"})
register_codes("person.tf_primary_method", {"authenticator": _l("Authenticator app")})
register_codes(
    "passkeys.device_type",
    {"single_device": _l("On one device only"), "multi_device": _l("On several devices of yours")},
)
register_codes(
    "documents.kind",
    {
        "bank_book": _l("Bank book"),
        "number_evidence": _l("Evidence that a number is yours"),
        "owner_evidence": _l("Evidence of who owns a business"),
    },
)
register_codes("forms_sent.route", {"identity": _l("Account and organisations"), "security": _l("Sign-in")})
