"""The words of the gates and rules, and of where each comes from."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.labels import Labels
from schemes.eligibility.states import EligibilityRule, RuleSource, SmeGate
from schemes.terms.labels import LABELS as LIMIT_LABELS

_R = EligibilityRule
LABELS = (
    *LIMIT_LABELS,
    Labels(
        {
            SmeGate.THAI_MAJORITY: _l("Thai nationals own more than half"),
            SmeGate.NOT_BANKRUPT: _l("Not bankrupt or in receivership"),
            SmeGate.LAWFUL_BUSINESS: _l("Lawful business that is not against public morals"),
            SmeGate.NOT_BARRED: _l("Not barred from assistance of the Fund"),
            SmeGate.TAXES_FILED: _l("Taxes are filed"),
        }
    ),
    Labels(
        {
            _R.SME_VERIFIED: _l("The business is verified"),
            _R.SIZE_COVERED: _l("Size covered"),
            _R.SECTOR_COVERED: _l("Sector covered"),
            _R.PROVINCE_COVERED: _l("Province covered"),
            _R.THAI_MAJORITY: _l("Thai nationals own more than half"),
            _R.TAXES_FILED: _l("Taxes are filed"),
            _R.NOT_BANKRUPT: _l("Not bankrupt or in receivership"),
            _R.NOT_BARRED: _l("Not barred from assistance of the Fund"),
            _R.LAWFUL_BUSINESS: _l("Lawful business that is not against public morals"),
            _R.SCHEME_OPEN: _l("The scheme is open"),
            _R.WITHIN_WINDOW: _l("Within the application period"),
            _R.OPEN_COUPONS_BELOW_LIMIT: _l("Within the coupon limit"),
            _R.AWARDS_BELOW_LIMIT: _l("Within the number of coupons for one business"),
            _R.CATEGORY_BELOW_LIMIT: _l("Within the number of coupons for this kind of service"),
            _R.SME_MONEY_LEFT: _l("Within the amount for one business"),
            _R.NO_DOUBLE_SUPPORT: _l("No duplicate support"),
            _R.MONEY_AVAILABLE: _l("Money is available"),
        }
    ),
    Labels(
        {
            RuleSource.SIZE_REGULATION: _l(
                "Ministerial Regulation on the Characteristics of Small and Medium Enterprises B.E. 2562, published in the Royal Gazette on 7 January 2020"
            ),
            RuleSource.SME_GATE: _l("OSMEP's conditions for every SME it supports"),
            RuleSource.SCHEME_RESOLUTION: _l("The resolution that approved this scheme"),
            RuleSource.NO_DUPLICATION: _l("SME Promotion Plan 4: no duplicated support"),
            RuleSource.BUDGET: _l("The budget of this scheme"),
        }
    ),
)
