"""Fields that read what people type: text, amounts, days, counts, shares, files judged by content.

What a typed value means is decided in `core/typed/`; fields of who somebody is stand in `web/forms/party_fields.py`.
Each keeps the raw text, so that a refused form is shown again exactly as it was typed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from flask import g
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_wtf.file import FileField
from markupsafe import Markup
from wtforms import Field, MultipleFileField, SelectMultipleField, StringField, TextAreaField, ValidationError
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, FileInput, ListWidget

from core import clock
from core.audit.rules import LONGEST_REASON
from core.documents import operations as documents
from core.documents import uploads
from core.errors import Refused
from core.labels import words_for
from core.money import FULL_SHARE_BP, Money
from core.settings import installation
from core.thai import writing as thai
from core.typed import Unreadable
from core.typed.amounts import read_amount
from core.typed.days import read_day
from core.typed.text import as_written, plain
from web.access import current_actor

MOST_FILES = 10


def clean_text(text: str) -> str:
    """The text without control and invisible characters (line breaks stay), composed (NFC), without spaces around it."""
    composed = as_written(text).replace("\r\n", "\n").replace("\r", "\n")
    if all(line.isprintable() for line in composed.split("\n")):  # none to leave out: seen at once
        return composed.strip()
    kept = (c for c in composed if c == "\n" or unicodedata.category(c) not in {"Cc", "Cs", "Co", "Cn"})
    return "".join(kept).strip()


def needed(message: Any) -> Callable[[Any, Field], None]:
    """A validator: something must be there. Says nothing more when what is there could not be read."""

    def check(_form: Any, field: Field) -> None:
        if field.process_errors:
            raise StopValidation
        if field.data is None or field.data == "" or field.data == [] or field.data is False:
            field.errors = []  # that nothing is no choice is the same thing said twice
            raise StopValidation(str(message))

    return check


def at_most(length: int) -> Callable[[Any, Field], None]:
    """A validator: no more characters than the column holds."""

    def check(_form: Any, field: Field) -> None:
        if field.data and len(field.data) > length:
            raise ValidationError(
                ngettext(
                    "Enter at most %(length)s character. This text has %(count)s.",
                    "Enter at most %(length)s characters. This text has %(count)s.",
                    length,
                    length=length,
                    count=len(field.data),
                )
            )

    return check


class TextField(StringField):  # type: ignore[misc]
    """One line of text."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Clean what was typed."""
        if valuelist:
            self.data = " ".join(clean_text(str(valuelist[0])).split())


class NoteField(TextAreaField):  # type: ignore[misc]
    """Several lines of text."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Clean what was typed."""
        if valuelist:
            self.data = clean_text(str(valuelist[0]))


def reason_field(label: Any, missing: Any = None, description: Any = "") -> Any:
    """Words that explain a decision, as long as they are kept; `missing` is said when there must be some and there are none."""
    validators = [at_most(LONGEST_REASON)] if missing is None else [needed(missing), at_most(LONGEST_REASON)]
    return NoteField(label, description=description, validators=validators)


