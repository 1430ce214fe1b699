"""Names, places and numbers of the demo world could be, and are nobody's; businesses buy what fits them."""

from __future__ import annotations

from datetime import date
from random import Random

import geothai
import pytest

from core.typed.telephones import read_phone
from core.typed.thirteen import NumberKind, read_thirteen
from demo import names, people, places, plan, roster
from demo.fates import Answer
from demo.trades import Goods, fits
from demo.years import Years
from identity.organisations.states import OrganisationKind
from schemes.states import Sector
from scripts.closed_lists import ROOT

SEED = 2569
SMES = plan.draw(SEED, Years(date(2026, 12, 1)))


def of_others() -> dict[str, frozenset[str]]:
    """What tests/cases/names-of-others.txt lists, by its headings."""
    found: dict[str, set[str]] = {}
    heading = ""
    for line in (ROOT / "tests/cases/names-of-others.txt").read_text().splitlines():
        if line.startswith("["):
            heading = line.strip("[]")
        elif line and not line.startswith("#"):
            found.setdefault(heading, set()).add(line)
    return {heading: frozenset(listed) for heading, listed in found.items()}


OTHERS = of_others()
IN_BUSINESSES = OTHERS["parties"] | OTHERS["banks"] | OTHERS["hospitals"] | OTHERS["jokes"]
OF_PERSONS = OTHERS["families"] | OTHERS["jokes"]


def named_like(name: str, listed: frozenset[str]) -> set[str]:
    """Those of the listed names that the name has in it."""
    return {other for other in listed if other in name}


def test_the_lists_find_what_they_list() -> None:
    assert named_like("บริษัท ก้าวไกลสยาม เฟอร์นิเจอร์ จำกัด", IN_BUSINESSES) == {"ก้าวไกล"}
    assert named_like("บริษัท พญาไทเทรนนิ่ง จำกัด", IN_BUSINESSES) == {"พญาไท"}
    assert named_like("บริษัท บัวหลวง กาแฟคั่ว จำกัด", IN_BUSINESSES) == {"บัวหลวง"}
    assert named_like("ดวงใจ ระบบดี", OF_PERSONS) == {"ระบบดี"}


def test_no_business_is_named_like_a_party_a_bank_or_a_hospital() -> None:
    found = [(sme.business.name_th, named_like(sme.business.name_th, IN_BUSINESSES)) for sme in SMES]
    found += [(row[1], named_like(row[1], IN_BUSINESSES)) for row in roster.ROSTER]
    assert [each for each in found if each[1]] == []


def test_nobody_is_of_a_politicians_family_or_named_for_the_job() -> None:
    drawn = {names.person_name(Random(number)) for number in range(3_000)}
    everybody = drawn | {colleague.name for colleague in people.STAFF}
    assert [name for name in everybody if name.split()[1] in OF_PERSONS] == []


def test_businesses_have_names_of_their_own() -> None:
    own = [sme.business.name_th for sme in SMES]
    assert len(set(own)) == len(own)


@pytest.mark.parametrize("place", places.SME_PLACES, ids=lambda each: each.town)
def test_sub_district_district_province_and_postcode_belong_together(place: places.Place) -> None:
    sub_district, district = place.town.replace("ตำบล", "").replace("แขวง", "").split()
    found = {
        geothai.district(each.district_code).name_th.removeprefix("เขต")
        for each in geothai.by_postal_code(place.postcode)
        if each.name_th == sub_district and each.province_code == place.province_code
    }
    assert district.removeprefix("อำเภอ").removeprefix("เขต") in found


def test_telephones_have_ten_digits_if_mobile_and_nine_if_not_and_nobody_has_them() -> None:
    for number in range(300):
        mobile = read_phone(places.mobile(Random(number)))
        assert len(mobile) == 10
        assert mobile[3:6] == "000"
    for place in places.SME_PLACES:
        fixed = read_phone(places.landline(Random(place.postcode), place))
        assert len(fixed) == 9
        assert fixed.startswith(place.area)


def test_thirteen_digits_say_what_they_belong_to_and_are_given_to_nobody() -> None:
    for sme in SMES:
        read = read_thirteen(sme.registration_number)
        if sme.business.kind in (OrganisationKind.JURISTIC_PERSON, OrganisationKind.PARTNERSHIP):
            assert read.kind is NumberKind.JURISTIC
            assert read.digits[1:3] == sme.place.province_code
            assert int(read.digits[7:12]) > 90_000
        else:
            assert read.kind is NumberKind.PERSON
            assert read.digits[3:5] == "99"
    assert len({sme.registration_number for sme in SMES}) == len(SMES)


def test_businesses_ask_for_what_fits_their_trade() -> None:
    for sme in SMES:
        assert {ask.scheme for ask in sme.asks} <= sme.trade.schemes
        if sme.sector is Sector.SERVICE:
            assert "TST" not in {ask.scheme for ask in sme.asks}
    assert sum(ask.answer is Answer.COUPON for sme in SMES for ask in sme.asks) == plan.COUPON_COUNT


def test_a_baker_has_food_tested_and_a_joiner_furniture() -> None:
    tests = [row[0] for row in roster.CATALOGUE[roster.S]]
    assert {test for test in tests if fits(test, Goods.FOOD)} >= {"ทดสอบฉลากโภชนาการ"}
    assert "ทดสอบฉลากโภชนาการ" not in {test for test in tests if fits(test, Goods.THINGS)}
    assert not fits("ออกแบบบรรจุภัณฑ์", Goods.NONE)
