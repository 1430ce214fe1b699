"""Characters that show nothing, or turn others around: out of what comes in, what is shown, and what is mailed."""

from __future__ import annotations

import sys
import unicodedata

import pytest
import sqlalchemy as sa
from flask import Flask, render_template_string
from flask.testing import FlaskClient

from core.db import db, transaction
from core.labels import Notices
from core.mail.models import OutboundMail
from core.typed.visible import has_invisible, in_mail, visible
from identity.notifications.operations import notify
from identity.notifications.states import NoticeGroup
from identity.notifications.words import take_up
from identity.people.models import Person
from tests.factories import NOW, World, build
from web.forms.fields import clean_text

OVERRIDE = "\u202e"
SHOWN_MARKS = (
    {
        chr(point)
        for first, last in (
            (0x600, 0x605),
            (0x6DD, 0x6DD),
            (0x70F, 0x70F),
            (0x890, 0x891),
            (0x8E2, 0x8E2),
            (0x110BD, 0x110BD),
        )
        for point in range(first, last + 1)
    }
    | {"\U000110cd"}
    | {chr(point) for point in range(0x13430, 0x13440)}
)
"""Format characters of Unicode that are seen: signs of Arabic, Syriac, Kaithi and hieroglyphs."""


def test_every_format_character_of_unicode_that_is_not_seen_is_known() -> None:
    formats = {chr(point) for point in range(sys.maxunicode + 1) if unicodedata.category(chr(point)) == "Cf"}
    assert {each for each in formats if not has_invisible(each)} <= SHOWN_MARKS


@pytest.mark.parametrize("text", ["น้ำใส จำกัด", "Co., Ltd.", "ป๊าด 😀", "ประเทศ\u00a0ไทย", "ปากกา\nดินสอ"])
def test_what_is_seen_stays(text: str) -> None:
    assert visible(text) is text


def test_what_is_typed_is_cleaned() -> None:
    assert clean_text(f"สม{OVERRIDE}ชาย\u200b ใจ\ufeffดี") == "สมชาย ใจดี"


@pytest.mark.parametrize(
    ("name", "mailed"),
    [
        ("สมชาย ใจดี", "สมชาย ใจดี"),
        ("บริษัท ก จำกัด (มหาชน)", "บริษัท ก จำกัด (มหาชน)"),
        ("Lampang Mill Co., Ltd.", "Lampang Mill Co., Ltd."),
        ("C2570-000123 1,250.50", "C2570-000123 1,250.50"),
        ("Click http://evil.example/x now", "Click http evil. example/x now"),
        ("www.evil.example", "www. evil. example"),
        ("a@evil.example", "a evil. example"),
        ("สมชาย\r\nBcc: x\r\n\r\nhello", "สมชาย Bcc: x hello"),
        (f"สม{OVERRIDE}ชาย\x07\u200b", "สมชาย"),
        ("ก" * 500, "ก" * 100),
    ],
)
def test_a_name_in_an_e_mail_is_one_line_without_links(name: str, mailed: str) -> None:
    assert in_mail(name) == mailed


def test_a_form_brings_visible_text_but_a_password_as_typed(db_app: Flask) -> None:
    from flask import request

    sent = {"full_name": f"สม{OVERRIDE}ชาย", "new_password": "a\u200bb"}
    with db_app.test_request_context("/", method="POST", data=sent):
        assert request.form.to_dict() == {"full_name": "สมชาย", "new_password": "a\u200bb"}


def test_registering_with_an_override_keeps_the_visible_name(client: FlaskClient) -> None:
    secret = "ข้าวต้มปลาสองชามตอนเช้า"
    form = {"full_name": f"สม{OVERRIDE}ชาย http://evil.example", "email": "s@example.com"}
    client.post("/register", data=form | {"password": secret, "password_confirm": secret})
    assert db.session.scalar(sa.select(Person.full_name)) == "สมชาย http://evil.example"
    [mail] = db.session.scalars(sa.select(OutboundMail))
    assert "evil.example" not in mail.body
    assert mail.body.count("http") == 2, "our own link, and a word of the name"


def test_a_page_shows_none_that_stands_in_the_database_already(db_app: Flask) -> None:
    with db_app.test_request_context("/"):
        page = render_template_string("{{ name }}|{{ [name]|join }}|{{ 5 }}", name=f"สม{OVERRIDE}ชาย")
    assert page == "สมชาย|สมชาย|5"


def test_facts_of_notices_carry_no_links_into_e_mails(db_app: Flask) -> None:
    take_up([Notices(NoticeGroup.SERVICES, {"test.named": "%(name)s"})])
    person = build(World().person)
    with transaction() as tx:
        notify(tx, [person.id], "test.named", {"name": "Click http://evil.example"}, "/me", now=NOW)
    [mail] = db.session.scalars(sa.select(OutboundMail))
    assert "evil.example" not in mail.body + mail.subject


@pytest.mark.parametrize("head", ["form-data", "form-data; name", 'form-data; filename="x.txt"'])
def test_a_part_without_a_name_is_no_field(db_app: Flask, head: str) -> None:
    body = f"--x\r\nContent-Disposition: {head}\r\n\r\ntext\r\n--x--\r\n".encode()
    answer = db_app.test_client().post("/sign-in", data=body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 200


@pytest.mark.parametrize("path", ["/sign-in", "/second-factor/recovery", "/second-factor/code"])
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("body", ["[" * 100_000, "[1]", "7", '"text"', "null", '{"code": [[1]]}'])
def test_json_that_is_no_form_breaks_nothing(body: str, method: str, path: str, client: FlaskClient) -> None:
    answer = client.open(path, method=method, data=body, content_type="application/json")
    assert answer.status_code < 500
