"""What is kept about one person, from every room (PDPA s.30, s.31): read in parts, as pages and as one file.

A part is a statement whose columns are named as the file names them; `register_heads` gives the names words for the
page. A house test walks the tables: each is in a part or on a list with the reason why it says nothing of a person.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import IO, Any

import sqlalchemy as sa
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core import documents, long_work
from core.audit import open_reason
from core.audit_models import AuditEvent, PersonKey, Reason
from core.labels import words_for
from core.models import Document, IdempotencyKey, KeptForm, LongWork, OutboundMail, UploadHour
from core.money import Money, percent
from core.trail import event_words, subject_kinds

AT_A_TIME = 500
"""Rows of a part that are in memory."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Of whom: the number, the address, and what stands for the account in tables that name nobody."""

    person_id: int
    email: str
    account: bytes
    owned: Callable[[], tuple[tuple[int, str], ...]] = tuple
    """Read once a part asks: organisations that are the person themself, each with a side of the counter that is theirs."""


def _as_read(row: Any) -> dict[str, Any]:
    return dict(row)


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of one kind, newest first. `shown` makes of a row what is given out, where that is not the row."""

    name: str
    title: Any
    rows: Callable[[Subject], Any]
    shown: Callable[[Any], dict[str, Any]] = _as_read


@dataclass(frozen=True, slots=True)
class Chapter:
    """The parts that are read on one page. `order` sorts."""

    order: int
    title: Any
    parts: tuple[Part, ...]


Reader = Callable[[Any, Mapping[str, Any]], str]
"""Words a value that is kept as a code, or facts, in the reader's language; given the row too. Empty: nothing to say."""

chapters: dict[str, Chapter] = {}
heads: dict[str, Any] = {}
readers: dict[str, Reader] = {}
"""By `part.column`."""
codes: dict[str, dict[str, Any]] = {}
"""By `part.column`: the words of each code."""
read_by: dict[str, Callable[[Subject], Any]] = {}


def register_personal_data(name: str, order: int, title: Any, *parts: Part) -> None:
    """Have what a person may read of herself include these parts."""
    chapters[name] = Chapter(order, title, parts)


def in_order() -> list[tuple[str, Chapter]]:
    """All chapters by name, as they are read."""
    return sorted(chapters.items(), key=lambda each: each[1].order)


def register_heads(words: Mapping[str, Any]) -> None:
    """Give names of columns words."""
    heads.update(words)


def register_readers(words: Mapping[str, Reader]) -> None:
    """Say how columns (`part.column`) whose values are codes or facts are worded."""
    readers.update(words)


def register_codes(column: str, words: Mapping[str, Any]) -> None:
    """Give codes of a column (`part.column`) words; several packages may have theirs in one."""
    codes.setdefault(column, {}).update(words)


def worded(part: Part, name: str, value: Any, row: Mapping[str, Any]) -> str | None:
    """What a value that is kept as a code says, in the reader's language; None for what reads as it is kept."""
    column = f"{part.name}.{name}"
    if value is None or value == "":
        return None
    if column in readers:
        return readers[column](value, row)
    if column in codes:
        return str(codes[column].get(value) or _("Something else"))
    if isinstance(value, StrEnum):
        return words_for(value)
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if name.endswith("_satang"):
        return str(Money(value))
    return f"{percent(value)}%" if name.endswith("_bp") else None


def register_read_by(kinds: Mapping[str, Callable[[Subject], Any]]) -> None:
    """Say by kind of the trail's subjects which of them the person is, acts for now, or made in office: ids.

    A reason that another wrote about anything else is in nobody's copy, whoever's key it is kept under.
    """
    read_by.update(kinds)


def rows_of(
    session: Session, part: Part, subject: Subject, *, most: int | None = None
) -> Iterator[dict[str, Any]]:
    """The rows of a part as they are given out, no more than `most`."""
    statement = part.rows(subject).limit(most).execution_options(yield_per=AT_A_TIME)
    for row in session.execute(statement).mappings():
        yield part.shown(row)


