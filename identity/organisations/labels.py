"""The words of organisations, members and invitations."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.audit.words import SubjectKind
from core.counted import counted
from core.labels import Labels, Notices, words_for
from core.settings.contact import HELP_TELEPHONE
from identity.notifications.states import NoticeGroup
from identity.organisations.rules import AppealRefusal, OrganisationRefusal
from identity.organisations.states import Capacity, MemberRole, OrganisationKind

LABELS = (
    Labels(
        {
            OrganisationRefusal.ALREADY_MEMBER: _l("This person is already a member."),
            OrganisationRefusal.CONSENT_ONLY_SME: _l(
                "Only members of an SME can have the right to confirm prices."
            ),
            OrganisationRefusal.INVITATION_GONE: counted(
                "days",
                "This invitation is no longer valid: it was accepted, withdrawn, or is older than %(days)s day. Ask for a new one.",
                "This invitation is no longer valid: it was accepted, withdrawn, or is older than %(days)s days. Ask for a new one.",
            ),
            OrganisationRefusal.INVITED_ANOTHER: _l(
                "This invitation was sent to another e-mail address. Sign in with the address that received it."
            ),
            OrganisationRefusal.LAST_OWNER: _l(
                "The last owner cannot leave or be removed. Make another member owner first."
            ),
            OrganisationRefusal.NUMBER_KNOWN: _l(
                "This organisation is already registered. Its owner can invite you. If you do not know who that is, call %(telephone)s.",
                telephone=HELP_TELEPHONE,
            ),
            OrganisationRefusal.NUMBER_WRONG: _l(
                "This number belongs to a natural person. The number for this legal form begins with 0: see the certificate of registration."
            ),
            OrganisationRefusal.PLACE_WRONG: _l("Choose a province, and a postcode that belongs to it."),
        }
    ),
    Labels(
        {
            AppealRefusal.ALREADY: _l("An appeal has already been decided. Its decision is final."),
            AppealRefusal.TO_ANOTHER: _l(
                "You rejected this registration, so another officer must decide the appeal."
            ),
            AppealRefusal.TOO_LATE: _l("The time to appeal has ended."),
        }
    ),
    Labels(
        {
            OrganisationKind.JURISTIC_PERSON: _l("Company"),
            OrganisationKind.PARTNERSHIP: _l("Partnership"),
            OrganisationKind.NATURAL_PERSON: _l("Natural person"),
            OrganisationKind.COMMUNITY_ENTERPRISE: _l("Community enterprise"),
            OrganisationKind.STATE_AGENCY: _l("State agency"),
            OrganisationKind.UNIVERSITY: _l("University"),
        }
    ),
    Labels(
        {
            MemberRole.OWNER: _l("Owner"),
            MemberRole.MEMBER: _l("Member"),
        }
    ),
    Labels(
        {
            Capacity.SME: _l("SME"),
            Capacity.PROVIDER: _l("Service provider"),
        }
    ),
)
NOTICES = (
    Notices(
        NoticeGroup.SECURITY,
        {
            "member.removed": _l(
                "An owner of %(business)s has removed you from its members, so you can no longer act for it here. If this is wrong, ask an owner of the business."
            ),
            "member.rights_changed": _l(
                "Your rights in %(business)s have been changed. You are now: %(member_role)s. May confirm prices: %(may_consent)s."
            ),
        },
        {
            "member_role": lambda value: words_for(MemberRole(value)),
            "may_consent": lambda value: _("Yes") if value == "yes" else _("No"),
        },
    ),
)
AUDIT_WORDS = {
    "organisation.registered": _l("Organisation registered"),
    "organisation.contact_changed": _l("Contact details changed"),
    "invitation.sent": _l("Invitation sent"),
    "invitation.withdrawn": _l("Invitation withdrawn"),
    "member.joined": _l("Joined as a member"),
    "member.left": _l("Left the organisation"),
    "member.removed": _l("Removed from the members"),
    "member.rights_changed": _l("Rights changed"),
}
SUBJECTS = {
    "organisation": SubjectKind(_l("Organisation")),
    "invitation": SubjectKind(_l("Invitation")),
    "membership": SubjectKind(_l("Membership")),
}
