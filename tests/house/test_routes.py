"""Routes: each says who may call it, reads well, takes typed parameters, and changes nothing by GET."""

from __future__ import annotations

import dis
import inspect
import re
import types
from collections.abc import Callable, Iterator
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from coupons.applications.services.withdraw_application import withdraw_application
from tests.house.house import told
from web.access import LIBRARY_BLUEPRINTS, LIBRARY_ENDPOINTS, SIGNED_IN, access_of, acts_in_capacity, public

KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(\.(csv|xlsx|json|pdf|svg|xml|html|txt|webmanifest|js|zip))?")
SEGMENT_LET_OFF = {
    "C": "the address in a QR code is upper case throughout: the alphanumeric mode is smaller (docs/architecture.md#code-and-consent)"
}
READS_THAT_WRITE: dict[str, str] = {}
"""Endpoints whose GET opens a transaction, with the reason. Only what the reader did not ask for: a lapse noted."""
PASSED_ONLY_BY_POST = re.compile(r"validate_on_submit\(|is_submitted\(|request\.method\b|\.method ==")


def _ours(app: Flask) -> Iterator[Rule]:
    for rule in app.url_map.iter_rules():
        if (
            rule.endpoint not in LIBRARY_ENDPOINTS
            and rule.endpoint.partition(".")[0] not in LIBRARY_BLUEPRINTS
        ):
            yield rule


def unguarded(app: Flask) -> list[str]:
    """Routes that name no access."""
    return [f"{rule.rule} ({rule.endpoint})" for rule in _ours(app) if access_of(app, rule.endpoint) is None]


def badly_spelled(app: Flask) -> list[str]:
    """Routes with a segment that is not kebab-case, or that end in a slash; a room's first page may."""
    found = []
    for rule in _ours(app):
        for segment in rule.rule.strip("/").split("/"):
            plain = re.sub(r"<[^>]+>", "0", segment)
            if segment and not KEBAB.fullmatch(plain) and segment not in SEGMENT_LET_OFF:
                found.append(f"{rule.rule}: {segment!r} is not kebab-case")
        if rule.rule.count("/") > 2 and rule.rule.endswith("/"):
            found.append(f"{rule.rule} ends in a slash")
    return found


def untyped(app: Flask) -> list[str]:
    """Routes with a parameter that says no type."""
    return [
        f"{rule.rule}: <{parameter}>"
        for rule in _ours(app)
        for parameter in re.findall(r"<([^>]+)>", rule.rule)
        if ":" not in parameter and not rule.rule.lower().startswith("/c/")
    ]


def _named(function: Callable[..., Any]) -> Iterator[Any]:
    """The objects that a function's code names: its globals, and what it takes from modules among them."""
    known = getattr(function, "__globals__", {})
    before: Any = None
    for step in dis.get_instructions(function):
        if step.opname == "LOAD_GLOBAL":
            before = known.get(step.argval)
            yield before
        elif step.opname in {"LOAD_ATTR", "LOAD_METHOD"} and isinstance(before, types.ModuleType):
            before = getattr(before, step.argval, None)
            yield before
        elif step.opname not in {"CACHE", "PRECALL", "PUSH_NULL"}:
            before = None


def changes_state(view: Callable[..., Any], depth: int = 3) -> str | None:
    """The service that a view calls, itself or by a helper of its file, and that opens a transaction."""
    view = inspect.unwrap(view)
    for found in _named(view):
        if not isinstance(found, types.FunctionType):
            continue
        if ".services." in found.__module__ and "transaction" in inspect.getsource(inspect.getmodule(found)):  # type: ignore[arg-type]  # it has one
            return f"{found.__module__}.{found.__name__}"
        if found.__module__ == view.__module__ and depth and found is not view:
            deeper = changes_state(found, depth - 1)
            if deeper:
                return deeper
    return None


def _guards_by_method(view: Callable[..., Any]) -> bool:
    """Whether the view, or a helper of its file that it names, passes on only when posted."""
    view = inspect.unwrap(view)
    if PASSED_ONLY_BY_POST.search(inspect.getsource(view)):
        return True
    return any(
        isinstance(found, types.FunctionType)
        and found.__module__ == view.__module__
        and PASSED_ONLY_BY_POST.search(inspect.getsource(found))
        for found in _named(view)
    )


