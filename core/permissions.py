"""Every permission and every role, and which role holds what. One enum, one matrix; docs and tests read them."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """`package:resource:action`, alphabetical; a house test keeps the order."""

    AUDIT_TRAIL_READ = "audit:trail:read"
    COUPONS_APPLICATION_APPEAL = "coupons:application:appeal"
    COUPONS_APPLICATION_APPLY = "coupons:application:apply"
    COUPONS_APPLICATION_DECIDE = "coupons:application:decide"
    COUPONS_APPLICATION_READ = "coupons:application:read"
    COUPONS_APPLICATION_REVIEW = "coupons:application:review"
    COUPONS_COUPON_CANCEL = "coupons:coupon:cancel"
    COUPONS_COUPON_CONSENT = "coupons:coupon:consent"
    COUPONS_COUPON_GIVE_UP = "coupons:coupon:give_up"
    COUPONS_COUPON_HOLD = "coupons:coupon:hold"
    COUPONS_COUPON_READ = "coupons:coupon:read"
    COUPONS_COUPON_REISSUE = "coupons:coupon:reissue"
    COUPONS_COUPON_SCAN = "coupons:coupon:scan"
    COUPONS_PROPOSAL_PROPOSE = "coupons:proposal:propose"
    COUPONS_REDEMPTION_ACCEPT = "coupons:redemption:accept"
    COUPONS_REDEMPTION_CANCEL = "coupons:redemption:cancel"
    COUPONS_REDEMPTION_DECIDE = "coupons:redemption:decide"
    COUPONS_REDEMPTION_DELIVER = "coupons:redemption:deliver"
    COUPONS_REDEMPTION_DISPUTE = "coupons:redemption:dispute"
    COUPONS_REDEMPTION_READ = "coupons:redemption:read"
    HOUSE_DEADLINES_READ = "house:deadlines:read"
    HOUSE_HOLIDAYS_MANAGE = "house:holidays:manage"
    IDENTITY_ACCOUNT_MANAGE = "identity:account:manage"
    IDENTITY_BANK_ACCOUNT_MANAGE = "identity:bank_account:manage"
    IDENTITY_BANK_ACCOUNT_VERIFY = "identity:bank_account:verify"
    IDENTITY_MEMBER_MANAGE = "identity:member:manage"
    IDENTITY_ORGANISATION_CHANGE = "identity:organisation:change"
    """To ask that a lost owner be replaced."""
    IDENTITY_ORGANISATION_CONFIRM = "identity:organisation:confirm"
    IDENTITY_ORGANISATION_READ = "identity:organisation:read"
    IDENTITY_SELF_MANAGE = "identity:self:manage"
    IDENTITY_STAFF_CONFIRM = "identity:staff:confirm"
    IDENTITY_STAFF_MANAGE = "identity:staff:manage"
    PAYOUTS_BATCH_APPROVE = "payouts:batch:approve"
    PAYOUTS_BATCH_CLOSE = "payouts:batch:close"
    PAYOUTS_BATCH_DRAFT = "payouts:batch:draft"
    PAYOUTS_BATCH_READ = "payouts:batch:read"
    PAYOUTS_BATCH_RELEASE = "payouts:batch:release"
    PAYOUTS_CLAIM_DISPUTE = "payouts:claim:dispute"
    """To take an approved claim back from payment."""
    PAYOUTS_MONEY_PATH_READ = "payouts:money_path:read"
    PAYOUTS_PAYABLE_HOLD = "payouts:payable:hold"
    PAYOUTS_PAYABLE_READ = "payouts:payable:read"
    PAYOUTS_PAYOUT_READ = "payouts:payout:read"
    """What one's own organisation is owed and was paid: its owners' business."""
    PAYOUTS_STATEMENT_IMPORT = "payouts:statement:import"
    PAYOUTS_STATEMENT_MATCH = "payouts:statement:match"
    PAYOUTS_STATEMENT_READ = "payouts:statement:read"
    PROJECTS_BUDGET_APPROPRIATE = "projects:budget:appropriate"
    PROJECTS_BUDGET_APPROVE = "projects:budget:approve"
    PROJECTS_PLAN_APPROVE = "projects:plan:approve"
    PROJECTS_PLAN_DRAFT = "projects:plan:draft"
    PROJECTS_PROJECT_APPROVE = "projects:project:approve"
    PROJECTS_PROJECT_DRAFT = "projects:project:draft"
    PROJECTS_PROJECT_READ = "projects:project:read"
    PROJECTS_SCHEME_APPROVE = "projects:scheme:approve"
    PROJECTS_SCHEME_DRAFT = "projects:scheme:draft"
    PROJECTS_SCHEME_OPERATE = "projects:scheme:operate"
    PROVIDERS_CATALOGUE_MANAGE = "providers:catalogue:manage"
    PROVIDERS_PROVIDER_DECIDE = "providers:provider:decide"
    PROVIDERS_PROVIDER_LIST = "providers:provider:list"
    PROVIDERS_PROVIDER_READ = "providers:provider:read"
    PROVIDERS_PROVIDER_REGISTER = "providers:provider:register"
    PROVIDERS_PROVIDER_SUSPEND = "providers:provider:suspend"
    SMES_SME_DECIDE = "smes:sme:decide"
    SMES_SME_LIST = "smes:sme:list"
    SMES_SME_READ = "smes:sme:read"
    SMES_SME_REGISTER = "smes:sme:register"
    SMES_SME_SUSPEND = "smes:sme:suspend"


class Role(StrEnum):
    """A capacity in which a person acts. Staff roles are given per unit; member roles per organisation."""

    PERSON = "person"
    """Any signed-in person, before choosing whom to act for."""
    SME_OWNER = "sme_owner"
    SME_MEMBER = "sme_member"
    SME_CONSENTER = "sme_consenter"
    """Holds the consent right, granted by the SME's owner (docs/architecture.md#terms)."""
    PROVIDER_OWNER = "provider_owner"
    PROVIDER_CASHIER = "provider_cashier"
    PLAN_OFFICER = "plan_officer"
    """ฝกค.: drafts plans, projects, schemes."""
    PLAN_APPROVER = "plan_approver"
    """Records the resolution that approves a plan, project or scheme."""
    PROGRAMME_OFFICER = "programme_officer"
    """ฝสส. and ฝปก.: reviews SMEs, providers and applications."""
    PROGRAMME_APPROVER = "programme_approver"
    """Decides what an officer reviewed; hears appeals."""
    CLAIM_OFFICER = "claim_officer"
    """Checks evidence and approves claims."""
    FINANCE_OFFICER = "finance_officer"
    """ส่วนบัญชีและงบประมาณ: appropriates, batches, imports the bank's reports."""
    FINANCE_APPROVER = "finance_approver"
    FINANCE_RELEASER = "finance_releaser"
    AUDITOR = "auditor"
    """Reads everything, changes nothing."""
    ADMINISTRATOR = "administrator"
    """Gives and takes staff roles, keeps the list of public holidays; touches no money, no decision."""