class ReadField(StringField):  # type: ignore[misc]
    """A field whose text means a value; `data` is None when empty or unreadable, the text is kept.

    Where another value was probably meant, `asked` is its text: the page asks, with a box to tick that stands under
    the name `…-confirmed`. Ticked for that very value, it is taken.
    """

    asked: str | None = None
    confirmed = ""

    @property
    def is_confirmed(self) -> bool:
        """Whether the box was ticked for what is asked."""
        return self.asked is not None and self.asked == self.confirmed

    def process(self, formdata: Any, *rest: Any, **options: Any) -> None:
        """Note what was confirmed, then read."""
        if formdata:
            self.confirmed = next(iter(formdata.getlist(f"{self.name}-confirmed")), "")
        super().process(formdata, *rest, **options)

    def _value(self) -> str:
        if self.raw_data:
            return clean_text(str(self.raw_data[0]))
        return "" if self.data is None else self.write(self.data)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed."""
        self.data = None
        typed = clean_text(str(valuelist[0])) if valuelist else ""
        if typed:
            self.data = self._read_or_asked(typed)

    def _read_or_asked(self, typed: str) -> Any:
        try:
            return self.read(typed)
        except Unreadable as problem:
            self.asked = problem.meant
            if self.is_confirmed:
                return self.taken(self.confirmed)
            raise ValueError(words_for(problem.reason, **problem.facts)) from None

    def read(self, typed: str) -> Any:
        """The value; Unreadable, or ValueError with words, when it cannot be read."""
        raise NotImplementedError

    def taken(self, confirmed: str) -> Any:
        """The value of what was asked and confirmed."""
        return self.read(confirmed)

    def write(self, value: Any) -> str:
        """The text of a stored value."""
        return str(value)


class MoneyField(ReadField):
    """An amount of baht; `data` is Money."""

    def read(self, typed: str) -> Money:
        """The amount."""
        return read_amount(typed)


class DayField(ReadField):
    """A day, as people type it; `data` is a date."""

    def read(self, typed: str) -> date:
        """The day; the year may be Buddhist."""
        return read_day(typed, today=clock.bangkok_date(clock.now()), locale=g.get("locale", "th"))

    def write(self, value: date) -> str:
        """As printed."""
        return thai.be_date(value, g.get("locale", "th"))


class CountField(ReadField):
    """A whole number between bounds; `data` is an int."""

    def __init__(self, *args: Any, least: int = 0, most: int = 10_000_000, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.least, self.most = least, most

    def read(self, typed: str) -> int:
        """The number; thousands commas and Thai digits allowed."""
        digits = plain(typed).replace(",", "")
        if not (digits.isascii() and digits.isdigit()) or len(digits) > 12:
            raise ValueError(_("Enter a whole number, for example, 12"))
        if not self.least <= int(digits) <= self.most:
            raise ValueError(
                _(
                    "Enter a number between %(least)s and %(most)s",
                    least=f"{self.least:,}",
                    most=f"{self.most:,}",
                )
            )
        return int(digits)


class YearField(ReadField):
    """A year between bounds, typed and shown in the page's calendar; `data` is an int in พ.ศ., as are the bounds.

    The other calendar is understood too: `least` is so late that no year means two.
    """

    def __init__(self, *args: Any, least: int, most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.least, self.most = least, most

    def read(self, typed: str) -> int:
        """The year in พ.ศ.; Thai digits allowed."""
        digits = plain(typed)
        year = int(digits) if digits.isascii() and digits.isdigit() and len(digits) == 4 else 0
        for found in (year, year + clock.BUDDHIST_ERA):
            if self.least <= found <= self.most:
                return found
        first, last = self.write(self.least), self.write(self.most)
        raise ValueError(_("Enter a year from %(first)s to %(last)s", first=first, last=last))

    def write(self, value: int) -> str:
        """In the page's calendar."""
        return thai.shown_year(value, g.get("locale", "th"))


class PercentField(ReadField):
    """A share typed in per cent with at most two decimals; `data` is in basis points."""

    def read(self, typed: str) -> int:
        """The share in basis points."""
        text = plain(typed).removesuffix("%").strip()
        try:
            basis_points = Decimal(text) * 100 if len(text) <= 8 else Decimal("NaN")
        except InvalidOperation:
            basis_points = Decimal("NaN")
        if not basis_points.is_finite() or basis_points % 1 or not 0 <= basis_points <= FULL_SHARE_BP:
            raise ValueError(_("Enter a share from 0 to 100, for example, 80 or 50.01"))
        return int(basis_points)

    def write(self, value: int) -> str:
        """In per cent."""
        return f"{Decimal(value) / 100:.2f}".removesuffix(".00")


class ChecksField(SelectMultipleField):  # type: ignore[misc]
    """Any of several choices, as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent, judged already."""

    file_name: str
    content: bytes


def _count(files: int) -> None:
    """Count what the person who asks has sent. Raises TryLater when it is too much for this hour."""
    person_id = current_actor().person_id
    if files and person_id is not None:
        uploads.count(person_id, files, most=installation.settings().uploads_per_hour, now=clock.now())


class UploadField(FileField):  # type: ignore[misc]
    """One file, as it was sent: its service judges it. Counted like those of UploadsField."""

    def pre_validate(self, _form: Any) -> None:
        """Count it."""
        _count(1 if self.data else 0)


class UploadsField(MultipleFileField):  # type: ignore[misc]
    """Files, at most so many; `uploads` holds those that are what we take, each other one is named with what is wrong."""

    data: Any
    uploads: tuple[Upload, ...] = ()

    def __init__(self, *args: Any, most: int = MOST_FILES, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.most = most
        self.widget = FileInput(multiple=most > 1)

    def pre_validate(self, _form: Any) -> None:
        """Judge each file by its content, before anything is written."""
        sent = [file for file in self.data or [] if getattr(file, "filename", "")]
        if len(sent) > self.most:
            raise ValidationError(
                _("Send only one file")
                if self.most == 1
                else ngettext(
                    "Send no more than %(num)s file at once",
                    "Send no more than %(num)s files at once",
                    self.most,
                )
            )
        _count(len(sent))
        self.uploads = tuple(Upload(file.filename, file.read()) for file in sent)
        self.data = list(self.uploads)
        self.errors.extend(self._wrong())
        if self.errors:
            raise StopValidation

    def _wrong(self) -> Iterator[str]:
        """Each file that we do not take, by its name, with why."""
        for upload in self.uploads:
            try:
                documents.judge(upload.content)
            except Refused as refused:
                yield f"{documents.clean_name(upload.file_name)}: {words_for(refused.reason)}"

    def _value(self) -> Any:
        return Markup("")
