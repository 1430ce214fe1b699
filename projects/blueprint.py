"""The blueprint to which the pages of projects and of their budget lines attach: its name stands in links that were sent."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("projects", __name__)
