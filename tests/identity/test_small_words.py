"""What a page must say in so many words: no role chosen beforehand, which list a file holds, that one is signed out."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from core.permissions import Role
from core.registry import list_title
from tests.factories import World, build
from tests.house.house import told
from tests.identity.conftest import SignIn
from web.access import shows_list


def test_no_role_is_chosen_before_somebody_chooses_one(db_app: Flask, world: World, sign_in: SignIn) -> None:
    admin = build(lambda tx: world.staff(tx, Role.ADMINISTRATOR))
    officer = build(lambda tx: world.staff(tx, Role.CLAIM_OFFICER))
    browser = sign_in(admin.known_person_id, "staff")
    for address in (f"/people/{officer.known_person_id}", "/people/invite"):
        page = browser.get(f"{address}?lang=en").text
        [offered] = re.findall(r'<select[^>]*name="role".*?</select>', page, re.DOTALL)
        first = re.findall(r"<option[^>]*>", offered)[0]
        assert 'value=""' in first, first
        unit = re.findall(r'<select[^>]*name="unit_id".*?</select>', page, re.DOTALL)[0]
        chosen = re.findall(r'value="(\d+)"', unit)[0]
        data = {"unit_id": chosen, "role": "", "email": "new@example.test"}
        answer = browser.post(f"{address}?lang=en", data=data)
        assert "Choose the role." in answer.text


@pytest.mark.parametrize(("lang", "name"), [("en", "People and roles"), ("th", "บุคลากรและบทบาท")])
def test_the_page_that_offers_a_file_says_of_which_list(
    lang: str, name: str, db_app: Flask, world: World, sign_in: SignIn
) -> None:
    admin = build(lambda tx: world.staff(tx, Role.ADMINISTRATOR))
    browser = sign_in(admin.known_person_id, "staff")
    page = browser.get(f"/people?format=xlsx&lang={lang}").text
    [head] = re.findall(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    assert name in head, head


def test_every_list_has_a_title_for_its_file(app: Flask) -> None:
    with app.test_request_context():
        lists = {rule.endpoint for rule in app.url_map.iter_rules() if shows_list(app, rule.endpoint)}
        nameless = [each for each in lists if not list_title(each)]
    assert not nameless, told(nameless, "Put it into the menu, or name it in its package’s list_titles.")


@pytest.mark.parametrize(("lang", "says"), [("en", "You are signed out."), ("th", "ท่านออกจากระบบแล้ว")])
def test_who_signs_out_reads_that_it_is_done(
    lang: str, says: str, db_app: Flask, world: World, sign_in: SignIn
) -> None:
    browser = sign_in(build(world.person).id)
    browser.get(f"/me?lang={lang}")
    answer = browser.post("/sign-out", follow_redirects=True)
    assert answer.status_code == 200
    assert says in answer.text
    assert says not in browser.get("/").text, "said once"


@pytest.mark.parametrize(
    ("lang", "says"),
    [
        ("en", ("if you lose your phone or passkey", "Print the codes", "Each code works once")),
        ("th", ("หากโทรศัพท์หรือพาสคีย์หาย", "พิมพ์", "แต่ละรหัสใช้ได้ครั้งเดียว")),
    ],
)
def test_the_page_of_new_recovery_codes_says_what_they_are_for(
    lang: str, says: tuple[str, ...], db_app: Flask, world: World, sign_in: SignIn
) -> None:
    browser = sign_in(build(world.person).id)
    answer = browser.post(f"/recovery-codes?lang={lang}", data={"generate_new_codes": "1"})
    assert answer.status_code == 200, answer.location
    assert len(re.findall(r"<code>", answer.text)) >= 8
    for each in says:
        assert each in answer.text, each
