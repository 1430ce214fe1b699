"""What the forms of plans, projects, lines and schemes share: the paper of an approval, a name, a year."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice, SelectField

from core.labels import words_for
from projects.rules import EARLIEST_FISCAL_YEAR, LATEST_FISCAL_YEAR, ProjectReason, Publication, Resolution
from projects.states import DecidingBody
from web import Form
from web.forms.fields import DayField, TextField, UploadsField, YearField, at_most, needed

NAME = at_most(300)


def choices_of(kind: Any) -> list[SelectChoice]:
    """Values of an enum with their words, in the reader's language, as a form's choices."""
    return [SelectChoice(member.value, words_for(member)) for member in kind]


def key_of(typed: Any) -> int | None:
    """The key that was chosen; None where nothing was. ValueError for what is no key."""
    return int(typed) if typed else None


def priority_choices() -> list[SelectChoice]:
    """1 to 5, in the reader's language."""
    words = {1: _("1 – most urgent"), 5: _("5 – least urgent")}
    return [SelectChoice(number, words.get(number, str(number))) for number in range(1, 6)]


def year_field(label: Any) -> YearField:
    """A fiscal year; `data` is in พ.ศ."""
    return YearField(
        label,
        validators=[needed(_l("Enter the fiscal year, for example, 2027"))],
        least=EARLIEST_FISCAL_YEAR,
        most=LATEST_FISCAL_YEAR,
    )


def _body(typed: Any) -> DecidingBody | None:
    """Who was chosen; None where nobody was. ValueError for what is no body."""
    return DecidingBody(typed) if typed else None


class ResolutionForm(Form):
    body = SelectField(_l("Who decided"), coerce=_body, validators=[needed(_l("Choose who decided"))])
    number = TextField(
        _l("Resolution number"), validators=[needed(_l("Enter the number of the resolution")), at_most(100)]
    )
    taken_on = DayField(
        _l("Date of the resolution"), validators=[needed(_l("Enter the date of the resolution"))]
    )
    file = UploadsField(_l("Signed resolution"), most=1, validators=[needed(_l("Choose the signed file"))])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.body.choices = [SelectChoice("", _("Choose")), *choices_of(DecidingBody)]

    def resolution(self) -> Resolution:
        """The paper of the approval."""
        upload = self.file.uploads[0]
        return Resolution(
            self.body.data, self.number.data, self.taken_on.data, upload.file_name, upload.content
        )


class PublicationForm(Form):
    beside: ClassVar[Mapping[StrEnum, str]] = dict.fromkeys(
        (ProjectReason.PUBLISHED_BEFORE_RESOLUTION, ProjectReason.PUBLISHED_IN_FUTURE), "published_on"
    )
    published_on = DayField(
        _l("Date of publication"), validators=[needed(_l("Enter the date of publication"))]
    )
    published_in = TextField(
        _l("Published in"), validators=[needed(_l("Say where it was published")), at_most(300)]
    )

    def publication(self) -> Publication:
        """When it was made public, and where."""
        return Publication(self.published_on.data, self.published_in.data)
