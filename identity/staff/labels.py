"""The words of granted roles, units and holidays."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_ngettext

from core.audit.words import SubjectKind
from core.counted import counted
from core.labels import Labels, Notices, words_for
from core.permissions import Role
from identity.notifications.states import NoticeGroup
from identity.staff.rules import NEWCOMER_FOR, HolidayRefusal, StaffRefusal
from identity.staff.states import RoleGrantState

OFFICES = {
    "administrator": _l("an administrator"),
    "operator": _l("the operator of the server"),
    "two": _l("an administrator and another officer"),
}
"""By whom a role is given."""
LABELS = (
    Labels(
        {
            StaffRefusal.ADMINISTRATORS_KNOWN: _l(
                "There are already two administrators. Ask one of them for an invitation."
            ),
            StaffRefusal.ALREADY_STAFF_ROLE: _l("This person already has this role."),
            StaffRefusal.CODE_TAKEN: _l("Another unit has this code."),
            StaffRefusal.COMMON_ORIGIN: lazy_ngettext(
                "You and the officer who granted or requested this are not independent. In the last %(num)s day one of you invited the other or granted them a role, also through others. Or the same person invited both of you. Another officer must decide.",
                "You and the officer who granted or requested this are not independent. In the last %(num)s days one of you invited the other or granted them a role, also through others. Or the same person invited both of you. Another officer must decide.",
                NEWCOMER_FOR.days,
            ),
            StaffRefusal.GRANTED_BY_YOU: _l(
                "You granted this role yourself, so another officer must decide it."
            ),
            StaffRefusal.GRANT_GONE: counted(
                "days",
                "This role is no longer valid. It was not confirmed within %(days)s working day, or the person who granted it is no longer an administrator. If it is still needed, grant it again.",
                "This role is no longer valid. It was not confirmed within %(days)s working days, or the person who granted it is no longer an administrator. If it is still needed, grant it again.",
            ),
            StaffRefusal.GRANT_WAITING: _l(
                "This role has already been granted to this person and is awaiting confirmation by another officer."
            ),
            StaffRefusal.ROLES_EXCLUDE: _l(
                "One person cannot have both roles: %(role)s and %(other)s. Approving, paying, auditing and granting roles must be done by different people."
            ),
            StaffRefusal.SECOND_ADMINISTRATOR: _l(
                "There is only one administrator, but two people are needed to grant this role. Ask the operator of the server to appoint a second administrator with the command: flask staff appoint E-MAIL UNIT"
            ),
        }
    ),
    Labels(
        {
            HolidayRefusal.HOLIDAY_ALREADY: _l(
                "This day is already a holiday or a weekend. Choose another day."
            ),
            HolidayRefusal.HOLIDAY_NONE: _l("This day is no longer a public holiday. Nothing was changed."),
            HolidayRefusal.HOLIDAY_PAST: _l("Choose today or a later day."),
            HolidayRefusal.HOLIDAY_TOO_FAR: _l("Choose a day within the next two years."),
        }
    ),
    Labels(
        {
            RoleGrantState.PROPOSED: _l("Awaiting second approver"),
            RoleGrantState.CONFIRMED: _l("Confirmed"),
            RoleGrantState.DECLINED: _l("Declined"),
            RoleGrantState.WITHDRAWN: _l("Role withdrawn"),
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
                "You have been granted the role %(role)s at OSMEP by %(office)s. It has begun, and your other devices were signed out. If you did not expect this, call %(telephone)s at once."
            ),
            "staff_role.ended": _l(
                "An administrator has ended your role %(role)s at OSMEP. You have been signed out on all devices. If this is not"
                " right, ask an administrator."
            ),
            "staff_role.taken_back": _l(
                "An administrator has ended somebody’s role %(role)s at OSMEP. The audit trail shows whose role it was."
            ),
            "staff_role.appointed": _l(
                "The operator of the server has granted somebody the role %(role)s. If you did not expect this, ask the operator."
            ),
            "role_grant.proposed": _l(
                "An administrator has granted somebody the role %(role)s. It is awaiting confirmation by another officer. Open the page to see who received it and who granted it."
            ),
            "role_grant.confirmed": _l(
                "Another officer has confirmed the role %(role)s, which an administrator granted. The role has begun."
            ),
            "role_grant.declined": _l(
                "Another officer has declined the role %(role)s, which an administrator granted. Open the page to see the reason."
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
    "staff_role.granted": _l("Role granted"),
    "role_grant.proposed": _l("Role granted, awaiting second approver"),
    "role_grant.confirmed": _l("Granted role confirmed"),
    "role_grant.declined": _l("Granted role declined"),
    "role_grant.withdrawn": _l("Granted role withdrawn"),
    "role_grant.lapsed": _l("Granted role expired"),
    "staff_role.ended": _l("Role ended"),
    "staff_unit.saved": _l("Unit saved"),
    "holiday.added": _l("Public holiday added"),
    "holiday.struck": _l("Public holiday removed"),
}
SUBJECTS = {
    "role_grant": SubjectKind(_l("Granted role"), "identity.grant", "grant_id"),
    "staff_unit": SubjectKind(_l("Unit")),
    "holiday": SubjectKind(_l("Public holiday")),
}
