"""Members of closed lists in the text of a statement, and mappings of several packages put together."""

from __future__ import annotations

import pytest

from core.registry import together
from core.statements import with_members
from coupons.coupons.states import CouponState


def test_a_member_is_sent_by_value() -> None:
    statement = with_members("SELECT id FROM coupons WHERE state IN (CouponState.ISSUED)", CouponState)
    assert str(statement) == "SELECT id FROM coupons WHERE state IN ('issued')"


@pytest.mark.parametrize("text", ["state = CouponState.ISUED", "state = SchemeState.OPEN"])
def test_what_is_no_member_is_refused_when_the_statement_is_built(text: str) -> None:
    with pytest.raises(KeyError):
        with_members(text, CouponState)


def test_a_name_brought_twice_is_refused() -> None:
    assert together({"a": 1}, {"b": 2}) == {"a": 1, "b": 2}
    with pytest.raises(ValueError, match="brought twice: a"):
        together({"a": 1}, {"a": 2})
