"""What the demo mailed, to whom and when: for anybody to read, because its people have no letter boxes. In the demo alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import Blueprint, Response, render_template, url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.db import db
from core.errors import NotFound
from core.mail.models import OutboundMail
from core.settings.addresses import absolute
from web import Column, ListPage, list_view, public

blueprint = Blueprint("demo_mail", __name__, url_prefix="/demo/mail")
_ADDRESS = re.compile(r"(https?://\S+)")


def _found(
    _session: Session, statement: sa.Select[tuple[OutboundMail]], typed: str
) -> sa.Select[tuple[OutboundMail]]:
    return statement.where(
        OutboundMail.to_address.icontains(typed, autoescape=True)
        | OutboundMail.subject.icontains(typed, autoescape=True)
    )


def _list() -> ListPage:
    return ListPage(
        columns=[
            Column("sent", _l("Sent at"), lambda row: row.created_at, OutboundMail.created_at),
            Column("to", _l("To"), lambda row: row.to_address, OutboundMail.to_address),
            Column("subject", _l("Subject"), lambda row: row.subject),
        ],
        key=OutboundMail.id,
        default_sort="sent",
        default_descending=True,
        file_name="demo-mail",
        search=_found,
        search_label=_l("Recipient or subject"),
    )


@blueprint.app_context_processor
def where_mail_is() -> dict[str, str]:
    """For the sign-in page, which leads here."""
    return {"demo_mail_url": url_for("demo_mail.mails")}


@blueprint.get("")
@public
@list_view
def mails() -> str | Response:
    """All of them, the newest first."""
    page = _list().answer(db.session(), sa.select(OutboundMail).where(OutboundMail.body != ""))
    return page if isinstance(page, Response) else render_template("demo/mails.html", page=page)


@blueprint.get("/<int:mail_id>")
@public
def mail(mail_id: int) -> str:
    """One of them, as its reader gets it."""
    found = db.session.get(OutboundMail, mail_id) if mail_id < 2**63 else None
    if found is None or not found.body:
        raise NotFound
    return render_template("demo/mail.html", mail=found, parts=list(_parts(found.body)))


def _parts(body: str) -> Iterator[tuple[str, str | None]]:
    """The text in pieces, each with where it leads: a link of ours to this demo, on whichever port it listens now."""
    ours = urlsplit(absolute("/")).hostname
    for piece in _ADDRESS.split(body):
        address = urlsplit(piece) if _ADDRESS.fullmatch(piece) else None
        is_ours = address is not None and address.hostname == ours
        yield piece, address._replace(scheme="", netloc="").geturl() if address and is_ours else None
