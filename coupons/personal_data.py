"""This package's part of what a person may have a copy of (PDPA s.30)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from core.documents.models import Document
from core.labels import words_for
from core.personal_data import (
    Chapter,
    Part,
    PersonalData,
    Subject,
)
from coupons.applications.models import Application, ApplicationVerdict
from coupons.claims.developments.models import Development
from coupons.claims.models import Evidence
from coupons.claims.states import EvidenceKind
from coupons.coupons.models import Coupon
from coupons.redemptions.models import Proposal, Redemption, Scan
from coupons.year_end.models import LineClosing
from identity.organisations.personal_data import acts_for, own_businesses
from identity.organisations.states import Capacity
from schemes.eligibility.explanations import explain


def _applications(subject: Subject) -> Any:
    table = Application
    columns = (table.number, table.need, table.expected_result, table.state, table.created_at)
    return (
        sa.select(*columns, table.submitted_at, table.recommended_at, table.decided_at)
        .where(table.sme_id.in_(own_businesses(subject, Capacity.SME)))
        .order_by(table.id.desc())
    )


def _verdicts(subject: Subject) -> Any:
    table = ApplicationVerdict
    return (
        sa.select(Application.number, table.rule, table.passed, table.facts, table.judged_at)
        .join(Application, Application.id == table.application_id)
        .where(Application.sme_id.in_(own_businesses(subject, Capacity.SME)))
        .order_by(table.id.desc())
    )


def _coupons(subject: Subject) -> Any:
    table = Coupon
    columns = (table.number, table.state, table.size.label("sme_size"), table.share_bp, table.limit_satang)
    return (
        sa.select(*columns, table.spent_satang, table.released_satang)
        .add_columns(table.payee_mode, table.valid_from, table.valid_until, table.funded_until)
        .add_columns(table.issued_at, table.held_at)
        .where(table.sme_id.in_(own_businesses(subject, Capacity.SME)))
        .order_by(table.id.desc())
    )


_PRICE = (
    Proposal.proposed_at,
    Proposal.price_satang,
    Proposal.subsidy_satang,
    Proposal.own_satang,
    Proposal.expires_at,
    Proposal.state,
    Proposal.closed_at,
    Proposal.method,
)


def _prices_received(subject: Subject) -> Any:
    """Why one was refused too: that is its holder's alone, for it may say what is left (decision 23)."""
    own = Coupon.sme_id.in_(own_businesses(subject, Capacity.SME))
    prices = sa.select(*_PRICE, Proposal.refusal).join(Coupon, Coupon.id == Proposal.coupon_id)
    return prices.where(own).order_by(Proposal.id.desc())


def _prices_named(subject: Subject) -> Any:
    own = Proposal.provider_id.in_(own_businesses(subject, Capacity.PROVIDER))
    return sa.select(*_PRICE).where(own).order_by(Proposal.id.desc())


_USE = (
    Redemption.state,
    Redemption.price_satang,
    Redemption.subsidy_satang,
    Redemption.own_satang,
    Redemption.approved_satang,
    Redemption.reserved_at,
    Redemption.deliver_by,
    Redemption.delivered_on,
    Redemption.accept_by,
    Redemption.accepted_at,
    Redemption.accepted_side,
    Redemption.rating,
    Redemption.tax_invoice_number,
    Redemption.tax_invoice_on,
    Redemption.decided_at,
)


def _bought(subject: Subject) -> Any:
    own = Redemption.sme_id.in_(own_businesses(subject, Capacity.SME))
    return sa.select(*_USE, Redemption.comment).where(own).order_by(Redemption.id.desc())


def _rendered(subject: Subject) -> Any:
    own = Redemption.provider_id.in_(own_businesses(subject, Capacity.PROVIDER))
    return sa.select(*_USE).where(own).order_by(Redemption.id.desc())


def _evidence(subject: Subject) -> Any:
    table = Evidence
    return (
        sa.select(table.added_at, table.kind, Document.file_name, table.removed_at)
        .join(Document, Document.id == table.document_id)
        .join(Redemption, Redemption.id == table.redemption_id)
        .where(Redemption.provider_id.in_(own_businesses(subject, Capacity.PROVIDER)))
        .order_by(table.id.desc())
    )


_PROPOSED = (
    Development.quotation_number,
    Development.quoted_on,
    Development.price_satang,
    Development.problem,
    Development.work,
    Development.result,
    Development.begins_on,
    Development.ends_on,
    Development.state,
    Development.sent_at,
    Development.confirmed_at,
    Development.approved_at,
)


def _proposed(subject: Subject) -> Any:
    own = Development.sme_id.in_(own_businesses(subject, Capacity.SME))
    return sa.select(*_PROPOSED).where(own).order_by(Development.id.desc())