PROVIDER_ROLES = frozenset({Role.PROVIDER_OWNER, Role.PROVIDER_CASHIER})
"""Whoever acts for a provider has one of them."""


P = Permission

_SME = frozenset(
    {
        P.COUPONS_APPLICATION_READ,
        P.COUPONS_COUPON_READ,
        P.COUPONS_REDEMPTION_READ,
        P.IDENTITY_ORGANISATION_READ,
        P.IDENTITY_SELF_MANAGE,
        P.SMES_SME_READ,
    }
)
_PROVIDER = frozenset(
    {
        P.COUPONS_COUPON_SCAN,
        P.COUPONS_PROPOSAL_PROPOSE,
        P.COUPONS_REDEMPTION_CANCEL,
        P.COUPONS_REDEMPTION_DELIVER,
        P.COUPONS_REDEMPTION_READ,
        P.IDENTITY_ORGANISATION_READ,
        P.IDENTITY_SELF_MANAGE,
        P.PROVIDERS_PROVIDER_READ,
    }
)
_STAFF = frozenset(
    {
        P.COUPONS_APPLICATION_READ,
        P.COUPONS_COUPON_READ,
        P.COUPONS_REDEMPTION_READ,
        P.HOUSE_DEADLINES_READ,
        P.IDENTITY_ORGANISATION_READ,
        P.IDENTITY_SELF_MANAGE,
        P.PAYOUTS_MONEY_PATH_READ,
        P.PROJECTS_PROJECT_READ,
        P.PROVIDERS_PROVIDER_LIST,
        P.PROVIDERS_PROVIDER_READ,
        P.SMES_SME_LIST,
        P.SMES_SME_READ,
    }
)
_FINANCE = _STAFF | {P.PAYOUTS_BATCH_READ, P.PAYOUTS_PAYABLE_READ, P.PAYOUTS_STATEMENT_READ}

