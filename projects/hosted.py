"""The schemes under a project, or paid from a budget line. The package above knows; `app.py` names its readers here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class HostedScheme:
    """A scheme as the pages of its project and of its line show it."""

    id: int
    code: str
    name_th: str
    name_en: str
    applies_from: date
    applies_until: date
    state: StrEnum
    is_alive: bool
    """Open or paused: its project cannot be closed."""
    is_closed: bool


ReadSchemes = Callable[[Session, int, date], tuple[HostedScheme, ...]]
"""Those of a project, or of a budget line, in whatever state, by their terms of that day; oldest first."""
_readers: list[ReadSchemes] = []


def read_schemes_by(of_project: ReadSchemes, of_line: ReadSchemes) -> None:
    """Let these tell of schemes. `app.py` names them: they belong to a package above this one."""
    _readers[:] = of_project, of_line


def schemes_of_project(session: Session, project_id: int, today: date) -> tuple[HostedScheme, ...]:
    """The schemes of a project, in whatever state, oldest first. ValueError when nobody reads them."""
    of_project, _of_line = _readers
    return of_project(session, project_id, today)


def schemes_of_line(session: Session, line_id: int, today: date) -> tuple[HostedScheme, ...]:
    """The schemes that a budget line pays, likewise."""
    _of_project, of_line = _readers
    return of_line(session, line_id, today)
