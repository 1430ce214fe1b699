"""Signing in and out, as Flask-Security does it: each sign-in is a row of ours, and what changes an account ends the others."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Flask, after_this_request, flash, g, request, session, url_for
from flask_babel import gettext as _
from flask_login import user_logged_out
from flask_security.signals import (
    password_changed,
    password_reset,
    tf_disabled,
    tf_profile_changed,
    user_authenticated,
    user_confirmed,
    user_registered,
    wan_deleted,
    wan_registered,
)
from werkzeug.wrappers import Response

from core import clock
from core.actor import actor_with
from core.audit import operations as audit
from core.db import Tx, db, transaction
from core.errors import Refused
from core.permissions import Role
from identity.accounts.operations import (
    NewSession,
    end_sessions,
    forget_second_factor,
    keep_proof,
    open_session,
    refuse_overtaken,
    session_of_token,
)
from identity.accounts.queries import identity_of_person
from identity.accounts.rules import SignInRefusal, browser_of
from identity.accounts.services.sign_out import sign_out
from identity.accounts.session_identity import SessionIdentity
from identity.accounts.states import SessionEnd
from identity.accounts.views.security.devices import remember_device
from identity.accounts.views.security.second_step import SECOND_STEP_OF
from identity.accounts.views.session_identity import CHOICE, WHO, forget_session_identity
from identity.notifications.operations import notify
from identity.people.models import Person


def commit_at_the_end() -> None:
    """Commit after the view: those of Flask-Security that only send an e-mail, or sign in, do not of themselves."""
    if g.get("letter_commits"):
        return
    g.letter_commits = True

    @after_this_request
    def commit(response: Response) -> Response:
        with transaction():
            pass
        return response


def _record(name: str, person: Person, fields: dict[str, Any] | None = None) -> None:
    """An audit row in the transaction that Flask-Security's view commits."""
    actor = actor_with(frozenset({Role.PERSON}), person_id=person.id)
    audit.record(Tx(db.session()), name, "person", person.id, actor, clock.now(), fields or {})


def _begin(_app: Flask, user: Person, authn_via: list[str] | None = None, **_: Any) -> None:
    """A sign-in is complete: a session of its own, with a new token, a new CSRF secret and nothing of what was before.

    `authn_via` is Flask-Security's: `["password"]`, `["change"]` after a change of password, and none once the
    second factor has been given.
    """
    now, tx = clock.now(), Tx(db.session())
    second_step = session.get(SECOND_STEP_OF) if authn_via is None else None
    before: SessionIdentity | None = g.get("session_identity") if authn_via == ["change"] else None
    held = before.session if before is not None and before.person_id == user.id else None
    remembered = held.remembered if held else session.get("_remember") == "set"
    _start_afresh("_flashes", *((CHOICE,) if held else ()))
    refuse_overtaken(tx, user.id, second_step or user.fs_uniquifier)
    found = identity_of_person(tx.session, user.id)
    new = NewSession(
        user.id,
        password_at=now,
        second_factor_at=now if second_step else held.second_factor_at if held else None,
        remembered=remembered and found is not None and not found.is_staff,
        browser=browser_of(request.headers.get("User-Agent", "")),
    )
    session.permanent = new.remembered
    session[WHO] = open_session(tx, new, now=now)
    remember_device(user.email)
    if not held:
        _record("person.signed_in", user)
    commit_at_the_end()


def _start_afresh(*kept: str) -> None:
    """Empty the cookie but for what is kept, and forget what was read under it: the CSRF secret too."""
    values = {name: session[name] for name in kept if name in session}
    session.clear()
    session.update(values)
    g.pop("csrf_token", None)
    forget_session_identity()


def _end(_app: Flask, **_facts: Any) -> None:
    """Signed out: the session ends on the server, so a copy of its cookie is worth nothing."""
    found: SessionIdentity | None = g.get("session_identity")
    if found is not None and found.session is not None:
        sign_out(found.session.id, actor=found.actor(session.get(CHOICE)), now=clock.now())
    _start_afresh("_flashes")
    if request.endpoint == "security.logout":
        flash(_("You are signed out."), "good")


def _account_changed(name: str, reason: SessionEnd, *, proves: bool = False) -> Any:
    """What is done when a password or a factor was set or removed: all other sessions end, and the person is notified.

    `proves`: the new factor was given here and now. Refused with SIGN_IN_OVERTAKEN when a reset or a block took the
    account's factors since the page read it: what is added to them would outlive the reset.
    """

    def note(_app: Flask, user: Any, **_: Any) -> None:
        now, tx = clock.now(), Tx(db.session())
        if proves:
            refuse_overtaken(tx, user.id, user.fs_uniquifier)
        token = session.get(WHO)
        here = session_of_token(tx, user.id, token) if isinstance(token, str) else None
        end_sessions(tx, user.id, reason, by_id=user.id, now=now, but=here)
        if here is not None and reason is SessionEnd.SECOND_FACTOR_CHANGED:
            if proves:
                keep_proof(tx, here, second_factor_at=now)
            else:
                forget_second_factor(tx, here)
        _record(name, user)
        notify(tx, [user.id], name, {}, url_for("identity.sessions"), now=now)
        forget_session_identity()

    return note


PROOFS = ("password", "tf_primary_method", "tf_totp_secret", "mf_recovery_codes")
"""What one proves who one is with, on the person's row."""


@sa.event.listens_for(Person, "before_update")
def _before_update(_mapper: object, connection: sa.Connection, person: Person) -> None:
    refuse_overtaken_change(connection, person)


def refuse_overtaken_change(connection: sa.Connection, person: Person) -> None:
    """Refuse to write a password or factor over what happened to the account since it was read; the row is then ours.

    Flask-Security looks at the account, hashes a password and writes: a block or a reset in between ended the link, or
    the session, by which it was asked. Refused with SIGN_IN_OVERTAKEN.
    """
    facts = sa.inspect(person).attrs
    if not any(facts[name].history.has_changes() for name in PROOFS):
        return
    read = facts.fs_uniquifier.history
    known = next(iter((*read.deleted, *read.unchanged)), None)
    held = sa.select(Person.fs_uniquifier).where(Person.id == person.id).with_for_update(key_share=True)
    if known is not None and connection.scalar(held) != known:
        raise Refused(SignInRefusal.SIGN_IN_OVERTAKEN)


def _noting(name: str) -> Any:
    def note(_app: Flask, user: Any, **_: Any) -> None:
        _record(name, user)

    return note


def _on_reset(_app: Flask, user: Person, **_: Any) -> None:
    """Who could read the e-mail owns the account: the browser is known from now on."""
    remember_device(user.email)


def listen(app: Flask) -> None:
    """Hear what Flask-Security does on this application."""
    factor, password = SessionEnd.SECOND_FACTOR_CHANGED, SessionEnd.PASSWORD_CHANGED
    for signal, hear in (
        (user_authenticated, _begin),
        (user_logged_out, _end),
        (user_registered, _noting("person.registered")),
        (user_confirmed, _noting("person.email_confirmed")),
        (password_reset, _on_reset),
        (password_reset, _account_changed("person.password_reset", password)),
        (password_changed, _account_changed("person.password_changed", password)),
        (tf_profile_changed, _account_changed("person.authenticator_set", factor, proves=True)),
        (tf_disabled, _account_changed("person.authenticator_removed", factor)),
        (wan_registered, _account_changed("person.passkey_added", factor, proves=True)),
        (wan_deleted, _account_changed("person.passkey_removed", factor)),
    ):
        signal.connect(hear, app, weak=False)
