"""The commands on smes: who may run each, and what excludes a person from it (docs/commands.md)."""

from __future__ import annotations

from core.commands import Tie, declare
from core.permissions import Permission
from identity.organisations.rules import AppealRefusal
from smes.rules import SmeReason

_P = Permission
_TIES = {Tie.SME}
_BARRED = {"submitter": SmeReason.OWN_SUBMISSION, "first_decider": AppealRefusal.TO_ANOTHER}
_UPDATE_BARRED = {"sayer": SmeReason.OWN_SUBMISSION}

ADD_DOCUMENT = declare("smes.add_document", _P.SMES_SME_REGISTER)
APPEAL_REJECTION = declare("smes.appeal_rejection", _P.SMES_SME_REGISTER)
APPLY_AGAIN = declare("smes.apply_again", _P.SMES_SME_REGISTER)
BEGIN_REGISTRATION = declare("smes.begin_registration", _P.SMES_SME_REGISTER)
CONFIRM_UPDATE = declare(
    "smes.confirm_update", _P.SMES_SME_DECIDE, ties=_TIES, barred=_UPDATE_BARRED, second_factor=True
)
REINSTATE_SME = declare(
    "smes.reinstate_sme", _P.SMES_SME_SUSPEND, ties=_TIES, barred=_BARRED, second_factor=True
)
REJECT_SME = declare(
    "smes.reject_sme", _P.SMES_SME_DECIDE, _P.SMES_SME_SUSPEND, ties=_TIES, barred=_BARRED, second_factor=True
)
REMOVE_DOCUMENT = declare("smes.remove_document", _P.SMES_SME_REGISTER)
RETURN_SME = declare("smes.return_sme", _P.SMES_SME_DECIDE, ties=_TIES, barred=_BARRED, second_factor=True)
RETURN_UPDATE = declare(
    "smes.return_update", _P.SMES_SME_DECIDE, ties=_TIES, barred=_UPDATE_BARRED, second_factor=True
)
SAVE_ADDRESS = declare("smes.save_address", _P.SMES_SME_REGISTER)
SAVE_DECLARATIONS = declare("smes.save_declarations", _P.SMES_SME_REGISTER)
SAVE_FIGURES = declare("smes.save_figures", _P.SMES_SME_REGISTER)
SUBMIT_REGISTRATION = declare("smes.submit_registration", _P.SMES_SME_REGISTER)
SUSPEND_SME = declare("smes.suspend_sme", _P.SMES_SME_SUSPEND, ties=_TIES, barred=_BARRED, second_factor=True)
VERIFY_SME = declare("smes.verify_sme", _P.SMES_SME_DECIDE, ties=_TIES, barred=_BARRED, second_factor=True)
WITHDRAW_UPDATE = declare("smes.withdraw_update", _P.SMES_SME_REGISTER)
