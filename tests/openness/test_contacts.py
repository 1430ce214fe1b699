"""A provider's public page says how the business is reached; nothing of its people."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from core.db import transaction
from identity.organisations.models import Organisation
from identity.organisations.states import Capacity
from providers.models import Provider
from tests.factories import World, build

LANGUAGES = pytest.mark.parametrize("lang", ["th", "en"])
CONTACT = {
    "phone": "053111222 ext 12",
    "email": "lab@example.test",
    "address": "9 ถนนนิมมาน <b>",
    "postcode": "50200",
}


@pytest.fixture
def provider(db_app):
    world = World()

    def make(tx):
        key = world.provider(tx, world.category(tx)).organisation_id
        tx.execute(sa.update(Organisation).where(Organisation.id == key).values(**CONTACT))
        return key, world.member(tx, key, Capacity.PROVIDER).known_person_id

    return build(make)


@LANGUAGES
def test_the_public_page_has_telephone_e_mail_and_address(provider, db_app, lang):
    key, person_id = provider
    page = db_app.test_client().get(f"/directory/providers/{key}?lang={lang}")
    assert page.status_code == 200
    assert 'href="tel:+6653111222,12"' in page.text
    assert 'href="mailto:lab%40example.test"' in page.text or 'href="mailto:lab@example.test"' in page.text
    assert "9 ถนนนิมมาน &lt;b&gt;" in page.text
    assert "50200" in page.text
    assert f"person{person_id}@" not in page.text
    assert "สมหญิง" not in page.text


def test_of_a_provider_that_is_not_approved_nothing_is_public(provider, db_app):
    key, _person = provider
    with transaction() as tx:
        tx.execute(sa.update(Provider).where(Provider.organisation_id == key).values(state="suspended"))
    assert db_app.test_client().get(f"/directory/providers/{key}").status_code == 404
