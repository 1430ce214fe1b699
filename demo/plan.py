"""What is to happen, drawn from the seed before anything does: who applies for what, and how it ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from random import Random

from core.money import Money
from demo import names
from demo.ground import RECIPE_BY_CODE, RECIPES
from identity.organisations.states import OrganisationKind
from schemes.states import Sector, SmeSize

SME_COUNT = 400
APPLICATION_COUNT = 1_000
COUPON_COUNT = 700


class Standing(StrEnum):
    """How far an SME's registration comes."""

    VERIFIED = "verified"
    SUSPENDED = "suspended"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    REJECTED = "rejected"


class Answer(StrEnum):
    """How an application ends, or where it stands now."""

    COUPON = "coupon"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RECOMMENDED = "recommended"
    RETURNED = "returned"
    DECLINED = "declined"
    WAITLISTED = "waitlisted"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    APPEALED = "appealed"
    UPHELD = "upheld"


class Fate(StrEnum):
    """What becomes of a coupon, or of the service bought with it."""

    UNUSED = "unused"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    HELD = "held"
    REISSUED = "reissued"
    TURNED_AWAY = "turned_away"
    """Scanned and priced, but no price was agreed."""
    RESERVED = "reserved"
    DELIVERED = "delivered"
    UNANSWERED = "unanswered"
    """Delivered, and the SME let its days go by."""
    ACCEPTED = "accepted"
    RETURNED = "returned"
    DISPUTED = "disputed"
    APPROVED = "approved"
    """And paid, in time."""
    REJECTED = "rejected"
    CALLED_OFF = "called_off"
    LAPSED = "lapsed"
    REOPENED = "reopened"
    """Disputed after it was approved."""


ANSWERS = {
    Answer.DRAFT: 30, Answer.SUBMITTED: 45, Answer.RECOMMENDED: 25, Answer.RETURNED: 25, Answer.DECLINED: 60,
    Answer.WAITLISTED: 25, Answer.LAPSED: 20, Answer.WITHDRAWN: 35, Answer.APPEALED: 15, Answer.UPHELD: 20,
}  # fmt: skip
"""Applications that got no coupon: 300 of 1,000."""
FATES = {
    Fate.UNUSED: 95, Fate.EXPIRED: 35, Fate.CANCELLED: 20, Fate.HELD: 12, Fate.REISSUED: 25, Fate.TURNED_AWAY: 20,
    Fate.RESERVED: 45, Fate.DELIVERED: 30, Fate.UNANSWERED: 10, Fate.ACCEPTED: 45, Fate.RETURNED: 15,
    Fate.DISPUTED: 12, Fate.APPROVED: 281, Fate.REJECTED: 20, Fate.CALLED_OFF: 18, Fate.LAPSED: 12,
    Fate.REOPENED: 5,
}  # fmt: skip
"""700 coupons."""
STANDINGS = {
    Standing.SUSPENDED: 8, Standing.DRAFT: 14, Standing.SUBMITTED: 20, Standing.RETURNED: 8, Standing.REJECTED: 9,
}  # fmt: skip
"""SMEs that are not simply verified."""
LAST_DAY_OF_DESIGN_MONEY = 15
"""Days ago on which the design scheme's rest was taken back: from then on its applicants wait in line."""
SPENT_SCHEME = "DSN"
_RECENT = 0.15
"""How many of the approved claims fall into the last days, for which the open batches are made."""

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
    place: names.Place
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


def draw(seed: int) -> list[SmePlan]:
    """The whole plan."""
    random = Random(f"{seed}:plan")
    smes = [_sme(number, standing, random) for number, standing in enumerate(_standings(random))]
    _tell_stories(smes)
    _deal(smes, random)
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
    place = names.SME_PLACES[7] if number == 0 else random.choice(names.SME_PLACES)
    (fewest, least), (most, largest) = _SMALLEST[size], _LARGEST[sector][size]
    if sector is Sector.MANUFACTURING and size is SmeSize.MEDIUM:
        least = 110.0
    elif size is SmeSize.MEDIUM:
        fewest, least = 32, 55.0
    revenue = int(random.uniform(least, largest * 0.95) * 100) * 10_000
    return SmePlan(
        number=number,
        registration_number=names.registration_number(kind, place.province_code, 1000 + number * 7),
        business=names.business(random, sector, kind, number),
        place=place,
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
        if (not recipe.sectors or sme.sector in recipe.sectors)
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
    for sme in smes:
        sme.asks.sort(key=lambda ask: -ask.days[0])


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
            Ask(code, answer, days=_days_without_coupon(answer, random))
            if fate is None
            else Ask(
                code, answer, fate, _days_with_coupon(fate, random, appealed=appealed), appealed=appealed
            )
        )
        too_late = code == SPENT_SCHEME and fate is not None and ask.days[2] <= LAST_DAY_OF_DESIGN_MONEY + 1
        beyond_validity = fate is not None and _spends_after_expiry(ask)
        if ask.days[0] <= 305 and not too_late and not beyond_validity:
            return ask


