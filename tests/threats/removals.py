"""What switches one control off: the functions that tests/threats/controls.py names."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from flask import current_app, request

from core.db import db, transaction
from core.documents.operations import Judged
from core.mail.models import OutboundMail
from core.mail.states import MAIL_MACHINE
from core.money import Money
from core.permissions import STAFF_ROLES
from core.terms import days
from coupons.coupons import keys
from coupons.coupons.codes import ScannedCode
from coupons.redemptions.services.consent_to_price import RESERVE
from coupons.redemptions.states import ConsentMethod
from identity.accounts.session_identity import STAFF, Choice
from identity.capacities import queries
from identity.organisations.models import Organisation
from identity.organisations.states import Capacity
from identity.people.models import Person
from tests.threats.removal import Off
from web.queues.queue import queues

Removal = Callable[[Off], None]


def nobody_is_barred(off: Off) -> None:
    """Commands are not judged."""
    off.function("core.db:judge")


def barred_by_no_check(table: str, constraint: str) -> Removal:
    """Nobody is barred, and the database does not mind either."""

    def remove(off: Off) -> None:
        nobody_is_barred(off)
        off.constraint(table, constraint)

    return remove


def everybody_may(off: Off) -> None:
    """No permission is asked for, on no page and for no command."""
    off.function("core.actor:Actor.may", returns=True)
    off.function("core.actor:Actor.require")
    off.function("core.db:judge")


def returning(target: str, value: Any = None) -> Removal:
    """The function looks at nothing and returns that."""
    return lambda off: off.function(target, returns=value)


def instead(target: str, other: Callable[..., Any]) -> Removal:
    """Another function stands in its place."""
    return lambda off: off.instead(target, other)


def setting(target: str, value: Any) -> Removal:
    """The constant is another."""
    return lambda off: off.value(target, value)


def without_index(name: str) -> Removal:
    """The unique index is not there."""
    return lambda off: off.index(name)


def all_of(*removals: Removal) -> Removal:
    """Each of these."""

    def remove(off: Off) -> None:
        for each in removals:
            each(off)

    return remove


# The counter.


def codes_kept_as_they_are(off: Off) -> None:
    off.instead(
        "coupons.coupons.codes:CodeKeys.lookup_of", lambda _original, _self, code, _key: code.encode()
    )


def stranger_learns_whether_it_is_genuine(off: Off) -> None:
    def telling(original: Any, name: str, **more: Any) -> str:
        seen = request.view_args or {}
        scanned = ScannedCode(seen.get("code", "").upper(), seen.get("tag", "").upper())
        return str(original(name, **more)) + str(bool(keys.keyring().lookups(scanned)))

    off.instead("coupons.redemptions.views:render_template", telling)


def money_is_not_asked(off: Off) -> None:
    off.function("coupons.redemptions.services.consent_to_price:money_refusal")
    guard = "AND spent_satang + released_satang + %(subsidy)s::BIGINT <= limit_satang"
    if guard not in RESERVE.text:
        raise LookupError(guard)
    off.value("coupons.redemptions.services.consent_to_price:RESERVE.text", RESERVE.text.replace(guard, ""))
    off.constraint("coupons", "ck_coupons_within_limit")


def counter_may_consent(off: Off) -> None:
    everybody_may(off)
    off.function("coupons.redemptions.services.consent_to_price:_require_own")


def nobody_is_of_both_sides(off: Off) -> None:
    off.instead(
        "coupons.redemptions.facts:counter_facts", lambda original, row, **_tied: original(row, is_tied=False)
    )


def sum_above_the_code(off: Off) -> None:
    def telling(original: Any, name: str, **more: Any) -> str:
        page = str(original(name, **more))
        return page.replace("</main>", f"{more['coupon'].remaining}</main>") if "coupon" in more else page

    off.instead("coupons.views:render_template", telling)


def sum_on_the_upper_half(off: Off) -> None:
    def telling(original: Any, canvas: Any, view: Any, locale: str, bottom: float) -> None:
        original(canvas, view, locale, bottom)
        canvas.drawString(60, bottom + 12, str(view.limit))

    off.instead("coupons.coupons.pdf:_draw_until", telling)


def digits_told_that_money_lacks(off: Off) -> None:
    def told(original: Any, _method: Any, subsidy: Money, remaining: Money) -> Any:
        return original(ConsentMethod.TAP, subsidy, remaining)

    off.instead("coupons.redemptions.services.consent_to_price:money_refusal", told)


def services_found_by_coupon(off: Off) -> None:
    from coupons.claims.queries import search_redemptions

    off.instead(
        "coupons.claims.queries:search_as_provider",
        lambda _original, *given, **_own: search_redemptions(*given),
    )


# People.


def known_numbers_are_open(off: Off) -> None:
    def found(_original: Any, tx: Any, number: str, _person_id: int) -> int:
        return int(tx.scalar(sa.select(Organisation.id).where(Organisation.registration_number == number)))

    off.instead("identity.organisations.operations:_known_and_owned", found)


def changed_accounts_do_not_cool_off(off: Off) -> None:
    off.instead("identity.bank_accounts.services.verify_bank_account:had_account", lambda *_: False)


def rights_are_remembered(off: Off) -> None:
    kept: dict[str, Any] = {}

    def once(original: Any, token: str) -> Any:
        if token not in kept:
            kept[token] = original(token)
        return kept[token]

    off.instead("identity.accounts.views.session_identity:_live", once)


def providers_consent_too(off: Off) -> None:
    either = SimpleNamespace(SME=Capacity.PROVIDER)
    off.value("identity.organisations.views:Capacity", either)
    off.value("identity.organisations.services.change_member_rights:Capacity", either)
    off.constraint("memberships", "ck_memberships_consent_is_the_smes")


def papers_are_believed(off: Off) -> None:
    off.instead(
        "core.documents.operations:_digest",
        lambda _original, path: bytes.fromhex(path.parent.name + path.name),
    )


def roles_last(off: Off) -> None:
    def still_staff(original: Any, session: Any, person_id: int) -> Any:
        found = original(session, person_id)
        return replace(found, choices=(Choice(STAFF, STAFF_ROLES), *found.choices))

    off.instead("identity.capacities.on_behalf:identity_of_person", still_staff)
    off.function("core.db:judge")


def taken_for_a_picture(_original: Any, content: bytes) -> Judged:
    """Whatever it is."""
    return Judged(content, "image/png")


def blocking_shuts_nothing(off: Off) -> None:
    """Sessions go on, and whether an account is active is not asked."""
    off.function("identity.rights_requests.services.block_person:end_sessions", returns=0)
    asked = queries._BY_SESSION.text
    assert "AND people.active" in asked
    off.value("identity.capacities.queries:_BY_SESSION.text", asked.replace("AND people.active", ""))


def confirmed_without_days(original: Any, tx: Any, request: Any, _to_object: Any, **by: Any) -> None:
    """Nobody is given days to object."""
    original(tx, request, days(0), **by)


def demotion_leaves_invitations(off: Off) -> None:
    off.function("identity.capacities.operations:_may_still_invite", returns=True)
    off.function("identity.organisations.members:withdraw_member_invitations")


# Paying.


def files_are_not_judged(off: Off) -> None:
    off.function("payouts.reconciliation.services.ask_import:open_bank_report")
    off.function("payouts.reconciliation.services.ask_import:checked_report")


def files_are_not_known(off: Off) -> None:
    """None is the same as one that was taken before."""
    off.instead(
        "payouts.reconciliation.operations:checked_report",
        lambda original, session, content, message: original(session, content + b"\n", message),
    )


def duplicates_are_not_known(off: Off) -> None:
    off.function("payouts.reconciliation.operations:_reported_first", returns={})
    off.index("uq_statement_lines_told_first")


# The server.


class _Telling:
    """A request whose route is its whole address."""

    def __getattr__(self, name: str) -> Any:
        return SimpleNamespace(rule=request.full_path) if name == "url_rule" else getattr(request, name)


@contextmanager
def _always(*_given: Any) -> Iterator[bool]:
    yield True


@contextmanager
def _of_the_request(*_given: Any) -> Iterator[Any]:
    yield db.session()


def files_are_everybodys(off: Off) -> None:
    from core.documents.models import Document
    from core.tasks.models import LongWork

    def found(_original: Any, export_id: int) -> Any:
        work = db.session().scalars(sa.select(LongWork).where(LongWork.result_id == export_id)).first()
        return work, db.session().get(Document, export_id)

    off.instead("web.pages.export_pages:_own", found)


def written_by_anybody(off: Off) -> None:
    off.sql(
        "ALTER TABLE ledger_postings DISABLE TRIGGER USER; GRANT UPDATE ON ledger_postings TO ccs_app",
        "ALTER TABLE ledger_postings ENABLE TRIGGER USER; REVOKE UPDATE ON ledger_postings FROM ccs_app",
    )


def sent_ones_keep_their_text(off: Off) -> None:
    def kept(_original: Any, mail_id: int, *, now: datetime) -> None:
        with transaction() as tx:
            columns = {"sent_at": now, "state_since": now, "claimed_at": None}
            tx.advance(OutboundMail, mail_id, MAIL_MACHINE, "send", **columns)

    off.instead("core.mail.delivery:record_mail_sent", kept)
    off.constraint("outbound_mails", "ck_outbound_mails_erased_at_the_end")


def nothing_shown_is_cleaned(off: Off) -> None:
    off.attribute(current_app.jinja_env, "finalize", lambda value: value)


def addresses_are_looked_up(off: Off) -> None:
    def looking(original: Any, kind: Any, address: str, *given: Any, **more: Any) -> None:
        db.session.scalar(sa.select(Person.id).where(Person.email == address))
        original(kind, address, *given, **more)

    off.instead("identity.accounts.views.security.account_mails:ask_mail", looking)


def codes_are_kept_as_shown(off: Off) -> None:
    for place in ("make_recovery_codes", "use_recovery_code"):
        off.instead(
            f"identity.accounts.services.{place}:digest_of", lambda _original, _person_id, code: code.lower()
        )


def nothing_waits(label: str) -> Removal:
    """Of that queue, on the board."""
    return lambda off: off.entry(queues, label, replace(queues[label], waits=lambda _now: sa.false()))


def names_are_mailed_as_typed(off: Off) -> None:
    off.entry(current_app.jinja_env.filters, "in_mail", str)


def any_certificate_does(off: Off) -> None:
    def unverified(original: Any, *given: Any, **more: Any) -> Any:
        return original(*given, **more) if given else ssl._create_unverified_context()

    off.instead("core.mail.delivery:ssl.create_default_context", unverified)
