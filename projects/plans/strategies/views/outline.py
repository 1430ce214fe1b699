"""The forms that write a five-year plan: its strategies and their programmes."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from core import clock
from core.db import db
from core.errors import Refused
from core.permissions import Permission
from projects.plans.strategies import queries
from projects.plans.strategies.blueprint import blueprint
from projects.plans.strategies.forms import ProgrammeForm, StrategyForm
from projects.plans.strategies.services.remove_programme import remove_programme
from projects.plans.strategies.services.remove_strategy import remove_strategy
from projects.plans.strategies.services.write_programme import write_programme
from projects.plans.strategies.services.write_strategy import write_strategy
from projects.plans.strategies.views.plans import PAGE
from web import Form, current_actor, refused_to_form, requires
from web.forms.acting import Answer

P = Permission


def _written(form: Form, plan_id: int, write: Callable[[], object], done: str) -> Answer | None:
    """Back to the plan; None when it was refused, with the words beside the field they speak of."""
    if not form.validate_on_submit():
        return None
    try:
        write()
    except Refused as refused:
        refused_to_form(refused, form, form.beside.get(refused.reason, "number"))
        return None
    flash(done, "good")
    return redirect(url_for("five_year_plans.show", five_year_plan_id=plan_id), code=303)


def _strategy_page(plan_id: int, strategy_id: int | None) -> Answer:
    plan = queries.five_year_plan_of(db.session(), plan_id)
    strategy = queries.strategy_of(db.session(), strategy_id) if strategy_id else None
    form = StrategyForm(obj=strategy)
    done = _written(
        form,
        plan_id,
        lambda: write_strategy(plan_id, form.draft(), strategy_id, actor=current_actor(), now=clock.now()),
        _("The strategy is saved."),
    )
    return done or render_template("projects/strategy_form.html", form=form, plan=plan, strategy=strategy)


@blueprint.route("/<int:five_year_plan_id>/strategies/new", methods=["GET", "POST"])
@requires(P.PROJECTS_PLAN_DRAFT)
def new_strategy(five_year_plan_id: int) -> Answer:
    """Add a strategy."""
    return _strategy_page(five_year_plan_id, None)


@blueprint.route("/strategies/<int:strategy_id>/edit", methods=["GET", "POST"])
@requires(P.PROJECTS_PLAN_DRAFT)
def edit_strategy(strategy_id: int) -> Answer:
    """Change a strategy."""
    return _strategy_page(queries.strategy_of(db.session(), strategy_id).plan_id, strategy_id)


@blueprint.post("/strategies/<int:strategy_id>/remove")
@requires(P.PROJECTS_PLAN_DRAFT)
def drop_strategy(strategy_id: int) -> Answer:
    """Remove a strategy that has no programmes."""
    plan_id = queries.strategy_of(db.session(), strategy_id).plan_id
    return PAGE.act(
        plan_id,
        "remove",
        lambda _plan_id, **by: remove_strategy(strategy_id, **by),
        _("The strategy is removed."),
    )


def _programme_page(strategy_id: int, programme_id: int | None) -> Answer:
    strategy = queries.strategy_of(db.session(), strategy_id)
    programme = queries.programme_of(db.session(), programme_id) if programme_id else None
    form = ProgrammeForm(obj=programme)
    done = _written(
        form,
        strategy.plan_id,
        lambda: write_programme(
            strategy_id, form.draft(), programme_id, actor=current_actor(), now=clock.now()
        ),
        _("The programme is saved."),
    )
    return done or render_template(
        "projects/programme_form.html", form=form, strategy=strategy, programme=programme
    )


@blueprint.route("/strategies/<int:strategy_id>/programmes/new", methods=["GET", "POST"])
@requires(P.PROJECTS_PLAN_DRAFT)
def new_programme(strategy_id: int) -> Answer:
    """Add a programme."""
    return _programme_page(strategy_id, None)


@blueprint.route("/programmes/<int:programme_id>/edit", methods=["GET", "POST"])
@requires(P.PROJECTS_PLAN_DRAFT)
def edit_programme(programme_id: int) -> Answer:
    """Change a programme."""
    return _programme_page(queries.programme_of(db.session(), programme_id).strategy_id, programme_id)


@blueprint.post("/programmes/<int:programme_id>/remove")
@requires(P.PROJECTS_PLAN_DRAFT)
def drop_programme(programme_id: int) -> Answer:
    """Remove a programme."""
    plan_id = queries.programme_of(db.session(), programme_id).strategy.plan_id
    return PAGE.act(
        plan_id,
        "remove",
        lambda _plan_id, **by: remove_programme(programme_id, **by),
        _("The programme is removed."),
    )
