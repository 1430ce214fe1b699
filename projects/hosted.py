"""The schemes under a project, or paid from a budget line. The package above knows; `app.py` names its reader here."""

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


ReadSchemes = Callable[[Session, int | None, int | None], tuple[HostedScheme, ...]]
"""Of a project, or else of a budget line; oldest first."""
_reader: list[ReadSchemes] = []


def read_schemes_by(read: ReadSchemes) -> None:
    """Let `read` tell of schemes. `app.py` names it: it belongs to a package above this one."""
    _reader[:] = [read]


def schemes_of_project(session: Session, project_id: int) -> tuple[HostedScheme, ...]:
    """The schemes of a project, in whatever state, oldest first. IndexError when nobody reads them."""
    return _reader[0](session, project_id, None)


def schemes_of_line(session: Session, line_id: int) -> tuple[HostedScheme, ...]:
    """The schemes that a budget line pays, likewise."""
    return _reader[0](session, None, line_id)
