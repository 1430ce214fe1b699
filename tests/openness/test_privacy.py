"""The page on privacy says what the law asks to be told (PDPA s.23), and the times that the code keeps."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale

from openness import retention

ASKED = {
    "en": (
        "Who is responsible",
        "Contact",
        "Why, and the legal basis",
        "What you must provide",
        "How long",
        "Who sees it",
        "Your rights",
        "Make a complaint",
    ),
    "th": (
        "ผู้ควบคุมข้อมูล",
        "ติดต่อ",
        "อาศัยกฎหมายใด",
        "ข้อมูลที่ต้องให้",
        "ระยะเวลาเก็บ",
        "ผู้ที่เห็นข้อมูล",
        "สิทธิของท่าน",
        "ร้องเรียน",
    ),
}


@pytest.mark.parametrize("language", ["th", "en"])
def test_what_the_law_asks_to_be_told_is_told_to_anybody(client: FlaskClient, language: str) -> None:
    page = client.get(f"/privacy?lang={language}").text
    assert not [words for words in ASKED[language] if words not in page]


def test_the_page_says_each_time_that_the_tasks_delete_by(
    db_app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = retention.retention_rules(db_app.installation.settings)
    with force_locale("en"):
        wanted = [f">{each.words}<" for each in kept]
    page = client.get("/privacy?lang=en").text
    assert not [words for words in wanted if words not in page]

    longer = [retention.RetentionRule("diaries", "written", timedelta(days=4321), "x")]
    monkeypatch.setattr("openness.views.pages.retention_rules", lambda _settings: longer)
    page = client.get("/privacy?lang=en").text
    assert "diaries" in page
    assert ">4321 days<" in page


def test_a_stranger_is_given_no_cookie_but_the_language(client: FlaskClient) -> None:
    for path in ("/", "/privacy", "/directory", "/money", "/privacy?lang=en"):
        client.get(path)
    names = {cookie for _domain, _path, cookie in client._cookies}
    assert names <= {"language", "ccs_language", "lang"}
