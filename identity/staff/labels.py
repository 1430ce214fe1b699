"""The words of granted roles, units and holidays."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.audit.words import SubjectKind
from core.labels import Labels, Notices, words_for
from core.permissions import Role
from identity.notifications.states import NoticeGroup
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
