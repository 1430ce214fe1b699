"""The words of providers."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_ngettext

from core.audit.words import SubjectKind
from core.labels import Labels, Notices
from identity.notifications.states import NoticeGroup
from providers.rules import RENEWAL_OPENS, ProviderReason
from providers.states import CategoryState, ChangeState, ProviderState, RenewalState

# One call an enum: members of two enums with the same value are the same key of a dict.


EVENTS = {
    "provider.begun": _l("Registration begun"),
    "provider.submitted": _l("Registration submitted"),
    "provider.returned": _l("Sent back for correction"),
    "provider.approved": _l("Provider approved"),
    "provider.rejected": _l("Rejected"),
    "provider.appealed": _l("Appealed"),
    "provider.applied_again": _l("Registered again"),
    "provider.suspended": _l("Suspended"),
    "provider.reinstated": _l("Reinstated"),
    "provider.delisted": _l("Removed from the list"),
    "provider.category_requested": _l("Kind of service requested"),
    "provider.category_approved": _l("Kind of service approved"),
    "provider.category_rejected": _l("Kind of service rejected"),
    "provider.category_withdrawn": _l("Approval of a kind of service withdrawn"),
    "provider.renewal_asked": _l("Renewal of a kind of service requested"),
    "provider.renewal_dropped": _l("Renewal request withdrawn"),
    "provider.renewal_approved": _l("Approval of a kind of service renewed"),
    "provider.renewal_rejected": _l("Renewal rejected"),
    "provider.service_change_asked": _l("Service or price sent to an officer"),
    "provider.service_change_dropped": _l("Service or price request withdrawn"),
    "provider.service_approved": _l("Service or price approved"),
    "provider.service_rejected": _l("Service or price not approved"),
    "provider.service_added": _l("Service added"),
    "provider.service_changed": _l("Service changed"),
    "provider.service_withdrawn": _l("Service withdrawn"),
    "provider.service_restored": _l("Service published again"),
}
TONES = {
    "provider.submitted": "wait",
    "provider.appealed": "wait",
    "provider.returned": "bad",
    "provider.rejected": "bad",
    "provider.suspended": "bad",
    "provider.delisted": "bad",
    "provider.approved": "good",
    "provider.reinstated": "good",
    "provider.category_approved": "good",
    "provider.category_rejected": "bad",
    "provider.service_change_asked": "wait",
    "provider.service_approved": "good",
    "provider.service_rejected": "bad",
    "provider.renewal_asked": "wait",
    "provider.renewal_approved": "good",
    "provider.renewal_rejected": "bad",
}


LABELS = (
    Labels(
        {
            ProviderState.DRAFT: _l("Not yet submitted"),
            ProviderState.SUBMITTED: _l("Waiting to be checked"),
            ProviderState.RETURNED: _l("Sent back for correction"),
            ProviderState.APPROVED: _l("Approved provider"),
            ProviderState.SUSPENDED: _l("Suspended"),
            ProviderState.DELISTED: _l("Removed from the list"),
            ProviderState.REJECTED: _l("Rejected"),
        },
        {
            ProviderState.DRAFT: "plain",
            ProviderState.SUBMITTED: "wait",
            ProviderState.RETURNED: "bad",
            ProviderState.APPROVED: "good",
            ProviderState.SUSPENDED: "bad",
            ProviderState.DELISTED: "bad",
            ProviderState.REJECTED: "bad",
        },
    ),
    Labels(
        {
            RenewalState.REQUESTED: _l("Renewal requested"),
            RenewalState.APPROVED: _l("Renewed"),
            RenewalState.REJECTED: _l("Renewal rejected"),
            RenewalState.DROPPED: _l("Renewal request withdrawn"),
        },
        {
            RenewalState.REQUESTED: "wait",
            RenewalState.APPROVED: "good",
            RenewalState.REJECTED: "bad",
            RenewalState.DROPPED: "plain",
        },
    ),
    Labels(
        {
            ChangeState.REQUESTED: _l("An officer is checking it"),
            ChangeState.APPROVED: _l("Approved"),
            ChangeState.REJECTED: _l("Not approved"),
            ChangeState.DROPPED: _l("Withdrawn"),
        },
        {
            ChangeState.REQUESTED: "wait",
            ChangeState.APPROVED: "good",
            ChangeState.REJECTED: "bad",
            ChangeState.DROPPED: "plain",
        },
    ),
    Labels(
        {
            CategoryState.REQUESTED: _l("Approval requested"),
            CategoryState.APPROVED: _l("Approved"),
            CategoryState.REJECTED: _l("Rejected"),
            CategoryState.WITHDRAWN: _l("Withdrawn"),
        },
        {
            CategoryState.REQUESTED: "wait",
            CategoryState.APPROVED: "good",
            CategoryState.REJECTED: "bad",
            CategoryState.WITHDRAWN: "plain",
        },
    ),
    Labels(
        {
            ProviderReason.ACCREDITATION_EXPIRED: _l(
                "The accreditation has expired. Enter one that is still valid."
            ),
            ProviderReason.ACCREDITATION_MISSING: _l(
                "This kind of service needs an accreditation: enter its name and number, and upload the file."
            ),
            ProviderReason.BEYOND_ACCREDITATION: _l("The approval cannot end later than the accreditation."),
            ProviderReason.CATEGORIES_UNDECIDED: _l("Decide each kind of service first, then the provider."),
            ProviderReason.CATEGORY_FIRST: _l(
                "The kind of service is not approved. Decide the kind of service first."
            ),
            ProviderReason.CATEGORY_IN_USE: _l("You still offer services of this kind. Withdraw them first."),
            ProviderReason.CATEGORY_NOT_REQUESTED: _l("Request this kind of service first."),
            ProviderReason.NO_APPROVED_CATEGORY: _l(
                "No kind of service is approved, so the provider cannot be approved. Reject the registration instead."
            ),
            ProviderReason.NO_CATEGORY: _l("Request at least one kind of service before you submit."),
            ProviderReason.NO_PROFILE: _l("Enter your profile and track record before you submit."),
            ProviderReason.NO_SERVICE: _l(
                "Add at least one service with a price for each kind that you request."
            ),
            ProviderReason.NOT_EDITABLE: _l("This can no longer be changed."),
            ProviderReason.OWN_SUBMISSION: _l(
                "You submitted this yourself, so another officer must decide it."
            ),
            ProviderReason.PRICE_RANGE_BACKWARDS: _l(
                "Enter prices above zero. The highest price must not be lower than the lowest."
            ),
            ProviderReason.RENEWAL_ASKED_ALREADY: _l(
                "The renewal has already been requested. An officer decides it."
            ),
            ProviderReason.RENEWAL_NOT_LONGER: _l(
                "Enter a date after the day on which the present approval ends."
            ),
            ProviderReason.RENEWAL_TOO_EARLY: lazy_ngettext(
                "You can request a renewal in the last %(num)s day of an approval.",
                "You can request a renewal in the last %(num)s days of an approval.",
                RENEWAL_OPENS.days,
            ),
            ProviderReason.REGISTERED_ALREADY: _l("This organisation is already registered as a provider."),
            ProviderReason.VALIDITY_MISSING: _l("Enter the end date of the accreditation."),
        }
    ),
)
NOTICES = (
    Notices(
        NoticeGroup.DECISIONS,
        {
            "provider.approved": _l("%(business)s is an approved provider. It can now serve coupon holders."),
            "provider.returned": _l(
                "The registration of %(business)s as a provider was sent back: something must be corrected. Open the page to see what."
            ),
            "provider.rejected": _l(
                "The registration of %(business)s as a provider was rejected. You can appeal or register again. See the reason and the deadline on its page."
            ),
            "provider.rejected_after_appeal": _l(
                "The registration of %(business)s as a provider was rejected, and an appeal is no longer possible. You can register again. See the reason on its page."
            ),
            "provider.suspended": _l(
                "OSMEP has suspended %(business)s as a provider. See the reason on its page."
            ),
            "provider.reinstated": _l("The suspension of %(business)s as a provider has ended."),
            "provider.renewal_approved": _l(
                "The approval of %(business)s for a kind of service was renewed: %(category)s. See the new end date on its page."
            ),
            "provider.renewal_rejected": _l(
                "The renewal of a kind of service of %(business)s was rejected: %(category)s. See the reason on its page. You can request it again."
            ),
            "provider.service_approved": _l(
                "A service of %(business)s is approved: %(service)s. You can sell it as requested from now on."
            ),
            "provider.service_rejected": _l(
                "A service of %(business)s, or a change to it, was not approved: %(service)s. See the reason on its page. What was approved before remains valid."
            ),
            "provider.delisted": _l(
                "OSMEP has removed %(business)s from the list of providers. See the reason on its page."
            ),
        },
    ),
)
AUDIT_WORDS = EVENTS | {
    "provider.address_saved": _l("Address saved"),
    "provider.profile_saved": _l("Profile saved"),
    "provider.category_dropped": _l("Request for a kind of service withdrawn"),
}
SUBJECTS = {"provider": SubjectKind(_l("Service provider"), "providers.show", "provider_id")}
