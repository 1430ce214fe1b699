"""Where one goes on to, as the address asks: across sign-in, registration, and the e-mail that confirms an address."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import request, url_for

from web.edge.requests import leads_on

LONGEST = 500
"""Characters of an address that an e-mail carries along."""


def wanted_page() -> str | None:
    """The page of ours that `next` names, if it names one."""
    wanted = request.values.get("next", "")
    return wanted if leads_on(wanted) and len(wanted) <= LONGEST else None


def next_page() -> str:
    """The page of ours that `next` names; else where everybody lands."""
    return wanted_page() or url_for("today.today")


def going_on() -> str:
    """The query by which a link carries along where one wanted to go; empty when that is nowhere."""
    return query_to(wanted_page())


def query_to(wanted: str | None) -> str:
    """The same for a page that was asked for earlier."""
    return f"?{urlencode({'next': wanted})}" if wanted else ""