def _quoted(subject: Subject) -> Any:
    own = Development.provider_id.in_(own_businesses(subject, Capacity.PROVIDER))
    return sa.select(*_PROPOSED).where(own).order_by(Development.id.desc())


def _scans(subject: Subject) -> Any:
    table = Scan
    return (
        sa.select(table.scanned_at, table.method, table.outcome)
        .where(table.scanned_by_id == subject.person_id)
        .order_by(table.scanned_at.desc())
    )


def _found(facts: dict[str, Any], row: Mapping[str, Any]) -> str:
    """What the rule found, as its page says it; nothing where a verdict of long ago lacks a figure that it says now."""
    try:
        return explain(row["rule"], row["passed"], facts).reason
    except KeyError:
        return ""


PERSONAL_DATA = PersonalData(
    chapters=(
        Chapter(
            "coupons",
            60,
            _l("Coupons"),
            (
                Part("applications", _l("Applications of your business"), _applications),
                Part("verdicts", _l("Result of each rule"), _verdicts),
                Part("coupons", _l("Coupons of your business"), _coupons),
            ),
        ),
        Chapter(
            "services",
            65,
            _l("Prices and services"),
            (
                Part("prices_received", _l("Prices proposed to your business"), _prices_received),
                Part("prices_named", _l("Prices proposed by your business"), _prices_named),
                Part("services_bought", _l("Services bought with coupons"), _bought),
                Part("services_rendered", _l("Services delivered under coupons"), _rendered),
                Part("evidence", _l("Evidence of services"), _evidence),
                Part("scans", _l("Coupons that you scanned"), _scans),
                Part("developments", _l("Development proposals of your business"), _proposed),
                Part("quotations", _l("Development proposals with your quotation"), _quoted),
            ),
        ),
    ),
    heads={
        "accept_by": _l("To be accepted by"),
        "accepted_at": _l("Accepted"),
        "accepted_side": _l("Accepted by"),
        "added_at": _l("When"),
        "approved_satang": _l("Approved"),
        "begins_on": _l("The work begins on"),
        "closed_at": _l("Answered"),
        "comment": _l("Comment"),
        "confirmed_at": _l("Quotation confirmed by the provider"),
        "deliver_by": _l("Deliver by"),
        "delivered_on": _l("Delivered"),
        "ends_on": _l("The work ends on"),
        "expected_result": _l("Expected result"),
        "funded_until": _l("Money carried over until"),
        "held_at": _l("On hold since"),
        "issued_at": _l("Issued"),
        "judged_at": _l("Checked at"),
        "limit_satang": _l("Limit"),
        "method": _l("How"),
        "need": _l("Need"),
        "number": _l("Number"),
        "outcome": _l("Result"),
        "own_satang": _l("Own share"),
        "passed": _l("Met"),
        "payee_mode": _l("Who is paid"),
        "price_satang": _l("Price"),
        "problem": _l("What is the problem today?"),
        "proposed_at": _l("When"),
        "quotation_number": _l("Number of the quotation"),
        "quoted_on": _l("Date of the quotation"),
        "rating": _l("Rating"),
        "recommended_at": _l("Recommended by an officer"),
        "refusal": _l("Reason"),
        "released_satang": _l("Returned"),
        "removed_at": _l("Removed on"),
        "reserved_at": _l("Agreed"),
        "result": _l("What result do you expect?"),
        "rule": _l("Rule"),
        "scanned_at": _l("When"),
        "sent_at": _l("When"),
        "share_bp": _l("Share that the state pays"),
        "spent_satang": _l("Spent"),
        "subsidy_satang": _l("State's share"),
        "tax_invoice_number": _l("Number of the tax invoice"),
        "tax_invoice_on": _l("Date of the tax invoice"),
        "valid_from": _l("Valid from"),
        "work": _l("What will be done?"),
    },
    codes=(
        (
            "documents.kind",
            {kind.value: LazyString(words_for, kind) for kind in EvidenceKind}
            | {"quotation": _l("Quotation")},
        ),
        (
            "forms_sent.route",
            {
                "applications": _l("Applications"),
                "counter": _l("Counter"),
                "coupons": _l("Coupons"),
                "developments": _l("Development proposals"),
                "redemptions": _l("Services and claims"),
                "year_end": _l("Year end"),
            },
        ),
    ),
    readers={"verdicts.facts": _found},
    read_by={
        "application": lambda subject: sa.select(Application.id).where(
            Application.sme_id.in_(acts_for(subject, Capacity.SME))
        ),
        "line_closing": lambda subject: sa.select(LineClosing.id).where(
            LineClosing.submitted_by_id == subject.person_id
        ),
    },
)
