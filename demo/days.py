"""How many days ago each step of an application falls, drawn so that it stands today where its plan wants it."""

from __future__ import annotations

from random import Random

from demo.fates import Answer, Fate

LAST_DAY_OF_DESIGN_MONEY = 15
"""Days ago on which the design scheme's rest was taken back: from then on its applicants wait in line."""
_RECENT = 0.15
"""How many of the approved claims fall into the last days, for which the open batches are made."""
_QUICK = 0.6
"""How many services are short ones, bought and delivered within weeks."""
MOSTLY_DECIDED = 30
"""Days ago on which most claims were approved: a young fiscal year has something to show too."""


def days_without_coupon(answer: Answer, random: Random) -> tuple[int, ...]:
    """Days ago of the start and of each step after it."""
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


def days_with_coupon(fate: Fate, random: Random, *, appealed: bool) -> tuple[int, ...]:
    """Steps of the fate, drawn from its last day backwards: reserved, delivered, accepted, decided."""
    r = random.randint
    last = {
        Fate.UNUSED: (0, 0), Fate.EXPIRED: (0, 0), Fate.CANCELLED: (5, 120), Fate.HELD: (1, 30), Fate.REISSUED: (2, 90),
        Fate.TURNED_AWAY: (2, 90), Fate.RESERVED: (1, 52), Fate.DELIVERED: (1, 13), Fate.UNANSWERED: (16, 30),
        Fate.ACCEPTED: (1, 24), Fate.RETURNED: (2, 29), Fate.DISPUTED: (1, 26), Fate.APPROVED: (1, 170),
        Fate.REJECTED: (3, 120), Fate.CALLED_OFF: (3, 140), Fate.LAPSED: (2, 100), Fate.REOPENED: (12, 30),
    }[fate]  # fmt: skip
    reserve, deliver, accept, decide = r(2, 28), r(4, 40), r(1, 10), r(1, 13)
    is_quick = random.random() < _QUICK
    if is_quick:
        reserve, deliver, accept, decide = r(1, 8), r(3, 12), r(1, 3), r(1, 5)
    steps: tuple[int, ...]
    if fate is Fate.UNUSED:
        steps, issued = (), r(2, 140)
    elif fate is Fate.EXPIRED:
        steps, issued = (), r(153, 260)
    else:
        end = r(*last)
        if fate is Fate.APPROVED:
            end = r(1, 8) if random.random() < _RECENT else round(random.triangular(*last, MOSTLY_DECIDED))
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
    recommended = approved + (r(1, 2) if is_quick else r(1, 5))
    begun = recommended + (r(1, 4) if is_quick else r(2, 9)) + (16 if appealed else 0)
    return (begun, recommended, approved, *steps)
