"""Sign-in sessions in production mode, behind the proxy, over TLS."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask_security.utils import hash_password

from core.db import db, transaction
from core.permissions import Role
from identity.accounts.models import SignInSession
from identity.people.models import Person
from tests.factories import World, build
from tests.identity.accounts.test_second_factor import code_of, give_authenticator
from tests.production.site import PASSWORD, Client, Site

COOKIE = "__Host-session"


def copy_of(client: Client, site: Site) -> Client:
    """A thief's browser with the same session cookie."""
    thief = site.client("127.0.66.2")
    thief.cookies[COOKIE] = client.cookies[COOKIE]
    return thief


def is_in(client: Client, path: str = "/me") -> bool:
    return client.get(path).status == 200


@pytest.fixture
def officer(site: Site, world: World) -> Person:
    actor = build(lambda tx: world.staff(tx, Role.FINANCE_OFFICER))
    with transaction() as tx:
        person = tx.get(Person, actor.known_person_id)
        person.email, person.password = "officer@example.com", hash_password(PASSWORD)
    return person


def test_every_cookie_that_opens_something_is_for_this_host_alone(site: Site, somchai: str) -> None:
    client = site.client()
    client.sign_in(somchai, remember="y")
    assert is_in(client)
    assert {name for name in client.cookies if not name.startswith("__Host-device_")} == {COOKIE}
    assert client.set_cookies
    for header in client.set_cookies:
        assert header.startswith("__Host-"), header
        for part in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
            assert part in header, (part, header)
        assert "Domain" not in header


def test_a_cookie_without_the_prefix_opens_nothing(site: Site, somchai: str) -> None:
    client = site.client()
    client.sign_in(somchai)
    other = site.client()
    other.cookies["session"] = client.cookies[COOKIE]
    assert not is_in(other)


def test_a_sign_in_gives_a_new_session_and_a_new_csrf_secret(site: Site, somchai: str) -> None:
    client = site.client()
    planted = client.csrf("/sign-in")
    before = client.cookies[COOKIE]
    form = {"email": somchai, "password": PASSWORD, "csrf_token": planted}
    assert client.send("/sign-in", form).location == "/today"
    assert client.cookies[COOKIE] != before
    client.send("/sign-out", {"csrf_token": planted})
    assert is_in(client), "the secret from before the sign-in is worth nothing after it"


def test_signing_out_kills_a_copied_cookie(site: Site, somchai: str) -> None:
    client = site.client()
    client.sign_in(somchai, remember="y")
    thief = copy_of(client, site)
    assert is_in(thief)
    client.post("/sign-out", {}, page="/me")
    assert not is_in(thief)
    assert db.session.scalar(sa.select(SignInSession.end_reason)) == "signed_out"


def test_a_remembered_device_is_remembered_by_the_same_cookie(site: Site, somchai: str) -> None:
    client = site.client()
    client.sign_in(somchai, remember="y")
    (header,) = [each for each in client.set_cookies if each.startswith(COOKIE)][-1:]
    assert "Expires" in header
    assert not [name for name in client.cookies if "remember" in name]


def test_a_tablets_session_without_second_factor_gains_nothing_when_the_officer_enrols(
    site: Site, officer: Person
) -> None:
    tablet = site.client("127.0.66.2")
    assert tablet.sign_in(officer.email).location == "/today"
    phone = give_authenticator(site.app, officer)
    assert "/confirm-second-factor" in tablet.get("/bank-accounts").location

    desk = site.client()
    assert "/second-factor/code" in desk.sign_in(officer.email).location
    assert desk.post("/second-factor/code", {"code": code_of(phone)}).location == "/today"
    assert is_in(desk, "/bank-accounts")
    assert "/confirm-second-factor" in tablet.get("/bank-accounts").location


def test_one_ends_another_device_from_here(site: Site, somchai: str) -> None:
    here, phone = site.client(), site.client("127.0.66.2")
    phone.sign_in(somchai)
    here.sign_in(somchai)
    first = db.session.scalar(sa.select(sa.func.min(SignInSession.id)))
    assert here.post(f"/me/sessions/{first}/end", {}, page="/me/sessions").status == 303
    assert not is_in(phone)
    assert is_in(here)
