"""Thai dates, words for money, numbers of people, order and line breaks."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime

import pytest
from icu4py.breakers import LineBreaker
from icu4py.locale import Locale
from reportlab.pdfbase.pdfmetrics import stringWidth

from core.money import Money
from core.thai.places import written_address
from core.thai.words import COMPOUNDS
from core.thai.writing import (
    baht_words,
    be_date,
    be_datetime,
    break_lines,
    fiscal_year,
    grouped_thirteen_digits,
    parse_thai_digits,
    thai_sort_key,
)
from core.typed.amounts import read_amount

DIGITS = ["ศูนย์", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า"]
PLACES = ["", "สิบ", "ร้อย", "พัน", "หมื่น", "แสน"]


def below_a_million(number: int, *, after_million: bool) -> str:
    """The rule written a second time: 1 after anything is เอ็ด, 20 is ยี่สิบ, 10 is สิบ."""
    words = ""
    for place in range(5, -1, -1):
        digit = number // 10**place % 10
        if not digit:
            continue
        if place == 0 and digit == 1 and (number > 1 or after_million):
            words += "เอ็ด"
        elif place == 1:
            words += {1: "", 2: "ยี่"}.get(digit, DIGITS[digit]) + "สิบ"
        else:
            words += DIGITS[digit] + PLACES[place]
    return words


def number_in_words(number: int) -> str:
    if number == 0:
        return DIGITS[0]
    millions, rest = divmod(number, 10**6)
    head = f"{number_in_words(millions)}ล้าน" if millions else ""
    return head + below_a_million(rest, after_million=bool(millions))


@pytest.mark.parametrize(
    ("baht", "words"),
    [
        ("0", "ศูนย์บาทถ้วน"),
        ("0.01", "หนึ่งสตางค์"),
        ("0.25", "ยี่สิบห้าสตางค์"),
        ("1", "หนึ่งบาทถ้วน"),
        ("1.01", "หนึ่งบาทหนึ่งสตางค์"),
        ("10", "สิบบาทถ้วน"),
        ("11", "สิบเอ็ดบาทถ้วน"),
        ("20", "ยี่สิบบาทถ้วน"),
        ("21", "ยี่สิบเอ็ดบาทถ้วน"),
        ("101", "หนึ่งร้อยเอ็ดบาทถ้วน"),
        ("111", "หนึ่งร้อยสิบเอ็ดบาทถ้วน"),
        ("121.50", "หนึ่งร้อยยี่สิบเอ็ดบาทห้าสิบสตางค์"),
        ("100000", "หนึ่งแสนบาทถ้วน"),
        ("1000000", "หนึ่งล้านบาทถ้วน"),
        ("1000001", "หนึ่งล้านเอ็ดบาทถ้วน"),
        ("11000000", "สิบเอ็ดล้านบาทถ้วน"),
        ("21000021.21", "ยี่สิบเอ็ดล้านยี่สิบเอ็ดบาทยี่สิบเอ็ดสตางค์"),
        ("1000000000000", "หนึ่งล้านล้านบาทถ้วน"),
    ],
)
def test_baht_in_words(baht: str, words: str) -> None:
    assert baht_words(read_amount(baht)) == words


def test_baht_in_words_follows_the_rule_everywhere() -> None:
    chosen = random.Random(2569)
    numbers = [*range(2_000), *(chosen.randrange(10 ** chosen.randint(1, 13)) for _ in range(3_000))]
    for number in numbers:
        expected = f"{number_in_words(number)}บาทถ้วน"
        assert baht_words(Money.baht(number)) == expected


def test_a_negative_amount_has_no_words() -> None:
    with pytest.raises(ValueError, match="negative"):
        baht_words(Money(-1))


def test_dates_are_printed_in_the_era_of_the_language() -> None:
    day = date(2026, 11, 22)
    assert be_date(day) == "22 พ.ย. 2569"
    assert be_date(day, long=True) == "22 พฤศจิกายน พ.ศ. 2569"
    assert be_date(day, "en") == "22 Nov 2026"
    assert be_date(day, "en", long=True) == "22 November 2026"


def test_a_moment_is_printed_by_the_clock_in_bangkok() -> None:
    moment = datetime(2026, 11, 21, 23, 0, tzinfo=UTC)
    assert be_datetime(moment) == "22 พ.ย. 2569 06:00 น."
    assert be_datetime(moment, "en") == "22 Nov 2026 06:00"


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        be_datetime(datetime(2026, 11, 22))


def test_thai_digits_become_ascii() -> None:
    assert parse_thai_digits("๐๑๒๓๔๕๖๗๘๙ บาท") == "0123456789 บาท"


def test_thirteen_digits_are_grouped_as_printed() -> None:
    assert grouped_thirteen_digits("1101700000001") == "1-1017-00000-00-1"
    assert grouped_thirteen_digits("0107537000882") == "0-1075-37000-88-2"


@pytest.mark.parametrize(
    ("typed", "code", "postcode", "locale", "written"),
    [
        ("1/2 ถนนพหลโยธิน แขวงสามเสนใน เขตพญาไท", "10", "10400", "th", "1/2 ถนนพหลโยธิน แขวงสามเสนใน เขตพญาไท กรุงเทพมหานคร 10400"),
        ("9 ต.ในเมือง อ. เมืองขอนแก่น", "40", "40000", "th", "9 ตำบลในเมือง อำเภอเมืองขอนแก่น จังหวัดขอนแก่น 40000"),
        ("บจก.ต.รุ่งเรือง 9", "40", "40000", "th", "บจก.ต.รุ่งเรือง 9 จังหวัดขอนแก่น 40000"),
        ("9 Na Mueang Road\nMueang", "40", "40000", "en", "9 Na Mueang Road Mueang, Khon Kaen 40000"),
        ("", "", "", "th", ""),
    ],
)  # fmt: skip
def test_an_address_says_what_each_name_is(
    typed: str, code: str, postcode: str, locale: str, written: str
) -> None:
    assert written_address(typed, code, postcode, locale) == written


def test_names_stand_in_dictionary_order() -> None:
    expected = [
        "7 Eleven",
        "A B",
        "Zebra",
        "ก่อน",
        "กะ",
        "กา",
        "กำ",
        "เกา",
        "เก่า",
        "เก้า",
        "แก",
        "ไก่",
        "ขาว",
        "ข้าว",
        "เข้า",
        "น้ำ",
        "ฤดู",
        "สยาม",
        "อาหาร",
    ]
    shuffled = expected.copy()
    random.Random(1).shuffle(shuffled)
    assert sorted(shuffled, key=thai_sort_key) == expected


def test_two_ways_to_type_sara_am_sort_alike() -> None:
    assert thai_sort_key("น้ำ") == thai_sort_key("น้ํา") == thai_sort_key("นํ้า")


LONG_THAI = "โครงการยกระดับขีดความสามารถผู้ประกอบการวิสาหกิจขนาดกลางและขนาดย่อมด้านการทดสอบและรับรองมาตรฐานผลิตภัณฑ์น้ำดื่ม"


def test_long_thai_breaks_only_between_words() -> None:
    lines = break_lines(LONG_THAI, "Helvetica", 12, 120)
    boundaries = {end for _, end in LineBreaker(LONG_THAI, Locale("th")).segments()}
    position = 0
    assert len(lines) > 3
    for line in lines:
        position += len(line)
        assert position in boundaries
        assert stringWidth(line, "Helvetica", 12) <= 120
    assert "".join(lines) == LONG_THAI


@pytest.mark.parametrize(
    "word",
    [
        "บรรจุภัณฑ์",
        "ผู้ประกอบการ",
        "ห้องปฏิบัติการ",
        "ที่ปรึกษา",
        "ส่งเสริม",
        "ขีดความสามารถ",
        "โลจิสติกส์",
        "ผู้ให้บริการ",
        "ความคุ้มค่า",
        "นักออกแบบ",
    ],
)
def test_no_line_breaks_within_a_compound(word: str) -> None:
    """Whatever the width: all of them at which the word itself finds room."""
    text = f"ค่า {word}และ{word} {word}ใหม่"
    narrowest = int(stringWidth(word, "Helvetica", 12)) + 1
    for width in range(narrowest, narrowest * 4, 3):
        lines = break_lines(text, "Helvetica", 12, width)
        assert sum(line.count(word) for line in lines) == 3, lines


def test_a_prefix_at_the_beginning_stands_with_its_word() -> None:
    assert break_lines("การตรวจ", "Helvetica", 12, stringWidth("การตรวจ", "Helvetica", 12)) == ["การตรวจ"]
    assert break_lines("ค่า การตรวจ", "Helvetica", 12, stringWidth("ค่า การต", "Helvetica", 12)) == [
        "ค่า",
        "การตรวจ",
    ]


def test_every_compound_is_one_that_icu_takes_apart() -> None:
    whole = [word for word in COMPOUNDS if len(list(LineBreaker(word, Locale("th")))) == 1]
    assert whole == []
    assert sorted(set(COMPOUNDS)) == sorted(COMPOUNDS)


def test_a_compound_wider_than_the_line_breaks_where_its_parts_meet() -> None:
    wide = stringWidth("บรรจุภัณฑ์", "Helvetica", 12)
    assert break_lines("บรรจุภัณฑ์", "Helvetica", 12, wide - 1) == ["บรรจุ", "ภัณฑ์"]


def test_a_word_wider_than_the_line_never_loses_its_marks() -> None:
    lines = break_lines("กี้" * 40, "Helvetica", 12, 60)
    assert len(lines) > 1
    assert "".join(lines) == "กี้" * 40
    assert all(line.startswith("ก") for line in lines)


def test_newlines_and_spaces_are_kept_as_breaks_and_trimmed() -> None:
    assert break_lines("หนึ่ง \nสอง", "Helvetica", 12, 500) == ["หนึ่ง", "สอง"]
    assert break_lines("", "Helvetica", 12, 500) == [""]


def test_a_fiscal_year_says_its_era_where_dates_are_of_the_common_one():
    assert fiscal_year(2570) == "2570"
    assert fiscal_year(2570, "en") == "2027 (B.E. 2570)"
