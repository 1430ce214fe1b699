"""The blueprint to which the pages of five-year plans attach."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("five_year_plans", __name__, url_prefix="/five-year-plans")