def _spends_after_expiry(ask: Ask) -> bool:
    """Whether a service would be reserved after the coupon's last day."""
    return len(ask.days) > 3 and ask.days[2] - ask.days[3] >= RECIPE_BY_CODE[ask.scheme].valid_days - 2


def _days_without_coupon(answer: Answer, random: Random) -> tuple[int, ...]:
    r = random.randint
    if answer is Answer.DRAFT:
        return (r(1, 25),)
    if answer is Answer.SUBMITTED:
        return (r(1, 26),)
    if answer is Answer.RECOMMENDED:
        recommended = r(1, 14)
        return (recommended + r(1, 9), recommended)
    if answer is Answer.RETURNED:
        returned = r(1, 27)
        return (returned + r(2, 9), returned)
    if answer is Answer.DECLINED:
        declined = r(2, 240)
        return (declined + r(4, 12), declined)
    if answer is Answer.WAITLISTED:
        listed = r(1, LAST_DAY_OF_DESIGN_MONEY - 4)
        return (listed + r(8, 16), listed + 2, listed)
    if answer is Answer.LAPSED:
        returned = r(35, 240)
        return (returned + r(2, 9), returned, returned - 32)
    if answer is Answer.WITHDRAWN:
        withdrawn = r(1, 250)
        return (withdrawn + r(1, 9), withdrawn)
    if answer is Answer.APPEALED:
        appealed = r(1, 17)
        return (appealed + r(10, 20), appealed + r(1, 8), appealed)
    upheld = r(1, 200)
    return (upheld + r(24, 35), upheld + r(15, 23), upheld + r(4, 12), upheld)


def _days_with_coupon(fate: Fate, random: Random, *, appealed: bool) -> tuple[int, ...]:
    """Steps of the fate, drawn from its last day backwards: reserved, delivered, accepted, decided."""
    r = random.randint
    last = {
        Fate.UNUSED: (0, 0), Fate.EXPIRED: (0, 0), Fate.CANCELLED: (5, 120), Fate.HELD: (1, 30), Fate.REISSUED: (2, 90),
        Fate.TURNED_AWAY: (2, 90), Fate.RESERVED: (1, 52), Fate.DELIVERED: (1, 13), Fate.UNANSWERED: (16, 30),
        Fate.ACCEPTED: (1, 24), Fate.RETURNED: (2, 29), Fate.DISPUTED: (1, 26), Fate.APPROVED: (1, 170),
        Fate.REJECTED: (3, 120), Fate.CALLED_OFF: (3, 140), Fate.LAPSED: (2, 100), Fate.REOPENED: (12, 30),
    }[fate]  # fmt: skip
    reserve, deliver, accept, decide = r(2, 28), r(4, 40), r(1, 10), r(1, 13)
    steps: tuple[int, ...]
    if fate is Fate.UNUSED:
        steps, issued = (), r(2, 140)
    elif fate is Fate.EXPIRED:
        steps, issued = (), r(153, 260)
    else:
        end = r(1, 8) if fate is Fate.APPROVED and random.random() < _RECENT else r(*last)
        gaps = {
            Fate.CANCELLED: (), Fate.HELD: (), Fate.REISSUED: (), Fate.TURNED_AWAY: (), Fate.RESERVED: (),
            Fate.DELIVERED: (deliver,), Fate.UNANSWERED: (deliver,), Fate.ACCEPTED: (deliver, accept),
            Fate.RETURNED: (deliver, accept, decide), Fate.DISPUTED: (deliver, accept),
            Fate.APPROVED: (deliver, accept, decide), Fate.REJECTED: (deliver, accept, decide),
            Fate.CALLED_OFF: (deliver,), Fate.LAPSED: (62,), Fate.REOPENED: (deliver, accept, decide, 3),
        }[fate]  # fmt: skip
        days = [end]
        for gap in reversed(gaps):
            days.append(days[-1] + gap)
        steps = tuple(reversed(days))
        issued = steps[0] + reserve
    approved = issued
    recommended = approved + r(1, 5)
    return (recommended + r(2, 9) + (16 if appealed else 0), recommended, approved, *steps)
