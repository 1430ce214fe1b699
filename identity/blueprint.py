"""The blueprint that the room's pages hang on."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("identity", __name__)
