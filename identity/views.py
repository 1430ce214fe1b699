"""Who asks, as every page needs it: the actor, what is still to be settled, and what the layouts read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Flask, g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from core import clock
from core.actor import ANONYMOUS, Actor, actor_with
from core.db import db
from core.permissions import Role
from core.settings import installation
from core.typed.visible import in_mail
from identity.accounts.queries import ReadIdentities, read_identities_with
from identity.accounts.session_identity import STAFF, Choice, may_serve
from identity.accounts.views.next_page import going_on
from identity.accounts.views.proving import Proof, ask_again, proof_offered, take_proof
from identity.accounts.views.security.passwords import Passwords
from identity.accounts.views.session_identity import CHOICE, WHO, session_identity
from identity.accounts.views.setup import set_up
from identity.capacities.labels import choice_words, organisation_name, role_words
from identity.capacities.on_behalf import actor_on_behalf, capacity_key
from identity.capacities.queries import identity_of_person, identity_of_session
from identity.notifications.views import unread_count
from identity.notifications.words import notice_words
from identity.organisations.queries import connections, names_of_organisations, read_replacements_by
from identity.rights_requests.queries import why_not_replaced
from web import current_actor

OPEN_WHILE_SIGN_IN_INCOMPLETE = frozenset(
    {
        "identity.act_for",
        "identity.choose",
        "identity.invitation",
        "identity.end_other_sessions",
        "identity.end_session",
        "identity.me",
        "identity.prove",
        "identity.sessions",
        "identity.sign_out_all",
        "identity.take_up",
    }
)
"""Where one gets to who has still to choose a capacity, or to set up a second factor."""


def load_actor() -> Actor:
    """Who is asking, in the capacity chosen."""
    found = session_identity()
    if found is None:
        return ANONYMOUS
    choice = found.chosen(session.get(CHOICE))
    if choice is not None and choice.key == STAFF and not may_serve(found, g.settings):
        return actor_with(frozenset({Role.PERSON}), person_id=found.person_id)
    actor = found.actor(session.get(CHOICE))
    return replace(actor, second_factor_at=clock.now()) if g.settings.second_factor_waived else actor


def sign_in_incomplete() -> Response | None:
    """Asked before each page that is not public.

    A proof that comes with the form is looked at. Who has several capacities chooses one; whose staff role needs a
    second factor gives it in this session, or sets it up.
    """
    found = session_identity()
    if found is None or request.endpoint in OPEN_WHILE_SIGN_IN_INCOMPLETE:
        return None
    if proof_offered():
        again = take_proof(found)
        if again is not None:
            return again
        found = session_identity() or found
    choice = found.chosen(session.get(CHOICE))
    if choice is None:
        after = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("identity.choose", next=after))
    if choice.key == STAFF and not may_serve(found, g.settings):
        if found.has_second_factor:
            return ask_again(Proof.SECOND_FACTOR)
        return redirect(url_for("identity.me", _anchor="second-factor"))
    return None


def _role_label(choice: Choice) -> str:
    roles = sorted(choice.roles - {Role.SME_CONSENTER})
    return ", ".join(role_words(role) for role in roles)


def _signed_in() -> dict[str, Any] | None:
    found = session_identity()
    if found is None:
        return None
    choice = found.chosen(session.get(CHOICE))
    return {
        "name": found.full_name,
        "role_label": _role_label(choice) if choice else "",
        "organisation_name": organisation_name(choice) if choice else "",
        "choices": [
            {
                "label": choice_words(each),
                "url": url_for("identity.act_for", choice=each.key),
                "current": choice is not None and each.key == choice.key,
                "roles": each.roles,
            }
            for each in found.choices
        ]
        if len(found.choices) > 1
        else [],
    }


def _context() -> dict[str, Any]:
    """What the layouts read about who is signed in."""
    known = _signed_in() if WHO in session else None
    waived = known is not None and g.settings.second_factor_waived and current_actor().is_staff
    return {
        "signed_in": known,
        "sign_in_url": url_for("security.login"),
        "sign_out_url": url_for("security.logout"),
        "account_url": url_for("identity.me"),
        "second_factor_waived": waived,
    }


class PasswordsOfMembers(Passwords):
    """Checks a password of who acts for organisations by their names too."""

    def about(self, person: Any) -> list[str]:
        """What is known of the person and of their organisations."""
        return [*super().about(person), *names_of_organisations(db.session(), person.id)]


def wire(app: Flask) -> None:
    """Registers everything of this package on one application."""
    read_identities_with(ReadIdentities(identity_of_session, identity_of_person))
    read_replacements_by(why_not_replaced)
    set_up(app, PasswordsOfMembers)
    installation.of(app).people = installation.People(
        load_actor, _signed_in, sign_in_incomplete, capacity_key, actor_on_behalf, connections
    )
    app.context_processor(_context)
    app.jinja_env.filters["in_mail"] = in_mail
    app.jinja_env.filters["choice_words"] = choice_words
    app.jinja_env.filters["notice_words"] = notice_words
    app.jinja_env.globals["going_on"] = going_on
    app.jinja_env.globals["unread_count"] = unread_count
