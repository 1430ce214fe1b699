"""What the pages of claims show: the state, whose turn it is, what this reader may do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.actor import Actor
from core.calendar.due import due_on
from core.clock import bangkok_date, bangkok_midnight
from core.labels import words_for
from core.permissions import Permission
from core.terms import PAYMENT_STANDARD
from core.thai.writing import be_date
from coupons.claims import commands
from coupons.claims.guides import guide_of
from coupons.claims.operations import cut_of
from coupons.claims.payment_status import PaymentStatusNote
from coupons.claims.queries import ClaimPage
from coupons.claims.rules import open_for_evidence
from coupons.claims.states import EvidenceKind
from coupons.redemptions.labels import claim_news
from coupons.redemptions.models import Redemption
from coupons.redemptions.operations import overdue
from coupons.redemptions.rules import WhoPays
from coupons.redemptions.states import REDEMPTION_MACHINE, RedemptionState
from coupons.states import REVIEW_LIMIT, Party
from web.languages import localized
from web.pages.steps import Stage, Turn

_R, _P = RedemptionState, Permission
DECISIONS = (_P.COUPONS_REDEMPTION_DECIDE, _P.COUPONS_REDEMPTION_DISPUTE, _P.PAYOUTS_CLAIM_DISPUTE)
"""What an officer who is connected with either side leaves to others."""


def evidence_words(kind: EvidenceKind, pays: WhoPays) -> str:
    """What a kind of evidence proves: who is reimbursed proves that the whole price was paid."""
    if kind is EvidenceKind.PROOF_OF_OWN_SHARE and pays.reimburses:
        return str(_("Proof that the business paid the full price"))
    return words_for(kind)


FROM_THE_SME = (EvidenceKind.PROOF_OF_OWN_SHARE, EvidenceKind.OTHER)
"""What the SME may add: it proves what it paid itself."""


def missing_words(page: ClaimPage) -> list[str]:
    """What evidence is missing, in sentences; to the SME, from whom."""
    if page.filer is Party.SME:
        named = ", ".join(evidence_words(kind, page.pays) for kind in page.missing)
        return [_("Still missing: %(kinds)s", kinds=named)]
    sentences = []
    for own in (False, True):
        kinds = [kind for kind in page.missing if page.side is not Party.SME or own is (kind in FROM_THE_SME)]
        named = ", ".join(evidence_words(kind, page.pays) for kind in kinds)
        if page.side is not Party.SME:
            return [_("Still missing: %(kinds)s", kinds=named)]
        if kinds and own:
            sentences.append(_("Still to be added by you or the provider: %(kinds)s.", kinds=named))
        elif kinds:
            sentences.append(_("Still to be added by the provider: %(kinds)s.", kinds=named))
    return sentences


@dataclass(frozen=True, slots=True)
class Allowed:
    """What this reader may do here now; the services check the same again under the lock."""

    add_evidence: bool
    deliver: bool
    file: bool
    """The SME files its claim: deliver, where it is paid back."""
    resubmit: bool
    accept: bool
    confirm: bool
    """The provider confirms the claim: accept, where the SME is paid back."""
    dispute: bool
    take_back_from_payment: bool
    cancel: bool
    decide: bool
    close: bool
    accept_for_sme: bool
    settle: bool
    reject: bool

    @property
    def staff_actions(self) -> bool:
        """Whether an officer has any action here."""
        return self.decide or self.close or self.accept_for_sme or self.settle or self.reject


_PLACE: Mapping[RedemptionState, int] = {
    _R.RESERVED: 1,
    _R.DELIVERED: 2,
    _R.RETURNED: 3,
    _R.ACCEPTED: 3,
    _R.DISPUTED: 3,
    _R.APPROVED: 4,
    _R.PAID: 5,
    _R.CLOSED: 5,
}
"""How many stages of the way are done."""
_STOPPED: Mapping[RedemptionState, tuple[int, Any]] = {
    _R.CANCELLED: (1, _l("Cancelled")),
    _R.LAPSED: (1, _l("Not delivered in time")),
    _R.REJECTED: (3, _l("Claim rejected")),
}


def _said_so(page: ClaimPage) -> str:
    """The stage at which the side that did not file says that it is so."""
    by_officer = page.redemption.accepted_side is Party.OSMEP
    if page.filer is Party.SME:
        return _("Confirmed by an officer") if by_officer else _("Confirmation by the provider")
    return _("Accepted by an officer") if by_officer else _("Acceptance by the business")


def steps(page: ClaimPage) -> list[Stage]:
    """From price to payment: with dates, and where it stopped. Named as tasks: a stage may still be to do."""
    redemption = page.redemption
    filed_by_sme = page.filer is Party.SME
    way = [
        (_("Price confirmed"), redemption.reserved_at),
        (
            (_("Delivery, payment and claim"), redemption.delivered_at)
            if filed_by_sme
            else (_("Delivery"), redemption.delivered_on)
        ),
        (_said_so(page), redemption.accepted_at),
        (_("Check of the evidence"), redemption.decided_at),
        (_("Payment") if redemption.line_id is not None else _("Completion"), redemption.state_since),
    ]
    stopped = _STOPPED.get(redemption.state)
    disputed = redemption.state is _R.DISPUTED
    done = (
        stopped[0]
        if stopped
        else 2
        if disputed and redemption.accepted_at is None
        else _PLACE[redemption.state]
    )
    if disputed:
        way[done] = (_("Dispute: an officer listens to both sides"), redemption.state_since)
    stages = [
        Stage(
            label,
            "done" if place < done else "now" if place == done else "next",
            when=when if place < done else None,
        )
        for place, (label, when) in enumerate(way)
    ]
    if stopped:
        return [*stages[:done], Stage(str(stopped[1]), "stopped", when=redemption.state_since)]
    return stages


def _due_of(redemption: Redemption) -> date | None:
    """The last day of the step that a claim waits for; None when no limit runs."""
    named = {_R.RESERVED: redemption.deliver_by, _R.DELIVERED: redemption.accept_by}
    if redemption.state in named:
        return named[redemption.state]
    limit = REDEMPTION_MACHINE.limit(redemption.state)
    return due_on(limit, redemption.state_since) if limit else None


def turn(
    page: ClaimPage,
    actor: Actor,
    now: datetime,
    news: PaymentStatusNote | None = None,
    *,
    tied: bool = False,
) -> Turn | None:
    """What comes next; None at an end. `news` is the payment status of an approved claim; `tied` as in `allowed`."""
    if news is not None:
        return Turn(news.what, news.whose, news.mine, news.due, late=news.late)
    return redemption_turn(page.redemption, actor, now, tied=tied)


_NOT_WHEN_TIED = tuple(
    each.name for each in (commands.ACCEPT_DELIVERY, commands.CONFIRM_SERVICE, commands.FILE_CLAIM)
)


def redemption_turn(
    redemption: Redemption, actor: Actor, now: datetime, *, tied: bool = False
) -> Turn | None:
    """What comes next with one redemption; None at an end."""
    ready = {
        **dict.fromkeys(_NOT_WHEN_TIED, not tied),
        commands.ACCEPT_FOR_SME.name: overdue(redemption, now),
        commands.APPROVE_CLAIM.name: redemption.line_id is not None,
        commands.CLOSE_CLAIM.name: redemption.line_id is None,
    }
    found = guide_of(redemption.coupon.payee_mode).turn(
        redemption.state,
        actor,
        today=bangkok_date(now),
        due=_due_of(redemption),
        facts={"accepter": redemption.accepted_by_id, "reserver": redemption.reserved_by_id},
        ready=lambda step: ready.get(step.command.name, True),
    )
    return found if found.mine or found.whose else None


def rest_words(page: ClaimPage) -> str | None:
    """Who bears the rest of a claim approved for less, in the words of the notice; None when nothing was cut."""
    cut = cut_of(page.redemption, page.coupon)
    if cut is None:
        return None
    return claim_news(f"redemption.cut.{cut.bearer}.{page.side}", cut.facts)


def allowed(page: ClaimPage, actor: Actor, now: datetime, *, tied: bool) -> Allowed:
    """What the buttons offer: side, permission, state; and that nobody decides what they accepted.

    `tied`: the reader is connected with the other side, and does not accept what it delivered.
    """
    redemption, side = page.redemption, page.side
    state = redemption.state
    officer = side is Party.OSMEP and actor.may(_P.COUPONS_REDEMPTION_DECIDE)
    another = actor.person_id not in (redemption.accepted_by_id, redemption.reserved_by_id)
    delivers = side is Party.PROVIDER and actor.may(_P.COUPONS_REDEMPTION_DELIVER)
    accepts = side is Party.SME and actor.may(_P.COUPONS_REDEMPTION_ACCEPT)
    files = (delivers or accepts) and side is page.filer
    answers = (delivers or accepts) and not files and not tied and state is _R.DELIVERED
    return Allowed(
        add_evidence=(delivers or accepts) and state in open_for_evidence(page.coupon.payee_mode, side),
        deliver=files and delivers and state is _R.RESERVED,
        file=files and accepts and not tied and state is _R.RESERVED,
        resubmit=files and state is _R.RETURNED,
        accept=answers and accepts,
        confirm=answers and delivers,
        dispute=actor.may(_P.COUPONS_REDEMPTION_DISPUTE) and state in (_R.DELIVERED, _R.ACCEPTED),
        take_back_from_payment=actor.may(_P.PAYOUTS_CLAIM_DISPUTE) and state is _R.APPROVED,
        cancel=actor.may(_P.COUPONS_REDEMPTION_CANCEL) and state is _R.RESERVED,
        decide=officer and another and state is _R.ACCEPTED and redemption.line_id is not None,
        close=officer and another and state is _R.ACCEPTED and redemption.line_id is None,
        accept_for_sme=officer and state is _R.DELIVERED and overdue(redemption, now),
        settle=officer and state is _R.DISPUTED,
        reject=officer
        and another
        and (state in (_R.ACCEPTED, _R.DISPUTED) or (state is _R.RETURNED and overdue(redemption, now))),
    )


def facts(page: ClaimPage) -> list[dict[str, Any]]:
    """What the summary lists; each side reads of the other what it needs."""
    redemption = page.redemption
    rows: list[tuple[str, Any]] = [
        (
            _("File the claim by") if page.filer is Party.SME else _("Deliver by"),
            be_date(redemption.deliver_by, get_locale()),
        ),
        (
            _("Delivered on"),
            be_date(redemption.delivered_on, get_locale()) if redemption.delivered_on else None,
        ),
        (_("Tax invoice or receipt"), _invoice(page)),
        (_("Rating"), _("%(stars)s of 5 stars", stars=redemption.rating) if redemption.rating else None),
        (_("Comment"), redemption.comment or None),
        (_("The state pays you back"), money_back_words(page)),
        (_("Left on your coupon"), _left(page)),
    ]
    return _parties(page) + [{"label": label, "value": value} for label, value in rows if value]


_TO_BE_PAID_BACK = (_R.DELIVERED, _R.ACCEPTED, _R.APPROVED)


def money_back_by(redemption: Redemption) -> date | None:
    """The day by which a filed claim is paid if nobody is late and nothing is missing; None when that cannot be said."""
    if redemption.state not in _TO_BE_PAID_BACK:
        return None
    day = _due_of(redemption)
    if redemption.state is _R.DELIVERED and day is not None:
        day = due_on(REVIEW_LIMIT, bangkok_midnight(day))
    began = redemption.state_since if day is None else bangkok_midnight(day)
    return due_on(PAYMENT_STANDARD, began)


def money_back_words(page: ClaimPage) -> str | None:
    """When the money comes back, for the SME that is waiting for it."""
    if page.side is not Party.SME or not page.pays.reimburses:
        return None
    day = money_back_by(page.redemption)
    return _("by %(day)s, if nothing is missing", day=be_date(day, get_locale())) if day else None


def _left(page: ClaimPage) -> str | None:
    """What is left on the coupon now: its holder's business alone."""
    if page.side is not Party.SME:
        return None
    return _("%(amount)s baht", amount=page.coupon.remaining.short())


