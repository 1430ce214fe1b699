"""A notice says which thing it is about: the business, the role, the coupon, the claim."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from flask import Flask

from identity.notifications.words import _WORDS as SAID
from tests.house.house import told

NAMED = {
    "application.": {"number"},
    "bank_account.": {"business"},
    "coupon.": {"number"},
    "development.": {"number"},
    "member.": {"business"},
    "number.": {"business", "ending"},
    "owner.": {"business"},
    "payouts.payee.": {"amount"},
    "provider.": {"business"},
    "redemption.": {"number"},
    "reminder.": {"reference"},
    "rights_request.": {"request", "business"},
    "role_grant.": {"role"},
    "sme.": {"business"},
    "staff_role.": {"role"},
    "work.": {"count"},
}
"""By how a kind begins: the facts of which its words say at least one."""
OF_ONES_OWN = {"factor_reset.", "person."}
"""About the reader's own account, or somebody whom the page names to whom may know."""


def nameless(words: Mapping[str, str]) -> list[str]:
    """Kinds whose words do not say which thing they are about, and those of no known thing."""
    found = []
    for kind, text in words.items():
        head = next((each for each in (*NAMED, *OF_ONES_OWN) if kind.startswith(each)), None)
        said = set(re.findall(r"%\((\w+)\)s", text))
        if head is None or (head in NAMED and not NAMED[head] & said):
            found.append(kind)
    return found


@pytest.mark.parametrize("language", ["en", "th"])
def test_every_notice_says_which_thing_it_is_about(app: Flask, language: str) -> None:
    from flask_babel import force_locale

    with app.test_request_context(), force_locale(language):
        words = {kind: str(said) for kind, said in sorted(SAID.items()) if not kind.startswith("test.")}
    found = nameless(words)
    assert not found, told(
        found, "Say which: %(business)s, %(role)s, %(number)s (tests/house/test_notices.py)."
    )


def test_a_notice_that_names_nothing_is_found() -> None:
    assert nameless({"sme.moved": "Your business moved."}) == ["sme.moved"]
    assert nameless({"sme.moved": "%(business)s moved.", "cake.baked": "%(cake)s is ready."}) == [
        "cake.baked"
    ]
