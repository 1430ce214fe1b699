"""What people type into real forms, over HTTP: every row of tests/cases/typed-forms.tsv, in the language of its page.

What is read stands in the database afterwards; what is refused is said beside its field in the page's language, with
what was typed still there and nothing written; where something else was probably meant, a box to tick takes it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_babel import force_locale

from core import clock
from core.actor import Actor, actor_with
from core.db import db, transaction
from core.labels import words_for
from core.permissions import Role
from core.thai import places
from core.typed import TypedProblem
from core.typed.emails import read_account_email
from core.typed.names import compared
from core.typed.text import as_written
from core.typed.thirteen import NumberKind, number_kind
from identity.bank_accounts.models import BankAccount
from identity.organisations.models import Membership, Organisation
from identity.organisations.rules import OrganisationRefusal
from identity.organisations.states import Capacity
from identity.people.models import Person
from projects.models import Project
from projects.plans.services.draft_plan import draft_plan
from smes.states import SmeState
from tests.factories import World, build
from tests.house.visitor import Page, Visitor
from tests.projects.drafts import PLAN, a_png
from tests.projects.typed import PROJECT

CASES = Path(__file__).parents[2] / "cases" / "typed-forms.tsv"
TODAY = datetime(2026, 11, 29, 3, 0, tzinfo=UTC)
"""The day on which the table was written: 29 Nov 2569."""
P = TypedProblem
REASONS: Mapping[str, TypedProblem | OrganisationRefusal] = {
    "weekday and day differ": P.WEEKDAY_DIFFERS,
    "era and year differ": P.ERA_DIFFERS,
    "date does not exist": P.DAY_UNKNOWN,
    "year missing": P.YEAR_MISSING,
    "day missing": P.DAY_MISSING,
    "not a date": P.DAY_WRONG,
    "year out of range": P.YEAR_OUT_OF_RANGE,
    "commas misplaced": P.AMOUNT_COMMAS,
    "not an amount": P.AMOUNT_WRONG,
    "at most two decimals": P.AMOUNT_DECIMALS,
    "zero or more": P.AMOUNT_BELOW_ZERO,
    "only baht": P.AMOUNT_NOT_BAHT,
    "too large": P.AMOUNT_TOO_LARGE,
    "check digit": P.NUMBER_CHECK_DIGIT,
    "made-up number": P.NUMBER_MADE_UP,
    "first digit 9 is not issued": P.NUMBER_FIRST_DIGIT,
    "12 digits, 13 needed": P.NUMBER_LENGTH,
    "letters in the number": P.NUMBER_LETTERS,
    "not a number of 13 digits": P.NUMBER_SHORT_FORM,
    "only one telephone number": P.PHONE_SEVERAL,
    "too many digits": P.PHONE_TOO_LONG,
    "too few digits": P.PHONE_TOO_SHORT,
    "begins with 0": P.PHONE_ZERO_MISSING,
    "no such prefix": P.PHONE_PREFIX,
    "not a telephone number": P.PHONE_WRONG,
    "only numbers in Thailand": P.PHONE_ABROAD,
    "not an e-mail address": P.EMAIL_WRONG,
    "@ missing": P.EMAIL_AT_MISSING,
    "only Latin letters before @": P.EMAIL_NOT_LATIN,
    "five digits needed": P.POSTCODE_LENGTH,
    "no such postcode": P.POSTCODE_UNKNOWN,
    "letters in the postcode": P.POSTCODE_LETTERS,
    "postcode and province differ": OrganisationRefusal.PLACE_WRONG,
    "10 digits needed": P.ACCOUNT_LENGTH,
    "12 digits needed": P.ACCOUNT_LENGTH,
    "only digits": P.ACCOUNT_NOT_DIGITS,
    "this bank no longer exists": P.BANK_GONE,
    "family name missing": P.FAMILY_NAME_MISSING,
    "not a name": P.NAME_WRONG,
}
"""The table's reasons, as the closed list has them."""
ASKED = {P.NUMBER_ZERO_MISSING, P.PHONE_ZERO_MISSING, P.FAMILY_NAME_MISSING}
BANKS = {"KTB": "006", "GSB": "030", "BAAC": "034", "KKP": "069"}
ADDRESS = {"address": "9 ถนนฉัตรไชย", "province_code": "52", "postcode": "52000", "phone": "054-000-000"}
COMPANY = {
    "kind": "juristic_person",
    "registration_number": "0105555000081",
    "name_th": "บริษัท ลำปางเซรามิก จำกัด",
}
LEGAL_FORM = {
    "juristic": ("juristic_person", NumberKind.JURISTIC),
    "person": ("natural_person", NumberKind.PERSON),
    "person, alien": ("natural_person", NumberKind.ALIEN),
    "state or unincorporated": ("state_agency", NumberKind.STATE_OR_UNINCORPORATED),
    "alien worker, no business": ("natural_person", NumberKind.ALIEN_WORKER),
}


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    kind: str
    typed: str
    language: str
    wanted: str
    note: str

    @property
    def reason(self) -> str | None:
        """Why it is refused; None when it is read."""
        return self.wanted.removeprefix("refuse: ") if self.wanted.startswith("refuse: ") else None

    def __str__(self) -> str:
        return f"{self.kind} {self.typed!r} on a page in {self.language}: {self.wanted}"