def _parties(page: ClaimPage) -> list[dict[str, Any]]:
    """Provider, SME and coupon; OSMEP opens each of them from here, the SME its coupon."""
    redemption = page.redemption
    provider = {"label": _("Provider"), "value": localized(page.provider, "name")}
    sme = {"label": _("SME"), "value": localized(page.sme, "name")}
    coupon = {"label": _("Coupon"), "value": page.coupon.number}
    if page.side is Party.PROVIDER:
        return [provider, sme]
    coupon |= {"href": url_for("coupons.coupon", coupon_id=redemption.coupon_id), "action": _("Open")}
    if page.side is Party.OSMEP:
        provider |= {
            "href": url_for("providers.show", provider_id=redemption.provider_id),
            "action": _("Open"),
        }
        sme |= {"href": url_for("smes.show", organisation_id=page.sme.id), "action": _("Open")}
    return [provider, sme, coupon]


def _invoice(page: ClaimPage) -> str | None:
    redemption = page.redemption
    if redemption.tax_invoice_number is None or redemption.tax_invoice_on is None:
        return None
    return f"{redemption.tax_invoice_number} ({be_date(redemption.tax_invoice_on, get_locale())})"


def evidence_files(page: ClaimPage, *, removable: bool) -> list[dict[str, Any]]:
    """The evidence as the upload component lists it; one's own files can be taken back while it is open."""
    key = page.redemption.id
    return [
        {
            "name": file.name,
            "size": file.size,
            "kind": evidence_words(file.kind, page.pays),
            "at": file.at,
            "url": url_for("redemptions.evidence", redemption_id=key, evidence_id=file.evidence_id),
            "remove_url": url_for("redemptions.take_back", redemption_id=key, evidence_id=file.evidence_id)
            if removable and file.is_own
            else None,
        }
        for file in page.files
    ]
