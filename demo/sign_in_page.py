"""The demo's own sign-in: its people by what they do, one press to be one of them, or the next. In the demo alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, abort, redirect, render_template, url_for
from flask_babel import lazy_gettext as _l
from flask_security.utils import login_user, logout_user
from werkzeug.wrappers import Response

from core.db import db
from core.permissions import Role
from demo import people
from identity.people.models import Person
from web import current_actor, public

blueprint = Blueprint("demo_people", __name__, url_prefix="/demo/people")


@dataclass(frozen=True, slots=True)
class Group:
    """People who work side by side: what they are for together, and who they are."""

    title: Any
    text: Any
    people: tuple[people.Listed, ...]


def _of(*roles: Role) -> tuple[people.Listed, ...]:
    return tuple(colleague for colleague in people.STAFF if colleague.role in roles)


GROUPS = (
    Group(_l("Business (SME)"), _l("Applies for a coupon, shows it at the counter, confirms the price."),
          (people.SME_OWNER, people.SME_MEMBER, people.SME_RETURNED)),
    Group(_l("Provider"), _l("Scans coupons, delivers services, is paid."),
          (people.CASHIER, people.PROVIDER_OWNER, people.PROVIDER_WAITING)),
    Group(_l("Applications and registrations"), _l("An officer checks, an approver decides; appeals go to another approver."),
          _of(Role.PROGRAMME_OFFICER, Role.PROGRAMME_APPROVER)),
    Group(_l("Claims"), _l("Evidence is checked before money becomes payable."), _of(Role.CLAIM_OFFICER)),
    Group(_l("Payments"), _l("Prepared by one person and approved by a second. Large batches are released by a third."),
          _of(Role.FINANCE_OFFICER, Role.FINANCE_APPROVER, Role.FINANCE_RELEASER)),
    Group(_l("Plans and schemes"), _l("A plan has projects, a project opens schemes; a resolution approves each."),
          _of(Role.PLAN_OFFICER, Role.PLAN_APPROVER)),
    Group(_l("Administration"), _l("One grants a role, the other confirms it. Neither decides applications or handles money."),
          _of(Role.ADMINISTRATOR)),
    Group(_l("Audit"), _l("Reads everything, changes nothing."), _of(Role.AUDITOR)),
)  # fmt: skip


@blueprint.app_context_processor
def where_people_are() -> dict[str, str]:
    """For the sign-in page, which leads here."""
    return {"demo_people_url": url_for("demo_people.choose")}


@blueprint.get("")
@public
def choose() -> str:
    """Whom to be."""
    return render_template("demo/people.html", groups=GROUPS, password=people.PASSWORD)


@blueprint.post("/<string:email>")
@public
def become(email: str) -> Response:
    """Sign in as one of those listed, and out as whoever one was: their one password is printed for everybody."""
    if email not in {each.email for group in GROUPS for each in group.people}:
        abort(404)
    person = db.session.scalars(sa.select(Person).where(Person.email == email)).one_or_none()
    if person is None:
        abort(404)
    if current_actor().person_id is not None:
        logout_user()
    if not login_user(person, authn_via=["password"]):
        abort(404)
    return redirect(url_for("today.today"), code=303)
