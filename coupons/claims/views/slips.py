"""The slip of a confirmed price: what a consent leads to, on the owner's phone and at the counter."""

from __future__ import annotations

from typing import Any

from flask import render_template

from core.db import db
from core.errors import NotFound
from core.permissions import Permission
from coupons.claims import queries
from coupons.claims.slip import to_share, what_comes_next
from coupons.claims.views.routes import blueprint
from coupons.coupons.queries import left_together
from coupons.states import Party
from web import current_actor, requires
from web.languages import localized

P = Permission


@blueprint.get("/<int:redemption_id>/slip")
@requires(P.COUPONS_REDEMPTION_READ)
def slip(redemption_id: int) -> str:
    """The slip for the two sides of the counter; to the owner alone with what is left. NotFound for staff: they have the file."""
    page = queries.claim_for(db.session(), redemption_id, current_actor())
    if page.side is Party.OSMEP:
        raise NotFound
    return render_template(
        "coupons/slip.html",
        page=page,
        mine=page.side is Party.SME,
        after=what_comes_next(page),
        share=to_share(page),
        **_of_owner(page),
    )


def _of_owner(page: queries.ClaimPage) -> dict[str, Any]:
    """What the owner alone reads: both balances, and the provider's number."""
    if page.side is not Party.SME:
        return {"left_together": None, "providers": []}
    phone = page.provider.phone
    return {
        "left_together": left_together(db.session(), page.redemption.sme_id),
        "providers": [{"name": localized(page.provider, "name"), "phone": phone}] if phone else [],
    }