def write_json(file: IO[bytes], session: Session, subject: Subject) -> None:
    """Everything, as one JSON document; however much it is, a few hundred rows are in memory.

    It begins with the words of its own keys; what is kept as a code has its words beside it, in both languages.
    """

    def write(text: str) -> None:
        file.write(text.encode())

    words = {language: _keys_in(language) for language in LANGUAGES}
    write(f'{{\n"words": {json.dumps(words, ensure_ascii=False, indent=1)}')
    for name, chapter in in_order():
        write(f",\n{json.dumps(name)}: {{")
        for place, part in enumerate(chapter.parts):
            write((",\n  " if place else "\n  ") + f"{json.dumps(part.name)}: [")
            for index, row in enumerate(rows_of(session, part, subject)):
                said = json.dumps(_in_both(part, row), ensure_ascii=False, default=_plain)
                write((",\n    " if index else "\n    ") + said)
            write("]")
        write("}")
    write("\n}\n")


LANGUAGES = ("th", "en")


def _keys_in(language: str) -> dict[str, dict[str, str]]:
    """What the keys of the file mean, in one language."""
    with force_locale(language):
        return {
            "chapters": {name: str(chapter.title) for name, chapter in in_order()},
            "parts": {
                f"{name}.{part.name}": str(part.title) for name, each in in_order() for part in each.parts
            },
            "columns": {name: str(words) for name, words in sorted(heads.items())},
        }


def _in_both(part: Part, row: dict[str, Any]) -> dict[str, Any]:
    """The row, with the words of its codes after them: `state`, `state_th`, `state_en`."""
    said: dict[str, dict[str, str | None]] = {}
    for language in LANGUAGES:
        with force_locale(language):
            said[language] = {name: worded(part, name, value, row) for name, value in row.items()}
    both: dict[str, Any] = {}
    for name, value in row.items():
        both[name] = value
        both.update(
            {f"{name}_{language}": words for language in LANGUAGES if (words := said[language][name])}
        )
    return both


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _opened(row: Any) -> dict[str, Any]:
    text = open_reason(row["person_id"], row["key"], row["nonce"], row["ciphertext"])
    return {"created_at": row["created_at"], "text": text}


def _acted_for(column: Any, subject: Subject) -> Any:
    return column.in_(read_by["organisation"](subject))


def _reasons(subject: Subject) -> Any:
    """What was written under her key by herself as a person or for whom she acts still, and by staff about her own.

    What she wrote in office of others is theirs, and what another member wrote is that member's.
    """
    event = AuditEvent
    no_office = sa.and_(event.organisation_id.is_(None), event.actor_roles == "person")
    by_her = sa.and_(
        event.actor_person_id == subject.person_id,
        sa.or_(no_office, _acted_for(event.organisation_id, subject)),
    )
    about_her = (
        sa.and_(event.subject_kind == kind, event.subject_id.in_(ids(subject)))
        for kind, ids in read_by.items()
    )
    by_staff = sa.and_(
        event.organisation_id.is_(None),
        event.actor_person_id.is_distinct_from(subject.person_id),
        sa.or_(*about_her),
    )
    told = sa.exists().where(event.reason_id == Reason.id, sa.or_(by_her, by_staff))
    return (
        sa.select(Reason.created_at, Reason.person_id, Reason.nonce, Reason.ciphertext, PersonKey.key)
        .join(PersonKey, PersonKey.person_id == Reason.person_id)
        .where(Reason.person_id == subject.person_id, told)
        .order_by(Reason.id.desc())
    )


def _documents(subject: Subject) -> Any:
    """Files that she stored, but for papers of an organisation for which she does not act: a name may name others."""
    table = Document
    hers = sa.or_(table.organisation_id.is_(None), _acted_for(table.organisation_id, subject))
    return (
        sa.select(table.stored_at, table.file_name, table.kind, table.media_type, table.size)
        .where(table.stored_by_id == subject.person_id, hers)
        .order_by(table.id.desc())
    )


def _acts(subject: Subject) -> Any:
    table = AuditEvent
    columns = (table.occurred_at, table.name, table.subject_kind, table.subject_id, table.organisation_id)
    hers = table.actor_person_id == subject.person_id
    return sa.select(*columns, table.actor_roles).where(hers).order_by(table.id.desc())


def _told(subject: Subject) -> Any:
    table = AuditEvent
    about = (table.subject_kind == "person", table.subject_id == subject.person_id)
    return sa.select(table.occurred_at, table.name).where(*about).order_by(table.id.desc())


