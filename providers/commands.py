"""The commands on providers: who may run each, and what excludes a person from it (docs/commands.md)."""

from __future__ import annotations

from core.commands import Tie, declare
from core.permissions import Permission
from identity.organisations.rules import AppealRefusal
from providers.rules import ProviderReason

_P = Permission
_TIES = {Tie.PROVIDER}
_BARRED = {"submitter": ProviderReason.OWN_SUBMISSION, "first_decider": AppealRefusal.TO_ANOTHER}
_CHANGE_BARRED = {"asker": ProviderReason.OWN_SUBMISSION}
_RENEWAL_BARRED = _BARRED | {"asker": ProviderReason.OWN_SUBMISSION}

ADD_SERVICE = declare("providers.add_service", _P.PROVIDERS_CATALOGUE_MANAGE)
APPEAL_REJECTION = declare("providers.appeal_rejection", _P.PROVIDERS_PROVIDER_REGISTER)
APPLY_AGAIN = declare("providers.apply_again", _P.PROVIDERS_PROVIDER_REGISTER)
APPROVE_CATEGORY = declare(
    "providers.approve_category", _P.PROVIDERS_PROVIDER_DECIDE, ties=_TIES, barred=_BARRED, second_factor=True
)
APPROVE_PROVIDER = declare(
    "providers.approve_provider", _P.PROVIDERS_PROVIDER_DECIDE, ties=_TIES, barred=_BARRED, second_factor=True
)
APPROVE_SERVICE_CHANGE = declare(
    "providers.approve_service_change",
    _P.PROVIDERS_PROVIDER_DECIDE,
    ties=_TIES,
    barred=_CHANGE_BARRED,
    second_factor=True,
)
APPROVE_RENEWAL = declare(
    "providers.approve_renewal",
    _P.PROVIDERS_PROVIDER_DECIDE,
    ties=_TIES,
    barred=_RENEWAL_BARRED,
    second_factor=True,
)
ASK_RENEWAL = declare("providers.ask_renewal", _P.PROVIDERS_PROVIDER_REGISTER)
BEGIN_REGISTRATION = declare("providers.begin_registration", _P.PROVIDERS_PROVIDER_REGISTER)
CHANGE_SERVICE = declare("providers.change_service", _P.PROVIDERS_CATALOGUE_MANAGE)
DELIST_PROVIDER = declare(
    "providers.delist_provider", _P.PROVIDERS_PROVIDER_SUSPEND, ties=_TIES, barred=_BARRED, second_factor=True
)
DROP_CATEGORY = declare("providers.drop_category", _P.PROVIDERS_PROVIDER_REGISTER)
DROP_RENEWAL = declare("providers.drop_renewal", _P.PROVIDERS_PROVIDER_REGISTER)
DROP_SERVICE_CHANGE = declare("providers.drop_service_change", _P.PROVIDERS_CATALOGUE_MANAGE)
REINSTATE_PROVIDER = declare(
    "providers.reinstate_provider",
    _P.PROVIDERS_PROVIDER_SUSPEND,
    ties=_TIES,
    barred=_BARRED,
    second_factor=True,
)
REJECT_CATEGORY = declare(
    "providers.reject_category", _P.PROVIDERS_PROVIDER_DECIDE, ties=_TIES, barred=_BARRED, second_factor=True
)
REJECT_PROVIDER = declare(
    "providers.reject_provider", _P.PROVIDERS_PROVIDER_DECIDE, ties=_TIES, barred=_BARRED, second_factor=True
)
REJECT_RENEWAL = declare(
    "providers.reject_renewal",
    _P.PROVIDERS_PROVIDER_DECIDE,
    ties=_TIES,
    barred=_RENEWAL_BARRED,
    second_factor=True,
)
REJECT_SERVICE_CHANGE = declare(
    "providers.reject_service_change",
    _P.PROVIDERS_PROVIDER_DECIDE,
    ties=_TIES,
    barred=_CHANGE_BARRED,
    second_factor=True,
)
REQUEST_CATEGORY = declare("providers.request_category", _P.PROVIDERS_PROVIDER_REGISTER)
RESTORE_SERVICE = declare("providers.restore_service", _P.PROVIDERS_CATALOGUE_MANAGE)
RETURN_PROVIDER = declare(
    "providers.return_provider", _P.PROVIDERS_PROVIDER_DECIDE, ties=_TIES, barred=_BARRED, second_factor=True
)
SAVE_ADDRESS = declare("providers.save_address", _P.PROVIDERS_PROVIDER_REGISTER)
SAVE_PROFILE = declare("providers.save_profile", _P.PROVIDERS_PROVIDER_REGISTER)
SUBMIT_REGISTRATION = declare("providers.submit_registration", _P.PROVIDERS_PROVIDER_REGISTER)
SUSPEND_PROVIDER = declare(
    "providers.suspend_provider",
    _P.PROVIDERS_PROVIDER_SUSPEND,
    ties=_TIES,
    barred=_BARRED,
    second_factor=True,
)
WITHDRAW_CATEGORY = declare(
    "providers.withdraw_category",
    _P.PROVIDERS_PROVIDER_SUSPEND,
    ties=_TIES,
    barred=_BARRED,
    second_factor=True,
)
WITHDRAW_SERVICE = declare("providers.withdraw_service", _P.PROVIDERS_CATALOGUE_MANAGE)
