"""The agreement (ข้อตกลง) on an approved proposal, as a PDF in Thai: what was agreed, who pays, and who agreed when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask_babel import force_locale
from flask_babel import gettext as _

from core.clock import bangkok_date
from core.db import Tx
from core.documents.models import Document
from core.money import Money
from core.pdf.typeset import typeset
from core.thai.places import written_address
from core.thai.writing import baht_words, be_date, be_datetime, grouped_thirteen_digits
from coupons.claims.developments.models import Development
from coupons.coupons.models import Coupon
from coupons.redemptions.models import Redemption
from coupons.redemptions.rules import WhoPays, who_pays
from identity.organisations.models import Organisation
from identity.people.models import Person
from providers.models import Service
from schemes.models import Scheme

MARK = Path(__file__).parents[3] / "static" / "icons" / "mark.svg"
LAYOUT = Path(__file__).with_suffix(".typ")
LANGUAGE = "th"
"""Of the agreement, whatever language its readers read the pages in."""


@dataclass(frozen=True, slots=True)
class AgreementFacts:
    """What the agreement says, as it was when the proposal was approved."""

    development: Development
    scheme: Scheme
    sme: Organisation
    provider: Organisation
    service: Service
    quotation_sha256: bytes
    sender: str
    confirmer: str
    pays: WhoPays
    deliver_by: date
    approved_at: datetime


def agreement_facts(
    tx: Tx, coupon: Coupon, development: Development, redemption: Redemption, now: datetime
) -> AgreementFacts:
    """Read them inside the approval. Both rows are held, the redemption was just made."""
    people = (development.sent_by_id, development.confirmed_by_id)
    found = tx.execute(sa.select(Person.id, Person.full_name).where(Person.id.in_(people)))
    names: dict[int, str] = {row.id: row.full_name for row in found}
    subsidy = Money(redemption.subsidy_satang)
    return AgreementFacts(
        development,
        tx.get(Scheme, coupon.scheme_id),
        tx.get(Organisation, development.sme_id),
        tx.get(Organisation, development.provider_id),
        tx.get(Service, development.service_id),
        tx.get(Document, development.document_id).sha256,
        names[development.sent_by_id],
        names.get(development.confirmed_by_id or 0, ""),
        who_pays(Money(redemption.price_satang), subsidy, coupon.payee_mode),
        redemption.deliver_by,
        now,
    )


def agreement_pdf(facts: AgreementFacts) -> bytes:
    """The agreement as PDF/A. The same facts give the same words."""
    with force_locale(LANGUAGE):
        paper = {
            "language": LANGUAGE,
            "mark": MARK.read_text(),
            "number": file_number(facts.development.id),
            "subtitle": _(
                "Approved on %(day)s under %(scheme)s",
                day=be_date(bangkok_date(facts.approved_at), LANGUAGE, long=True),
                scheme=facts.scheme.name_th,
            ),
            "words": _words(),
            "parts": [_parties(facts), _work(facts), _money(facts), _claim(facts)],
            "acts": _acts(facts),
        }
        return typeset(LAYOUT, paper, dated=bangkok_date(facts.approved_at))


def file_number(development_id: int) -> str:
    """How the agreement is called: by the number of its proposal."""
    return f"DA-{development_id:06d}"


def _words() -> dict[str, str]:
    return {
        "title": _("Development agreement"),
        "system": _("Capability Improvement Coupon"),
        "kept": _("Made and kept electronically by OSMEP"),
        "page": _("Page"),
        "agreed": _("How it was agreed"),
        "how": _(
            "Each person signed in with an account of their own and agreed on the page of the proposal. "
            "What they did is kept in the audit trail, which cannot be changed afterwards."
        ),
        "who": _("Who"),
        "what": _("What they did"),
        "at": _("When"),
    }


def _part(heading: str, *rows: tuple[str, str], sentences: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"heading": heading, "rows": rows, "sentences": sentences}


def _parties(facts: AgreementFacts) -> dict[str, Any]:
    return _part(
        _("The parties"),
        (_("SME"), _named(facts.sme)),
        (_("Provider"), _named(facts.provider)),
        (_("Supported by"), _("Office of Small and Medium Enterprises Promotion (OSMEP)")),
    )


def _named(organisation: Organisation) -> str:
    number = grouped_thirteen_digits(organisation.registration_number)
    where = written_address(organisation.address, organisation.province_code, organisation.postcode, LANGUAGE)
    return "\n".join((organisation.name_th, _("Registration number %(number)s", number=number), where))


def _work(facts: AgreementFacts) -> dict[str, Any]:
    development = facts.development
    period = f"{be_date(development.begins_on, LANGUAGE)} – {be_date(development.ends_on, LANGUAGE)}"
    quotation = _(
        "%(number)s of %(day)s",
        number=development.quotation_number,
        day=be_date(development.quoted_on, LANGUAGE),
    )
    return _part(
        _("The work"),
        (_("Service"), facts.service.name_th),
        (_("The problem today"), development.problem),
        (_("What will be done"), development.work),
        (_("The result that is expected"), development.result),
        (_("From – until"), period),
        (_("Quotation"), quotation),
        (_("Fingerprint of the quotation (SHA-256)"), _grouped(facts.quotation_sha256)),
    )


def _grouped(digest: bytes) -> str:
    """In groups of eight, so that a line can break."""
    return digest.hex(" ", 4)


def _money(facts: AgreementFacts) -> dict[str, Any]:
    pays = facts.pays
    rows = [
        (_("Price"), _amount(pays.price)),
        (_("The SME pays the provider"), _amount(pays.collect)),
    ]
    if pays.subsidy:
        rows.append((_("The state pays back to the SME, at most"), _amount(pays.subsidy)))
    rows.append((_("The SME’s own part"), _amount(pays.own)))
    return _part(_("The price"), *rows)


def _amount(amount: Money) -> str:
    return f"{_('%(amount)s baht', amount=str(amount))} ({baht_words(amount)})"


def _claim(facts: AgreementFacts) -> dict[str, Any]:
    day = be_date(facts.deliver_by, LANGUAGE, long=True)
    return _part(
        _("What each side does"),
        sentences=(
            _("The provider does the work as described, at this price, and gives a tax invoice or receipt."),
            _(
                "The SME pays the full price and files the claim by %(day)s, with the result, the tax invoice or receipt, proof that it paid in full, and its bank account.",
                day=day,
            ),
            _(
                "The provider confirms that it delivered the service and was paid in full, or says what is wrong."
            ),
            _(
                "An officer checks the claim and decides how much of it is paid back; what was not done or not proven is not paid."
            ),
        ),
    )


def _acts(facts: AgreementFacts) -> list[dict[str, str]]:
    development = facts.development
    acts = [
        (
            facts.sender,
            facts.sme.name_th,
            _("Sent the proposal and agreed to the price"),
            development.sent_at,
        ),
        (
            facts.confirmer,
            facts.provider.name_th,
            _("Confirmed the quotation"),
            development.confirmed_at or development.sent_at,
        ),
        (
            _("OSMEP"),
            _("by an officer, whose name is in the audit trail"),
            _("Approved the proposal and reserved the money"),
            facts.approved_at,
        ),
    ]
    return [
        {"person": person, "party": party, "what": what, "at": be_datetime(moment, LANGUAGE)}
        for person, party, what, moment in acts
    ]
