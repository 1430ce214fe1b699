"""From where a secret is guessed: known devices, networks, and the digests that represent them."""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta

from flask import Response, after_this_request, g, request
from itsdangerous import BadSignature, URLSafeSerializer

from config import Settings
from core.settings import installation
from core.settings.keyring import Keyring
from identity.accounts.rules import network_of
from identity.accounts.services.begin_attempt import Guesser
from web.edge.cookies import cookie_name

COOKIE_LIFE = timedelta(days=400)


def _keys() -> Keyring:
    settings: Settings = installation.settings()
    return settings.secret_key


def digest(purpose: str, text: str) -> bytes:
    """HMAC-SHA-256 of a text under the application's key, so that the table names nobody even to its reader.

    Under the oldest generation listed: a new one neither clears the counts of wrong passwords nor forgets a
    device. Taking the oldest out does both, once (docs/operations.md).
    """
    return hmac.digest(_keys().oldest, f"{purpose}\0{text}".encode(), "sha256")


def account_digest(email: str) -> bytes:
    """Return the digest that represents an account in attempts and in the audit trail. An unknown e-mail looks like any other."""
    return digest("account", email.strip().lower()[:320])


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(_keys().oldest_first, salt="known-device")


def _cookie_name(account: bytes) -> str:
    return cookie_name(f"device_{account.hex()[:12]}", g.settings)


def _device(account: bytes) -> bytes | None:
    """The digest of this browser's device cookie for this account; none if it never signed in here."""
    if forced := g.get("devices_met", {}).get(account):
        return bytes(forced)
    cookie = request.cookies.get(_cookie_name(account), "")
    try:
        named, nonce = _signer().loads(cookie)
    except (BadSignature, ValueError, TypeError):
        return None
    return digest("device", nonce) if named == account.hex() else None


def guesser_for(email: str) -> Guesser:
    """Who guesses at that account, as far as counting needs to know."""
    account = account_digest(email)
    network = digest("network", network_of(request.remote_addr or ""))
    return Guesser(account, _device(account), network)


def remember_device(email: str) -> None:
    """Have this browser known as the owner's from now on: after a full sign-in, or a reset by mail."""
    account = account_digest(email)
    if _device(account) is not None:
        return
    nonce = secrets.token_urlsafe(24)
    g.setdefault("devices_met", {})[account] = digest("device", nonce)
    cookie = _signer().dumps([account.hex(), nonce])

    @after_this_request
    def keep(response: Response) -> Response:
        response.set_cookie(
            _cookie_name(account),
            str(cookie),
            max_age=COOKIE_LIFE,
            httponly=True,
            secure=g.settings.is_production or request.is_secure,
            samesite="Lax",
            path="/",
        )
        return response