def rows(kind: str) -> list[Row]:
    """The lines of one kind, each `\\uXXXX` as its character."""
    with CASES.open(encoding="utf-8") as file:
        lines = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        found = [
            Row(*(re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), cell) for cell in line))
            for line in lines
        ]
    return [row for row in found if row.kind == kind]


def test_every_row_of_the_table_is_of_a_kind_that_is_tried() -> None:
    lines = CASES.read_text(encoding="utf-8").splitlines()[1:]
    assert len(lines) == 224
    tried = re.findall(r'failures\(rows\("([\w ]+)"\)', Path(__file__).read_text(encoding="utf-8"))
    assert sorted(set(tried)) == sorted({line.partition("\t")[0] for line in lines})
    assert sum(len(rows(kind)) for kind in tried) == len(lines)


@dataclass
class Cast:
    """Who types."""

    app: Flask
    people: dict[str, Actor]
    ids: dict[str, int]
    visitors: dict[tuple[str, str], Visitor] = field(default_factory=dict)

    def send(self, who: str, language: str, address: str, sent: Mapping[str, Any]) -> Page:
        """What a form answers."""
        key = (who, language)
        if key not in self.visitors:
            self.visitors[key] = Visitor(self.app, self.people[who], language)
        return self.visitors[key].ask("POST", address, dict(sent))


