"""The blueprint of this room."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("providers", __name__, url_prefix="/providers")
