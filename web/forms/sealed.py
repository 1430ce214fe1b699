"""Saved forms: what somebody had typed when it could not be processed, for a short while, for them alone, encrypted."""

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
from web.forms.models import SavedFormRow

RETENTION = timedelta(minutes=30)


MOST_PER_PERSON = 3


MOST_TEXT = 256 * 1024


MOST_BYTES = 12 * 1024 * 1024
"""With its files; a form whose files are more is kept without them."""


_NONCE_BYTES = 12


@dataclass(frozen=True, slots=True)
class SavedFile:
    """A file that was sent with a form."""

    field: str
    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Typed:
    """What was sent, in its order."""

    fields: tuple[tuple[str, str], ...]
    files: tuple[SavedFile, ...]
    page: str = ""
    """The page on which the form stood, where the browser said so."""


@dataclass(frozen=True, slots=True)
class SavedForm:
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
        SavedFile(field, name, media_type, base64.b64decode(content))
        for field, name, media_type, content in found["files"]
    )
    return Typed(tuple((name, value) for name, value in found["fields"]), files, found.get("page", ""))


def saved_form(
    session: Session, kept_id: int, person_id: int, keys: Keyring, now: datetime
) -> SavedForm | None:
    """Return the form under that number, if it is the person's own and its time is not over."""
    row = session.scalar(
        sa.select(SavedFormRow).where(
            SavedFormRow.id == kept_id,
            SavedFormRow.person_id == person_id,
            SavedFormRow.kept_at > now - RETENTION,
        )
    )
    typed = _opened(row.content, keys, person_id) if row is not None else None
    return (
        SavedForm(row.id, row.capacity, row.address, typed) if row is not None and typed is not None else None
    )
