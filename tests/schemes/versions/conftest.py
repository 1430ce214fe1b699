"""The people of schemes, and an open scheme."""

from __future__ import annotations

import pytest

from schemes.services.open_scheme import open_scheme
from tests.factories import NOW
from tests.schemes.conftest import browse, cast  # noqa: F401 - fixtures


@pytest.fixture
def scheme_id(cast) -> int:  # noqa: F811 - the fixture
    scheme_id = cast.funded_scheme()
    open_scheme(scheme_id, actor=cast.approver, now=NOW)
    return scheme_id
