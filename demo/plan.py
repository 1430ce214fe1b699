"""What is to happen, drawn from the seed before anything does: who applies for what, and how it ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from random import Random

from core.money import Money
from demo import names, places, trades
from demo.days import LAST_DAY_OF_DESIGN_MONEY, days_with_coupon, days_without_coupon
from demo.fates import ANSWERS, FATES, STANDINGS, Answer, Fate, Standing
from demo.scenes.projects import SKETCHES
from demo.scenes.schemes import RECIPE_BY_CODE, RECIPES
from demo.years import Years
from identity.organisations.states import OrganisationKind
from projects.states import FundSource
from schemes.states import Sector, SmeSize

SME_COUNT = 400
APPLICATION_COUNT = 1_000
COUPON_COUNT = 700


SPENT_SCHEME = "DSN"
ANNUAL = {sketch.code for sketch in SKETCHES if sketch.source is FundSource.ANNUAL_BUDGET}
"""Projects whose money is promised inside its fiscal year."""
BEFORE_THE_END = 4
"""Days before the end of a fiscal year on which its last coupons are approved, holidays or not."""
WORK_OF_THE_FIRST_PROVIDER = {Fate.RESERVED: 4, Fate.RETURNED: 2, Fate.ACCEPTED: 2, Fate.APPROVED: 3}
"""What the listed provider finds on its desk, at least."""

_KINDS = (
    OrganisationKind.JURISTIC_PERSON,
    OrganisationKind.JURISTIC_PERSON,
    OrganisationKind.PARTNERSHIP,
    OrganisationKind.NATURAL_PERSON,
    OrganisationKind.COMMUNITY_ENTERPRISE,
)
_SIZES = (SmeSize.MICRO, SmeSize.MICRO, SmeSize.SMALL, SmeSize.SMALL, SmeSize.MEDIUM)
_LARGEST = {
    Sector.MANUFACTURING: {SmeSize.MICRO: (5, 1.8), SmeSize.SMALL: (50, 100), SmeSize.MEDIUM: (200, 500)},
    Sector.TRADE: {SmeSize.MICRO: (5, 1.8), SmeSize.SMALL: (30, 50), SmeSize.MEDIUM: (100, 300)},
    Sector.SERVICE: {SmeSize.MICRO: (5, 1.8), SmeSize.SMALL: (30, 50), SmeSize.MEDIUM: (100, 300)},
}
"""(employees, revenue in million baht); docs/domain.md#size."""
_SMALLEST = {SmeSize.MICRO: (1, 0.3), SmeSize.SMALL: (6, 2.5), SmeSize.MEDIUM: (60, 105)}


@dataclass(frozen=True, slots=True)
class Ask:
    """One application: of which scheme, how it ends, and how many days ago each step falls."""

    scheme: str
    answer: Answer
    fate: Fate | None = None
    days: tuple[int, ...] = ()
    """Of an application without a coupon: start and the steps after. Of a coupon: start, recommended, approved,
    then one day for each step of its fate."""
    supplier: int | None = None
    """Of which provider, where the story wants a certain one."""
    appealed: bool = False
    """Approved only after an appeal."""


@dataclass(slots=True)
class SmePlan:
    """One SME: what it is, how its registration ends, and what it asks for."""

    number: int
    registration_number: str
    business: names.Business
    place: places.Place
    trade: trades.Trade
    sector: Sector
    size: SmeSize
    employees: int
    revenue: Money
    standing: Standing
    asks: list[Ask] = field(default_factory=list)

    @property
    def registered_ago(self) -> int:
        """Days ago of its registration: some days before its first application."""
        if self.standing in STANDINGS and self.standing is not Standing.SUSPENDED:
            return 2 + self.number % 24
        first = max((ask.days[0] for ask in self.asks), default=40 + self.number % 200)
        return min(first + 9 + self.number % 7, 317)


def draw(seed: int, years: Years) -> list[SmePlan]:
    """The whole plan, of a world that is built in those years."""
    random = Random(f"{seed}:plan")
    smes = [_sme(number, standing, random) for number, standing in enumerate(_standings(random))]
    _tell_stories(smes)
    _deal(smes, random)
    for sme in smes:
        sme.asks = sorted((_in_its_year(ask, years) for ask in sme.asks), key=lambda ask: -ask.days[0])
    return smes


def _standings(random: Random) -> list[Standing]:
    special = [standing for standing, count in STANDINGS.items() for _ in range(count)]
    special.remove(Standing.RETURNED)
    rest = special + [Standing.VERIFIED] * (SME_COUNT - 2 - len(special))
    random.shuffle(rest)
    return [Standing.VERIFIED, Standing.RETURNED, *rest]


