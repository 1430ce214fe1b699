"""What each form carries: a key of its own, and, signed, for whom it was drawn and in which capacity (decision 7)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

from flask import g
from itsdangerous import BadData, URLSafeTimedSerializer

from core.actor import ActorKind
from core.settings import installation
from web.access import current_actor

DRAWN_WITHIN = timedelta(hours=12)
"""How long a form proves whose it is: as long as a day's work."""


@dataclass(frozen=True, slots=True)
class FormToken:
    """`key` names the showing; `capacity` is that of `identity.accounts.session_identity.Choice`; `kept_id` what was typed before, with files."""

    key: str
    person_id: int
    capacity: str
    kept_id: int | None


def _signer() -> URLSafeTimedSerializer:
    keys = installation.settings().secret_key
    return URLSafeTimedSerializer(keys.oldest_first, salt="form-token")


def new_form_token() -> str:
    """A token for one showing of one form; for an anonymous visitor it is random and says nothing."""
    key, actor = secrets.token_urlsafe(12), current_actor()
    if actor.kind is not ActorKind.PERSON or actor.person_id is None:
        return key
    kept = g.get("saved_form")
    capacity = installation.people().capacity_key(actor)
    with_files = kept is not None and bool(kept.typed.files)
    return str(_signer().dumps([key, actor.person_id, capacity, kept.id if with_files else None]))


def read_form_token(token: str) -> FormToken | None:
    """What a token says; None when it is not one of ours, or too old."""
    try:
        return FormToken(*_signer().loads(token, max_age=int(DRAWN_WITHIN.total_seconds())))
    except (BadData, TypeError):
        return None
