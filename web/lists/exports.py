"""A list as a file: a short one at once, a long one or a workbook in the background (docs/decisions/0022).

A short one is written whole before its first byte leaves, in a session of its own that has then ended: who reads
slowly, or goes away, holds no connection, and what fails is an error and never half a file.

The background asks the address of the list again, as the person who asked, with the rights that person has then:
a list is defined once, by its view.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any
from urllib.parse import parse_qsl, urlencode

from flask import Response, current_app, g, render_template, request, send_file, url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from core import clock
from core.actor import Actor
from core.db import reading
from core.documents import operations as documents
from core.documents import slots
from core.documents.slots import Busy
from core.errors import Forbidden, NotFound, TryLater
from core.permissions import Permission
from core.registry import list_title
from core.settings import installation
from core.tasks.long_work import Kind, Progress
from core.tasks.queue import Queue
from web.access import current_actor, may_open, refuse_unmarked_list, shows_list
from web.lists.services.store_export import store_export
from web.lists.table_files import MEDIA, Head, write_csv, write_xlsx
from web.preferences import CHOICES

MOST_AT_ONCE = 5_000
"""Rows that are sent while somebody waits; more of them are prepared in the background."""


IN_MEMORY = 1024 * 1024
"""Bytes of a file that are kept in memory until it is sent; the rest of a larger one is on the disk."""


RETRY_SECONDS = 10


LONGEST_ADDRESS = 2_000


@dataclass(frozen=True, slots=True)
class Export:
    """A list as a file will hold it; its rows are counted and read when they are asked for."""

    name: str
    heads: list[Head]
    count: Callable[[Session, int | None], int]
    """How many rows there are, counted no further than the number given."""
    rows: Callable[[Session], Iterable[list[Any]]]


def export_answer(export: Export, kind: str) -> Response:
    """The list as `kind`, a name of MEDIA: the file itself, or the page that offers to prepare it.

    TryLater (429) while as many are being sent on this node as the setting allows.
    """
    refuse_unmarked_list()
    found: list[Export] | None = g.get("exports_found")
    if found is not None:
        found.append(export)
        return Response(status=204)
    if kind != "csv":
        return _offer(kind, too_long=False)
    if request.method == "HEAD":
        return Response(mimetype=MEDIA[kind])
    with slots.one_of(installation.settings().exports_at_once, "export", installation.settings()) as free:
        if not free:
            raise TryLater(Busy.OTHER_LISTS, RETRY_SECONDS)
        with reading() as session:
            short = export.count(session, MOST_AT_ONCE + 1) <= MOST_AT_ONCE
            file = _spooled(export, session) if short else None
    return _offer(kind, too_long=True) if file is None else _sent(file, f"{export.name}.csv")


def _spooled(export: Export, session: Session) -> IO[bytes]:
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer closes it
    try:
        write_csv(file, export.heads, export.rows(session))
    except BaseException:
        file.close()
        raise
    return file


def _sent(file: IO[bytes], name: str) -> Response:
    size = file.tell()
    file.seek(0)
    answer = send_file(file, MEDIA["csv"], as_attachment=True, download_name=name, conditional=False)
    answer.content_length, answer.headers["Content-Type"] = size, MEDIA["csv"]
    return answer


def _offer(kind: str, *, too_long: bool) -> Response:
    """What will be done, with the button that does it; nothing is done by reading. 409 where a file was expected."""
    page = render_template(
        "work/offer.html",
        kind=kind,
        title=list_title(request.endpoint),
        most=MOST_AT_ONCE,
        too_long=too_long,
        address=address_of(request.path, request.args.to_dict(), kind),
        back_url=list_url(request.full_path),
        kept_until=clock.now() + timedelta(days=installation.settings().export_days),
        may_ask=current_actor().may(Permission.IDENTITY_SELF_MANAGE),
    )
    return Response(page, 409 if too_long else 200)


def address_of(path: str, arguments: Mapping[str, str], kind: str) -> str:
    """The address of the list as that kind of file."""
    return f"{path}?{urlencode({**arguments, 'format': kind})}"


def list_url(address: str) -> str:
    """The page of the list whose file is at that address."""
    path, _mark, query = address.partition("?")
    kept = urlencode([pair for pair in parse_qsl(query) if pair[0] not in ("format", *CHOICES)])
    return f"{path}?{kept}" if kept else path


def title_at(address: str) -> Any:
    """What the list at one of our own addresses is called."""
    with current_app.test_request_context(address):
        endpoint = request.endpoint
    return list_title(endpoint)


@contextmanager
def export_at(address: str, actor: Actor, language: str) -> Iterator[Export]:
    """The list at one of our own addresses, as that person may see it now, and the context its rows are read in.

    Forbidden when the page is not the actor's to open; NotFound when it is none or no list, and then it is not run.
    """
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # a proxy has it
    host = f"http://{installation.settings().public_host.lower()}"
    with app.app_context(), app.test_request_context(address, base_url=host):
        if request.path != address.partition("?")[0]:
            raise NotFound  # a path that is written otherwise than it is read
        if request.endpoint is None:
            raise NotFound
        if not may_open(actor, request.path):
            raise Forbidden(request.endpoint)
        if not shows_list(app, request.endpoint):
            raise NotFound
        g.actor, g.locale, g.settings = actor, language, installation.settings()
        found: list[Export] = []
        g.exports_found = found
        answer = app.view_functions[request.endpoint](**(request.view_args or {}))
        if isinstance(answer, AnyResponse):
            answer.close()
        if len(found) != 1:
            raise NotFound
        yield found[0]


def _prepare(arguments: Mapping[str, Any], *, actor: Actor, now: datetime, progress: Progress) -> None:
    path = documents.new_file()
    try:
        name = _write(arguments, path, actor, progress)
        media_type = MEDIA[arguments["format"]]
        store_export(path, media_type, name, actor=actor, now=now, progress=progress)
    finally:
        path.unlink(missing_ok=True)


def _write(arguments: Mapping[str, Any], path: Path, actor: Actor, progress: Progress) -> str:
    """Write the list into the file; returns what the file is called."""
    kind = arguments["format"]
    with _still_theirs(), export_at(arguments["address"], actor, arguments["language"]) as export:
        with reading() as session:
            progress.expect(export.count(session, None))
            rows = export.rows(session)
            if kind == "csv":
                with path.open("wb") as file:
                    write_csv(file, export.heads, rows, progress.step)
            else:
                write_xlsx(path, export.heads, rows, progress.step)
        return f"{export.name}.{kind}"


@contextmanager
def _still_theirs() -> Iterator[None]:
    """What was to be seen when it was asked for and no longer is: a right was withdrawn."""
    try:
        yield
    except NotFound as gone:
        raise Forbidden("list") from gone


EXPORT = Kind(
    name="core.export",
    queue=Queue.FILES,
    title=_l("Preparing a file"),
    needs=Permission.IDENTITY_SELF_MANAGE,
    seen_by=None,
    run=_prepare,
    subject=lambda _session, arguments: f"{arguments['name']}.{arguments['format']}",
    steps=_l("Rows"),
    result_url=lambda export_id: url_for("exports.export", export_id=export_id),
    back_url=lambda arguments: list_url(arguments["address"]),
    done=_l("The file is ready."),
    kept=_l("No file was prepared, and nothing else was changed. You can ask for it again."),
    to_fetch=timedelta(days=1),
)


WORKS = (EXPORT,)
