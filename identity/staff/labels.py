"""The words of granted roles, units and holidays."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.audit.words import SubjectKind
from core.labels import Labels, Notices, words_for
from core.permissions import Role
from identity.notifications.states import NoticeGroup
from identity.staff.rules import NEWCOMER_FOR, HolidayRefusal, StaffRefusal
from identity.staff.states import RoleGrantState

OFFICES = {
    "administrator": _l("an administrator"),
    "operator": _l("the operator of the server"),
    "two": _l("an administrator and a second person"),
}
"""By whom a role is given."""
LABELS = (
    Labels(
        {
            StaffRefusal.ADMINISTRATORS_KNOWN: _l(
                "There are two administrators already: ask one of them for an invitation."
            ),
            StaffRefusal.ALREADY_STAFF_ROLE: _l("This person holds this role already."),
            StaffRefusal.CODE_TAKEN: _l("Another unit has this code."),
            StaffRefusal.COMMON_ORIGIN: _l(
                "You and the officer who granted or asked for this are not independent: one of you granted the other a role or"
                " invited the other in the last %(days)s days, directly or through others, or the same person brought you both."
                " Another officer must decide.",
                days=NEWCOMER_FOR.days,
            ),
            StaffRefusal.GRANTED_BY_YOU: _l(
                "You granted this role yourself, so another person must decide about it."
            ),
            StaffRefusal.GRANT_GONE: _l(
                "This grant no longer holds: it has waited for %(days)s working days, or whoever granted it is no longer an"
                " administrator. If the role is still needed, grant it again."
            ),
            StaffRefusal.GRANT_WAITING: _l(
                "This role has been granted to this person already and awaits a second person."
            ),
            StaffRefusal.ROLES_EXCLUDE: _l(
                "One person cannot hold both roles, %(role)s and %(other)s: who decides, who pays, who audits and who"
                " gives roles are different people."
            ),
            StaffRefusal.SECOND_ADMINISTRATOR: _l(
                "There is only one administrator, and this role takes two people to give. Ask the operator of the server to"
                " appoint a second administrator with the command: flask staff appoint E-MAIL UNIT"
            ),
        }
    ),
    Labels(
        {
            HolidayRefusal.HOLIDAY_ALREADY: _l("This day is no working day already. Choose another."),
            HolidayRefusal.HOLIDAY_NONE: _l(
                "This day is not a public holiday any more. Nothing was changed."
            ),
            HolidayRefusal.HOLIDAY_PAST: _l("Choose today or a later day."),
            HolidayRefusal.HOLIDAY_TOO_FAR: _l("Choose a day within the next two years."),
        }
    ),
    Labels(
        {
            RoleGrantState.PROPOSED: _l("Awaiting second person"),
            RoleGrantState.CONFIRMED: _l("Confirmed"),
            RoleGrantState.DECLINED: _l("Declined"),
            RoleGrantState.WITHDRAWN: _l("Grant withdrawn"),
            RoleGrantState.LAPSED: _l("Not confirmed in time"),
        },
        {
            RoleGrantState.PROPOSED: "wait",
            RoleGrantState.CONFIRMED: "good",
            RoleGrantState.DECLINED: "bad",
            RoleGrantState.WITHDRAWN: "plain",
            RoleGrantState.LAPSED: "plain",
        },
    ),
)
NOTICES = (
    Notices(
        NoticeGroup.SECURITY,
        {
            "staff_role.granted": _l(
                "You have been given the role %(role)s at OSMEP by %(office)s. It has begun; other devices were signed out."
                " If you know nothing of this, call 1301 at once."
            ),
            "staff_role.ended": _l(
                "An administrator has ended your role %(role)s at OSMEP. You have been signed out on all devices. If this is not"
                " right, ask an administrator."
            ),
            "staff_role.taken_back": _l(
                "An administrator has ended somebody’s role %(role)s at OSMEP. The audit trail says whose."
            ),
            "staff_role.appointed": _l(
                "The operator of the server has given somebody the role %(role)s. If you know nothing of this, ask the operator."
            ),
            "role_grant.proposed": _l(
                "An administrator has granted somebody the role %(role)s, which awaits a second person. Open the page to see whose"
                " it is and who granted it."
            ),
            "role_grant.confirmed": _l(
                "A second person has confirmed the role %(role)s, which an administrator had granted. It has begun."
            ),
            "role_grant.declined": _l(
                "A second person has declined the role %(role)s, which an administrator had granted. Open the page to read why."
            ),
            "role_grant.lapsed": _l(
                "The role %(role)s that you granted was not confirmed in time. If it is still needed, grant it again."
            ),
        },
        {
            "office": lambda value: str(OFFICES.get(value, OFFICES["administrator"])),
            "role": lambda value: words_for(Role(value)),
        },
    ),
)
AUDIT_WORDS = {
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
}
SUBJECTS = {
    "role_grant": SubjectKind(_l("Granted role"), "identity.grant", "grant_id"),
    "staff_unit": SubjectKind(_l("Unit")),
    "holiday": SubjectKind(_l("Public holiday")),
}
