"""The public holidays: everybody on the staff reads them, administrators add and strike."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core import clock
from core.db import db
from core.errors import NotFound, Refused
from core.permissions import Permission
from identity.blueprint import blueprint
from identity.staff.forms import HolidayForm, StrikeHolidayForm
from identity.staff.holidays import Holiday, holidays_ahead
from identity.staff.services.add_holiday import HolidayDraft, add_holiday
from identity.staff.services.strike_holiday import strike_holiday
from web import current_actor, refused_to_form, requires


def _holidays() -> list[Holiday]:
    return holidays_ahead(db.session(), clock.bangkok_date(clock.now()))


@blueprint.get("/holidays")
@requires(Permission.HOUSE_DEADLINES_READ)
def holidays() -> str:
    """The days on which nothing falls due, for the next two years."""
    may_change = current_actor().may(Permission.HOUSE_HOLIDAYS_MANAGE)
    return render_template("identity/holidays.html", rows=_holidays(), may_change=may_change)


@blueprint.route("/holidays/new", methods=["GET", "POST"])
@requires(Permission.HOUSE_HOLIDAYS_MANAGE)
def new_holiday() -> str | Response:
    """Add a day."""
    struck = next((row for row in _holidays() if row.number == request.args.get("again", type=int)), None)
    form = HolidayForm(data=_typed_again(struck) if struck else None)
    if form.validate_on_submit():
        draft = HolidayDraft(form.day.data, form.name_th.data, form.name_en.data, form.source.data)
        try:
            add_holiday(draft, actor=current_actor(), now=clock.now())
        except Refused as refused:
            refused_to_form(refused, form, "day")
        else:
            flash(
                _("The day is now a public holiday. Deadlines on this day move to the next working day."),
                "good",
            )
            return redirect(url_for("identity.holidays"), code=303)
    return render_template("identity/new_holiday.html", form_=form)


def _typed_again(struck: Holiday) -> dict[str, Any]:
    """A day that was struck, to be a holiday again; where it says so is written anew."""
    return {"day": struck.day, "name_th": struck.name_th, "name_en": struck.name_en}


@blueprint.route("/holidays/<int:number>/strike", methods=["GET", "POST"])
@requires(Permission.HOUSE_HOLIDAYS_MANAGE)
def strike(number: int) -> str | Response:
    """Strike a day."""
    found = next((row for row in _holidays() if row.number == number), None)
    if found is None:
        raise NotFound
    form = StrikeHolidayForm()
    if form.validate_on_submit():
        try:
            strike_holiday(found.day, form.source.data, actor=current_actor(), now=clock.now())
        except Refused as refused:
            refused_to_form(refused, form, "source")
        else:
            flash(_("The day is a working day again. Deadlines already set do not change."), "good")
            return redirect(url_for("identity.holidays"), code=303)
    return render_template("identity/strike_holiday.html", form_=form, row=found)
