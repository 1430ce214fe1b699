"""What the system itself keeps about one person: e-mails, files, forms, what they did, what was written to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.audit.models import AuditEvent, PersonKey, Reason
from core.audit.operations import open_reason
from core.audit.words import event_words, subject_kinds
from core.database.models import IdempotencyKey
from core.documents import operations as documents
from core.documents.models import Document, UploadHour
from core.mail.models import OutboundMail
from core.personal_data import (
    Chapter,
    Part,
    PersonalData,
    Subject,
    codes,
    read_by,
)
from core.tasks import long_work
from core.tasks.models import LongWork
from web.forms.models import SavedFormRow


def _opened(row: Any) -> dict[str, Any]:
    text = open_reason(row["person_id"], row["key"], row["nonce"], row["ciphertext"])
    return {"created_at": row["created_at"], "text": text}


def _acted_for(column: Any, subject: Subject) -> Any:
    return column.in_(read_by["organisation"](subject))


def _reasons(subject: Subject) -> Any:
    """Reasons under the person's key: written by themselves as a person or for whom they still act, and by staff about their own.

    What they wrote in office about others belongs to those, and what another member wrote to that member.
    """
    event = AuditEvent
    no_office = sa.and_(event.organisation_id.is_(None), event.actor_roles == "person")
    by_person = sa.and_(
        event.actor_person_id == subject.person_id,
        sa.or_(no_office, _acted_for(event.organisation_id, subject)),
    )
    about_person = (
        sa.and_(event.subject_kind == kind, event.subject_id.in_(ids(subject)))
        for kind, ids in read_by.items()
    )
    by_staff = sa.and_(
        event.organisation_id.is_(None),
        event.actor_person_id.is_distinct_from(subject.person_id),
        sa.or_(*about_person),
    )
    told = sa.exists().where(event.reason_id == Reason.id, sa.or_(by_person, by_staff))
    return (
        sa.select(Reason.created_at, Reason.person_id, Reason.nonce, Reason.ciphertext, PersonKey.key)
        .join(PersonKey, PersonKey.person_id == Reason.person_id)
        .where(Reason.person_id == subject.person_id, told)
        .order_by(Reason.id.desc())
    )


def _documents(subject: Subject) -> Any:
    """Files that the person stored, but for papers of an organisation for which they do not act: a name may name others."""
    table = Document
    own = sa.or_(table.organisation_id.is_(None), _acted_for(table.organisation_id, subject))
    return (
        sa.select(table.stored_at, table.file_name, table.kind, table.media_type, table.size)
        .where(table.stored_by_id == subject.person_id, own)
        .order_by(table.id.desc())
    )


def _acts(subject: Subject) -> Any:
    table = AuditEvent
    columns = (table.occurred_at, table.name, table.subject_kind, table.subject_id, table.organisation_id)
    own = table.actor_person_id == subject.person_id
    return sa.select(*columns, table.actor_roles).where(own).order_by(table.id.desc())


def _told(subject: Subject) -> Any:
    table = AuditEvent
    about = (table.subject_kind == "person", table.subject_id == subject.person_id)
    return sa.select(table.occurred_at, table.name).where(*about).order_by(table.id.desc())


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


PERSONAL_DATA = PersonalData(
    chapters=(
        Chapter(
            "traces",
            80,
            _l("E-mails, files and forms"),
            (
                Part(
                    "mails",
                    _l("E-mails to you"),
                    lambda subject: (
                        sa.select(
                            OutboundMail.created_at,
                            OutboundMail.to_address,
                            OutboundMail.state,
                            OutboundMail.sent_at,
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
                    _l("Your background tasks"),
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
                    _l("Forms waiting to be sent again"),
                    lambda subject: (
                        sa.select(SavedFormRow.kept_at, SavedFormRow.capacity, SavedFormRow.address)
                        .where(SavedFormRow.person_id == subject.person_id)
                        .order_by(SavedFormRow.id.desc())
                    ),
                ),
                Part(
                    "uploads",
                    _l("Number of files you uploaded in the last hour"),
                    lambda subject: sa.select(UploadHour.hour, UploadHour.files).where(
                        UploadHour.person_id == subject.person_id
                    ),
                ),
            ),
        ),
        Chapter(
            "acts",
            90,
            _l("What you did, and our messages to you"),
            (
                Part("reasons", _l("Written reasons that concern you"), _reasons, _opened),
                Part("acts", _l("What you did"), _acts),
                Part("about_you", _l("Events in your account"), _told),
            ),
        ),
    ),
    heads={
        "acting_as": _l("Acting as"),
        "actor_roles": _l("In role"),
        "answer": _l("Page shown afterwards"),
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
        "subject_kind": _l("Subject"),
        "text": _l("Text"),
        "to_address": _l("E-mail"),
    },
    codes=(
        (
            "forms_sent.route",
            {
                "demo_mail": _l("E-mail"),
                "exports": _l("Lists saved as files"),
                "gallery": _l("Components"),
                "kept": _l("Forms waiting to be sent again"),
                "today": _l("To do"),
                "work": _l("Background task"),
            },
        ),
        ("documents.kind", {documents.EXPORT: _l("A list as a file")}),
        (
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
        ),
    ),
    readers={
        "about_you.name": _event,
        "acts.name": _event,
        "acts.subject_kind": _subject,
        "forms_sent.answer": _led_to,
        "forms_sent.route": _form,
        "long_works.kind": work_words,
    },
)
