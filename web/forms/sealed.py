"""What somebody had typed when it could not be taken: kept a short while, for her alone, under a key of the application."""

from __future__ import annotations

import base64
import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.orm import Session

from core.settings.keyring import Keyring
from web.forms.models import KeptForm

KEPT = timedelta(minutes=30)


MOST_OF_A_PERSON = 3


MOST_TEXT = 256 * 1024


MOST_BYTES = 12 * 1024 * 1024
"""With its files; a form whose files are more is kept without them."""


_NONCE_BYTES = 12


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that was sent with a form."""

    field: str
    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Typed:
    """What was sent, in its order."""

    fields: tuple[tuple[str, str], ...]
    files: tuple[KeptFile, ...]
    page: str = ""
    """The page on which the form stood, where the browser said so."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A form that is kept: of whom, in which capacity, to which address it was sent."""

    id: int
    capacity: str
    address: str
    typed: Typed


def _cipher(keys: Keyring) -> AESGCM:
    return AESGCM(hmac.digest(keys.newest, b"kept forms", "sha256"))


def sealed(typed: Typed, keys: Keyring, person_id: int) -> bytes:
    """As it is kept: nobody reads it without the application's key, nor as another person's."""
    files = [
        [each.field, each.name, each.media_type, base64.b64encode(each.content).decode()]
        for each in typed.files
    ]
    text = json.dumps({"fields": typed.fields, "files": files, "page": typed.page}).encode()
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + _cipher(keys).encrypt(nonce, text, str(person_id).encode())


def _opened(content: bytes, keys: Keyring, person_id: int) -> Typed | None:
    nonce, text = content[:_NONCE_BYTES], content[_NONCE_BYTES:]
    try:
        found: dict[str, Any] = json.loads(_cipher(keys).decrypt(nonce, text, str(person_id).encode()))
    except InvalidTag:
        return None
    files = tuple(
        KeptFile(field, name, media_type, base64.b64decode(content))
        for field, name, media_type, content in found["files"]
    )
    return Typed(tuple((name, value) for name, value in found["fields"]), files, found.get("page", ""))


def kept_form(session: Session, kept_id: int, person_id: int, keys: Keyring, now: datetime) -> Kept | None:
    """The form under that number, if it is hers and its time is not over."""
    row = session.scalar(
        sa.select(KeptForm).where(
            KeptForm.id == kept_id, KeptForm.person_id == person_id, KeptForm.kept_at > now - KEPT
        )
    )
    typed = _opened(row.content, keys, person_id) if row is not None else None
    return Kept(row.id, row.capacity, row.address, typed) if row is not None and typed is not None else None
