"""What a coupon says on paper."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _

from core import clock
from core.db import db
from core.money import Money
from core.settings.contact import HELP_TELEPHONE
from core.thai import places
from coupons.coupons import keys, queries
from coupons.coupons.models import Coupon
from coupons.coupons.pdf_layout import Bilingual, CouponPdfView
from schemes.states import PayeeMode


def coupon_paper(found: Coupon, today: date) -> CouponPdfView:
    """Return what is printed: its code as it is now, and the terms of who pays and who is paid."""
    generation = queries.key_generation(db.session(), found)
    code = keys.code_of(found, generation)
    scheme, organisation, category = found.scheme, found.sme.organisation, found.category
    province = organisation.province_code
    reimburses = bool(found.share_bp) and found.payee_mode is PayeeMode.REIMBURSE_SME
    return CouponPdfView(
        number=found.number,
        code=code,
        qr_url=keys.qr_url(code, generation),
        scheme=Bilingual(scheme.name_th, scheme.name_en),
        project=Bilingual(scheme.project.name_th, scheme.project.name_en),
        coupon_type=Bilingual(category.name_th, category.name_en),
        categories=(Bilingual(category.name_th, category.name_en),),
        sme=Bilingual(organisation.name_th, organisation.name_en),
        sme_id13=organisation.registration_number,
        province=Bilingual(places.province_name(province, "th"), places.province_name(province, "en")),
        limit=Money(found.limit_satang),
        remaining=found.remaining,
        share_bp=found.share_bp,
        issued_on=clock.bangkok_date(found.issued_at),
        valid_until=found.valid_until,
        printed_on=today,
        reimburses=reimburses,
        terms=_terms(reimburses=reimburses),
        contact=_("SME Call Center of OSMEP, telephone %(telephone)s", telephone=HELP_TELEPHONE),
    )


def _terms(*, reimburses: bool) -> tuple[str, ...]:
    pay, keep = (
        (
            _("Pay the provider the full price and keep the proof: without it nothing is paid back to you."),
            _("The provider must not give you back any part of the price or pay you for using the coupon."),
        )
        if reimburses
        else (
            _("Pay your own share to the provider and keep the proof: without it the claim is not approved."),
            _("The provider must not give you back your share or pay you for using the coupon."),
        )
    )
    confirm = _("The state's share is paid only for a price that you confirm yourself.")
    return confirm, pay, keep, _("Show the code only to the provider whose service you use.")
