"""The application's key in the uses that Flask-Security makes of it, every generation in its place."""

from __future__ import annotations

import hashlib
from typing import Any

import structlog
from flask_security import Security, Totp
from itsdangerous import Serializer

from core.settings.keyring import Keyring

log = structlog.get_logger("identity")


def _derived(key: bytes, purpose: str) -> bytes:
    return hashlib.blake2b(key, key=purpose.encode()[:64], digest_size=32).digest()


def wrapping_secrets(keys: Keyring) -> dict[str, str]:
    """By generation, what wraps the secrets of authenticator apps; a wrapped secret names its own."""
    return {
        str(generation): _derived(secret, "totp").hex() for generation, secret in sorted(keys.secrets.items())
    }


def sign_with_the_newest(security: Security, keys: Keyring) -> None:
    """Put the keys of Flask-Security's links in order.

    It lists the newest first, and itsdangerous signs with the last: links would go on being signed by the
    generation that is about to be taken out.
    """
    for serializer in vars(security).values():
        if isinstance(serializer, Serializer):
            serializer.secret_keys = keys.oldest_first


class RewrappingTotp(Totp):  # type: ignore[misc]
    """TOTP whose stored secrets can follow the newest generation of the key."""

    def rewrapped(self, wrapped: str) -> str:
        """The same secret under the newest generation. KeyError when its own is listed no longer."""
        secret = self._totp.from_source(wrapped)
        return str(secret.to_json(encrypt=True)) if secret.changed else wrapped

    def verify_totp(self, token: str, totp_secret: str, user: Any, window: int = 0) -> bool:
        """Whether the code is right; a secret that can no longer be unwrapped knows no right code."""
        try:
            return bool(super().verify_totp(token, totp_secret, user, window))
        except KeyError:
            log.error("authenticator.generation_missing", person_id=user.id)
            return False
