"""The forms of indicators: a row of a project's form, and the change of one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectChoice, SelectField, ValidationError

from core.audit.rules import ReasonRefusal
from core.labels import words_for
from projects.forms import NAME, choices_of
from projects.projects.kpis.models import KpiVersion
from projects.projects.kpis.queries import measure_of
from projects.projects.kpis.rules import KpiDraft, Measure, problem_of_measure
from projects.rules import ProjectReason
from projects.states import KpiDirection, KpiUnit
from web import Form
from web.forms.fields import DayField, TextField, at_most, needed, reason_field
from web.forms.form import RowForm
from web.forms.number_field import NumberField

R = ProjectReason


def _member_of(kind: type[StrEnum]) -> Callable[[Any], Any]:
    """Reads what was chosen: None where nothing was; what is no member stays as typed, and is refused as no choice."""
    return lambda typed: kind(typed) if typed in set(kind) else typed or None


class MeasureFields:
    """What is measured, as fields. What contradicts itself is said beside its field; that nothing is missing, by who asks for it."""

    unit = SelectField(_l("Unit of measure"), coerce=_member_of(KpiUnit))
    unit_th = TextField(_l("Another unit, in Thai"), validators=[at_most(40)])
    unit_en = TextField(_l("Another unit, in English"), validators=[at_most(40)])
    direction = SelectField(_l("Which way is better?"), coerce=_member_of(KpiDirection))
    baseline = NumberField(_l("Baseline"))
    target = NumberField(_l("Target"))
    agreed_on = DayField(_l("Date when the lead agency agreed to it"))

    def offer_choices(self) -> None:
        """In the reader's language."""
        self.unit.choices = [SelectChoice("", _("Choose")), *choices_of(KpiUnit)]
        self.direction.choices = [SelectChoice("", _("Choose")), *choices_of(KpiDirection)]

    def measure(self) -> Measure:
        """What was written; words of another unit only where that was chosen."""
        unit, direction = self.unit.data, self.direction.data
        is_other = unit is KpiUnit.OTHER
        return Measure(
            unit=unit if isinstance(unit, KpiUnit) else None,
            direction=direction if isinstance(direction, KpiDirection) else None,
            baseline=self.baseline.data,
            target=self.target.data,
            agreed_on=self.agreed_on.data,
            unit_th=(self.unit_th.data or "") if is_other else "",
            unit_en=(self.unit_en.data or "") if is_other else "",
        )

    def validate_unit_th(self, _field: Any) -> None:
        """Another unit has a name."""
        self._refuse(R.KPI_UNIT_UNNAMED)

    def validate_target(self, _field: Any) -> None:
        """The numbers suit the unit and the direction."""
        self._refuse(R.KPI_NOT_WHOLE, R.KPI_AGAINST_DIRECTION)

    def _refuse(self, *reasons: ProjectReason) -> None:
        problem = problem_of_measure(self.measure())
        if problem in reasons:
            raise ValidationError(words_for(problem))


class KpiForm(RowForm, MeasureFields):
    kpi_id = HiddenField()
    """Of one that is there already."""
    name_th = TextField(_l("Indicator in Thai"), validators=[NAME])
    name_en = TextField(_l("Indicator in English"), validators=[NAME])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_choices()

    @property
    def is_filled(self) -> bool:
        """Whether anything was written in this row."""
        return any(field.data for field in self if field.short_name != "kpi_id")

    def draft(self) -> KpiDraft:
        """The indicator."""
        typed = self.kpi_id.data or ""
        return KpiDraft(
            self.name_th.data or "",
            self.name_en.data or "",
            self.measure(),
            kpi_id=int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else None,
        )


def typed_of(kpi: KpiDraft) -> dict[str, Any]:
    """What the row of an indicator shows."""
    measure = kpi.measure
    return {"kpi_id": kpi.kpi_id, "name_th": kpi.name_th, "name_en": kpi.name_en} | {
        name: getattr(measure, name) for name in measure.__slots__
    }


_BESIDE: Mapping[StrEnum, str] = {
    R.KPI_AGREED_IN_FUTURE: "agreed_on",
    R.KPI_OUTSIDE_PROJECT: "effective_on",
    R.KPI_STARTS_TOO_EARLY: "effective_on",
    R.KPI_ENDS_TOO_EARLY: "effective_on",
    R.KPI_CHANGE_WAITING: "reason",
    R.KPI_ENDED: "reason",
    R.KPI_LAST: "reason",
    R.KPI_UNCHANGED: "target",
    R.PROJECT_NOT_APPROVED: "reason",
    **dict.fromkeys(ReasonRefusal, "reason"),
}


class _WholeMeasure(MeasureFields):
    """What is measured, of which nothing may be missing."""

    def validate(self, extra_validators: Any = None) -> bool:
        """Whole: a version lacks nothing."""
        needs = {
            "unit": [needed(_l("Choose the unit"))],
            "direction": [needed(_l("Choose which way is better"))],
            "baseline": [needed(_l("Enter the baseline"))],
            "target": [needed(_l("Enter the target"))],
            "agreed_on": [needed(_l("Enter the date when the lead agency agreed"))],
        }
        return bool(super().validate(extra_validators={**(extra_validators or {}), **needs}))  # type: ignore[misc]  # of the form beside it


class KpiChangeForm(_WholeMeasure, Form):
    beside: ClassVar[Mapping[StrEnum, str]] = _BESIDE
    effective_on = DayField(
        _l("From which day does the new version apply?"),
        validators=[needed(_l("Enter the day from which the new version applies"))],
    )
    reason = reason_field(_l("Why does the indicator change?"), _l("Say why the indicator changes."))

    def __init__(self, latest: KpiVersion, *args: Any, **kwargs: Any) -> None:
        measure = measure_of(latest)
        shown = {name: getattr(measure, name) for name in measure.__slots__ if name != "agreed_on"}
        super().__init__(*args, **(shown | kwargs))
        self.offer_choices()


class NewKpiForm(_WholeMeasure, Form):
    beside: ClassVar[Mapping[StrEnum, str]] = _BESIDE
    name_th = TextField(_l("Indicator in Thai"), validators=[needed(_l("Enter the indicator in Thai")), NAME])
    name_en = TextField(
        _l("Indicator in English"), validators=[needed(_l("Enter the indicator in English")), NAME]
    )
    effective_on = DayField(
        _l("From which day does the indicator apply?"),
        validators=[needed(_l("Enter the day from which the indicator applies"))],
    )
    reason = reason_field(_l("Why is the indicator added?"), _l("Say why the indicator is added."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_choices()

    def draft(self) -> KpiDraft:
        """The indicator."""
        return KpiDraft(self.name_th.data, self.name_en.data, self.measure())


class KpiEndForm(Form):
    beside: ClassVar[Mapping[StrEnum, str]] = _BESIDE
    effective_on = DayField(
        _l("First day without the indicator"),
        validators=[needed(_l("Enter the first day without the indicator"))],
    )
    reason = reason_field(_l("Why does the indicator end?"), _l("Say why the indicator ends."))
