"""What the public reads: about, help, privacy, accessibility."""

from __future__ import annotations

from flask import render_template

from core.settings import installation
from openness.retention import retention_rules
from openness.views.blueprint import blueprint, cached
from web import public


@blueprint.get("/about")
@public
@cached
def about() -> str:
    """What the coupon is, and how it works."""
    return render_template("openness/about.html")


@blueprint.get("/help")
@public
@cached
def help_page() -> str:
    """Questions that people ask, and whom to call."""
    return render_template("openness/help.html")


@blueprint.get("/privacy")
@public
@cached
def privacy() -> str:
    """Which personal data are kept, why, how long, and one's rights (PDPA)."""
    kept = retention_rules(installation.settings())
    return render_template("openness/privacy.html", kept=kept)


@blueprint.get("/accessibility")
@public
@cached
def accessibility() -> str:
    """What was done so that everybody can use this, and where to report a barrier."""
    return render_template("openness/accessibility.html")
