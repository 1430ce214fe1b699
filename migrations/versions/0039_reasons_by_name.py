"""A reason is kept under the name of its enum, without the module that defines it: an enum may move."""

from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

WITHOUT_MODULE = (
    r"UPDATE long_works SET refusal = regexp_replace(refusal, '^[^:]*\.', '') WHERE refusal ~ '^[^:]*\.'"
)
MODULES = {
    "core.commands": ("AuthorityRefusal",),
    "core.documents": ("FileProblem",),
    "core.errors": ("StateReason",),
    "core.typed.problems": ("TypedProblem",),
    "core.work_states": ("WorkRefusal",),
    "coupons.states": ("ApplicationRefusal", "ClaimRefusal", "GiveUpRefusal", "Refusal"),
    "identity.rules": ("AppealRefusal", "IdentityRefusal"),
    "ledger.rules": ("LedgerReason",),
    "payouts.bankfiles.faults": ("BankFileFault",),
    "payouts.states": ("HoldReason", "LineProblem", "PayoutRefusal"),
    "projects.rules": ("ProjectReason",),
    "providers.rules": ("ProviderReason",),
    "smes.rules": ("SmeGate", "SmeReason", "TooLarge"),
}
"""Where the code that wrote the longer form looks for the enums of reasons."""


def upgrade() -> None:
    op.execute(WITHOUT_MODULE)


def back() -> list[str]:
    """The statements that write the modules again."""
    return [
        f"UPDATE long_works SET refusal = '{module}.' || refusal WHERE refusal ~ '^({'|'.join(names)}):'"
        for module, names in MODULES.items()
    ]


def downgrade() -> None:
    for statement in back():
        op.execute(statement)
