"""Terms of a scheme limit one price and one SME."""

import sqlalchemy as sa
from alembic import op

revision = "0067"
down_revision = "0066"
branch_labels = None
depends_on = None

PERIODS = ("year", "rolling", "lifetime")
AMOUNTS = ("price_cap_satang", "least_own_satang", "sme_cap_satang")
NUMBERS = (
    "least_own_bp",
    "max_awards",
    "max_per_category",
    "awards_years",
    "sme_cap_years",
    "sme_cap_month",
)
CHECKS = {
    "price_limits": "price_cap_satang > 0 AND least_own_satang > 0 AND least_own_bp BETWEEN 1 AND 10000",
    "award_limits": (
        "max_awards > 0 AND max_per_category > 0 AND awards_years > 0 AND (awards_years IS NULL"
        " OR max_awards IS NOT NULL OR max_per_category IS NOT NULL)"
    ),
    "sme_cap_whole": (
        "sme_cap_satang > 0 AND sme_cap_years > 0 AND sme_cap_month BETWEEN 1 AND 12"
        " AND (sme_cap_satang IS NULL) = (sme_cap_period IS NULL)"
        " AND (sme_cap_years IS NOT NULL) = coalesce(sme_cap_period = 'rolling', false)"
        " AND (sme_cap_month IS NOT NULL) = coalesce(sme_cap_period = 'year', false)"
    ),
}
RULES = (
    "sme_verified",
    "size_covered",
    "sector_covered",
    "province_covered",
    "thai_majority",
    "taxes_filed",
    "not_bankrupt",
    "not_barred",
    "lawful_business",
    "scheme_open",
    "within_window",
    "open_coupons_below_limit",
    "no_double_support",
    "money_available",
)
NEW_RULES = ("awards_below_limit", "category_below_limit", "sme_money_left")


def upgrade() -> None:
    with op.get_context().autocommit_block():  # what is stored is read without holding up those who write
        _judge((*RULES, *NEW_RULES))
    for name in AMOUNTS:
        op.add_column("scheme_versions", sa.Column(name, sa.BigInteger()))
    for name in NUMBERS:
        op.add_column("scheme_versions", sa.Column(name, sa.Integer()))
    op.add_column("scheme_versions", sa.Column("sme_cap_period", sa.String(length=40)))
    op.create_check_constraint(
        op.f("ck_scheme_versions_capperiod"),
        "scheme_versions",
        f"sme_cap_period IN ({', '.join(repr(each) for each in PERIODS)})",
    )
    for name, words in CHECKS.items():
        op.create_check_constraint(op.f(f"ck_scheme_versions_{name}"), "scheme_versions", words)


def _judge(rules: tuple[str, ...]) -> None:
    """Which rules a stored verdict may be of."""
    listed = ", ".join(f"'{each}'" for each in rules)
    table, name = "application_verdicts", "ck_application_verdicts_eligibilityrule"
    op.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}")
    op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK (rule IN ({listed})) NOT VALID")
    op.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT {name}")


def downgrade() -> None:
    _judge(RULES)
    for name in (*CHECKS, "capperiod"):
        op.drop_constraint(op.f(f"ck_scheme_versions_{name}"), "scheme_versions", type_="check")
    for name in ("sme_cap_period", *NUMBERS, *AMOUNTS):
        op.drop_column("scheme_versions", name)
