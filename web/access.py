"""Who may call which view. Deny unless allowed: a view that names no access is refused (and fails a house test)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, g, redirect, request, url_for
from werkzeug.exceptions import HTTPException, Unauthorized
from werkzeug.wrappers import Response

from core.actor import ANONYMOUS, Actor, ActorKind
from core.errors import Forbidden
from core.permissions import Permission
from core.settings import installation

PUBLIC = "public"


SIGNED_IN = "signed_in"


LIBRARY_ENDPOINTS = frozenset({"static"})
"""Endpoints of libraries that guard themselves; blueprints of such libraries are in LIBRARY_BLUEPRINTS."""


LIBRARY_BLUEPRINTS = frozenset({"security"})


View = TypeVar("View", bound=Callable[..., Any])


def requires(*permissions: Permission) -> Callable[[View], View]:
    """Let in those who hold any of `permissions`. Whose object it is, the service or query checks."""

    def mark(view: View) -> View:
        view.access = frozenset(permissions)  # type: ignore[attr-defined]  # a mark
        return view

    return mark


def public(view: View) -> View:
    """Let in anybody."""
    view.access = PUBLIC  # type: ignore[attr-defined]  # a mark
    return view


def signed_in_only(view: View) -> View:
    """Let in any signed-in person; for what is theirs alone, such as their own account."""
    view.access = SIGNED_IN  # type: ignore[attr-defined]  # a mark
    return view


def in_capacity(view: View) -> View:
    """Say of a view for anybody signed in that its form acts for whom one acts: one drawn for another does nothing."""
    view.in_capacity = True  # type: ignore[attr-defined]  # a mark
    return view


def acts_in_capacity(app: Flask, endpoint: str) -> bool:
    """Whether what is sent to the view is done for whom one acts, and not for oneself alone."""
    access = access_of(app, endpoint)
    if access == SIGNED_IN:
        return bool(getattr(app.view_functions[endpoint], "in_capacity", False))
    return bool(access != PUBLIC)


def list_view(view: View) -> View:
    """Say that the view shows a list: such a view alone is run again to make a file of what it lists."""
    view.shows_list = True  # type: ignore[attr-defined]  # a mark
    return view


def shows_list(app: Flask, endpoint: str) -> bool:
    """Whether the view says that it shows a list."""
    return getattr(app.view_functions[endpoint], "shows_list", False)


def refuse_unmarked_list() -> None:
    """RuntimeError when the page that is read shows a list and does not say so, whatever was asked of it."""
    if request.endpoint is None or request.method not in ("GET", "HEAD"):
        return
    if not shows_list(current_app._get_current_object(), request.endpoint):  # type: ignore[attr-defined]  # a proxy has it
        raise RuntimeError(f"{request.endpoint} shows a list and is no web.list_view")


def access_of(app: Flask, endpoint: str) -> Any:
    """PUBLIC, SIGNED_IN, a set of permissions, or None when the view names nothing."""
    if endpoint in LIBRARY_ENDPOINTS or endpoint.partition(".")[0] in LIBRARY_BLUEPRINTS:
        return PUBLIC
    return getattr(app.view_functions[endpoint], "access", None)


def may_open(actor: Actor, url: str) -> bool:
    """Whether the page at one of our own addresses lets the actor in, before it looks at the object."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # a proxy has it
    try:
        endpoint, _arguments = app.url_map.bind("").match(url.partition("?")[0], method="GET")
    except HTTPException:
        return False
    return may_enter(actor, endpoint)


def may_enter(actor: Actor, endpoint: str) -> bool:
    """Whether the view lets the actor in, before it looks at the object."""
    access = access_of(current_app._get_current_object(), endpoint)  # type: ignore[attr-defined]  # a proxy has it
    return access in (PUBLIC, SIGNED_IN) or actor.may_any(access or ())


def current_actor() -> Actor:
    """Who is asking, built once a request by identity."""
    actor: Actor | None = g.get("actor")
    if actor is None:
        people = installation.of(current_app).people
        actor = g.actor = people.load_actor() if people else ANONYMOUS
    return actor


def guard() -> Response | None:
    """Before each request: let in, send to sign-in or to what identity asks for first, or refuse."""
    if request.endpoint is None:
        return None
    access = access_of(current_app._get_current_object(), request.endpoint)  # type: ignore[attr-defined]  # a proxy has it
    if access == PUBLIC:
        if request.blueprint:  # a page: files, health and figures have none
            current_actor()  # before the view reads: a visit is noted once a minute, and that commit drops what was read
        return None
    actor = current_actor()
    if actor.kind is ActorKind.ANONYMOUS:
        if request.accept_mimetypes.best == "application/json":
            raise Unauthorized
        got = request.method == "GET"
        after = {"next": request.full_path.rstrip("?")} if got else {"unsent": 1}
        return redirect(url_for("security.login", **after))
    first: Response | None = installation.people().sign_in_incomplete()
    if first is not None:
        return first
    if access == SIGNED_IN:
        return None
    actor = current_actor()  # a proof given with this request may have made more of it
    if not access or not actor.may_any(access):
        raise Forbidden(request.endpoint)
    return None


def refuse_unguarded(app: Flask) -> None:
    """Do not boot with a route that names no access: `flask routes` then fails, and so does every start."""
    unguarded = sorted(
        {rule.endpoint for rule in app.url_map.iter_rules() if access_of(app, rule.endpoint) is None}
    )
    if unguarded:
        raise RuntimeError(f"routes that name no access (web.requires, public, signed_in_only): {unguarded}")
