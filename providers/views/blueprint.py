"""The blueprint of this package."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("providers", __name__, url_prefix="/providers")