register_personal_data(
    "traces",
    80,
    _l("E-mails, files and forms"),
    Part(
        "mails",
        _l("E-mails to you"),
        lambda subject: (
            sa.select(
                OutboundMail.created_at, OutboundMail.to_address, OutboundMail.state, OutboundMail.sent_at
            )
            .where(OutboundMail.to_address == subject.email)
            .order_by(OutboundMail.id.desc())
        ),
    ),
    Part(
        "documents",
        _l("Files that you sent, or that were made for you"),
        _documents,
    ),
    Part(
        "long_works",
        _l("Work that you had done in the background"),
        lambda subject: (
            sa.select(LongWork.asked_at, LongWork.kind, LongWork.acting_as, LongWork.state)
            .where(LongWork.asked_by_id == subject.person_id)
            .order_by(LongWork.id.desc())
        ),
    ),
    Part(
        "forms_sent",
        _l("Forms that you sent lately"),
        lambda subject: (
            sa.select(IdempotencyKey.created_at, IdempotencyKey.route, IdempotencyKey.answer)
            .where(IdempotencyKey.person_id == subject.person_id)
            .order_by(IdempotencyKey.created_at.desc())
        ),
    ),
    Part(
        "kept_forms",
        _l("Forms that wait to be sent again"),
        lambda subject: (
            sa.select(KeptForm.kept_at, KeptForm.capacity, KeptForm.address)
            .where(KeptForm.person_id == subject.person_id)
            .order_by(KeptForm.id.desc())
        ),
    ),
    Part(
        "uploads",
        _l("How many files you sent within the last hour of sending"),
        lambda subject: sa.select(UploadHour.hour, UploadHour.files).where(
            UploadHour.person_id == subject.person_id
        ),
    ),
)
register_personal_data(
    "acts",
    90,
    _l("What you did, and what was written to you"),
    Part("reasons", _l("Reasons in free text that belong to you"), _reasons, _opened),
    Part("acts", _l("What you did"), _acts),
    Part("about_you", _l("What was done with your account"), _told),
)
register_heads(
    {
        "acting_as": _l("Acting as"),
        "actor_roles": _l("In which role"),
        "answer": _l("Where it led"),
        "created_at": _l("When"),
        "file_name": _l("Name of the file"),
        "files": _l("Files"),
        "hour": _l("Hour"),
        "kept_at": _l("When"),
        "kind": _l("Kind"),
        "media_type": _l("Format"),
        "name": _l("What"),
        "occurred_at": _l("When"),
        "asked_at": _l("When"),
        "organisation_id": _l("For the organisation with number"),
        "route": _l("Form"),
        "sent_at": _l("Sent"),
        "size": _l("Bytes"),
        "state": _l("State"),
        "stored_at": _l("When"),
        "subject_id": _l("Number"),
        "subject_kind": _l("Of what"),
        "text": _l("Text"),
        "to_address": _l("E-mail"),
    }
)


def work_words(name: str, _row: Mapping[str, Any]) -> str:
    """A kind of background task, as its page calls it."""
    kind = long_work.kinds.get(name)
    return str(kind.title) if kind else _("Work")


def _event(name: str, _row: Mapping[str, Any]) -> str:
    return str(event_words.get(name) or _("Something else"))


def _subject(name: str, _row: Mapping[str, Any]) -> str:
    return str(subject_kinds[name].label) if name in subject_kinds else _("Something else")


def _form(endpoint: str, _row: Mapping[str, Any]) -> str:
    """The part of the system that a form belongs to: its address tells the rest."""
    return str(codes["forms_sent.route"].get(endpoint.partition(".")[0]) or _("Something else"))


def _led_to(answer: str, _row: Mapping[str, Any]) -> str:
    return answer if answer.startswith(("/", "http")) else _("Answered at once")


register_readers(
    {
        "about_you.name": _event,
        "acts.name": _event,
        "acts.subject_kind": _subject,
        "forms_sent.answer": _led_to,
        "forms_sent.route": _form,
        "long_works.kind": work_words,
    }
)
register_codes(
    "forms_sent.route",
    {
        "demo_mail": _l("E-mail"),
        "exports": _l("Lists as files"),
        "gallery": _l("Components"),
        "kept": _l("Forms that wait to be sent again"),
        "today": _l("To do"),
        "work": _l("Work in the background"),
    },
)
register_codes("documents.kind", {documents.EXPORT: _l("List as a file")})
register_codes(
    "documents.media_type",
    {
        "application/pdf": _l("PDF"),
        "application/xml": _l("XML"),
        "image/jpeg": _l("JPEG picture"),
        "image/png": _l("PNG picture"),
        "image/webp": _l("WebP picture"),
        "text/csv; charset=utf-8": _l("CSV table"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _l("Excel table"),
    },
)
