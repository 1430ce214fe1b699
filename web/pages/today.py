"""Where each signed-in person lands: what waits for me, in order of urgency. And the menu."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask, Response, g, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from core import clock, registry
from core.actor import Actor, ActorKind
from core.calendar.urgency import SOON
from core.db import db
from core.permissions import PROVIDER_ROLES, Permission
from core.registry import InboxItem, NavEntry
from core.settings import installation
from web.access import current_actor, list_view, requires, signed_in_only
from web.alternatives import registrations
from web.charts.queries import charts_for
from web.lists.table_files import MEDIA
from web.pages import board, staff_home

blueprint = Blueprint("today", __name__)


PHONE_TABS = 5
"""As many as a thumb can tell apart on a narrow phone; the rest is reached from the pages."""


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry as the layouts draw it."""

    label: Any
    url: str
    count: int
    current: bool
    icon: str


def capacity_of(actor: Actor) -> str:
    """staff, sme, provider, or person for one who has not chosen whom to act for."""
    if actor.is_staff:
        return "staff"
    if actor.roles & PROVIDER_ROLES:
        return "provider"
    return "sme" if actor.organisation_id is not None else "person"


def layout_for(actor: Actor) -> str:
    """The home page: one layout for staff, one for everyone else."""
    return "layouts/staff.html" if actor.is_staff else "layouts/phone.html"


def inbox_of(actor: Actor, besides: frozenset[str] = frozenset()) -> list[InboxItem]:
    """What waits for the actor, most urgent first, but for what these packages know of; asked once a request."""
    if "inbox" not in g:
        now = clock.now()
        found = [
            item
            for package, inbox in registry.inboxes.items()
            if package not in besides
            for item in inbox(db.session(), actor, now)
            if item.count
        ]
        g.inbox = sorted(found, key=lambda item: (item.urgency, item.oldest_since or now))
    items: list[InboxItem] = g.inbox
    return items


def _menu(actor: Actor) -> list[NavItem]:
    capacity = capacity_of(actor)
    entries = sorted(
        (
            entry
            for entry in registry.navigation.values()
            if entry.capacity == capacity and actor.may_any(entry.permissions)
        ),
        key=lambda entry: entry.order,
    )
    shown = {
        url_for(entry.endpoint): entry for entry in (entries if actor.is_staff else entries[:PHONE_TABS])
    }
    here = max(filter(_leads_here, shown), key=len, default=None)
    return [_nav_item(entry, url, current=url == here) for url, entry in shown.items()]


def _leads_here(url: str) -> bool:
    """Whether the page that is read is this one, or one below it."""
    return request.path == url or (url != "/" and request.path.startswith(f"{url.rstrip('/')}/"))


def _nav_item(entry: NavEntry, url: str, *, current: bool) -> NavItem:
    count = sum(item.count for item in g.get("inbox", ()) if item.url.partition("?")[0] == url)
    return NavItem(entry.label, url, count, current, entry.icon)


def _context() -> dict[str, Any]:
    actor: Actor | None = g.get("actor")
    if actor is None or actor.kind is not ActorKind.PERSON:
        return {"navigation": [], "home_url": "/"}
    return {
        "actor": actor,
        "navigation": _menu(actor),
        "home_url": url_for("today.today"),
        "layout": layout_for(actor),
    }


@blueprint.get("/today")
@signed_in_only
def today() -> str:
    """Where I stand, what is to be done now, what waits for me: as my capacity's home draws it."""
    actor = current_actor()
    if (home := registry.homes.get(capacity_of(actor))) is not None:
        facts = home.facts(db.session(), actor, clock.now())
        return render_template(
            home.template, items=inbox_of(actor, home.shows), layout=layout_for(actor), **facts
        )
    items = inbox_of(actor)
    if actor.is_staff:
        found = staff_home.home(db.session(), request.args, actor, clock.now())
        charts = charts_for(db.session(), actor, g.locale)
        return render_template(
            "today/staff.html",
            home=found,
            items=items,
            charts=charts,
            may_read_board=actor.may(Permission.HOUSE_DEADLINES_READ),
        )
    known = installation.people().signed_in() or {"choices": []}
    return render_template(
        "today/today.html",
        items=items,
        registrations=registrations(actor, known["choices"]),
        layout=layout_for(actor),
    )


@blueprint.get("/deadlines")
@requires(Permission.HOUSE_DEADLINES_READ)
@list_view
def deadlines() -> str | Response:
    """The deadline board: everything that waits, whose turn it is, and until when (docs/architecture.md#states)."""
    chosen, actor, now = request.args.to_dict(), current_actor(), clock.now()
    if chosen.get("format") in MEDIA:
        return board.board_file(chosen, actor, now, chosen["format"])
    found = board.board(db.session(), chosen, actor, now)
    return render_template(
        "today/deadlines.html",
        page=found.page,
        counts=found.counts,
        address=board.address,
        soon_days=SOON.days,
    )


def init_app(app: Flask) -> None:
    """Every page draws the menu."""
    app.context_processor(_context)


NAVIGATION = (
    *(
        NavEntry(
            0,
            label,
            "today.today",
            frozenset({Permission.IDENTITY_SELF_MANAGE}),
            "home",
            capacity,
        )
        for capacity, label in (
            ("staff", lazy_pgettext("tab", "To do")),
            *((each, lazy_pgettext("tab", "Home")) for each in ("sme", "provider", "person")),
        )
    ),
    NavEntry(90, _l("Deadlines"), "today.deadlines", frozenset({Permission.HOUSE_DEADLINES_READ}), "clock"),
)
