"""A PDF drawn to be looked at in a page."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask

from core.db import transaction
from core.documents import operations, pictures
from core.documents.operations import Judged
from tests.core.test_documents import ACTOR, paper


def test_what_was_drawn_is_shown_again_without_reading_the_file(
    db_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction() as tx:
        judged, now = Judged(paper(), "application/pdf"), datetime(2026, 11, 22, tzinfo=UTC)
        document = operations.store(tx, judged, "a.pdf", "test", None, actor=ACTOR, now=now)
    with db_app.test_request_context():
        first = pictures.serve_picture(document).get_data()
        monkeypatch.setattr(operations, "read", None)
        assert pictures.serve_picture(document).get_data() == first
    assert first.startswith(b"RIFF")
