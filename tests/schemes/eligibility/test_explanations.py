"""The words of verdicts, in both languages."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from core.labels import words_for
from core.money import Money
from schemes.eligibility.explanations import explain
from schemes.eligibility.rules import Holdings, SchemeFacts, SmeFacts, judge
from schemes.eligibility.states import EligibilityRule, RuleSource, SmeGate
from schemes.states import PayeeMode, SchemeState
from smes.states import SmeState
from tests.factories import TODAY

FIRST_VERSION = (1, 1, TODAY - timedelta(days=9), PayeeMode.PAY_PROVIDER)

THAI = re.compile("[ก-๙]")


def test_every_rule_gate_and_source_has_words_in_thai(db_app):
    with db_app.test_request_context("/?lang=th"):
        db_app.preprocess_request()
        members = [*EligibilityRule, *SmeGate, *RuleSource]
        assert [member for member in members if not THAI.search(words_for(member))] == []


@pytest.mark.parametrize("lang", ["th", "en"])
def test_every_verdict_met_and_not_met_has_an_explanation(db_app, lang):
    nothing = SmeFacts(False, SmeState.DRAFT, None, None, None, None, "52", None)
    narrow = SchemeFacts(
        SchemeState.CLOSED,
        *FIRST_VERSION,
        TODAY - timedelta(days=9),
        TODAY - timedelta(days=1),
        TODAY,
        30,
        1,
        (),
        frozenset(),
        frozenset({"trade"}),
        frozenset({"10"}),
    )
    verdicts = judge(nothing, narrow, Holdings(1, ("C2570-000001",), Money(0)), asked_on=TODAY)
    with db_app.test_request_context(f"/?lang={lang}"):
        db_app.preprocess_request()
        for verdict in verdicts:
            words = explain(verdict.rule, verdict.passed, verdict.facts)
            assert words.reason
            assert words.source
            assert "%(" not in words.reason
            if verdict.rule is EligibilityRule.SME_VERIFIED:
                assert words_for(SmeState.DRAFT) in words.reason


WAITING = SmeFacts(False, SmeState.SUBMITTED, None, None, None, None, "52", None)
"""A business whose registration OSMEP is checking: its size is set then."""


@pytest.mark.parametrize(
    ("rule", "reason", "remedy"),
    [
        (EligibilityRule.SME_VERIFIED, "Waiting to be checked", "You do not need to do anything now"),
        (
            EligibilityRule.SIZE_COVERED,
            "when the business is verified",
            "You do not need to do anything more",
        ),
        (EligibilityRule.MONEY_AVAILABLE, "depends on the size of the business", ""),
    ],
)
def test_who_waits_for_osmep_is_told_to_do_nothing(db_app, rule, reason, remedy):
    scheme = SchemeFacts(
        SchemeState.OPEN,
        *FIRST_VERSION,
        TODAY,
        TODAY,
        TODAY,
        30,
        1,
        (),
        frozenset(),
        frozenset(),
        frozenset(),
    )
    verdicts = judge(WAITING, scheme, Holdings(available=Money.baht(5)), asked_on=TODAY)
    with db_app.test_request_context("/?lang=en"):
        db_app.preprocess_request()
        words = next(explain(each.rule, each.passed, each.facts) for each in verdicts if each.rule is rule)
    assert reason in words.reason
    assert words.remedy.startswith(remedy)
    assert remedy or not words.remedy