def changing_by_get(app: Flask) -> list[str]:
    """Routes whose GET may reach a service that writes."""
    found = []
    for rule in _ours(app):
        view = app.view_functions[rule.endpoint]
        if "GET" not in (rule.methods or set()) or rule.endpoint in READS_THAT_WRITE:
            continue
        service = changes_state(view) if hasattr(inspect.unwrap(view), "__code__") else None
        if service and not _guards_by_method(view):
            found.append(f"GET {rule.rule} ({rule.endpoint}) calls {service}")
    return found


def strange_methods(app: Flask) -> list[str]:
    """Routes that take anything but GET and POST; forms know no more."""
    allowed = {"GET", "HEAD", "OPTIONS", "POST"}
    return [
        f"{rule.rule}: {sorted((rule.methods or set()) - allowed)}"
        for rule in _ours(app)
        if not rule.rule.startswith("/api/") and (rule.methods or set()) - allowed
    ]


def test_every_route_says_who_may_call_it(app: Flask) -> None:
    found = unguarded(app)
    assert not found, told(found, "Put @requires(Permission.…), @signed_in_only or @public on the view.")


def test_every_address_is_kebab_case(app: Flask) -> None:
    found = badly_spelled(app)
    assert not found, told(found, "Write /bank-accounts, not /bank_accounts or /bankAccounts/.")


def test_every_parameter_has_a_type(app: Flask) -> None:
    found = untyped(app)
    assert not found, told(found, "Write <int:coupon_id>, or <string:code> where it is text.")


def test_reading_changes_nothing(app: Flask) -> None:
    found = changing_by_get(app)
    assert not found, told(
        found, "Change state by POST only: a link may be opened by a mail scanner or a crawler."
    )


def test_forms_know_get_and_post(app: Flask) -> None:
    found = strange_methods(app)
    assert not found, told(found, "Pages use GET and POST; other methods live under /api/.")


def test_the_checkers_reject_bad_routes() -> None:
    bad = Flask("bad")

    def naked(name: str) -> str:
        withdraw_application(name)
        return name

    bad.add_url_rule("/bankAccounts/<name>/", view_func=naked, methods=["GET", "DELETE"])
    assert unguarded(bad)
    assert badly_spelled(bad)
    assert untyped(bad)
    assert strange_methods(bad)
    assert changing_by_get(bad)


def test_the_checkers_let_a_good_route_pass() -> None:
    good = Flask("good")

    @public
    def page(coupon_id: int) -> str:
        return str(coupon_id)

    good.add_url_rule("/coupons/<int:coupon_id>/hold", view_func=page)
    for check in (unguarded, badly_spelled, untyped, strange_methods, changing_by_get):
        assert not check(good)


ABOUT_ONESELF = {
    "identity.act_for": "changes for whom one acts",
    "identity.end_other_sessions": "one's own sign-ins",
    "identity.end_session": "one's own sign-ins",
    "identity.mail_choices": "one's own notices",
    "identity.open_notice": "one's own notices",
    "identity.owner_change": "an owner speaks for themselves, whomever they act for",
    "identity.profile": "one's own account",
    "identity.prove": "one's own password or second factor",
    "identity.read_notices": "one's own notices",
    "identity.report_a_number": "a business that one does not act for yet",
    "identity.sign_out_all": "one's own sign-ins",
    "identity.take_up": "an invitation to oneself",
    "identity.take_up_mine": "an invitation to oneself",
    "work.noted": "one's own list of what waits",
}
"""Forms for anybody signed in that do the same whomever one acts for (docs/decisions/0036)."""


def test_a_form_for_anybody_signed_in_says_whether_it_acts_for_a_business(app: Flask) -> None:
    unsaid = {
        rule.endpoint
        for rule in _ours(app)
        if "POST" in (rule.methods or ())
        and access_of(app, rule.endpoint) == SIGNED_IN
        and not acts_in_capacity(app, rule.endpoint)
    }
    assert not unsaid - ABOUT_ONESELF.keys(), told(
        sorted(unsaid - ABOUT_ONESELF.keys()), "Mark the view @in_capacity, or say why it is about oneself."
    )
    assert not ABOUT_ONESELF.keys() - unsaid, told(
        sorted(ABOUT_ONESELF.keys() - unsaid), "Named for nothing."
    )