def _sme(number: int, standing: Standing, random: Random) -> SmePlan:
    sector = Sector.MANUFACTURING if number == 0 else random.choice(list(Sector))
    size = SmeSize.SMALL if number == 0 else random.choice(_SIZES)
    kind = (
        OrganisationKind.JURISTIC_PERSON if size is SmeSize.MEDIUM or number == 0 else random.choice(_KINDS)
    )
    trade = trades.TRADES[sector][0] if number == 0 else random.choice(trades.TRADES[sector])
    place = places.SME_PLACES[7] if number == 0 else random.choice(places.SME_PLACES)
    (fewest, least), (most, largest) = _SMALLEST[size], _LARGEST[sector][size]
    if sector is Sector.MANUFACTURING and size is SmeSize.MEDIUM:
        least = 110.0
    elif size is SmeSize.MEDIUM:
        fewest, least = 32, 55.0
    revenue = int(random.uniform(least, largest * 0.95) * 100) * 10_000
    return SmePlan(
        number=number,
        registration_number=names.registration_number(kind, place.province_code, 1000 + number * 7),
        business=names.business((trade.name_th, trade.name_en, trade.words), kind, number),
        place=place,
        trade=trade,
        sector=sector,
        size=size,
        employees=random.randint(fewest, most),
        revenue=Money.baht(revenue),
        standing=standing,
    )


def _tell_stories(smes: list[SmePlan]) -> None:
    """What waits for the people who are listed: SME 0 has a turn of each kind; provider 0 has work to do."""
    smes[0].asks = [
        Ask("TRN", Answer.COUPON, Fate.UNUSED, (48, 42, 38)),
        Ask("TST", Answer.COUPON, Fate.DELIVERED, (70, 64, 60, 40, 12), supplier=0),
        Ask("ITS", Answer.DECLINED, days=(25, 12)),
        Ask("MKT", Answer.DRAFT, days=(1,)),
    ]


def _deal(smes: list[SmePlan], random: Random) -> None:
    """Deal the remaining answers and fates over those SMEs that may apply, a scheme at most once for each."""
    told = [ask for sme in smes for ask in sme.asks]
    work_of_first = dict(WORK_OF_THE_FIRST_PROVIDER)
    hands = list(_hands(told))
    open_pairs = [
        (sme, recipe.code)
        for sme in smes[1:]
        if sme.standing in (Standing.VERIFIED, Standing.SUSPENDED)
        for recipe in RECIPES
        if recipe.code in sme.trade.schemes
        and (not recipe.sectors or sme.sector in recipe.sectors)
        and (not recipe.provinces or sme.place.province_code in recipe.provinces)
    ]
    random.shuffle(open_pairs)
    random.shuffle(hands)
    hands.sort(key=lambda hand: hand[0] is not Answer.WAITLISTED)
    for answer, fate in hands:
        position = next(i for i, (_, code) in enumerate(open_pairs) if _may_be_dealt(code, answer, fate))
        sme, code = open_pairs.pop(position)
        ask = _dated(code, answer, fate, random)
        if fate is not None and work_of_first.get(fate) and code != SPENT_SCHEME:
            work_of_first[fate] -= 1
            ask = replace(ask, supplier=0)
        sme.asks.append(ask)


def _hands(told: list[Ask]) -> Iterator[tuple[Answer, Fate | None]]:
    """Every answer and fate as often as the tables say, less those that the stories took."""
    for answer, count in ANSWERS.items():
        for _ in range(count - sum(ask.answer is answer for ask in told)):
            yield answer, None
    for fate, count in FATES.items():
        for _ in range(count - sum(ask.fate is fate for ask in told)):
            yield Answer.COUPON, fate


def _may_be_dealt(code: str, answer: Answer, fate: Fate | None) -> bool:
    """The waiting list is the spent scheme's; what gives money back to it would serve the list; some need money."""
    if answer is Answer.WAITLISTED:
        return code == SPENT_SCHEME
    if fate in (Fate.CANCELLED, Fate.REJECTED, Fate.REOPENED):
        return code not in (SPENT_SCHEME, "MKT")
    if fate is Fate.EXPIRED:
        return code == "TRN"
    return True


def _dated(code: str, answer: Answer, fate: Fate | None, random: Random) -> Ask:
    """Draw the days until they can stand: nothing before the schemes opened, and no design coupon after its money ended."""
    while True:
        appealed = fate is not None and random.random() < 0.02
        ask = (
            Ask(code, answer, days=days_without_coupon(answer, random))
            if fate is None
            else Ask(code, answer, fate, days_with_coupon(fate, random, appealed=appealed), appealed=appealed)
        )
        too_late = code == SPENT_SCHEME and fate is not None and ask.days[2] <= LAST_DAY_OF_DESIGN_MONEY + 1
        beyond_validity = fate is not None and _spends_after_expiry(ask)
        if ask.days[0] <= 305 and not too_late and not beyond_validity:
            return ask


def _spends_after_expiry(ask: Ask) -> bool:
    """Whether a service would be reserved after the coupon's last day."""
    return len(ask.days) > 3 and ask.days[2] - ask.days[3] >= RECIPE_BY_CODE[ask.scheme].valid_days - 2


def _in_its_year(ask: Ask, years: Years) -> Ask:
    """The application as it is, or begun and decided sooner, so that its year's annual money is promised inside the year."""
    if ask.fate is None or RECIPE_BY_CODE[ask.scheme].project not in ANNUAL:
        return ask
    begun, recommended, approved, *later = ask.days
    sooner = years.days_gone + BEFORE_THE_END - approved
    if years.year_asked(begun) == years.this or sooner <= 0:
        return ask
    return replace(ask, days=(begun + sooner, recommended + sooner, approved + sooner, *later))