@pytest.fixture
def cast(db_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setattr(clock, "now", lambda: TODAY)
    world = World(TODAY)

    def make(tx: Any) -> tuple[dict[str, Actor], dict[str, int]]:
        sme = world.sme(
            tx,
            state=SmeState.DRAFT,
            submitted_at=None,
            submitted_by_id=None,
            verified_at=None,
            verified_by_id=None,
        )
        shop = world.organisation(tx)
        people = {
            "founder": world.member(tx, sme.organisation_id, Capacity.SME),
            "shop": world.member(tx, shop.id, Capacity.PROVIDER),
            "planner": world.staff(tx, Role.PLAN_OFFICER),
            "newcomer": actor_with(frozenset(), person_id=world.person(tx).id),
        }
        return people, {"sme": sme.organisation_id, "shop": shop.id}

    people, ids = build(make)
    ids["plan"] = draft_plan(PLAN, actor=people["planner"], now=TODAY)
    return Cast(db_app, people, ids)


@dataclass(frozen=True)
class Sent:
    """A form as it was sent, and what to look at afterwards."""

    field: str
    page: Page
    kept: Callable[[], Any]
    again: Callable[[str], Page]
    """Sends it once more with the box ticked for this value."""


def judged(row: Row, sent: Sent, wanted: Any) -> Iterator[str]:
    """What is wrong with the answer to one row."""
    if row.reason is None and sent.page.status != 303:
        asked = sent.page.tree.xpath(f"//input[@name='{sent.field}-confirmed']/@value")
        if not asked:
            yield f"refused: {sent.page.beside(sent.field)}"
            return
        yield from said(row, sent, P.NUMBER_ZERO_MISSING)
        sent = Sent(sent.field, sent.again(asked[0]), sent.kept, sent.again)
    if row.reason is None:
        kept = sent.kept()
        if sent.page.status != 303 or kept != wanted:
            yield f"keeps {kept!r}, not {wanted!r}"
    elif row.reason == "empty":
        words = sent.page.beside(sent.field)
        if (
            sent.page.status == 303
            or not words
            or (row.language == "th") != bool(re.search("[ก-ฮ]", words.split(":", 1)[-1]))
        ):
            yield f"answers {sent.page.status} and says {words!r}"
    else:
        yield from said(row, sent, REASONS[row.reason])


def said(row: Row, sent: Sent, reason: Any) -> Iterator[str]:
    """What is wrong with a refusal: not said beside its field, in the page's language; or what was typed is gone."""
    with force_locale(row.language):
        pattern = re.sub(r"%\\?\((\w+)\\?\)s", ".+", re.escape(" ".join(words_for(reason).split())))
    words = sent.page.beside(sent.field)
    if sent.page.status == 303 or not re.search(pattern, words):
        yield f"answers {sent.page.status} and says {words!r}"
    digits = re.match(r"\d+(?= digits needed)", row.wanted.removeprefix("refuse: "))
    if digits and digits[0] not in words:
        yield f"does not say how many digits: {words!r}"
    shown = sent.page.tree.xpath(f"//input[@name='{sent.field}']/@value")
    if (
        reason is not P.BANK_GONE
        and as_written(shown[0] if shown else "").strip()
        != as_written(row.typed.partition(" ")[2] if row.kind == "bank account" else row.typed).strip()
    ):
        yield f"loses what was typed: shows {shown!r}"
    if reason in ASKED and not sent.page.tree.xpath(f"//input[@name='{sent.field}-confirmed']"):
        yield "does not ask"


def failures(rows: list[Row], try_row: Callable[[Row], Iterator[str]]) -> list[str]:
    """Everything wrong with a kind of row."""
    assert rows
    return [f"{row}: {wrong}" for row in rows for wrong in try_row(row)]


def _project(cast: Cast, row: Row, number: int, **typed: str) -> tuple[Page, Callable[[str], Any]]:
    code = f"P-{row.kind}-{number}"
    page = cast.send(
        "planner", row.language, f"/plans/{cast.ids['plan']}/projects/new", PROJECT | {"code": code} | typed
    )

    def kept(column: str) -> Any:
        db.session.rollback()
        return db.session.scalar(sa.select(getattr(Project, column)).where(Project.code == code))

    return page, kept


def test_every_date_of_the_table_is_read_or_refused(cast: Cast) -> None:
    def try_row(row: Row) -> Iterator[str]:
        page, kept = _project(cast, row, numbered(), starts_on=row.typed, ends_on=row.typed)
        sent = Sent("starts_on", page, lambda: str(kept("starts_on")), lambda _value: page)
        yield from judged(row, sent, row.wanted)

    assert not (found := failures(rows("date"), try_row)), "\n".join(found)


def test_every_amount_of_the_table_is_read_or_refused(cast: Cast) -> None:
    def try_row(row: Row) -> Iterator[str]:
        page, kept = _project(cast, row, numbered(), budget=row.typed, sme_fund="")
        sent = Sent("budget", page, lambda: kept("budget_satang"), lambda _value: page)
        wanted = None if row.reason else int(row.wanted.replace(".", ""))
        yield from judged(row, sent, wanted)

    assert not (found := failures(rows("money"), try_row)), "\n".join(found)


def numbered(count: Iterator[int] = iter(range(10_000))) -> int:  # noqa: B008 - one count for the file
    return next(count)


def _register(cast: Cast, row: Row, number_field: str, **typed: str) -> Sent:
    """Register a business; the number it goes by is free again afterwards. A body of the state is no SME: it sells."""
    side = "providers" if typed.get("kind") == "state_agency" else "smes"

    def post(**more: str) -> Page:
        return cast.send("newcomer", row.language, f"/{side}/register", COMPANY | typed | more)

    def kept() -> Any:
        db.session.rollback()
        newest = sa.select(Organisation).order_by(Organisation.id.desc()).limit(1)
        organisation = db.session.scalar(newest)
        found = (
            organisation.registration_number,
            organisation.branch,
            organisation.name_th,
            organisation.name_en,
        )
        with transaction() as tx:
            free = f"9{organisation.id:012d}"
            tx.execute(
                sa.update(Organisation)
                .where(Organisation.id == organisation.id)
                .values(registration_number=free)
            )
            tx.execute(
                sa.update(Membership)
                .where(Membership.organisation_id == organisation.id)
                .values(ended_at=TODAY)
            )
        return found

    page = post()
    return Sent(number_field, page, kept, lambda value: post(**{f"{number_field}-confirmed": value}))


def test_every_thirteen_digit_number_of_the_table_is_read_or_refused(cast: Cast) -> None:
    def try_row(row: Row) -> Iterator[str]:
        match = re.fullmatch(r"(\d{13}) \((.+)\)(?:, branch (\d{5}))?", row.wanted)
        digits, whose, branch = match.groups() if match else ("", "juristic", None)
        form, kind = LEGAL_FORM[whose]
        sent = _register(cast, row, "registration_number", kind=form, registration_number=row.typed)
        name = COMPANY["name_th"]
        yield from judged(row, sent, (digits, branch or "", name, ""))
        if match and number_kind(digits) is not kind:
            yield f"takes it for {number_kind(digits)}"

    assert not (found := failures(rows("id13"), try_row)), "\n".join(found)


def _address(cast: Cast, row: Row, name: str, **typed: str) -> Sent:
    """Send where a business is; keep what stands afterwards in the field `name`."""
    place = f"/smes/{cast.ids['sme']}/registration/address"

    def post(**more: str) -> Page:
        return cast.send("founder", row.language, place, ADDRESS | typed | more)

    def kept() -> Any:
        db.session.rollback()
        return getattr(db.session.get(Organisation, cast.ids["sme"]), name)

    page = post()
    return Sent(name, page, kept, lambda value: post(**{f"{name}-confirmed": value}))


def _shown(cast: Cast, row: Row, address: str, who: str) -> str:
    return cast.visitors[who, row.language].open(address).heard()


def test_every_telephone_number_of_the_table_is_read_or_refused_and_shown(cast: Cast) -> None:
    def try_row(row: Row) -> Iterator[str]:
        kept, _, shown = row.wanted.partition(" → ")
        sent = _address(cast, row, "phone", phone=row.typed)
        yield from judged(row, sent, kept)
        page = _shown(cast, row, f"/smes/{cast.ids['sme']}", "founder")
        if row.reason is None and (shown or kept) not in page:
            yield f"is not shown as {shown or kept}"

    assert not (found := failures(rows("phone"), try_row)), "\n".join(found)


def test_every_postcode_of_the_table_is_read_or_refused(cast: Cast) -> None:
    codes = {name: code for language in ("th", "en") for code, name in places.provinces(language)}
    codes["Bangkok"] = "10"

    def try_row(row: Row) -> Iterator[str]:
        match = re.fullmatch(r"(\d{5}) \((.+)\)", row.wanted)
        province = codes[match[2] if match else "เชียงใหม่"]
        sent = _address(cast, row, "postcode", province_code=province, postcode=row.typed)
        yield from judged(row, sent, match[1] if match else None)

    assert not (found := failures(rows("postcode"), try_row)), "\n".join(found)


def test_every_e_mail_of_the_table_is_read_or_refused(cast: Cast) -> None:
    def try_row(row: Row) -> Iterator[str]:
        kept, _, same = row.wanted.partition("; the same person as ")
        if row.reason == "empty":
            place = f"/organisations/{cast.ids['sme']}/members/invite"
            page = cast.send("founder", row.language, place, {"email": row.typed, "role": "member"})
            yield from judged(row, Sent("email", page, lambda: None, lambda _value: page), None)
            return
        yield from judged(row, _address(cast, row, "email", email=row.typed), kept)
        if same and read_account_email(kept) != read_account_email(same):
            yield f"is another person than {same}"

    assert not (found := failures(rows("email"), try_row)), "\n".join(found)


def test_every_bank_account_of_the_table_is_read_or_refused_and_shown(cast: Cast) -> None:
    place = f"/organisations/{cast.ids['shop']}/bank-accounts"

    def try_row(row: Row) -> Iterator[str]:
        bank, _, typed = row.typed.partition(" ")
        code = BANKS.get(bank, bank)
        sent = {"bank_code": code, "account_number": typed, "account_name": "บริษัท ทดลอง จำกัด"}
        page = cast.send(
            "shop", row.language, f"{place}/new", sent | {"book": (io.BytesIO(a_png()), "สมุด.png")}
        )

        def kept() -> Any:
            db.session.rollback()
            account = db.session.scalar(sa.select(BankAccount).order_by(BankAccount.id.desc()).limit(1))
            if account is None:
                return None
            listed = _shown(cast, row, place, "shop")
            cast.send("shop", row.language, f"/bank-accounts/{account.id}/withdraw", {})
            printed = row.wanted.partition(" → ")[2] or account.account_number
            shown = f" → {printed}" if printed in listed and printed != account.account_number else ""
            return f"{account.bank_code} {account.account_number}{shown}"

        field_name = "bank_code" if row.reason == "this bank no longer exists" else "account_number"
        yield from judged(row, Sent(field_name, page, kept, lambda _value: page), row.wanted)
        with transaction() as tx:
            tx.session.execute(
                sa.update(BankAccount).values(
                    account_number=sa.func.lpad(sa.cast(BankAccount.id, sa.Text), 10, "9")
                )
            )

    assert not (found := failures(rows("bank account"), try_row)), "\n".join(found)


PERSONS = ("นาย", "น.ส.", "ประจวบ")


def test_every_name_of_the_table_is_read_or_refused(cast: Cast) -> None:
    def try_row(row: Row) -> Iterator[str]:
        yield from (_person if row.typed.startswith(PERSONS) else _organisation)(cast, row)

    assert not (found := failures(rows("name"), try_row)), "\n".join(found)


def _organisation(cast: Cast, row: Row) -> Iterator[str]:
    wanted, _, _alike = row.wanted.partition("; kept as typed, equal when compared")
    in_english = row.language == "en"
    field_name = "name_en" if in_english else "name_th"
    sent = _register(cast, row, field_name, **{field_name: row.typed})
    if in_english:
        yield from judged(row, sent, (COMPANY["registration_number"], "", COMPANY["name_th"], row.typed))
        if compared(row.typed) != compared(wanted):
            yield f"differs from {wanted}"
    else:
        yield from judged(row, sent, (COMPANY["registration_number"], "", wanted, ""))


def _person(cast: Cast, row: Row) -> Iterator[str]:
    match = re.fullmatch(r"(.+?)(?: \((.+)\))?", row.wanted)
    assert match is not None

    def post(**more: str) -> Page:
        typed = {"title": "", "full_name": row.typed, "locale": row.language}
        return cast.send("newcomer", row.language, "/me/profile", typed | more)

    def kept() -> Any:
        db.session.rollback()
        person = db.session.get(Person, cast.people["newcomer"].person_id)
        return person.full_name, person.title

    page = post()
    sent = Sent("full_name", page, kept, lambda value: post(**{"full_name-confirmed": value}))
    yield from judged(row, sent, (match[1], match[2] or ""))
    confirmed = row.reason == "family name missing"
    if confirmed and (sent.again(row.typed).status != 303 or kept() != (row.typed, "")):
        yield "does not take one name alone when it is confirmed"