MATRIX: dict[Role, frozenset[Permission]] = {
    Role.PERSON: frozenset({P.IDENTITY_SELF_MANAGE, P.PROVIDERS_PROVIDER_REGISTER, P.SMES_SME_REGISTER}),
    Role.SME_OWNER: _SME
    | {
        P.COUPONS_APPLICATION_APPEAL,
        P.COUPONS_APPLICATION_APPLY,
        P.COUPONS_COUPON_GIVE_UP,
        P.COUPONS_REDEMPTION_ACCEPT,
        P.COUPONS_REDEMPTION_CANCEL,
        P.COUPONS_REDEMPTION_DISPUTE,
        P.COUPONS_COUPON_REISSUE,
        P.IDENTITY_BANK_ACCOUNT_MANAGE,
        P.IDENTITY_MEMBER_MANAGE,
        P.PAYOUTS_PAYOUT_READ,
        P.SMES_SME_REGISTER,
    },
    Role.SME_MEMBER: _SME
    | {P.COUPONS_APPLICATION_APPLY, P.COUPONS_REDEMPTION_ACCEPT, P.COUPONS_REDEMPTION_DISPUTE},
    Role.SME_CONSENTER: frozenset({P.COUPONS_COUPON_CONSENT}),
    Role.PROVIDER_OWNER: _PROVIDER
    | {
        P.COUPONS_REDEMPTION_DISPUTE,
        P.IDENTITY_BANK_ACCOUNT_MANAGE,
        P.IDENTITY_MEMBER_MANAGE,
        P.PAYOUTS_PAYOUT_READ,
        P.PROVIDERS_CATALOGUE_MANAGE,
        P.PROVIDERS_PROVIDER_REGISTER,
    },
    Role.PROVIDER_CASHIER: _PROVIDER,
    Role.PLAN_OFFICER: _STAFF | {P.PROJECTS_PLAN_DRAFT, P.PROJECTS_PROJECT_DRAFT, P.PROJECTS_SCHEME_DRAFT},
    Role.PLAN_APPROVER: _STAFF
    | {
        P.IDENTITY_STAFF_CONFIRM,
        P.PROJECTS_BUDGET_APPROVE,
        P.PROJECTS_PLAN_APPROVE,
        P.PROJECTS_PROJECT_APPROVE,
        P.PROJECTS_SCHEME_APPROVE,
        P.PROJECTS_SCHEME_OPERATE,
    },
    Role.PROGRAMME_OFFICER: _STAFF
    | {
        P.COUPONS_APPLICATION_REVIEW,
        P.COUPONS_COUPON_HOLD,
        P.IDENTITY_ORGANISATION_CHANGE,
        P.PROVIDERS_PROVIDER_DECIDE,
        P.SMES_SME_DECIDE,
    },
    Role.PROGRAMME_APPROVER: _STAFF
    | {
        P.COUPONS_APPLICATION_DECIDE,
        P.COUPONS_COUPON_CANCEL,
        P.COUPONS_COUPON_HOLD,
        P.COUPONS_COUPON_REISSUE,
        P.IDENTITY_ORGANISATION_CHANGE,
        P.IDENTITY_ORGANISATION_CONFIRM,
        P.IDENTITY_STAFF_CONFIRM,
        P.PROVIDERS_PROVIDER_DECIDE,
        P.PROVIDERS_PROVIDER_SUSPEND,
        P.SMES_SME_DECIDE,
        P.SMES_SME_SUSPEND,
    },
    Role.CLAIM_OFFICER: _STAFF
    | {P.COUPONS_REDEMPTION_DECIDE, P.COUPONS_REDEMPTION_DISPUTE, P.PAYOUTS_CLAIM_DISPUTE},
    Role.FINANCE_OFFICER: _FINANCE
    | {
        P.IDENTITY_BANK_ACCOUNT_VERIFY,
        P.PAYOUTS_BATCH_CLOSE,
        P.PAYOUTS_BATCH_DRAFT,
        P.PAYOUTS_PAYABLE_HOLD,
        P.PAYOUTS_STATEMENT_IMPORT,
        P.PAYOUTS_STATEMENT_MATCH,
        P.PROJECTS_BUDGET_APPROPRIATE,
    },
    Role.FINANCE_APPROVER: _FINANCE
    | {
        P.IDENTITY_STAFF_CONFIRM,
        P.PAYOUTS_BATCH_APPROVE,
        P.PAYOUTS_PAYABLE_HOLD,
        P.PAYOUTS_STATEMENT_MATCH,
    },
    Role.FINANCE_RELEASER: _FINANCE | {P.PAYOUTS_BATCH_RELEASE},
    Role.AUDITOR: _FINANCE | {P.AUDIT_TRAIL_READ},
    Role.ADMINISTRATOR: frozenset(
        {
            P.HOUSE_DEADLINES_READ,
            P.HOUSE_HOLIDAYS_MANAGE,
            P.IDENTITY_ACCOUNT_MANAGE,
            P.IDENTITY_SELF_MANAGE,
            P.IDENTITY_STAFF_CONFIRM,
            P.IDENTITY_STAFF_MANAGE,
        }
    ),
}

STAFF_ROLES = frozenset(Role) - {
    Role.PERSON,
    Role.SME_OWNER,
    Role.SME_MEMBER,
    Role.SME_CONSENTER,
    Role.PROVIDER_OWNER,
    Role.PROVIDER_CASHIER,
}
"""Roles that OSMEP's administrator gives; each needs a second factor."""
