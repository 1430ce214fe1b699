"""Readers of what people type, beyond the table of test_typed_forms.py: what is printed is read, nothing else fails."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import MAX_SATANG, Money
from core.thai.writing import be_date, grouped_thirteen_digits
from core.typed import TypedProblem, Unreadable
from core.typed.accounts import account_shown, read_account
from core.typed.amounts import read_amount
from core.typed.days import read_day
from core.typed.emails import read_email
from core.typed.names import compared, read_organisation_name, read_person_name
from core.typed.postcodes import read_postcode
from core.typed.telephones import phone_link, phone_shown, read_phone
from core.typed.text import as_written
from core.typed.thirteen import as_pasted, read_branch, read_thirteen

TODAY = date(2026, 11, 29)
READERS: list[Callable[[str], Any]] = [
    lambda text: read_day(text, today=TODAY, locale="th"),
    read_amount,
    read_thirteen,
    read_branch,
    read_phone,
    read_email,
    read_postcode,
    lambda text: read_account("006", text),
    read_organisation_name,
    read_person_name,
]


def problem_of(read: Callable[[str], Any], text: str) -> TypedProblem:
    with pytest.raises(Unreadable) as refused:
        read(text)
    assert isinstance(refused.value.reason, TypedProblem)
    return refused.value.reason


@pytest.mark.parametrize("read", READERS)
@given(text=st.one_of(st.text(max_size=60), st.text("0123456789๐๑๒,.-/() พศคบาท+@ต่อเบอร", max_size=30)))
def test_no_text_makes_a_reader_fail_otherwise(read: Callable[[str], Any], text: str) -> None:
    try:
        read(text)
    except Unreadable:
        return


@pytest.mark.parametrize("read", READERS)
def test_a_megabyte_is_refused_at_once(read: Callable[[str], Any]) -> None:
    for text in ("9" * 1_000_000, "(" * 1_000_000, "1," * 500_000, "0 " * 500_000):
        if read not in (read_organisation_name, read_person_name):
            problem_of(read, text)


@given(
    st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 12, 31)),
    st.sampled_from(["th", "en"]),
    st.booleans(),
    st.sampled_from(["th", "en"]),
)
def test_a_printed_day_is_read_back_in_either_language(
    day: date, printed: str, long: bool, page: str
) -> None:
    assert read_day(be_date(day, printed, long=long), today=TODAY, locale=page) == day


@pytest.mark.parametrize(
    ("text", "locale", "day"),
    [
        ("Sunday, 22 November 2026", "en", date(2026, 11, 22)),
        ("November 22, 2026", "en", date(2026, 11, 22)),
        ("Nov 22nd, 2026", "en", date(2026, 11, 22)),
        ("1 Sept 2026", "en", date(2026, 9, 1)),
        ("22 Nov 2569 BE", "en", date(2026, 11, 22)),
        ("22 Nov 69 B.E.", "en", date(2026, 11, 22)),
        ("28/11/89", "th", date(2046, 11, 28)),
        ("30/11/49", "th", date(2006, 11, 30)),
    ],
)
def test_further_ways_to_write_a_day(text: str, locale: str, day: date) -> None:
    assert read_day(text, today=TODAY, locale=locale) == day


@pytest.mark.parametrize(
    ("text", "locale"), [("22/11/26", "th"), ("22/11/69", "en"), ("30/11/89", "th"), ("28/11/49", "th")]
)
def test_a_year_of_two_digits_is_not_guessed_more_than_twenty_years_away(text: str, locale: str) -> None:
    assert problem_of(partial(read_day, today=TODAY, locale=locale), text) is TypedProblem.YEAR_UNCLEAR


def test_two_marks_between_the_numbers_are_no_date() -> None:
    assert problem_of(READERS[0], "22/11-2569") is TypedProblem.DAY_WRONG


@given(st.integers(min_value=0, max_value=MAX_SATANG))
def test_a_printed_amount_is_read_back(satang: int) -> None:
    assert read_amount(str(Money(satang))) == Money(satang)


@pytest.mark.parametrize("lawful", ["0107537000882", "1101700000001", "0994000617721"])
def test_a_number_is_read_as_it_is_printed_and_with_no_other_check_digit(lawful: str) -> None:
    assert read_thirteen(grouped_thirteen_digits(lawful)).digits == lawful
    for other in set("0123456789") - {lawful[-1]}:
        assert problem_of(read_thirteen, lawful[:12] + other) is TypedProblem.NUMBER_CHECK_DIGIT


@pytest.mark.parametrize(
    ("text", "branch"),
    [
        ("0105555000081", None),
        ("0105555000081 สาขาที่ 00012", "00012"),
        ("0105555000081 (สำนักงานใหญ่)", "00000"),
        ("0105555000081/00003", "00003"),
    ],
)
def test_a_branch_behind_the_number_is_read(text: str, branch: str | None) -> None:
    assert read_thirteen(text).branch == branch


def test_a_branch_is_read_without_its_zeros_and_by_the_name_of_the_head_office() -> None:
    assert read_branch("3") == read_branch("๐๐๐๐๓") == "00003"
    assert read_branch("สำนักงานใหญ่") == "00000"
    assert problem_of(read_branch, "123456") is TypedProblem.BRANCH_WRONG


def test_what_is_pasted_into_a_search_is_a_number_only_when_it_can_be_one() -> None:
    assert as_pasted("105555000081") == as_pasted("0-1055-55000-08-1") == "0105555000081"
    assert as_pasted("1234") is None
    assert as_pasted("ลำปาง") is None


def test_a_call_centre_is_dialled_as_it_is_and_an_extension_after_a_pause() -> None:
    assert phone_link("1301") == "tel:1301"
    assert phone_link("020001234 ext 123") == "tel:+6620001234,123"


def test_what_was_kept_before_numbers_were_read_is_shown_as_it_is() -> None:
    assert phone_shown("โทร 12") == "โทร 12"


def test_an_account_of_another_length_is_one_run() -> None:
    assert account_shown("020012345678") == "020012345678"


@pytest.mark.parametrize("name", ["นายิกา ใจดี", "นางนวล แสงทอง", "Misso Rossi"])
def test_a_name_that_only_begins_like_a_title_is_left_alone(name: str) -> None:
    assert read_person_name(name).name == name


def test_legal_forms_are_compared_in_one_way() -> None:
    assert compared("บจก. แก้ว ใส") == compared("บริษัท แก้วใส จำกัด")
    assert compared("บริษัท แก้วใส จำกัด") != compared("หจก. แก้วใส")
    assert compared("KAEW SAI CO.,LTD.") == compared("Kaew Sai Company Limited")
    assert compared("Kaew Sai Co., Ltd.") != compared("Kaew Sai Ltd., Part.")


@given(st.text(max_size=40))
def test_text_in_its_one_spelling_stays_as_it_is(text: str) -> None:
    assert as_written(as_written(text)) == as_written(text)


@pytest.mark.parametrize(
    "text", ["น้ำ", "ก็", "สิทธิ์", "เก๋ากี้ๆ", "ปั๊ม", "ฤๅษี", "กษัตริย์", "จันทร์", "ทุกๆ", "ป๊าด 😀\nดี"]
)
def test_right_spelling_is_left_alone(text: str) -> None:
    assert as_written(text) == text


def test_two_e_are_one_ae() -> None:
    assert as_written("เเก้ว") == "แก้ว"
