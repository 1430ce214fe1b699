"""What an indicator must say, and which version may follow another."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from projects.projects.kpis.rules import ChangeFacts, problem_of_change, problem_of_measure
from projects.rules import ProjectReason
from projects.states import KpiDirection, KpiUnit
from tests.projects.drafts import MEASURE

R = ProjectReason
TODAY = date(2027, 3, 1)
LATEST = ChangeFacts(MEASURE, date(2026, 10, 1))
MORE = replace(MEASURE, target=Decimal(600))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, None),
        ({"target": MEASURE.baseline}, None),
        ({"target": Decimal("400.5")}, R.KPI_NOT_WHOLE),
        ({"baseline": Decimal(-1)}, R.KPI_NOT_WHOLE),
        ({"unit": KpiUnit.PERCENT, "target": Decimal("45.5")}, None),
        ({"unit": KpiUnit.PERCENT, "baseline": Decimal(-5)}, None),
        ({"unit": KpiUnit.OTHER}, R.KPI_UNIT_UNNAMED),
        ({"unit": KpiUnit.OTHER, "unit_th": "ผลิตภัณฑ์"}, None),
        ({"direction": KpiDirection.DOWN}, R.KPI_AGAINST_DIRECTION),
        ({"direction": KpiDirection.DOWN, "baseline": Decimal(500)}, None),
        ({"direction": None, "unit": None, "target": None}, None),
    ],
)
def test_unit_direction_and_numbers_suit_each_other(change, expected):
    assert problem_of_measure(replace(MEASURE, **change)) is expected


@pytest.mark.parametrize(
    ("proposed", "effective_on", "expected"),
    [
        (MORE, TODAY, None),
        (MORE, LATEST.effective_on, None),
        (MORE, date(2026, 9, 30), R.KPI_STARTS_TOO_EARLY),
        (MEASURE, TODAY, R.KPI_UNCHANGED),
        (replace(MEASURE, agreed_on=TODAY), TODAY, R.KPI_UNCHANGED),
        (replace(MORE, agreed_on=None), TODAY, R.KPI_INCOMPLETE),
        (replace(MORE, agreed_on=date(2027, 3, 2)), TODAY, R.KPI_AGREED_IN_FUTURE),
        (replace(MORE, direction=KpiDirection.DOWN), TODAY, R.KPI_AGAINST_DIRECTION),
    ],
)
def test_a_version_is_whole_different_and_no_earlier(proposed, effective_on, expected):
    assert problem_of_change(LATEST, proposed, effective_on, TODAY) is expected
