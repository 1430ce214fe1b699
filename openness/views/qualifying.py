"""Who may have a coupon: the rules, and six questions that apply them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask import render_template, request

from core import clock
from core.db import db
from core.money import Money
from coupons.applications.offers import public_outlooks
from coupons.applications.prospects import Outlook
from coupons.limits import time_to_appeal
from coupons.states import CORRECTION_LIMIT
from openness import checking, queries
from openness.forms import CheckForm
from openness.views.blueprint import blueprint, cached
from schemes.eligibility.facts import available_by_scheme
from schemes.eligibility.rules import SOURCES
from schemes.eligibility.states import CHOSEN, EligibilityRule
from schemes.models import SchemeVersion
from schemes.states import Sector, SmeSize
from schemes.versions.presenter import coming_rows
from schemes.versions.queries import coming_versions
from smes.rules import LIMITS, size_of
from smes.views.blueprint import tie_break
from web import public


def _ids(versions: Sequence[SchemeVersion]) -> list[int]:
    return [version.scheme_id for version in versions]


def _outlooks(versions: Sequence[SchemeVersion], today: date) -> dict[int, Outlook]:
    free = available_by_scheme(db.session(), _ids(versions), today)
    return public_outlooks(db.session(), versions, free)


@blueprint.get("/check")
@public
def check() -> str:
    """Six questions: which schemes a business could have a coupon of, and what the state would pay. Nothing is kept."""
    today = clock.bangkok_date(clock.now())
    form = CheckForm(request.args)
    if not (form.is_asked and form.validate()):
        return render_template("openness/check.html", form=form, found=None)
    answers = form.answers()
    sizing = size_of(answers.sector, answers.employees, answers.revenue, tie_break())
    versions = queries.published_schemes(db.session(), today)
    return render_template(
        "openness/check.html",
        form=form,
        found=checking.check(db.session(), versions, answers, sizing, today),
        sizing=sizing,
        today=today,
        outlooks=_outlooks(versions, today),
    )


@blueprint.get("/rules")
@public
@cached
def rules() -> str:
    """Who may have a coupon, scheme by scheme, and the rules that hold for all."""
    today = clock.bangkok_date(clock.now())
    versions = queries.published_schemes(db.session(), today, *queries.RULES)
    return render_template(
        "openness/rules.html",
        versions=versions,
        coming=coming_rows(versions, coming_versions(db.session(), _ids(versions), today)),
        outlooks=_outlooks(versions, today),
        today=today,
        sizes=SmeSize,
        sectors=Sector,
        limits=LIMITS,
        to_correct=CORRECTION_LIMIT,
        to_appeal=time_to_appeal(),
        money_of=Money,
        tie_break=tie_break(),
        sources=SOURCES,
        gate=[
            rule
            for rule in EligibilityRule
            if rule not in CHOSEN | {EligibilityRule.SIZE_COVERED, EligibilityRule.SECTOR_COVERED}
            and rule is not EligibilityRule.PROVINCE_COVERED
        ],
    )
