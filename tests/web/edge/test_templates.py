"""A name that nobody gave is an error wherever tests look, and reported where people work."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest
from flask import Flask
from jinja2 import UndefinedError
from structlog.testing import capture_logs

from web.edge import templates
from web.edge.edge import Application

RENAMED = "{% if can.at_the_desk %}decide{% endif %}."


def _in(app: Flask, environment: str) -> Application:
    """An application with templates alone."""
    bare = Application("app", static_folder=None)
    templates.init_app(bare, replace(app.installation.settings, environment=environment))
    return bare


@pytest.mark.parametrize("environment", ["test", "development", "demo"])
@pytest.mark.parametrize("asked", [RENAMED, "{{ nobody }}", "{{ can.at_the_desk }}"])
def test_a_missing_name_is_an_error_before_production(app: Flask, environment: str, asked: str) -> None:
    template = _in(app, environment).jinja_env.from_string(asked)
    with pytest.raises(UndefinedError):
        template.render(can=SimpleNamespace(decide=True))


def test_in_production_it_is_empty_and_reported(app: Flask) -> None:
    template = _in(app, "production").jinja_env.from_string(RENAMED)
    with capture_logs() as logs:
        assert template.render(can=SimpleNamespace(decide=True)) == "."
    assert [each["event"] for each in logs] == ["template.name_missing"]
    assert "at_the_desk" in logs[0]["message"]


def test_what_is_there_is_not_reported(app: Flask) -> None:
    template = _in(app, "production").jinja_env.from_string("{{ 'yes' if can.decide }}{{ note|default }}")
    with capture_logs() as logs:
        assert template.render(can=SimpleNamespace(decide=True)) == "yes"
    assert logs == []


def test_a_library_s_macro_may_ask_for_options_that_nobody_gave(app: Flask) -> None:
    asked = (
        '{% from "govuk_frontend_jinja/components/input/macro.html" import govukInput %}'
        "{{ govukInput({'id': 'x', 'name': 'x', 'label': {'text': 'X'}}) }}"
    )
    assert 'name="x"' in app.jinja_env.from_string(asked).render()
