"""The blueprint of the package's pages."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("identity", __name__)
