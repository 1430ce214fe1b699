"""A newer price supersedes the open one, and a provider can withdraw it; two alike are never open at once."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

TABLE = "proposals"
STATES = ("open", "consented", "declined", "refused", "lapsed")
NEW_STATES = ("superseded", "withdrawn")
REFUSALS = (
    "coupon_not_open",
    "coupon_expired",
    "scheme_not_open",
    "delivery_window_over",
    "provider_not_approved",
    "category_not_approved",
    "accreditation_expired",
    "service_withdrawn",
    "price_outside_range",
    "sme_not_verified",
    "tied_to_provider",
    "not_enough_left",
    "scan_too_old",
    "too_many_prices",
    "proposal_lapsed",
    "proposal_declined",
    "wrong_code",
    "too_many_wrong_codes",
    "only_tap_today",
)
NEW_REFUSALS = ("proposal_superseded", "proposal_withdrawn", "price_confirmed")
OPEN = sa.text("state = 'open'")


def _only(name: str, column: str, values: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{value}'" for value in values)
    op.execute(
        f"ALTER TABLE {TABLE} DROP CONSTRAINT {name}, ADD CONSTRAINT {name} CHECK ({column} IN ({listed}))"
    )


def upgrade() -> None:
    _only("ck_proposals_proposalstate", "state", STATES + NEW_STATES)
    _only("ck_proposals_refusal", "refusal", REFUSALS + NEW_REFUSALS)
    op.execute(
        """
        UPDATE proposals p SET state = 'superseded', closed_at = now()
        WHERE p.state = 'open' AND EXISTS (
            SELECT FROM proposals newer
            WHERE newer.state = 'open' AND newer.id > p.id AND newer.coupon_id = p.coupon_id
                AND newer.provider_id = p.provider_id
                AND (newer.scan_id = p.scan_id OR newer.service_id = p.service_id)
        )
        """
    )
    op.create_index("uq_proposals_open_of_scan", TABLE, ["scan_id"], unique=True, postgresql_where=OPEN)
    op.create_index(
        "uq_proposals_open_of_service",
        TABLE,
        ["coupon_id", "provider_id", "service_id"],
        unique=True,
        postgresql_where=OPEN,
    )


def downgrade() -> None:
    op.drop_index("uq_proposals_open_of_service", table_name=TABLE)
    op.drop_index("uq_proposals_open_of_scan", table_name=TABLE)
    op.execute("UPDATE proposals SET state = 'lapsed' WHERE state IN ('superseded', 'withdrawn')")
    _only("ck_proposals_refusal", "refusal", REFUSALS)
    _only("ck_proposals_proposalstate", "state", STATES)
